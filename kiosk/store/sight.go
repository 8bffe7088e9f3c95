package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"rms/syncproto/rental"
)

// SightState says whether a view shows a row.
type SightState int

// The states of a Sight: no row, a pending delete, a row.
const (
	SightNone SightState = iota
	SightGone
	SightRow
)

// Sight is what a view shows under a key, as it is stored.
type Sight struct {
	State SightState
	Body  []byte // of SightRow: the row's JSON
}

// Row is the row that is shown, nil where there is none.
func (s Sight) Row(c rental.Collection) (rental.Row, error) {
	if s.State != SightRow {
		return nil, nil
	}
	return rental.DecodeRow(c, s.Body)
}

// Sights looks at many keys at once, and answers in their order.
func (v View) Sights(ctx context.Context, keys []rental.Key) ([]Sight, error) {
	names := make([][2]string, len(keys))
	for i, k := range keys {
		names[i] = [2]string{string(k.Collection), k.ID}
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("encode keys: %w", err)
	}
	rows, err := v.q.QueryContext(ctx, `with wanted (at, collection, id) as materialized (
			select key, value ->> 0, value ->> 1 from json_each($1))
		select w.at, coalesce(o.op, 'upsert'), coalesce(o.body, b.body)
		from wanted w
		left join overlay o on o.id = w.id and o.collection = w.collection and o.seq = (
			select max(p.seq) from overlay p where p.id = w.id and p.collection = w.collection and p.seq < $2)
		left join catalogue c on c.collection = w.collection
		left join base b on o.seq is null and b.collection = w.collection and b.gen = c.gen and b.id = w.id`, string(list), v.before)
	if err != nil {
		return nil, fmt.Errorf("look at %d rows: %w", len(keys), err)
	}
	all := make([]Sight, len(keys))
	_, err = scanAll(rows, func(r *sql.Rows) (none struct{}, err error) {
		var at int
		var op string
		var body []byte
		if err := r.Scan(&at, &op, &body); err != nil {
			return none, err
		}
		switch {
		case op == "delete":
			all[at] = Sight{State: SightGone}
		case body != nil:
			all[at] = Sight{State: SightRow, Body: body}
		}
		return none, nil
	})
	return all, err
}
