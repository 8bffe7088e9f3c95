-- What is out is found by when it is due, without looking at what is in the house.

alter table assets add column due_ms integer not null default 0;
alter table assets add column since_ms integer not null default 0;
update assets set due_ms = coalesce(json_extract(body, '$.custody.due'), 0), since_ms = coalesce(json_extract(body, '$.custody.since'), 0);

create index assets_out_by_order on assets (rent_action_id, site_id, holder_id, since_ms) where rent_action_id <> ''; -- what is out on orders
create index assets_out_by_due on assets (due_ms, site_id, holder_id, since_ms) where rent_action_id = '' and due_ms > 0; -- what is out on no order
create index allocations_out on allocations (rent_action_id) where status = 'out'; -- which orders something is out of
create index rent_actions_leaving on rent_actions (window_start_ms, id, site_id, also_site_id) where status = 'approved'; -- what is to leave
