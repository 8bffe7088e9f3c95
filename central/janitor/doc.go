// Package janitor keeps central's database safe from what happens to disks: it
// makes checked copies of it, puts one of them in its place, and notices when an
// older state of it was put there behind its back.
//
// Invariants. A copy counts only when all of it was read again and is on the disk.
// What a copy replaces is kept under another name, never deleted. A database that
// another state took the place of gets a new incarnation, so that kiosks send again
// what it may have lost. A restore that was broken off is finished, or begun anew,
// before anybody uses the database.
//
// Concurrency. Copy may run beside everything. Restore, Settle and TakeAsItIs need
// the data directory's lock, which their caller holds.
package janitor
