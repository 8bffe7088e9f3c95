// Package store is the kiosk's memory: one SQLite file with central's rows
// (base), the images that pending items have written over them (overlay), the
// items themselves (outbox, archive), what came back for a person (inbox), the
// answers of the local API, and the desk's state.
//
// Invariants. Business rows, items and meta are written by package ledger
// alone, through Tx; the desk's state, answers and PIN tries by their owners,
// in the ledger's transaction. A read chooses the overlay's newest image of a
// row, else base. What is not found in a collection that is not loaded, or that
// holds only this site's rows, is Unknown and never Absent.
//
// Concurrency. A Store may be used from any goroutine: reads see the last
// commit and wait for nobody, writes take turns. A Tx belongs to the function
// that it was given to.
package store
