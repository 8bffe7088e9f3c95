// Package ledger is the kiosk's only write door: a gesture becomes rows, an item
// of the outbox and the desk's answer in one transaction that is on the disk
// before anybody is told; and what central says becomes rows in one transaction
// with the cursor.
//
// Invariants. The seq of items is gapless from 1 and each bears the hash of its
// chain, both assigned in the item's own transaction. One item id is recorded
// once: the same gesture again gets the stored receipt, another gesture under
// the same id is refused. A commit that failed is looked up by its item id. A
// wish that the rules decline, and anything that is refused, writes nothing.
// An item's images leave the overlay only when central's verdict is in and the
// cursor has passed the feed row of its effect.
//
// Concurrency. All methods may be called from any goroutine; writes take turns.
package ledger
