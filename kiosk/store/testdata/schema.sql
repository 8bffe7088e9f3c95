CREATE TABLE active (
	seq   integer not null primary key,
	reads blob    not null -- keys, as collection, zero byte, id, line feed
) strict;

CREATE TABLE answers (
	id    text    not null primary key,
	at_ms integer not null,
	body  blob    not null -- JSON
) strict;

CREATE INDEX answers_by_time on answers (at_ms);

CREATE TABLE archive (
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

CREATE UNIQUE INDEX archive_by_item on archive (item_id);

CREATE INDEX archive_by_undoes on archive (undoes) where undoes is not null;

CREATE INDEX archive_by_waiting on archive (seq) where waiting = 1;

CREATE TABLE base (
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

CREATE INDEX base_by_alt on base (collection, gen, alt) where alt is not null;

CREATE INDEX base_by_alt_tail on base (collection, gen, alt_tail) where alt_tail is not null;

CREATE INDEX base_by_code on base (collection, gen, code) where code is not null;

CREATE UNIQUE INDEX base_by_id on base (collection, gen, id);

CREATE INDEX base_by_ref on base (collection, gen, ref) where ref is not null;

CREATE INDEX base_by_status on base (collection, gen, status, sort) where status is not null;

CREATE INDEX base_by_tail on base (collection, gen, tail) where tail is not null;

CREATE TABLE catalogue (
	collection text    not null primary key,
	gen        integer not null,
	feed_seq   integer not null, -- of the snapshot: earlier feed rows are in it
	loaded_ms  integer not null
) strict, without rowid;

CREATE TABLE desk_state (
	key  text not null primary key,
	body blob not null -- JSON
) strict, without rowid;

CREATE TABLE inbox (
	id         text    not null primary key,
	at_ms      integer not null,
	item_id    text    not null,
	kind       text    not null, -- refused, conflict, deferred, rejected, changed
	reason     text    not null,
	state      text    not null check (state in ('open', 'answered', 'closed')),
	body       blob    not null  -- JSON: text, parameters, next step, links
) strict;

CREATE INDEX inbox_by_state on inbox (state, at_ms);

CREATE TABLE meta (
	key   text not null primary key,
	value blob not null -- JSON
) strict, without rowid;

CREATE TABLE outbox (
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

CREATE UNIQUE INDEX outbox_by_item on outbox (item_id);

CREATE INDEX outbox_by_undoes on outbox (undoes) where undoes is not null;

CREATE TABLE "overlay" (
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

CREATE INDEX overlay_by_alt on overlay (collection, alt) where alt is not null;

CREATE INDEX overlay_by_alt_tail on overlay (collection, alt_tail) where alt_tail is not null;

CREATE INDEX overlay_by_code on overlay (collection, code) where code is not null;

CREATE INDEX overlay_by_ref on overlay (collection, ref) where ref is not null;

CREATE INDEX overlay_by_seq on overlay (seq);

CREATE INDEX overlay_by_status on overlay (collection, status, sort);

CREATE INDEX overlay_by_tail on overlay (collection, tail) where tail is not null;

CREATE TABLE pin_tries (
	person_id text    not null primary key,
	failed    integer not null,
	until_ms  integer not null
) strict, without rowid;

CREATE TABLE schema_migrations (
	version    integer primary key, -- 1, 2, 3 ...
	name       text    not null,
	sha256     text    not null,    -- of the file's text, lower-case hex
	applied_ms integer not null     -- UTC
) strict;

CREATE TABLE snapshot (
	collection text    not null primary key,
	id         text    not null,
	gen        integer not null,
	manifest   blob    not null -- JSON
) strict, without rowid;

CREATE TABLE snapshot_part (
	collection text    not null references snapshot (collection) on delete cascade,
	part       integer not null,
	primary key (collection, part)
) strict, without rowid;

CREATE TABLE subjects (
	target text    not null,
	id     text    not null,
	seq    integer not null,
	primary key (target, id, seq)
) strict, without rowid;

