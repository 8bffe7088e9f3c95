-- Rows of business entities keep their JSON in body, exactly as feed and
-- snapshots carry it; the columns beside it are derived from it for look-ups,
-- filters and order. Times are milliseconds UTC, ids and hashes text.

create table meta (
  name text primary key,
  value text not null
) strict, without rowid;

-- Counters, updated last in each transaction: their order is commit order.
create table heads (
  name text primary key,
  value integer not null check (value >= 0)
) strict, without rowid;

create table item_types (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  code text not null,
  name text not null,
  category text not null,
  archived integer not null,
  external_source text,
  external_ref text,
  search text not null,
  body text not null
) strict;
create unique index item_types_by_code on item_types (code); -- what a code names
create index item_types_by_name on item_types (name, id); -- the catalogue, in order
create unique index item_types_by_external on item_types (external_source, external_ref) where external_source is not null; -- import again

create table places (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  code text not null,
  name text not null,
  parent_id text not null,
  kind text not null,
  archived integer not null,
  external_source text,
  external_ref text,
  search text not null,
  body text not null
) strict;
create unique index places_by_code on places (code) where code <> ''; -- what a code names
create index places_by_parent on places (parent_id, name, id); -- what is inside
create index places_by_name on places (name, id); -- all places, in order
create unique index places_by_external on places (external_source, external_ref) where external_source is not null; -- import again

create table tag_aliases (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  code text not null,
  target text not null,
  target_id text not null,
  body text not null
) strict;
create unique index tag_aliases_by_code on tag_aliases (code); -- what a code names, and the list in order
create index tag_aliases_by_target on tag_aliases (target, target_id, code, id); -- the other codes of a thing

create table assets (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  tag text not null,
  serial text not null,
  item_type_id text not null,
  status text not null,
  home_site_id text not null,
  place_id text not null,
  rent_action_id text not null,
  holder_id text not null,
  external_source text,
  external_ref text,
  search text not null,
  card text not null, -- the asset card's JSON, as feed and snapshots carry it
  body text not null
) strict;
create unique index assets_by_tag on assets (tag); -- what a code names, and the list in order
create index assets_by_serial on assets (serial) where serial <> ''; -- what a code names
create index assets_by_type on assets (item_type_id, tag); -- the things of a type
create index assets_by_status on assets (status, tag); -- what is out, missing, in repair
create index assets_by_site on assets (site_id, tag); -- the things of a site
create index assets_by_place on assets (place_id, tag) where place_id <> ''; -- the things at a place
create index assets_by_order on assets (rent_action_id) where rent_action_id <> ''; -- what is out on an order
create unique index assets_by_external on assets (external_source, external_ref) where external_source is not null; -- import again

create table companies (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  name text not null,
  kind text not null,
  external_source text,
  external_ref text,
  search text not null,
  body text not null
) strict;
create index companies_by_name on companies (name, id); -- the list, in order
create unique index companies_by_external on companies (external_source, external_ref) where external_source is not null; -- import again

create table people (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  name text not null,
  company_id text not null,
  archived integer not null,
  external_source text,
  external_ref text,
  search text not null,
  body text not null
) strict;
create index people_by_name on people (name, id); -- the list, in order
create index people_by_company on people (company_id, name, id); -- a company's people
create unique index people_by_external on people (external_source, external_ref) where external_source is not null; -- import again

create table badges (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  hash text not null,
  person_id text not null,
  revoked integer not null,
  body text not null
) strict;
create unique index badges_by_hash on badges (hash); -- whose badge was read
create index badges_by_person on badges (person_id); -- a person's badges

create table pins (
  id text primary key, -- the person's id
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  body text not null
) strict;

create table projects (
  id text primary key,
  rev integer not null,
  site_id text not null,
  also_site_id text not null,
  updated_ms integer not null,
  number text not null,
  name text not null,
  company_id text not null,
  status text not null,
  window_start_ms integer not null,
  external_source text,
  external_ref text,
  search text not null,
  body text not null
) strict;
create unique index projects_by_number on projects (number) where number <> ''; -- what a code names
create index projects_by_start on projects (window_start_ms, id); -- the list, newest first
create unique index projects_by_external on projects (external_source, external_ref) where external_source is not null; -- import again

