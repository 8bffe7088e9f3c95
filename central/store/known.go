package store

import (
	"bytes"
	"context"
	"fmt"

	"rms/syncproto/rental"
)

// maxKnown bounds how many rows a transaction keeps at hand.
const maxKnown = 10_000

// known is what a writing transaction has read or written by its id: the rules,
// the answer and the writes that share its commit ask for the same rows again and
// again. Nobody else writes meanwhile, and Put and Remove are the only ways to write
// a row, so it is what would be read. A transaction that only reads keeps nothing.
type known map[rental.Key]knownRow

// knownRow is a row with its stored form; none: there is no such row.
type knownRow struct {
	row  rental.Row
	body []byte
	none bool
}

func (k known) note(key rental.Key, r knownRow) {
	if k == nil {
		return
	}
	if len(k) >= maxKnown {
		clear(k)
	}
	k[key] = r
}

// Stored is a row that was read in this transaction, in its stored form. The row at
// hand under the same revision is the same row: every write raises it.
func (tx *Tx) Stored(row rental.Row) (Record, error) {
	at, ok := tx.known[rental.Key{Collection: row.RowCollection(), ID: row.RowID()}]
	if ok && !at.none && at.row.RowMeta().Rev == row.RowMeta().Rev {
		return Record{Row: row, Body: at.body, secret: secretOf(row)}, nil
	}
	return NewRecord(row)
}

// checkKnown compares what is at hand with what is stored. Tests ask for it: a row
// that somebody changed in place would be told to all who share the transaction.
func (tx *Tx) checkKnown(ctx context.Context) error {
	at := tx.known
	tx.known = nil // so that it is read
	defer func() { tx.known = at }()
	for key, have := range at {
		is, ok, err := tx.Row(ctx, key.Collection, key.ID)
		if err != nil {
			return err
		}
		if ok == have.none {
			return fmt.Errorf("%s %s: is there %t, and %t at hand", key.Collection, key.ID, ok, !have.none)
		}
		if have.none {
			continue
		}
		stored, err := NewRecord(is)
		if err != nil {
			return err
		}
		kept, err := NewRecord(have.row)
		if err != nil {
			return err
		}
		if !bytes.Equal(kept.Body, stored.Body) || !bytes.Equal(have.body, stored.Body) || kept.secret != stored.secret {
			return fmt.Errorf("%s %s was changed in place: %s is stored, %s is at hand", key.Collection, key.ID, stored.Body, kept.Body)
		}
	}
	return nil
}
