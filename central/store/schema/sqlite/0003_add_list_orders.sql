-- Each order of a list has an index that it is walked along. The columns after
-- the id are those that such a walk filters by without looking at the table.

alter table item_types add column created_ms integer not null default 0;
alter table item_types add column kind text not null default '';
alter table places add column created_ms integer not null default 0;
alter table assets add column created_ms integer not null default 0;
alter table companies add column created_ms integer not null default 0;
alter table people add column created_ms integer not null default 0;
alter table projects add column created_ms integer not null default 0;
update item_types set created_ms = coalesce(json_extract(body, '$.created_at'), 0), kind = coalesce(json_extract(body, '$.kind'), '');
update places set created_ms = coalesce(json_extract(body, '$.created_at'), 0);
update assets set created_ms = coalesce(json_extract(body, '$.created_at'), 0);
update companies set created_ms = coalesce(json_extract(body, '$.created_at'), 0);
update people set created_ms = coalesce(json_extract(body, '$.created_at'), 0);
update projects set created_ms = coalesce(json_extract(body, '$.created_at'), 0);

create index item_types_by_category on item_types (category, name, id, archived, kind); -- the types of a category
create index item_types_by_kind on item_types (kind, name, id, archived, category); -- the types of a kind
create index item_types_by_updated on item_types (updated_ms, id, archived, category, kind); -- what changed, in order
create index item_types_by_created on item_types (created_ms, id, archived, category, kind); -- what is new, in order

create index places_by_kind on places (kind, name, id, archived, site_id); -- the places of a kind
create index places_by_site on places (site_id, name, id, archived, kind); -- the places of a site
create index places_in_code_order on places (code, id, archived, kind, site_id); -- all places, by code
create index places_by_updated on places (updated_ms, id, archived, kind, site_id); -- what changed, in order
create index places_by_created on places (created_ms, id, archived, kind, site_id); -- what is new, in order

drop index assets_by_status;
drop index assets_by_site;
drop index assets_by_type;
create index assets_by_status on assets (status, tag, site_id, item_type_id); -- what is out, missing, in repair
create index assets_by_site on assets (site_id, tag, status, item_type_id); -- the things of a site
create index assets_by_type on assets (item_type_id, tag, status, site_id); -- the things of a type
create index assets_by_holder on assets (holder_id, tag) where holder_id <> ''; -- what somebody has
create index assets_by_updated on assets (updated_ms, id, status, site_id, item_type_id); -- what changed, in order
create index assets_by_created on assets (created_ms, id, status, site_id, item_type_id); -- what is new, in order

create index companies_by_kind on companies (kind, name, id); -- the companies of a kind
create index companies_by_updated on companies (updated_ms, id, kind); -- what changed, in order
create index companies_by_created on companies (created_ms, id, kind); -- what is new, in order

create index people_by_site on people (site_id, name, id, archived); -- a site's people
create index people_by_updated on people (updated_ms, id, archived, site_id); -- what changed, in order
create index people_by_created on people (created_ms, id, archived, site_id); -- what is new, in order

create index projects_by_status on projects (status, window_start_ms, id, site_id, also_site_id); -- the jobs of a status
create index projects_by_site on projects (site_id, window_start_ms, id, status, also_site_id); -- a site's jobs
create index projects_by_other_site on projects (also_site_id, window_start_ms, id, status, site_id) where also_site_id <> ''; -- a site's jobs, where it is the second
create index projects_by_company on projects (company_id, window_start_ms, id) where company_id <> ''; -- a company's jobs
create index projects_by_name on projects (name, id, status, site_id, also_site_id); -- all jobs, by name
create index projects_by_updated on projects (updated_ms, id, status, site_id, also_site_id); -- what changed, in order
create index projects_by_created on projects (created_ms, id, status, site_id, also_site_id); -- what is new, in order

create index rent_actions_by_site on rent_actions (site_id, created_ms, id, status, also_site_id); -- a site's orders
create index rent_actions_by_other_site on rent_actions (also_site_id, created_ms, id, status, site_id) where also_site_id <> ''; -- a site's orders, where it is the second
create index rent_actions_by_requester on rent_actions (requester_id, created_ms, id) where requester_id <> ''; -- somebody's orders
create index rent_actions_by_updated on rent_actions (updated_ms, id, status, site_id, also_site_id); -- what changed, in order
create index rent_actions_by_start on rent_actions (window_start_ms, id, status, site_id, also_site_id); -- what goes out, in order
create index rent_actions_by_end on rent_actions (window_end_ms, id, status, site_id, also_site_id); -- what comes back, in order

create index exceptions_by_site on exceptions (site_id, created_ms, id, status, also_site_id); -- a site's questions
create index exceptions_by_other_site on exceptions (also_site_id, created_ms, id, status, site_id) where also_site_id <> ''; -- a site's questions, where it is the second
create index exceptions_by_kind on exceptions (kind, created_ms, id, status); -- the questions of a kind
create index exceptions_by_severity on exceptions (severity, created_ms, id, status); -- the grave ones
create index exceptions_by_created on exceptions (created_ms, id, status, site_id, also_site_id, kind, severity); -- all, in order
create index exceptions_by_updated on exceptions (updated_ms, id, status, site_id, also_site_id, kind, severity); -- what changed, in order
create index exceptions_by_asset on exceptions (asset_id, created_ms, id) where asset_id <> ''; -- what was asked about a thing
drop index tag_aliases_by_target;
create index tag_aliases_by_target on tag_aliases (target, code); -- the codes of things of a kind
create index tag_aliases_by_thing on tag_aliases (target_id, code) where target_id <> ''; -- the other codes of what has an id