create table rent_actions (
  id text primary key,
  rev integer not null,
  site_id text not null,
  also_site_id text not null,
  updated_ms integer not null,
  created_ms integer not null,
  number text not null,
  status text not null,
  project_id text not null,
  requester_id text not null,
  window_start_ms integer not null,
  window_end_ms integer not null,
  external_source text,
  external_ref text,
  search text not null,
  body text not null
) strict;
create unique index rent_actions_by_number on rent_actions (number); -- what a code names
create index rent_actions_by_created on rent_actions (created_ms, id); -- the list, newest first
create index rent_actions_by_status on rent_actions (status, created_ms, id); -- the list of a status
create index rent_actions_by_project on rent_actions (project_id, created_ms, id) where project_id <> ''; -- a job's orders
create unique index rent_actions_by_external on rent_actions (external_source, external_ref) where external_source is not null; -- import again

-- Derived from rent_actions.body whenever the order is written.
create table rent_action_lines (
  rent_action_id text not null references rent_actions (id) on delete cascade,
  line_id text not null,
  item_type_id text not null,
  requested integer not null,
  cancelled integer not null,
  primary key (rent_action_id, line_id)
) strict, without rowid;
create index rent_action_lines_by_type on rent_action_lines (item_type_id); -- which orders ask for a type

create table allocations (
  id text primary key,
  rev integer not null,
  site_id text not null,
  also_site_id text not null,
  updated_ms integer not null,
  rent_action_id text not null,
  asset_id text not null,
  status text not null,
  body text not null
) strict;
create index allocations_by_order on allocations (rent_action_id, id); -- all of an order
create index allocations_by_asset on allocations (asset_id, id) where asset_id <> ''; -- where a thing has been

create table exceptions (
  id text primary key,
  rev integer not null,
  site_id text not null,
  also_site_id text not null,
  updated_ms integer not null,
  created_ms integer not null,
  number text not null,
  kind text not null,
  severity text not null,
  status text not null,
  asset_id text not null,
  fact_id text not null,
  body text not null
) strict;
create unique index exceptions_by_number on exceptions (number); -- what a code names
create index exceptions_by_status on exceptions (status, created_ms, id); -- the open ones, newest first
create index exceptions_open_by_asset on exceptions (asset_id, id) where status = 'open'; -- what is asked about a thing
create index exceptions_by_fact on exceptions (fact_id, id); -- what a fact opened

create table demo_codes (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  position integer not null,
  body text not null
) strict;
create index demo_codes_by_position on demo_codes (position, id); -- the strip, in order

create table kiosks (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  name text not null,
  number_prefix text not null,
  public_key text not null,
  status text not null,
  body text not null
) strict;
create unique index kiosks_by_key on kiosks (public_key); -- who enrols again
create index kiosks_by_name on kiosks (name, id); -- the list, in order

create table users (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  login text not null,
  secret text not null, -- an argon2id PHC string; in no body
  body text not null
) strict;
create unique index users_by_login on users (login); -- who logs in, and the list in order

create table tokens (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  name text not null,
  user_id text not null,
  secret text not null, -- SHA-256 of the token; in no body
  body text not null
) strict;
create unique index tokens_by_secret on tokens (secret); -- whose token it is
create index tokens_by_user on tokens (user_id, name, id); -- a user's tokens
create index tokens_by_name on tokens (name, id); -- the list, in order

-- Everything that was decided: items of kiosks, and central's own commands,
-- which have no kiosk. no counts in commit order.
create table facts (
  no integer primary key,
  item_id text not null unique,
  claimed_id text not null, -- the payload's id where item_id had to be derived, else empty
  kiosk_id text,
  epoch text,
  seq integer,
  kind text not null,
  schema integer not null,
  payload blob not null,
  content_hash text not null,
  hash text, -- of the chain; null for central's own
  actor text not null, -- JSON
  person_id text not null,
  site_id text not null,
  returns_place_id text not null,
  occurred_ms integer not null,
  occurred_err_ms integer not null,
  occurred_suspect integer not null,
  received_ms integer not null,
  verdict text not null,
  answer text not null, -- JSON: the verdict's entries as they were sent
  images text not null, -- JSON: the rows before the fact
  feed_seq integer not null,
  undone_by text not null,
  check ((kiosk_id is null) = (seq is null) and (kiosk_id is null) = (epoch is null) and (kiosk_id is null) = (hash is null))
) strict;
create unique index facts_by_position on facts (kiosk_id, epoch, seq) where kiosk_id is not null; -- one fact a position
create index facts_by_verdict on facts (verdict, no) where verdict in ('deferred', 'rejected', 'conflict'); -- what needs a look

