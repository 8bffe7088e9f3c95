// Package desk is the one queue of a kiosk's gestures: scans, taps and answers to questions. It keeps the session (who
// stands here, in which mode, on which order), resolves what was read against the store, lets the ledger record the fact,
// and says in one Answer what happened and what comes next.
//
// Invariants: gestures are answered in the order in which they came, each exactly once; an answer, the session after it
// and the fact behind it commit in one transaction, so the same id gives the same answer over restarts, and a gesture
// that was not answered left nothing behind. No code is ever guessed: the first exact match wins.
//
// Concurrency: every method may be called from any goroutine; one goroutine (Serve) owns the session.
package desk
