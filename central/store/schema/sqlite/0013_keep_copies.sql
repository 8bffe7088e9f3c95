-- Copies of the database that backups made, and how much of each kiosk's chain one
-- of them holds that does not lie on this machine.
create table copies (
  no integer primary key,
  path text not null,
  dir text not null,
  off_host integer not null, -- 1: on another machine's disk
  bytes integer not null,
  last_fact integer not null, -- facts.no of the last fact that it holds
  created_ms integer not null
) strict;
create index copies_by_dir on copies (dir, no); -- what lies in a directory
create index copies_off_host on copies (no) where off_host = 1; -- the newest that outlives this machine
alter table kiosk_epochs add column durable_seq integer not null default 0;
-- Why an epoch began (enrolled, kiosk_behind, diverged, central_restored, unknown_epoch),
-- which one it took the place of, and what a push showed that does not fit it.
alter table kiosk_epochs add column begun_by text not null default 'enrolled';
alter table kiosk_epochs add column follows text not null default '';
alter table kiosk_epochs add column doubt text not null default '';
