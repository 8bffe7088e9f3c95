package store

import (
	"context"
	"database/sql"
	"fmt"

	"rms/syncproto/rental"
)

// Archive moves an item out of the outbox with central's answer.
func (t *Tx) Archive(seq uint64, a Ack) error {
	err := t.exec("archive an item", 1, `insert into archive (`+archiveColumns+`)
		select `+itemColumns+`, $2, $3, $4, $5, $6 from outbox where seq = $1`,
		int64(seq), string(a.Verdict), a.AnswerJSON, int64(a.FeedSeq), int64(a.AckedMs), a.Waiting)
	if err != nil {
		return err
	}
	return t.exec("take an item out of the outbox", 1, `delete from outbox where seq = $1`, int64(seq))
}

// Remember replaces what an active item remembers of its decision.
func (t *Tx) Remember(it Item, reads []byte) error {
	table := "outbox"
	if it.Ack != nil {
		table = "archive"
	}
	err := t.exec("rewrite an item's memory", 1, `update `+table+` set said = $2, images = $3, undoes = $4 where seq = $1`,
		int64(it.Seq), it.SaidJSON, it.ImagesJSON, text(it.Undoes))
	if err != nil {
		return err
	}
	return t.exec("rewrite what was looked at", 1, `update active set reads = $2 where seq = $1`, int64(it.Seq), reads)
}

// MarkLanded notes that central's rows of an item's effect are in base, so that
// it is not decided anew on top of itself. An id that is not recorded here is
// nothing.
func (t *Tx) MarkLanded(id rental.ItemID) error {
	return t.exec("note that an item has landed", -1, `delete from active where seq in (
		select seq from outbox where item_id = $1 union all select seq from archive where item_id = $1)`, string(id))
}

// settled are the answered items whose images must leave the overlay, because
// the cursor, $1, has passed the feed row of their effect.
const settled = `select seq from archive where waiting = 1 and feed_seq <= $1`

// Unburden takes the settled items out of those that may be decided anew.
func (t *Tx) Unburden(cursor uint64) error {
	return t.exec("settle items", -1, `delete from active where seq in (`+settled+`)`, int64(cursor))
}

// Placed is a row that item Seq has an image of.
type Placed struct {
	Key rental.Key
	Seq uint64
}

// Leaving lists the rows of which settled items have images, in order of seq.
func (t *Tx) Leaving(cursor uint64) ([]Placed, error) {
	rows, err := t.q.QueryContext(t.ctx, `select seq, collection, id from overlay where seq in (`+settled+`) order by seq, collection, id`, int64(cursor))
	if err != nil {
		return nil, fmt.Errorf("list what leaves the overlay: %w", err)
	}
	return scanAll(rows, func(r *sql.Rows) (p Placed, err error) { return p, r.Scan(&p.Seq, &p.Key.Collection, &p.Key.ID) })
}

// Settle takes the images of settled items out of the overlay.
func (t *Tx) Settle(cursor uint64) error {
	if err := t.exec("drop from the overlay", -1, `delete from overlay where seq in (`+settled+`)`, int64(cursor)); err != nil {
		return err
	}
	return t.exec("settle items", -1, `update archive set waiting = 0 where waiting = 1 and feed_seq <= $1`, int64(cursor))
}

// FirstActive is the lowest seq of the items that may be decided anew, 0 where
// there is none.
func (v View) FirstActive(ctx context.Context) (seq uint64, err error) {
	if err := v.q.QueryRowContext(ctx, `select coalesce(min(seq), 0) from active`).Scan(&seq); err != nil {
		return 0, fmt.Errorf("look for the first active item: %w", err)
	}
	return seq, nil
}

// Reading is what a decision looked at, by the item that it was for.
type Reading struct {
	Seq   uint64
	Reads []byte
}

// Active lists the items that may be decided anew, in order of seq.
func (v View) Active(ctx context.Context) ([]Reading, error) {
	rows, err := v.q.QueryContext(ctx, `select seq, reads from active order by seq`)
	if err != nil {
		return nil, fmt.Errorf("list active items: %w", err)
	}
	return scanAll(rows, func(r *sql.Rows) (a Reading, err error) { return a, r.Scan(&a.Seq, &a.Reads) })
}

// Prune deletes archived items that are durable at central, were answered
// before the given time, and have left the overlay, at most so many of them. It
// says how many went.
func (t *Tx) Prune(durableThrough uint64, answeredBefore rental.Millis, most int64) (gone int64, err error) {
	// Only a prefix goes, so that what is left stays one chain.
	var first, keep sql.NullInt64
	err = t.q.QueryRowContext(t.ctx, `select (select min(seq) from archive),
		(select min(seq) from archive where seq > $1 or acked_ms >= $2 or waiting = 1)`,
		int64(durableThrough), int64(answeredBefore)).Scan(&first, &keep)
	if err != nil {
		return 0, fmt.Errorf("look for what the archive must keep: %w", err)
	}
	if !first.Valid {
		return 0, nil
	}
	end := min(int64(durableThrough)+1, first.Int64+most)
	if keep.Valid {
		end = min(end, keep.Int64)
	}
	if end <= first.Int64 {
		return 0, nil // to look through all subjects costs more than this
	}
	if err := t.exec("prune subjects", -1, `delete from subjects where seq < $1`, end); err != nil {
		return 0, err
	}
	res, err := t.q.ExecContext(t.ctx, `delete from archive where seq < $1`, end)
	if err != nil {
		return 0, fmt.Errorf("prune the archive: %w", err)
	}
	return res.RowsAffected()
}
