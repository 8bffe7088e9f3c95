-- Receipts are facts; a house has few of them among all that it records.
create index facts_by_receipt on facts (no) where kind = 'receive'; -- the list of receipts, the newest first
