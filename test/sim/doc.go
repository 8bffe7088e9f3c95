// Package sim runs a central and its kiosks in one process, over the product's
// own ledgers, stores, engines and handlers, under one seeded scheduler that owns
// time, the network and the crashes. It looks for lost facts and wrong states in
// histories that nobody would write down.
//
// Invariants: a seed gives the same trace every time: one goroutine runs
// everything, and every clock, id and random byte comes from the seed. A crash
// leaves the files as they were at that moment, nothing flushed.
//
// Concurrency: a Run belongs to one goroutine; many may run side by side.
package sim
