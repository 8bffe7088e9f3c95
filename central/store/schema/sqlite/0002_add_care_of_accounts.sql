-- Sessions say where they came from and why they ended; tokens when they were
-- last used; enrolment codes may be taken back.

alter table sessions add column address text not null default '';
alter table sessions add column epoch integer not null default 0; -- the account's, when the session was opened
alter table sessions add column ended text not null default ''; -- the reason; '' while it is open
alter table sessions add column weak integer not null default 0; -- 1: the password would not be taken today
create index sessions_by_use on sessions (used_ms, hash); -- the list, newest first

create table token_uses (
  token_id text primary key,
  used_ms integer not null -- to within five minutes
) strict, without rowid;

alter table enrolment_codes add column revoked_ms integer not null default 0;
create index enrolment_codes_open on enrolment_codes (expires_ms) where used_ms = 0; -- who may still come in
