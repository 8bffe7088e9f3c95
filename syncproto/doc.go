// Package syncproto is everything that a kiosk and central must agree on to
// sync: the item and its bytes, the hash chain, and the messages of /v1/sync.
//
// Invariants: a payload is minted once and never re-serialised; what is hashed
// is exactly what is stored and sent. Message types only grow: a receiver
// ignores fields that it does not know, and version.go dates every change.
//
// Concurrency: everything is a plain value or a pure function.
package syncproto
