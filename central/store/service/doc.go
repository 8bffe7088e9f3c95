// Package service keeps central's service rows in its store: sessions, log-in
// tries, nonces, enrolment codes, idempotency keys and quarantined bytes.
//
// Invariants. No row here has a revision, a feed row, an event or an audit line,
// and none is a business row: each kind is written by its one owner (auth, or the
// ledger) within that owner's transaction. Secrets are kept as hashes. What is
// over is forgotten when something new is kept.
//
// Concurrency. Every function works within the transaction that it is given.
package service
