// Package node puts a kiosk together: configuration, the lock on the data directory, store, ledger, desk, syncer and the
// local API; it starts them, stops them in order, and is what main runs.
//
// Invariants: one process has a data directory at a time; nothing is served that is not supervised and awaited; stopping
// goes listeners, requests under way (10 s), workers, store, and every error of it is reported.
//
// Concurrency: Serve runs once; Close follows it.
package node
