package store

import (
	"context"

	"rms/syncproto/rental"
)

var places = &table[rental.Place]{
	name: "places",
	columns: append(external[rental.Place](), []column[rental.Place]{
		{"code", func(r rental.Place) any { return r.Code }},
		{"name", func(r rental.Place) any { return r.Name }},
		{"parent_id", func(r rental.Place) any { return string(r.ParentID) }},
		{"kind", func(r rental.Place) any { return string(r.Kind) }},
		{"archived", func(r rental.Place) any { return flag(r.Archived) }},
		{"search", func(r rental.Place) any { return fold(r.Code, r.Name, r.Address) }},
	}...),
}

// PlaceFilter narrows a list of places; empty fields let all through.
type PlaceFilter struct {
	Kind     rental.PlaceKind
	ParentID rental.PlaceID
	Query    string // every word must occur in code, name or address
	Archived bool   // include archived ones
}

// ListPlaces returns a page of places, by name.
func (tx *Tx) ListPlaces(ctx context.Context, f PlaceFilter, p Page) ([]rental.Place, string, error) {
	var q query
	q.is("kind", string(f.Kind))
	q.is("parent_id", string(f.ParentID))
	q.search(f.Query)
	if !f.Archived {
		q.where = append(q.where, "archived = 0")
	}
	return list(ctx, tx, places, q, order{column: "name", text: true}, p)
}
