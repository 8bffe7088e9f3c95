// Package syncer carries a kiosk's items to central and central's rows to the
// kiosk, and alone speaks HTTP to central.
//
// It has three layers. Engine decides what happens when: a pure state machine
// without goroutine, timer, clock or randomness. Exchange turns an effect into a
// call and a call's reply into an event: it reads from the ledger, checks every
// reply before anything of it is applied, and applies it. Syncer runs both over a
// Transport; transport.go is the one file that knows the HTTP library. A
// simulator runs the same Engine and Exchange over a network of its own.
//
// Invariants: one call is in flight for each of connecting, pushing, pulling,
// heartbeat and probe, and while a part of a snapshot is applied one for the
// next part; pulling never waits for pushing; nothing is retried before
// a Retry-After has passed; a reply that does not fit what was sent changes
// nothing; at a diverged position nothing is pushed, pulled or deleted.
//
// Concurrency: Engine belongs to one goroutine. Exchange and Syncer may be used
// by many at once.
package syncer
