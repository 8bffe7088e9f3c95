-- A look-up by code, order or asset reads the images that bear it, not all of the
-- collection: with the collection first, the primary key looked as good as the
-- index, and a scan became dearer with every item that waited.
create table overlay_by_id (
	collection text    not null,
	id         text    not null,
	seq        integer not null,
	op         text    not null check (op in ('upsert', 'delete')),
	rev        integer not null, -- of the base row under it; 0 where there is none
	site_id    text,
	code       text,
	alt        text,
	ref        text,
	status     text,
	sort       integer,
	tail       text,
	alt_tail   text,
	body       blob    not null,
	primary key (id, collection, seq)
) strict, without rowid;
insert into overlay_by_id select collection, id, seq, op, rev, site_id, code, alt, ref, status, sort, tail, alt_tail, body from overlay;
drop table overlay;
alter table overlay_by_id rename to overlay;
-- Tx.Overlay, Tx.Leaving, Tx.Settle
create index overlay_by_seq on overlay (seq);
-- View.FindCode
create index overlay_by_code on overlay (collection, code) where code is not null;
-- View.FindCode (serials), View.AssetAllocations, View.FactExceptions
create index overlay_by_alt on overlay (collection, alt) where alt is not null;
-- View.Allocations, View.At, View.AssetExceptions
create index overlay_by_ref on overlay (collection, ref) where ref is not null;
-- View.Today, View.OpenOrders, View.OpenExceptions, List
create index overlay_by_status on overlay (collection, status, sort);
-- View.SearchAssets
create index overlay_by_tail on overlay (collection, tail) where tail is not null;
-- View.SearchAssets (serials)
create index overlay_by_alt_tail on overlay (collection, alt_tail) where alt_tail is not null;
