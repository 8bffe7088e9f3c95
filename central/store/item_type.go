package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var itemTypes = &table[rental.ItemType]{
	name:    "item_types",
	written: nameStock,
	columns: append(external[rental.ItemType](), []column[rental.ItemType]{
		{"created_ms", func(r rental.ItemType) any { return int64(r.CreatedAt) }},
		{"kind", func(r rental.ItemType) any { return string(r.Kind) }},
		{"code", func(r rental.ItemType) any { return r.Code }},
		{"name", func(r rental.ItemType) any { return r.Name }},
		{"category", func(r rental.ItemType) any { return r.Category }},
		{"archived", func(r rental.ItemType) any { return flag(r.Archived) }},
		{"search", func(r rental.ItemType) any { return fold(r.Code, r.Name, r.Maker, r.Category) }},
	}...),
}

// ItemTypeFilter narrows a list of item types; empty fields let all through.
type ItemTypeFilter struct {
	Common
	Category []string
	Kind     []rental.ItemKind
	Query    string // every word must occur in code, name, maker or category
	Archived bool   // include archived ones
}

var itemTypeOrders = page.Orders{
	{Name: "name", Column: "name", Text: true, With: []string{"category", "kind"}},
	{Name: "code", Column: "code", Text: true, Unique: true},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// ListItemTypes returns a page of the catalogue, by name.
func (tx *Tx) ListItemTypes(ctx context.Context, f ItemTypeFilter, p Page) ([]rental.ItemType, string, error) {
	var q query
	q.common(f.Common)
	q.Is("category", f.Category...)
	q.Is("kind", texts(f.Kind)...)
	q.search(f.Query)
	q.current(f.Archived)
	return list(ctx, tx, itemTypes, q, itemTypeOrders, p)
}
