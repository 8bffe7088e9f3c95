-- Stock is looked for by the name of its type, and by how much there is.

alter table stock_pools add column type_name text not null default ''; -- follows item_types.name
update stock_pools set type_name = coalesce((select name from item_types t where t.id = item_type_id), '');

create index stock_pools_by_name on stock_pools (type_name, id); -- stock by name
create index stock_pools_by_site_name on stock_pools (site_id, type_name, id); -- a site's stock by name
create index stock_pools_by_on_hand on stock_pools (on_hand, id); -- what there is least of
create index stock_pools_by_site_on_hand on stock_pools (site_id, on_hand, id); -- what a site has least of
create index stock_pools_by_created on stock_pools (created_ms, id); -- what was first counted, in order
