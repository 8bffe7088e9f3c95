package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"rms/syncproto/rental"
)

// Generation is the part of base that is in force for a collection.
type Generation struct {
	Gen     int64
	FeedSeq uint64 // feed rows up to it are in the snapshot
}

// Generation reads it; ok is false for a collection that is not loaded.
func (v View) Generation(ctx context.Context, c rental.Collection) (g Generation, ok bool, err error) {
	err = v.q.QueryRowContext(ctx, `select gen, feed_seq from catalogue where collection = $1`, string(c)).Scan(&g.Gen, &g.FeedSeq)
	if errors.Is(err, sql.ErrNoRows) {
		return Generation{}, false, nil
	}
	if err != nil {
		return Generation{}, false, fmt.Errorf("look for collection %s: %w", c, err)
	}
	return g, true, nil
}

// PutBase writes central's row, with the body as it came, unless the row held
// has the same or a higher revision; written says whether it did.
func (t *Tx) PutBase(gen int64, r rental.Row, body []byte) (written bool, err error) {
	t.moves(r.RowCollection())
	res, err := t.q.ExecContext(t.ctx, `insert into base (collection, gen, id, rev, `+columnNames+`, body)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (collection, gen, id) do update set rev = excluded.rev, site_id = excluded.site_id,
			code = excluded.code, alt = excluded.alt, ref = excluded.ref, status = excluded.status, sort = excluded.sort,
			tail = excluded.tail, alt_tail = excluded.alt_tail, body = excluded.body
		where excluded.rev > base.rev`,
		slices.Concat([]any{string(r.RowCollection()), gen, r.RowID(), r.RowMeta().Rev}, columnsOf(r).args(), []any{body})...)
	return changedOne("write a row of central's", res, err)
}

// DeleteBase removes central's row, unless the row held has a higher revision.
func (t *Tx) DeleteBase(gen int64, k rental.Key, rev int64) (deleted bool, err error) {
	t.moves(k.Collection)
	res, err := t.q.ExecContext(t.ctx, `delete from base where collection = $1 and gen = $2 and id = $3 and rev <= $4`,
		string(k.Collection), gen, k.ID, rev)
	return changedOne("remove a row of central's", res, err)
}

func changedOne(what string, res sql.Result, err error) (bool, error) {
	if err != nil {
		return false, fmt.Errorf("%s: %w", what, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("%s: %w", what, err)
	}
	return n > 0, nil
}
