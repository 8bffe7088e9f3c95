// Package rental is the vocabulary of RMS and its pure rules: entities, state
// machines, permissions, events, and Decide, the one function that says what a
// command means.
//
// Invariants: nothing here does I/O, reads a clock, draws randomness or depends
// on map order; the same state, command, actor and time give the same Decision
// on a kiosk, at central and in a replay years later. What is unknown is never
// read as "no": State tells present, absent and unknown apart.
//
// Concurrency: all types are plain values. A State is used by one goroutine at
// a time; everything else may be shared freely once built.
package rental
