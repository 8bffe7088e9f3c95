-- One kiosk's whole memory. Times are ms UTC. Row bodies are the JSON of the
-- entity (BLOB), hashes are 32 raw bytes. NULL in a lookup column means that
-- the row cannot be found by it.

-- Small single values by name: identity, head, number, acked, sync, hello, halt.
create table meta (
	key   text not null primary key,
	value blob not null -- JSON
) strict, without rowid;

-- Which generation of a collection's base rows is in force. A collection that
-- is not here has never been loaded: what it lacks is unknown, not absent.
create table catalogue (
	collection text    not null primary key,
	gen        integer not null,
	feed_seq   integer not null, -- of the snapshot: earlier feed rows are in it
	loaded_ms  integer not null
) strict, without rowid;

-- Central's rows as of the cursor. Rows of a generation that is not in force
-- belong to a snapshot on its way in, or to one that has been replaced.
create table base (
	collection text    not null,
	gen        integer not null,
	id         text    not null,
	rev        integer not null,
	site_id    text,
	code       text, -- what a scan reads: tag, number, place code, badge hash
	alt        text, -- serial; asset of an allocation; fact of an exception
	ref        text, -- what it belongs to: order, place, type, person, parent
	status     text, -- of collections that are listed by status
	sort       integer,
	tail       text, -- code reversed in capitals: search by last characters
	alt_tail   text, -- alt likewise
	body       blob    not null
) strict;
-- View.Row, Tx.PutBase
create unique index base_by_id on base (collection, gen, id);
-- View.FindCode
create index base_by_code on base (collection, gen, code) where code is not null;
-- View.FindCode (serials), View.AssetAllocations, View.FactExceptions
create index base_by_alt on base (collection, gen, alt) where alt is not null;
-- View.Allocations, View.At, View.SearchAssets (by type), View.AssetExceptions
create index base_by_ref on base (collection, gen, ref) where ref is not null;
-- View.Today, View.OpenOrders, View.OpenExceptions
create index base_by_status on base (collection, gen, status, sort) where status is not null;
-- View.SearchAssets
create index base_by_tail on base (collection, gen, tail) where tail is not null;
-- View.SearchAssets (serials)
create index base_by_alt_tail on base (collection, gen, alt_tail) where alt_tail is not null;

-- The row images that pending items have written here. Of one row the highest
-- seq counts; a row without an image here is read from base.
create table overlay (
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
	primary key (collection, id, seq)
) strict, without rowid;
-- Tx.DropOverlay
create index overlay_by_seq on overlay (seq);
-- View.FindCode
create index overlay_by_code on overlay (collection, code) where code is not null;
-- View.FindCode (serials), View.AssetAllocations, View.FactExceptions
create index overlay_by_alt on overlay (collection, alt) where alt is not null;
-- View.Allocations, View.At, View.AssetExceptions
create index overlay_by_ref on overlay (collection, ref) where ref is not null;
-- View.Today, View.OpenOrders, View.OpenExceptions
create index overlay_by_status on overlay (collection, status, sort) where status is not null;

-- Items that central has not answered yet, in the order in which it will get
-- them. seq is gapless over archive and outbox, and so is the chain of hashes.
create table outbox (
	seq          integer not null primary key,
	item_id      text    not null,
	kind         text    not null,
	payload      blob    not null, -- the bytes that are hashed and sent
	content_hash blob    not null check (length(content_hash) = 32),
	hash         blob    not null check (length(hash) = 32),
	gesture_hash blob    not null check (length(gesture_hash) = 32), -- of what the person did, without when
	created_ms   integer not null,
	actor        blob    not null, -- JSON, with the rights of that moment
	said         blob    not null, -- JSON: what the dock was told
	images       blob    not null, -- JSON: rows before the item
	undoes       text              -- item that it takes back
) strict;
-- View.ItemByID
create unique index outbox_by_item on outbox (item_id);
-- View.UndoneBy
create index outbox_by_undoes on outbox (undoes) where undoes is not null;

-- Items that central has answered.
create table archive (
	seq          integer not null primary key,
	item_id      text    not null,
	kind         text    not null,
	payload      blob    not null,
	content_hash blob    not null check (length(content_hash) = 32),
	hash         blob    not null check (length(hash) = 32),
	gesture_hash blob    not null check (length(gesture_hash) = 32),
	created_ms   integer not null,
	actor        blob    not null,
	said         blob    not null,
	images       blob    not null,
	undoes       text,
	verdict      text    not null, -- of the whole item
	answer       blob    not null, -- JSON: the verdict entries
	feed_seq     integer not null, -- the cursor must pass it before the overlay goes
	acked_ms     integer not null,
	waiting      integer not null check (waiting in (0, 1)) -- 1: its images are still in the overlay
) strict;
-- View.ItemByID
create unique index archive_by_item on archive (item_id);
-- View.UndoneBy
create index archive_by_undoes on archive (undoes) where undoes is not null;
-- Tx.Settled
create index archive_by_waiting on archive (seq) where waiting = 1;

-- What the decisions looked at of the items that may be decided anew: their
-- images are in the overlay, and central's rows of their effect not yet in base.
-- Apart from the items, because it is read with every page and every verdict.
create table active (
	seq   integer not null primary key,
	reads blob    not null -- keys, as collection, zero byte, id, line feed
) strict;

-- Which things an item touched, for an item's past.
create table subjects (
	target text    not null,
	id     text    not null,
	seq    integer not null,
	primary key (target, id, seq)
) strict, without rowid;

-- What came back and needs a person.
create table inbox (
	id         text    not null primary key,
	at_ms      integer not null,
	item_id    text    not null,
	kind       text    not null, -- refused, conflict, deferred, rejected, changed
	reason     text    not null,
	state      text    not null check (state in ('open', 'answered', 'closed')),
	body       blob    not null  -- JSON: text, parameters, next step, links
) strict;
-- View.Inbox
create index inbox_by_state on inbox (state, at_ms);

-- The answer to each id that the page minted, so that a retry gets it again.
create table answers (
	id    text    not null primary key,
	at_ms integer not null,
	body  blob    not null -- JSON
) strict;
-- Tx.PruneAnswers
create index answers_by_time on answers (at_ms);

-- What the desk must not forget over a restart.
create table desk_state (
	key  text not null primary key,
	body blob not null -- JSON
) strict, without rowid;

-- A snapshot on its way in: the manifest and the parts that are here.
create table snapshot (
	collection text    not null primary key,
	id         text    not null,
	gen        integer not null,
	manifest   blob    not null -- JSON
) strict, without rowid;

create table snapshot_part (
	collection text    not null references snapshot (collection) on delete cascade,
	part       integer not null,
	primary key (collection, part)
) strict, without rowid;

-- Wrong PINs in a row, and until when no further one may be tried.
create table pin_tries (
	person_id text    not null primary key,
	failed    integer not null,
	until_ms  integer not null
) strict, without rowid;
