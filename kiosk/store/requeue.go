package store

import (
	"fmt"

	"rms/syncproto"
)

// seqTables hold a seq of their own beside the outbox.
var seqTables = []string{"outbox", "active", "subjects", "overlay"}

// Requeue puts every item that is still here back into the outbox, the archived
// ones too, in their order and counted from 1. It says how many there are. Their
// hashes are still those of the old count: Rehash gives them new ones.
func (t *Tx) Requeue() (n uint64, err error) {
	err = t.exec("take items out of the archive", -1, `insert into outbox (`+itemColumns+`) select `+itemColumns+` from archive`)
	if err != nil {
		return 0, err
	}
	if err := t.exec("empty the archive", -1, `delete from archive`); err != nil {
		return 0, err
	}
	var first uint64
	if err := t.q.QueryRowContext(t.ctx, `select count(*), coalesce(min(seq), 1) from outbox`).Scan(&n, &first); err != nil {
		return 0, fmt.Errorf("count the outbox: %w", err)
	}
	if first == 1 {
		return n, nil
	}
	for _, table := range seqTables {
		// Over the negative numbers: on the way no two rows may bear one number.
		if err := t.exec("count items anew", -1, `update `+table+` set seq = $1 - seq`, int64(first-1)); err != nil { //nolint:gosec // a seq of SQLite's
			return 0, err
		}
		if err := t.exec("count items anew", -1, `update `+table+` set seq = -seq`); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Rehash gives a waiting item its place's hash in a new chain.
func (t *Tx) Rehash(seq uint64, h syncproto.Hash) error {
	return t.exec("hash an item anew", 1, `update outbox set hash = $2 where seq = $1`, int64(seq), h[:]) //nolint:gosec // a seq of SQLite's
}
