-- Counted things. A pool's balance follows from its entries, which never change.

create table stock_pools (
  id text primary key,
  rev integer not null,
  site_id text not null,
  updated_ms integer not null,
  created_ms integer not null,
  item_type_id text not null,
  place_id text not null,
  on_hand integer not null,
  body text not null
) strict;
create unique index stock_pools_by_place on stock_pools (place_id, item_type_id); -- what is counted at a place
create index stock_pools_by_type on stock_pools (item_type_id, id); -- where there is some of a type
create index stock_pools_by_updated on stock_pools (updated_ms, id); -- what changed, in order

create table stock_entries (
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
create index stock_entries_by_pool on stock_entries (pool_id, occurred_ms, id); -- a pool's entries, as they happened
create index stock_entries_by_occurred on stock_entries (occurred_ms, id); -- all entries, as they happened
create unique index stock_entries_by_external on stock_entries (external_source, external_ref) where external_source is not null; -- import again
