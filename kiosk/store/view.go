package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

// View reads base and overlay as one. It sees the images of items before its
// seq: all of them, or for a rebase those before the item that is decided anew.
type View struct {
	q      sqlitex.Querier
	dec    *decoder
	known  *known // nil inside a transaction
	before int64
}

// Before returns the view as it was before item seq.
func (v View) Before(seq uint64) View {
	v.before, v.known = int64(seq), nil
	return v
}

// Horizon is the seq before which overlay images count.
func (v View) Horizon() int64 { return v.before }

// live begins a query over base and overlay as one table; its $1 is the seq
// before which overlay images count. Conditions on live reach the indices of
// both halves.
const live = `with live (collection, id, seq, rev, ` + columnNames + `, body) as (
	select o.collection, o.id, o.seq, o.rev, o.site_id, o.code, o.alt, o.ref, o.status, o.sort, o.tail, o.alt_tail, o.body
	from overlay o
	where o.seq < $1 and o.op = 'upsert'
		and not exists (select 1 from overlay p where p.collection = o.collection and p.id = o.id and p.seq > o.seq and p.seq < $1)
	union all
	select b.collection, b.id, 0, b.rev, b.site_id, b.code, b.alt, b.ref, b.status, b.sort, b.tail, b.alt_tail, b.body
	from base b join catalogue c on c.collection = b.collection and c.gen = b.gen
	where not exists (select 1 from overlay p where p.collection = b.collection and p.id = b.id and p.seq < $1)
) `

// rows runs a query that begins with live and selects body of one collection.
func (v View) rows(ctx context.Context, c rental.Collection, rest string, args ...any) ([]rental.Row, error) {
	rows, err := v.q.QueryContext(ctx, live+`select body from live where collection = $2 `+rest,
		append([]any{v.before, string(c)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", c, err)
	}
	return scanAll(rows, func(r *sql.Rows) (rental.Row, error) {
		var body []byte
		if err := r.Scan(&body); err != nil {
			return nil, err
		}
		return v.dec.row(c, body)
	})
}

// rowsOf is rows with the entity's own type.
func rowsOf[R rental.Row](ctx context.Context, v View, rest string, args ...any) ([]R, error) {
	var zero R
	found, err := v.rows(ctx, zero.RowCollection(), rest, args...)
	if err != nil {
		return nil, err
	}
	all := make([]R, 0, len(found))
	for _, r := range found {
		one, ok := r.(R)
		if !ok {
			return nil, fmt.Errorf("a row of %s is a %T", zero.RowCollection(), r)
		}
		all = append(all, one)
	}
	return all, nil
}

// Row reads one row. Where there is none, Presence says whether that is
// certain: Absent only in a loaded collection that every kiosk holds whole.
func (v View) Row(ctx context.Context, k rental.Key) (rental.Row, rental.Presence, error) {
	r, gone, err := v.image(ctx, k)
	switch {
	case err != nil:
		return nil, rental.Unknown, err
	case r != nil:
		return r, rental.Present, nil
	case gone:
		return nil, rental.Absent, nil
	}
	if !k.Collection.CompanyWide() {
		return nil, rental.Unknown, nil
	}
	loaded, err := v.Loaded(ctx, k.Collection)
	if err != nil || !loaded {
		return nil, rental.Unknown, err
	}
	return nil, rental.Absent, nil
}

// image is the newest overlay image, else base; gone is a pending delete.
func (v View) image(ctx context.Context, k rental.Key) (r rental.Row, gone bool, err error) {
	if v.known == nil || !v.known.keeps(k.Collection) {
		r, _, gone, err = v.readImage(ctx, k)
		return r, gone, err
	}
	r, ok, moment := v.known.get(k)
	if ok {
		return r, false, nil
	}
	r, base, gone, err := v.readImage(ctx, k)
	if err == nil && base {
		v.known.put(k, r, moment)
	}
	return r, gone, err
}

// readImage reads it; base says that it is central's row.
func (v View) readImage(ctx context.Context, k rental.Key) (r rental.Row, base, gone bool, err error) {
	var op string
	var body []byte
	// The overlay's rows come first: nothing is read of base when there is one.
	err = v.q.QueryRowContext(ctx, `select op, body from (
			select op, body from overlay where collection = $1 and id = $2 and seq < $3 order by seq desc limit 1)
		union all
		select 'base', b.body from base b join catalogue c on c.collection = b.collection and c.gen = b.gen
		where b.collection = $1 and b.id = $2 limit 1`,
		string(k.Collection), k.ID, v.before).Scan(&op, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, false, nil
	case err != nil:
		return nil, false, false, fmt.Errorf("read %s %s: %w", k.Collection, k.ID, err)
	case op == "delete":
		return nil, false, true, nil
	}
	r, err = v.dec.row(k.Collection, body)
	return r, op == "base", false, err
}

// BaseRow reads central's row at the cursor, without the overlay; nil where
// there is none.
func (v View) BaseRow(ctx context.Context, k rental.Key) (rental.Row, error) {
	var body []byte
	err := v.q.QueryRowContext(ctx, `select b.body from base b join catalogue c on c.collection = b.collection and c.gen = b.gen
		where b.collection = $1 and b.id = $2`, string(k.Collection), k.ID).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", k.Collection, k.ID, err)
	}
	return v.dec.row(k.Collection, body)
}

// Loaded reports whether a collection has been loaded by a snapshot.
func (v View) Loaded(ctx context.Context, c rental.Collection) (bool, error) {
	var n int
	err := v.q.QueryRowContext(ctx, `select count(*) from catalogue where collection = $1`, string(c)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for collection %s: %w", c, err)
	}
	return n == 1, nil
}

// LoadedCollections counts the collections that have been loaded.
func (v View) LoadedCollections(ctx context.Context) (int, error) {
	var n int
	if err := v.q.QueryRowContext(ctx, `select count(*) from catalogue`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the loaded collections: %w", err)
	}
	return n, nil
}

// Get reads one row as its own type; ok is false where there is none or where
// it is unknown.
func Get[R rental.Row](ctx context.Context, v View, id string) (row R, ok bool, err error) {
	r, _, err := v.Row(ctx, rental.Key{Collection: row.RowCollection(), ID: id})
	if err != nil || r == nil {
		return row, false, err
	}
	row, ok = r.(R)
	return row, ok, nil
}
