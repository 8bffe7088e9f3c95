package store

import (
	"context"

	"rms/syncproto/rental"
)

var itemTypes = &table[rental.ItemType]{
	name: "item_types",
	columns: append(external[rental.ItemType](), []column[rental.ItemType]{
		{"code", func(r rental.ItemType) any { return r.Code }},
		{"name", func(r rental.ItemType) any { return r.Name }},
		{"category", func(r rental.ItemType) any { return r.Category }},
		{"archived", func(r rental.ItemType) any { return flag(r.Archived) }},
		{"search", func(r rental.ItemType) any { return fold(r.Code, r.Name, r.Maker, r.Category) }},
	}...),
}

// ItemTypeFilter narrows a list of item types; empty fields let all through.
type ItemTypeFilter struct {
	Category string
	Query    string // every word must occur in code, name, maker or category
	Archived bool   // include archived ones
}

// ListItemTypes returns a page of the catalogue, by name.
func (tx *Tx) ListItemTypes(ctx context.Context, f ItemTypeFilter, p Page) ([]rental.ItemType, string, error) {
	var q query
	q.is("category", f.Category)
	q.search(f.Query)
	if !f.Archived {
		q.where = append(q.where, "archived = 0")
	}
	return list(ctx, tx, itemTypes, q, order{column: "name", text: true}, p)
}
