CREATE TRIGGER assets_search_delete after delete on assets begin delete from search_rows where kind = 'assets' and id = old.id; end;

CREATE TRIGGER assets_search_insert after insert on assets begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 1099511627776) + 1 from search_rows where no between 1099511627776 and 2199023255551), 'assets', new.id, new.tag, new.search); end;

CREATE TRIGGER assets_search_update after update of search, tag on assets when old.search <> new.search or old.tag <> new.tag begin
  update search_rows set code = new.tag, text = new.search where kind = 'assets' and id = new.id; end;

CREATE TRIGGER companies_search_delete after delete on companies begin delete from search_rows where kind = 'companies' and id = old.id; end;

CREATE TRIGGER companies_search_insert after insert on companies begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 5497558138880) + 1 from search_rows where no between 5497558138880 and 6597069766655), 'companies', new.id, '', new.search); end;

CREATE TRIGGER companies_search_update after update of search on companies when old.search <> new.search begin
  update search_rows set code = '', text = new.search where kind = 'companies' and id = new.id; end;

CREATE TRIGGER exceptions_search_delete after delete on exceptions begin delete from search_rows where kind = 'exceptions' and id = old.id; end;

CREATE TRIGGER exceptions_search_insert after insert on exceptions begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 8796093022208) + 1 from search_rows where no between 8796093022208 and 9895604649983), 'exceptions', new.id, new.number, new.number); end;

CREATE TRIGGER exceptions_search_update after update of number on exceptions when old.number <> new.number begin
  update search_rows set code = new.number, text = new.number where kind = 'exceptions' and id = new.id; end;

CREATE TRIGGER item_types_search_delete after delete on item_types begin delete from search_rows where kind = 'item_types' and id = old.id; end;

CREATE TRIGGER item_types_search_insert after insert on item_types begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 2199023255552) + 1 from search_rows where no between 2199023255552 and 3298534883327), 'item_types', new.id, new.code, new.search); end;

CREATE TRIGGER item_types_search_update after update of code, search on item_types when old.code <> new.code or old.search <> new.search begin
  update search_rows set code = new.code, text = new.search where kind = 'item_types' and id = new.id; end;

CREATE TRIGGER kiosks_search_delete after delete on kiosks begin delete from search_rows where kind = 'kiosks' and id = old.id; end;

CREATE TRIGGER kiosks_search_insert after insert on kiosks begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 9895604649984) + 1 from search_rows where no between 9895604649984 and 10995116277759), 'kiosks', new.id, new.name, new.name); end;

CREATE TRIGGER kiosks_search_update after update of name on kiosks when old.name <> new.name begin
  update search_rows set code = new.name, text = new.name where kind = 'kiosks' and id = new.id; end;

CREATE TRIGGER people_search_delete after delete on people begin delete from search_rows where kind = 'people' and id = old.id; end;

CREATE TRIGGER people_search_insert after insert on people begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 4398046511104) + 1 from search_rows where no between 4398046511104 and 5497558138879), 'people', new.id, '', new.search); end;

CREATE TRIGGER people_search_update after update of search on people when old.search <> new.search begin
  update search_rows set code = '', text = new.search where kind = 'people' and id = new.id; end;

CREATE TRIGGER places_search_delete after delete on places begin delete from search_rows where kind = 'places' and id = old.id; end;

CREATE TRIGGER places_search_insert after insert on places begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 3298534883328) + 1 from search_rows where no between 3298534883328 and 4398046511103), 'places', new.id, new.code, new.search); end;

CREATE TRIGGER places_search_update after update of code, search on places when old.code <> new.code or old.search <> new.search begin
  update search_rows set code = new.code, text = new.search where kind = 'places' and id = new.id; end;

CREATE TRIGGER projects_search_delete after delete on projects begin delete from search_rows where kind = 'projects' and id = old.id; end;

CREATE TRIGGER projects_search_insert after insert on projects begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 6597069766656) + 1 from search_rows where no between 6597069766656 and 7696581394431), 'projects', new.id, new.number, new.search); end;

CREATE TRIGGER projects_search_update after update of number, search on projects when old.number <> new.number or old.search <> new.search begin
  update search_rows set code = new.number, text = new.search where kind = 'projects' and id = new.id; end;

CREATE TRIGGER rent_actions_search_delete after delete on rent_actions begin delete from search_rows where kind = 'rent_actions' and id = old.id; end;

CREATE TRIGGER rent_actions_search_insert after insert on rent_actions begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 7696581394432) + 1 from search_rows where no between 7696581394432 and 8796093022207), 'rent_actions', new.id, new.number, new.search); end;

CREATE TRIGGER rent_actions_search_update after update of number, search on rent_actions when old.number <> new.number or old.search <> new.search begin
  update search_rows set code = new.number, text = new.search where kind = 'rent_actions' and id = new.id; end;

CREATE TRIGGER search_rows_delete after delete on search_rows begin
  insert or ignore into search_due (no, had) values (old.no, old.text);
end;

CREATE TRIGGER search_rows_insert after insert on search_rows begin
  insert or ignore into search_due (no, had) values (new.no, null);
end;

CREATE TRIGGER search_rows_update after update on search_rows when old.text <> new.text begin
  insert or ignore into search_due (no, had) values (new.no, old.text);
end;

CREATE TRIGGER tag_aliases_search_delete after delete on tag_aliases begin delete from search_rows where kind = 'tag_aliases' and id = old.id; end;

CREATE TRIGGER tag_aliases_search_insert after insert on tag_aliases begin insert into search_rows (no, kind, id, code, text)
  values ((select coalesce(max(no), 10995116277760) + 1 from search_rows where no between 10995116277760 and 12094627905535), 'tag_aliases', new.id, new.code, new.code); end;

CREATE TRIGGER tag_aliases_search_update after update of code on tag_aliases when old.code <> new.code begin
  update search_rows set code = new.code, text = new.code where kind = 'tag_aliases' and id = new.id; end;