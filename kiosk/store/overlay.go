package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"rms/syncproto/rental"
)

// Image is one row as a pending item wants it; Row is nil for a delete.
type Image struct {
	Key rental.Key
	Row rental.Row
}

// PutOverlay writes an item's image of a row over base.
func (t *Tx) PutOverlay(seq uint64, img Image) error {
	t.moves(img.Key.Collection)
	op, body, cols, rev := "delete", []byte("{}"), columns{}, int64(0)
	if img.Row != nil {
		var err error
		if body, err = json.Marshal(img.Row); err != nil {
			return fmt.Errorf("write %s %s: %w", img.Key.Collection, img.Key.ID, err)
		}
		op, cols, rev = "upsert", columnsOf(img.Row), img.Row.RowMeta().Rev
	}
	return t.exec("write the overlay", 1,
		`insert into overlay (collection, id, seq, op, rev, `+columnNames+`, body)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (collection, id, seq) do update set op = excluded.op, rev = excluded.rev, site_id = excluded.site_id,
			code = excluded.code, alt = excluded.alt, ref = excluded.ref, status = excluded.status, sort = excluded.sort,
			tail = excluded.tail, alt_tail = excluded.alt_tail, body = excluded.body`,
		slices.Concat([]any{string(img.Key.Collection), img.Key.ID, int64(seq), op, rev}, cols.args(), []any{body})...)
}

// Overlay reads an item's images, in order of their keys.
func (t *Tx) Overlay(seq uint64) ([]Image, error) {
	rows, err := t.q.QueryContext(t.ctx, `select collection, id, op, body from overlay where seq = $1 order by collection, id`, int64(seq))
	if err != nil {
		return nil, fmt.Errorf("read the overlay: %w", err)
	}
	return scanAll(rows, func(r *sql.Rows) (Image, error) {
		var img Image
		var op string
		var body []byte
		if err := r.Scan(&img.Key.Collection, &img.Key.ID, &op, &body); err != nil || op == "delete" {
			return img, err
		}
		var err error
		img.Row, err = rental.DecodeRow(img.Key.Collection, body)
		return img, err
	})
}

// DropImage takes one of an item's images away.
func (t *Tx) DropImage(seq uint64, k rental.Key) error {
	return t.exec("drop from the overlay", 1, `delete from overlay where collection = $1 and id = $2 and seq = $3`,
		string(k.Collection), k.ID, int64(seq))
}
