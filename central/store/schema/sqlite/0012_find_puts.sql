-- What was changed about a row by hand is found by the row that the audit names first.

create index audit_puts on audit (what, seq) where verb = 'put'; -- the puts of a row
