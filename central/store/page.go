package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"rms/central/store/page"
	"rms/central/store/words"
	"rms/syncproto/rental"
)

// Page asks for part of a list.
type Page = page.Page

// The sizes of a page of a list.
const (
	DefaultPage = page.Default
	MaxPage     = page.Max
)

// ErrBadCursor means that a list's cursor was not made by this list.
var ErrBadCursor = page.ErrBadCursor

// Common is what every list can be narrowed by; empty fields let all through.
type Common struct {
	IDs          []string
	UpdatedSince rental.Millis
	CreatedFrom  rental.Millis // and later
	CreatedTo    rental.Millis // before
}

// query gathers the conditions of a list.
type query struct {
	page.Query
	words.Search
}

// common adds what every list can be narrowed by. No list but those with a
// created_ms column takes times of creation.
func (q *query) common(c Common) {
	q.Narrow("id", c.IDs...)
	q.Between("updated_ms", int64(c.UpdatedSince), 0)
	q.Between("created_ms", int64(c.CreatedFrom), int64(c.CreatedTo))
}

// site adds that a row belongs to a site, first or second.
func (q *query) site(site ...rental.SiteID) { q.Either("site_id", "also_site_id", texts(site)...) }

// current leaves out the archived, unless they are wanted.
func (q *query) current(archived bool) {
	if !archived {
		q.Where("archived = 0")
	}
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// list returns a page of a table and the cursor of the next, empty at the end.
func list[R rental.Row](ctx context.Context, tx *Tx, t *table[R], q query, orders page.Orders, p Page) ([]R, string, error) {
	o, err := orders.Pick(p.Sort)
	if err != nil {
		return nil, "", err
	}
	if err := q.Seek(ctx, tx, t.name, &q.Query); err != nil {
		return nil, "", err
	}
	from := page.Table{Name: t.name, Columns: strings.TrimSuffix(strings.TrimPrefix(t.selectSQL, "select "), " from "+t.name)}
	s, err := q.Select(from, o, p)
	if err != nil {
		return nil, "", err
	}
	if p.Total != nil {
		count := q.Count(from)
		if _, err := tx.One(ctx, count.Text, count.Args, p.Total); err != nil {
			return nil, "", fmt.Errorf("count %s: %w", t.name, err)
		}
	}
	limit := p.Rows()
	rows := make([]R, 0, limit)
	last := page.Position{Of: s.Of}
	more := false
	err = tx.Each(ctx, s.Text, s.Args, func(r *sql.Rows) error {
		if len(rows) == limit {
			more = true
			return nil
		}
		var body []byte
		var secret string
		if err := r.Scan(&body, &secret, &last.ID, &last.Key); err != nil {
			return err
		}
		row, err := t.decode(body, secret)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", t.name, err)
	}
	if !more {
		return rows, "", nil
	}
	next, err := last.Cursor()
	return rows, next, err
}
