package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// Shadow is a snapshot on its way in: rows of a generation that is not in force
// yet.
type Shadow struct {
	Gen      int64
	Manifest syncproto.SnapshotManifest
	Parts    []int // that are here, in order
}

// Shadows lists the snapshots on their way in, in order of collection.
func (v View) Shadows(ctx context.Context) ([]Shadow, error) {
	rows, err := v.q.QueryContext(ctx, `select gen, manifest from snapshot order by collection`)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	all, err := scanAll(rows, func(r *sql.Rows) (s Shadow, err error) {
		var raw []byte
		if err := r.Scan(&s.Gen, &raw); err != nil {
			return s, err
		}
		return s, json.Unmarshal(raw, &s.Manifest)
	})
	if err != nil {
		return nil, err
	}
	for i, s := range all {
		rows, err := v.q.QueryContext(ctx, `select part from snapshot_part where collection = $1 order by part`, string(s.Manifest.Collection))
		if err != nil {
			return nil, fmt.Errorf("list a snapshot's parts: %w", err)
		}
		if all[i].Parts, err = scanAll(rows, func(r *sql.Rows) (n int, err error) { return n, r.Scan(&n) }); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// StartShadow begins to take in a snapshot; one of the same collection that was
// on its way is given up.
func (t *Tx) StartShadow(m syncproto.SnapshotManifest) error {
	if err := t.DropShadow(m.Collection); err != nil {
		return err
	}
	var gen int64
	err := t.q.QueryRowContext(t.ctx, `select max(coalesce((select max(gen) from base where collection = $1), 0),
		coalesce((select gen from catalogue where collection = $1), 0)) + 1`, string(m.Collection)).Scan(&gen)
	if err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	return t.exec("begin a snapshot", 1, `insert into snapshot (collection, id, gen, manifest) values ($1, $2, $3, $4)`,
		string(m.Collection), m.ID, gen, raw)
}

// DropShadow gives up a snapshot on its way in; its rows go by Sweep.
func (t *Tx) DropShadow(c rental.Collection) error {
	return t.exec("give up a snapshot", -1, `delete from snapshot where collection = $1`, string(c))
}

// Bulk gives the writing connection room for many rows: with the little memory
// that scans need, each of them would write its index pages out again and again.
func (t *Tx) Bulk() error {
	t.bulk.Store(true)
	// Never through the cache of statements: SQLite obeys these when they are
	// compiled, and a compiled one does nothing when it runs again.
	for _, text := range []string{`pragma cache_size = -32768` /* KB */, `pragma wal_autocheckpoint = 8192` /* pages of 4 KB */} {
		if _, err := t.direct.ExecContext(t.ctx, text); err != nil {
			return fmt.Errorf("make room for a snapshot: %w", err)
		}
	}
	return nil
}

// endBulk takes the room back, with the connection that had it.
func (s *Store) endBulk(ctx context.Context) error {
	if !s.bulk.Swap(false) {
		return nil
	}
	return s.db.RenewWriter(ctx)
}

// TookPart notes that a part is in; first is false if it was before.
func (t *Tx) TookPart(c rental.Collection, part int) (first bool, err error) {
	res, err := t.q.ExecContext(t.ctx, `insert into snapshot_part (collection, part) values ($1, $2) on conflict do nothing`, string(c), part)
	return changedOne("note a part", res, err)
}

// ShadowRows counts the rows of a snapshot that are in.
func (t *Tx) ShadowRows(s Shadow) (n int64, err error) {
	err = t.q.QueryRowContext(t.ctx, `select count(*) from base where collection = $1 and gen = $2`,
		string(s.Manifest.Collection), s.Gen).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count a snapshot: %w", err)
	}
	return n, nil
}

// Swap puts a whole snapshot in force; the rows that it replaces go by Sweep.
func (t *Tx) Swap(s Shadow, at rental.Millis) error {
	t.moves(s.Manifest.Collection)
	err := t.exec("swap a snapshot in", 1, `insert into catalogue (collection, gen, feed_seq, loaded_ms) values ($1, $2, $3, $4)
		on conflict (collection) do update set gen = excluded.gen, feed_seq = excluded.feed_seq, loaded_ms = excluded.loaded_ms`,
		string(s.Manifest.Collection), s.Gen, int64(s.Manifest.FeedSeq), int64(at))
	if err != nil {
		return err
	}
	return t.DropShadow(s.Manifest.Collection)
}

// sweepRows is how many rows go in one transaction: a scan waits for no longer
// than that takes.
const sweepRows = 2000

// Sweep deletes the rows of generations that nothing refers to, in small
// transactions. It may be broken off and begun again.
func (s *Store) Sweep(ctx context.Context) error {
	dead, err := s.deadGenerations(ctx)
	if err != nil {
		return err
	}
	for _, d := range dead {
		for n := int64(sweepRows); n == sweepRows; {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("sweep: %w", err)
			}
			err := s.Write(ctx, func(t *Tx) error {
				res, err := t.q.ExecContext(t.ctx, `delete from base where rowid in (
					select rowid from base where collection = $1 and gen = $2 limit $3)`, d.collection, d.gen, sweepRows)
				if err != nil {
					return fmt.Errorf("sweep: %w", err)
				}
				n, err = res.RowsAffected()
				return errors.Join(err)
			})
			if err != nil {
				return err
			}
		}
	}
	return s.endBulk(ctx)
}

type generation struct {
	collection string
	gen        int64
}

func (s *Store) deadGenerations(ctx context.Context) ([]generation, error) {
	rows, err := s.q.QueryContext(ctx, `select collection, gen from (select distinct collection, gen from base) b
		where not exists (select 1 from catalogue c where c.collection = b.collection and c.gen = b.gen)
			and not exists (select 1 from snapshot n where n.collection = b.collection and n.gen = b.gen)
		order by collection, gen`)
	if err != nil {
		return nil, fmt.Errorf("look for rows to sweep: %w", err)
	}
	return scanAll(rows, func(r *sql.Rows) (g generation, err error) { return g, r.Scan(&g.collection, &g.gen) })
}
