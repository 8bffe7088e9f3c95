package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var places = &table[rental.Place]{
	name: "places",
	columns: append(external[rental.Place](), []column[rental.Place]{
		{"created_ms", func(r rental.Place) any { return int64(r.CreatedAt) }},
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
	Common
	Kind     []rental.PlaceKind
	SiteID   []rental.SiteID
	ParentID rental.PlaceID
	Query    string // every word must occur in code, name or address
	Archived bool   // include archived ones
}

// placeOrders sort places. What is inside a place is few.
var placeOrders = page.Orders{
	{Name: "name", Column: "name", Text: true, With: []string{"kind", "site_id"}},
	{Name: "code", Column: "code", Text: true},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// ListPlaces returns a page of places, by name.
func (tx *Tx) ListPlaces(ctx context.Context, f PlaceFilter, p Page) ([]rental.Place, string, error) {
	var q query
	q.common(f.Common)
	q.Is("kind", texts(f.Kind)...)
	q.Is("site_id", texts(f.SiteID)...)
	q.Narrow("parent_id", string(f.ParentID))
	q.search(f.Query)
	q.current(f.Archived)
	return list(ctx, tx, places, q, placeOrders, p)
}
