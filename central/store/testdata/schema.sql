CREATE TABLE allocations (
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

CREATE INDEX allocations_by_asset on allocations (asset_id, id) where asset_id <> '';

CREATE INDEX allocations_by_order on allocations (rent_action_id, id);

CREATE INDEX allocations_out on allocations (rent_action_id) where status = 'out';

CREATE TABLE assets (
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
, created_ms integer not null default 0, contained_in text not null default '', home_place_id text not null default '', owner_id text not null default '', due_ms integer not null default 0, since_ms integer not null default 0) strict;

CREATE INDEX assets_by_container on assets (contained_in) where contained_in <> '';

CREATE INDEX assets_by_created on assets (created_ms, id, status, site_id, item_type_id);

CREATE UNIQUE INDEX assets_by_external on assets (external_source, external_ref) where external_source is not null;

CREATE INDEX assets_by_holder on assets (holder_id, tag) where holder_id <> '';

CREATE INDEX assets_by_home on assets (home_place_id) where home_place_id <> '';

CREATE INDEX assets_by_order on assets (rent_action_id) where rent_action_id <> '';

CREATE INDEX assets_by_owner on assets (owner_id) where owner_id <> '';

CREATE INDEX assets_by_place on assets (place_id, tag) where place_id <> '';

CREATE INDEX assets_by_serial on assets (serial) where serial <> '';

CREATE INDEX assets_by_site on assets (site_id, tag, status, item_type_id);

CREATE INDEX assets_by_status on assets (status, tag, site_id, item_type_id);

CREATE UNIQUE INDEX assets_by_tag on assets (tag);

CREATE INDEX assets_by_type on assets (item_type_id, tag, status, site_id);

CREATE INDEX assets_by_updated on assets (updated_ms, id, status, site_id, item_type_id);

CREATE INDEX assets_out_by_due on assets (due_ms, site_id, holder_id, since_ms) where rent_action_id = '' and due_ms > 0;

CREATE INDEX assets_out_by_order on assets (rent_action_id, site_id, holder_id, since_ms) where rent_action_id <> '';

CREATE TABLE audit (
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

CREATE INDEX audit_puts on audit (what, seq) where verb = 'put';

CREATE TABLE badges (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  hash text not null,
  person_id text not null,
  revoked integer not null,
  body text not null
) strict;

CREATE UNIQUE INDEX badges_by_hash on badges (hash);

CREATE INDEX badges_by_person on badges (person_id);

CREATE TABLE companies (
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
, created_ms integer not null default 0) strict;

CREATE INDEX companies_by_created on companies (created_ms, id, kind);

CREATE UNIQUE INDEX companies_by_external on companies (external_source, external_ref) where external_source is not null;

CREATE INDEX companies_by_kind on companies (kind, name, id);

CREATE INDEX companies_by_name on companies (name, id);

CREATE INDEX companies_by_updated on companies (updated_ms, id, kind);

CREATE TABLE copies (
  no integer primary key,
  path text not null,
  dir text not null,
  off_host integer not null, -- 1: on another machine's disk
  bytes integer not null,
  last_fact integer not null, -- facts.no of the last fact that it holds
  created_ms integer not null
) strict;

CREATE INDEX copies_by_dir on copies (dir, no);

CREATE INDEX copies_off_host on copies (no) where off_host = 1;

CREATE TABLE demo_codes (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  position integer not null,
  body text not null
) strict;

CREATE INDEX demo_codes_by_position on demo_codes (position, id);

CREATE TABLE enrolment_codes (
  hash text primary key,
  site_id text not null,
  returns_place_id text not null,
  name text not null,
  created_by text not null,
  created_ms integer not null,
  expires_ms integer not null,
  used_ms integer not null,
  kiosk_id text not null
, revoked_ms integer not null default 0) strict, without rowid;

CREATE INDEX enrolment_codes_open on enrolment_codes (expires_ms) where used_ms = 0;

CREATE TABLE exceptions (
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

CREATE INDEX exceptions_by_asset on exceptions (asset_id, created_ms, id) where asset_id <> '';

CREATE INDEX exceptions_by_created on exceptions (created_ms, id, status, site_id, also_site_id, kind, severity);

CREATE INDEX exceptions_by_fact on exceptions (fact_id, id);

CREATE INDEX exceptions_by_kind on exceptions (kind, created_ms, id, status);

CREATE UNIQUE INDEX exceptions_by_number on exceptions (number);

CREATE INDEX exceptions_by_other_site on exceptions (also_site_id, created_ms, id, status, site_id) where also_site_id <> '';

CREATE INDEX exceptions_by_severity on exceptions (severity, created_ms, id, status);

CREATE INDEX exceptions_by_site on exceptions (site_id, created_ms, id, status, also_site_id);

CREATE INDEX exceptions_by_status on exceptions (status, created_ms, id);

CREATE INDEX exceptions_by_updated on exceptions (updated_ms, id, status, site_id, also_site_id, kind, severity);

CREATE INDEX exceptions_open_by_asset on exceptions (asset_id, id) where status = 'open';

CREATE TABLE fact_subjects (
  subject_type text not null,
  subject_id text not null,
  fact_no integer not null references facts (no),
  primary key (subject_type, subject_id, fact_no) -- the history of a thing
) strict, without rowid;

CREATE TABLE facts (
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

CREATE INDEX facts_by_person on facts (person_id, no) where person_id <> '';

CREATE UNIQUE INDEX facts_by_position on facts (kiosk_id, epoch, seq) where kiosk_id is not null;

CREATE INDEX facts_by_receipt on facts (no) where kind = 'receive';

CREATE INDEX facts_by_verdict on facts (verdict, no) where verdict in ('deferred', 'rejected', 'conflict');

CREATE TABLE feed (
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

CREATE TABLE heads (
  name text primary key,
  value integer not null check (value >= 0)
) strict, without rowid;

CREATE TABLE idempotency_keys (
  actor text not null,
  name text not null,
  request_hash text not null,
  item_id text not null, -- the command that the request became
  answer blob not null, -- JSON
  created_ms integer not null,
  primary key (actor, name)
) strict, without rowid;

CREATE INDEX idempotency_keys_by_age on idempotency_keys (created_ms);

CREATE TABLE import_rows (
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

CREATE INDEX import_rows_by_row on import_rows (collection, row_id);

CREATE TABLE imports (
  id text primary key,
  status text not null, -- staged, applying, done, reverting, undoing, undone, failed
  kind text not null,
  created_ms integer not null,
  body text not null, -- the rest, as JSON
  file blob, -- gzip; null once nothing is to be read from it again
  errors blob -- gzip of the wrong rows as CSV; null without any
) strict, without rowid;

CREATE INDEX imports_at_work on imports (status) where status in ('applying', 'reverting', 'undoing');

CREATE INDEX imports_by_time on imports (created_ms, id);

CREATE TABLE item_types (
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
, created_ms integer not null default 0, kind text not null default '') strict;

CREATE INDEX item_types_by_category on item_types (category, name, id, archived, kind);

CREATE UNIQUE INDEX item_types_by_code on item_types (code);

CREATE INDEX item_types_by_created on item_types (created_ms, id, archived, category, kind);

CREATE UNIQUE INDEX item_types_by_external on item_types (external_source, external_ref) where external_source is not null;

CREATE INDEX item_types_by_kind on item_types (kind, name, id, archived, category);

CREATE INDEX item_types_by_name on item_types (name, id);

CREATE INDEX item_types_by_updated on item_types (updated_ms, id, archived, category, kind);

CREATE TABLE kiosk_epochs (
  kiosk_id text not null references kiosks (id),
  epoch text not null unique,
  number_prefix text not null unique,
  last_seq integer not null,
  head_hash text not null,
  status text not null, -- active or closed
  created_ms integer not null, durable_seq integer not null default 0, begun_by text not null default 'enrolled', follows text not null default '', doubt text not null default '',
  primary key (kiosk_id, epoch)
) strict, without rowid;

CREATE TABLE kiosk_sessions (
  hash text primary key,
  kiosk_id text not null references kiosks (id),
  expires_ms integer not null
) strict, without rowid;

CREATE INDEX kiosk_sessions_by_expiry on kiosk_sessions (expires_ms);

CREATE TABLE kiosk_status (
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

CREATE TABLE kiosks (
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

CREATE UNIQUE INDEX kiosks_by_key on kiosks (public_key);

CREATE INDEX kiosks_by_name on kiosks (name, id);

CREATE TABLE login_tries (
  login text primary key,
  tries integer not null,
  locked_until_ms integer not null,
  last_ms integer not null
) strict, without rowid;

CREATE TABLE meta (
  name text primary key,
  value text not null
) strict, without rowid;

CREATE TABLE nonces (
  hash text primary key, -- of a challenge that was answered
  expires_ms integer not null
) strict, without rowid;

CREATE INDEX nonces_by_expiry on nonces (expires_ms);

CREATE TABLE outbox (
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

CREATE TABLE people (
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
, created_ms integer not null default 0) strict;

CREATE INDEX people_by_company on people (company_id, name, id);

CREATE INDEX people_by_created on people (created_ms, id, archived, site_id);

CREATE UNIQUE INDEX people_by_external on people (external_source, external_ref) where external_source is not null;

CREATE INDEX people_by_name on people (name, id);

CREATE INDEX people_by_site on people (site_id, name, id, archived);

CREATE INDEX people_by_updated on people (updated_ms, id, archived, site_id);

CREATE TABLE pins (
  id text primary key, -- the person's id
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  body text not null
) strict;

CREATE TABLE places (
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
, created_ms integer not null default 0) strict;

CREATE UNIQUE INDEX places_by_code on places (code) where code <> '';

CREATE INDEX places_by_created on places (created_ms, id, archived, kind, site_id);

CREATE UNIQUE INDEX places_by_external on places (external_source, external_ref) where external_source is not null;

CREATE INDEX places_by_kind on places (kind, name, id, archived, site_id);

CREATE INDEX places_by_name on places (name, id);

CREATE INDEX places_by_parent on places (parent_id, name, id);

CREATE INDEX places_by_site on places (site_id, name, id, archived, kind);

CREATE INDEX places_by_updated on places (updated_ms, id, archived, kind, site_id);

CREATE INDEX places_in_code_order on places (code, id, archived, kind, site_id);

CREATE TABLE projects (
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
, created_ms integer not null default 0) strict;

CREATE INDEX projects_by_company on projects (company_id, window_start_ms, id) where company_id <> '';

CREATE INDEX projects_by_created on projects (created_ms, id, status, site_id, also_site_id);

CREATE UNIQUE INDEX projects_by_external on projects (external_source, external_ref) where external_source is not null;

CREATE INDEX projects_by_name on projects (name, id, status, site_id, also_site_id);

CREATE UNIQUE INDEX projects_by_number on projects (number) where number <> '';

CREATE INDEX projects_by_other_site on projects (also_site_id, window_start_ms, id, status, site_id) where also_site_id <> '';

CREATE INDEX projects_by_site on projects (site_id, window_start_ms, id, status, also_site_id);

CREATE INDEX projects_by_start on projects (window_start_ms, id);

CREATE INDEX projects_by_status on projects (status, window_start_ms, id, site_id, also_site_id);

CREATE INDEX projects_by_updated on projects (updated_ms, id, status, site_id, also_site_id);

CREATE TABLE quarantine (
  fact_no integer primary key references facts (no),
  raw blob not null,
  reason text not null,
  message text not null,
  received_ms integer not null
) strict;

CREATE TABLE rent_action_lines (
  rent_action_id text not null references rent_actions (id) on delete cascade,
  line_id text not null,
  item_type_id text not null,
  requested integer not null,
  cancelled integer not null,
  primary key (rent_action_id, line_id)
) strict, without rowid;

CREATE INDEX rent_action_lines_by_type on rent_action_lines (item_type_id);

CREATE TABLE rent_actions (
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
, destination_id text not null default '') strict;

CREATE INDEX rent_actions_by_created on rent_actions (created_ms, id);

CREATE INDEX rent_actions_by_destination on rent_actions (destination_id) where destination_id <> '';

CREATE INDEX rent_actions_by_end on rent_actions (window_end_ms, id, status, site_id, also_site_id);

CREATE UNIQUE INDEX rent_actions_by_external on rent_actions (external_source, external_ref) where external_source is not null;

CREATE UNIQUE INDEX rent_actions_by_number on rent_actions (number);

CREATE INDEX rent_actions_by_other_site on rent_actions (also_site_id, created_ms, id, status, site_id) where also_site_id <> '';

CREATE INDEX rent_actions_by_project on rent_actions (project_id, created_ms, id) where project_id <> '';

CREATE INDEX rent_actions_by_requester on rent_actions (requester_id, created_ms, id) where requester_id <> '';

CREATE INDEX rent_actions_by_site on rent_actions (site_id, created_ms, id, status, also_site_id);

CREATE INDEX rent_actions_by_start on rent_actions (window_start_ms, id, status, site_id, also_site_id);

CREATE INDEX rent_actions_by_status on rent_actions (status, created_ms, id);

CREATE INDEX rent_actions_by_updated on rent_actions (updated_ms, id, status, site_id, also_site_id);

CREATE INDEX rent_actions_leaving on rent_actions (window_start_ms, id, site_id, also_site_id) where status = 'approved';

CREATE TABLE repeats (
  kiosk_id text not null,
  epoch text not null,
  seq integer not null,
  item_id text not null references facts (item_id),
  content_hash text not null,
  hash text not null,
  received_ms integer not null,
  primary key (kiosk_id, epoch, seq)
) strict, without rowid;

CREATE TABLE schema_migrations (
	version    integer primary key, -- 1, 2, 3 ...
	name       text    not null,
	sha256     text    not null,    -- of the file's text, lower-case hex
	applied_ms integer not null     -- UTC
) strict;

CREATE VIRTUAL TABLE search using fts5 (text, content = 'search_rows', content_rowid = 'no', tokenize = 'trigram');

CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE search_due (
  no integer primary key,
  had text -- the words to be taken out of the index; null: it has none
) strict;

CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE search_rows (
  no integer primary key,
  kind text not null,
  id text not null,
  code text not null, -- what is printed on it, or said: a tag, code or number
  text text not null, -- all its words
  unique (kind, id)
) strict;

CREATE INDEX search_rows_by_code on search_rows (code collate nocase, kind) where code <> '';

CREATE TABLE sessions (
  hash text primary key,
  user_id text not null references users (id),
  created_ms integer not null,
  used_ms integer not null,
  expires_ms integer not null,
  agent text not null
, address text not null default '', epoch integer not null default 0, ended text not null default '', weak integer not null default 0) strict, without rowid;

CREATE INDEX sessions_by_expiry on sessions (expires_ms);

CREATE INDEX sessions_by_use on sessions (used_ms, hash);

CREATE INDEX sessions_by_user on sessions (user_id);

CREATE TABLE stock_entries (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  created_ms integer not null,
  pool_id text not null,
  kind text not null,
  occurred_ms integer not null,
  external_source text,
  external_ref text,
  body text not null
) strict;

CREATE UNIQUE INDEX stock_entries_by_external on stock_entries (external_source, external_ref) where external_source is not null;

CREATE INDEX stock_entries_by_occurred on stock_entries (occurred_ms, id);

CREATE INDEX stock_entries_by_pool on stock_entries (pool_id, occurred_ms, id);

CREATE TABLE stock_pools (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  created_ms integer not null,
  item_type_id text not null,
  place_id text not null,
  on_hand integer not null,
  body text not null
, type_name text not null default '') strict;

CREATE INDEX stock_pools_by_created on stock_pools (created_ms, id);

CREATE INDEX stock_pools_by_name on stock_pools (type_name, id);

CREATE INDEX stock_pools_by_on_hand on stock_pools (on_hand, id);

CREATE UNIQUE INDEX stock_pools_by_place on stock_pools (place_id, item_type_id);

CREATE INDEX stock_pools_by_site_name on stock_pools (site_id, type_name, id);

CREATE INDEX stock_pools_by_site_on_hand on stock_pools (site_id, on_hand, id);

CREATE INDEX stock_pools_by_type on stock_pools (item_type_id, id);

CREATE INDEX stock_pools_by_updated on stock_pools (updated_ms, id);

CREATE TABLE tag_aliases (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  code text not null,
  target text not null,
  target_id text not null,
  body text not null
) strict;

CREATE UNIQUE INDEX tag_aliases_by_code on tag_aliases (code);

CREATE INDEX tag_aliases_by_target on tag_aliases (target, code);

CREATE INDEX tag_aliases_by_thing on tag_aliases (target_id, code) where target_id <> '';

CREATE TABLE token_uses (
  token_id text primary key,
  used_ms integer not null -- to within five minutes
) strict, without rowid;

CREATE TABLE tokens (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  name text not null,
  user_id text not null,
  secret text not null, -- SHA-256 of the token; in no body
  body text not null
) strict;

CREATE INDEX tokens_by_name on tokens (name, id);

CREATE UNIQUE INDEX tokens_by_secret on tokens (secret);

CREATE INDEX tokens_by_user on tokens (user_id, name, id);

CREATE TABLE users (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  login text not null,
  secret text not null, -- an argon2id PHC string; in no body
  body text not null
) strict;

CREATE UNIQUE INDEX users_by_login on users (login);

