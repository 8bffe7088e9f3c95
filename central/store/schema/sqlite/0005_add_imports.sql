-- Lists that were imported, and what each did to which row: enough to go on
-- after a crash, and to take the whole import back.

create table imports (
  id text primary key,
  status text not null, -- staged, applying, done, reverting, undoing, undone, failed
  kind text not null,
  created_ms integer not null,
  body text not null, -- the rest, as JSON
  file blob, -- gzip; null once nothing is to be read from it again
  errors blob -- gzip of the wrong rows as CSV; null without any
) strict, without rowid;
create index imports_by_time on imports (created_ms, id); -- the list, newest first
create index imports_at_work on imports (status) where status in ('applying', 'reverting', 'undoing'); -- what to go on with

create table import_rows (
  import_id text not null,
  ordinal integer not null, -- in the order in which they are written
  file_row integer not null, -- 0: a row that others needed
  collection text not null,
  row_id text not null,
  rev_before integer not null, -- 0: the import makes the row
  rev_after integer not null default 0, -- 0: not written, or taken back
  image_before text, -- JSON; null where there was no row
  image_after text not null, -- JSON, as it is to be written
  primary key (import_id, ordinal)
) strict, without rowid;
create index import_rows_by_row on import_rows (collection, row_id); -- where did this row come from
