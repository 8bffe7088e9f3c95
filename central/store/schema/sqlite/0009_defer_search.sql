-- The index of words is written once, before a commit, and not with every row: it
-- writes out what it has at the end of each part of a transaction, and a search
-- reads nothing of a transaction that is still open. What is still to be
-- written is kept here, with the words that the index has of it.

create table search_due (
  no integer primary key,
  had text -- the words to be taken out of the index; null: it has none
) strict;

drop trigger search_rows_insert;
drop trigger search_rows_update;
drop trigger search_rows_delete;
create trigger search_rows_insert after insert on search_rows begin
  insert or ignore into search_due (no, had) values (new.no, null);
end;
create trigger search_rows_update after update on search_rows when old.text <> new.text begin
  insert or ignore into search_due (no, had) values (new.no, old.text);
end;
create trigger search_rows_delete after delete on search_rows begin
  insert or ignore into search_due (no, had) values (old.no, old.text);
end;