create table fact_subjects (
  subject_type text not null,
  subject_id text not null,
  fact_no integer not null references facts (no),
  primary key (subject_type, subject_id, fact_no) -- the history of a thing
) strict, without rowid;

-- Positions at which a kiosk sent a fact that was stored before at another
-- position. They carry the chain and have no effect.
create table repeats (
  kiosk_id text not null,
  epoch text not null,
  seq integer not null,
  item_id text not null references facts (item_id),
  content_hash text not null,
  hash text not null,
  received_ms integer not null,
  primary key (kiosk_id, epoch, seq)
) strict, without rowid;

create table quarantine (
  fact_no integer primary key references facts (no),
  raw blob not null,
  reason text not null,
  message text not null,
  received_ms integer not null
) strict;

create table feed (
  seq integer primary key,
  incarnation text not null,
  collection text not null,
  id text not null,
  rev integer not null,
  op text not null,
  site_before text not null,
  site_after text not null,
  also_before text not null,
  also_after text not null,
  body text, -- null for a delete
  item_id text not null
) strict;

create table outbox (
  seq integer primary key,
  id text not null unique,
  type text not null,
  subject text not null,
  site_id text not null,
  time_ms integer not null,
  actor text not null,
  item_id text not null,
  data text not null -- JSON
) strict;

create table audit (
  seq integer primary key,
  at_ms integer not null,
  who text not null,
  verb text not null,
  what text not null,
  reason text not null,
  item_id text not null unique,
  before_digest text not null,
  after_digest text not null
) strict;

create table kiosk_epochs (
  kiosk_id text not null references kiosks (id),
  epoch text not null unique,
  number_prefix text not null unique,
  last_seq integer not null,
  head_hash text not null,
  status text not null, -- active or closed
  created_ms integer not null,
  primary key (kiosk_id, epoch)
) strict, without rowid;

create table kiosk_status (
  kiosk_id text primary key references kiosks (id),
  last_contact_ms integer not null,
  queue_depth integer not null,
  oldest_ms integer not null,
  cursor integer not null,
  clock_offset_ms integer not null,
  version text not null,
  last_error text not null,
  report text not null -- JSON: the heartbeat as it came
) strict, without rowid;

create table enrolment_codes (
  hash text primary key,
  site_id text not null,
  returns_place_id text not null,
  name text not null,
  created_by text not null,
  created_ms integer not null,
  expires_ms integer not null,
  used_ms integer not null,
  kiosk_id text not null
) strict, without rowid;

create table nonces (
  hash text primary key, -- of a challenge that was answered
  expires_ms integer not null
) strict, without rowid;
create index nonces_by_expiry on nonces (expires_ms); -- what may be forgotten

create table kiosk_sessions (
  hash text primary key,
  kiosk_id text not null references kiosks (id),
  expires_ms integer not null
) strict, without rowid;
create index kiosk_sessions_by_expiry on kiosk_sessions (expires_ms); -- what may be forgotten

create table sessions (
  hash text primary key,
  user_id text not null references users (id),
  created_ms integer not null,
  used_ms integer not null,
  expires_ms integer not null,
  agent text not null
) strict, without rowid;
create index sessions_by_user on sessions (user_id); -- log out everywhere
create index sessions_by_expiry on sessions (expires_ms); -- what may be forgotten

create table login_tries (
  login text primary key,
  tries integer not null,
  locked_until_ms integer not null,
  last_ms integer not null
) strict, without rowid;

create table idempotency_keys (
  actor text not null,
  name text not null,
  request_hash text not null,
  item_id text not null, -- the command that the request became
  answer blob not null, -- JSON
  created_ms integer not null,
  primary key (actor, name)
) strict, without rowid;
create index idempotency_keys_by_age on idempotency_keys (created_ms); -- what may be forgotten
