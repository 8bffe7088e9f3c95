// Package memory is what central's ledger tells the rules: the rows and derived
// sets that a key names, and who stood at a kiosk.
//
// Invariants. Nothing is written here. Central holds everything: what is not
// found is absent, never unknown. What a Memory answers is what its transaction
// would read: rows follow the writes of which it is told, and what is derived
// from a row is forgotten when such a row is written.
//
// Concurrency. A Memory belongs to one transaction and to its goroutine.
package memory
