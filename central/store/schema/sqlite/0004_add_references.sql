-- What refers to a row is asked before it is removed, and listed on its page.

alter table assets add column contained_in text not null default '';
alter table assets add column home_place_id text not null default '';
alter table assets add column owner_id text not null default '';
update assets set contained_in = coalesce(json_extract(body, '$.contained_in'), ''),
  home_place_id = coalesce(json_extract(body, '$.home_place_id'), ''), owner_id = coalesce(json_extract(body, '$.owner_id'), '');
create index assets_by_container on assets (contained_in) where contained_in <> ''; -- what is in a case
create index assets_by_home on assets (home_place_id) where home_place_id <> ''; -- what belongs to a place
create index assets_by_owner on assets (owner_id) where owner_id <> ''; -- what is a company's

alter table rent_actions add column destination_id text not null default '';
update rent_actions set destination_id = coalesce(json_extract(body, '$.destination_id'), '');
create index rent_actions_by_destination on rent_actions (destination_id) where destination_id <> ''; -- what goes to a place

create index facts_by_person on facts (person_id, no) where person_id <> ''; -- what somebody did

-- A fact is about the place, the job and the person that it names, too.
insert into fact_subjects (subject_type, subject_id, fact_no)
select named.subject_type, json_extract(cast(f.payload as text), named.path), f.no
from facts f join (
  select 'move' as kind, 'place' as subject_type, '$.body.place_id' as path
  union all select 'scan', 'place', '$.body.place_id'
  union all select 'check_in', 'place', '$.body.place_id'
  union all select 'check_out', 'place', '$.body.destination_id'
  union all select 'check_out', 'project', '$.body.project_id'
  union all select 'check_out', 'person', '$.body.holder_id'
) named on named.kind = f.kind
where json_valid(cast(f.payload as text)) and typeof(json_extract(cast(f.payload as text), named.path)) = 'text'
  and json_extract(cast(f.payload as text), named.path) <> ''
on conflict do nothing;
