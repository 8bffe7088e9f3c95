// Package exchange brings whole sets of rows into central and out of it; so far
// the demo company.
//
// Invariants: it writes through the ledger alone, so that every row has its
// feed, event and audit rows; the same seed and day make the same company. The
// plan of a company is made before its first row is written.
//
// Concurrency: plans are plain values; a Demo is run by one goroutine.
package exchange
