package store

import (
	"context"
	"fmt"

	"rms/central/store/page"
	"rms/central/store/words"
	"rms/syncproto/rental"
)

var stockPools = &table[rental.StockPool]{
	name: "stock_pools",
	columns: []column[rental.StockPool]{
		{"created_ms", func(r rental.StockPool) any { return int64(r.CreatedAt) }},
		{"item_type_id", func(r rental.StockPool) any { return string(r.ItemTypeID) }},
		{"place_id", func(r rental.StockPool) any { return string(r.PlaceID) }},
		{"on_hand", func(r rental.StockPool) any { return r.OnHand }},
	},
	written: func(ctx context.Context, tx *Tx, r rental.StockPool, _ *rental.StockPool) error {
		const setName = `update stock_pools set type_name = coalesce((select name from item_types where id = $2), '') where id = $1`
		if _, err := tx.Exec(ctx, setName, string(r.ID), string(r.ItemTypeID)); err != nil {
			return fmt.Errorf("name the type of a stock: %w", err)
		}
		return nil
	},
}

// nameStock follows the name of a type, by which its stock is sorted.
func nameStock(ctx context.Context, tx *Tx, t rental.ItemType, was *rental.ItemType) error {
	if was != nil && was.Name == t.Name && was.Kind == t.Kind {
		return nil
	}
	if t.Kind != rental.Fungible {
		return nil
	}
	if _, err := tx.Exec(ctx, `update stock_pools set type_name = $2 where item_type_id = $1 and type_name <> $2`, string(t.ID), t.Name); err != nil {
		return fmt.Errorf("rename the type of a stock: %w", err)
	}
	return nil
}

var stockEntries = &table[rental.StockEntry]{
	name: "stock_entries",
	columns: append(external[rental.StockEntry](), []column[rental.StockEntry]{
		{"created_ms", func(r rental.StockEntry) any { return int64(r.CreatedAt) }},
		{"pool_id", func(r rental.StockEntry) any { return string(r.PoolID) }},
		{"kind", func(r rental.StockEntry) any { return string(r.Kind) }},
		{"occurred_ms", func(r rental.StockEntry) any { return int64(r.Occurred) }},
	}...),
}

// StockHistory returns all entries of a pool, as they happened.
func (tx *Tx) StockHistory(ctx context.Context, pool rental.StockPoolID) (rental.StockEntrySet, error) {
	return stockEntries.all(ctx, tx, "where pool_id = $1 order by occurred_ms, id", string(pool))
}

// StockFilter narrows a list of pools; empty fields let all through.
type StockFilter struct {
	Common
	ItemTypeID []rental.ItemTypeID
	PlaceID    []rental.PlaceID
	SiteID     []rental.SiteID
	Below      int64  // fewer than this; 0: however many
	Query      string // every word must occur in the names of the type or of the place
}

var stockOrders = page.Orders{
	{Name: "name", Column: "type_name", Text: true, With: []string{"site_id"}},
	{Name: "on_hand", Column: "on_hand", With: []string{"site_id"}},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// query is the filter as a query. What is of a type, or at a place, is few.
func (f StockFilter) query(ctx context.Context, tx *Tx) (q query, err error) {
	q.common(f.Common)
	q.Narrow("item_type_id", texts(f.ItemTypeID)...)
	q.Narrow("place_id", texts(f.PlaceID)...)
	q.Is("site_id", texts(f.SiteID)...)
	q.Between("on_hand", 0, f.Below)
	ids, few, err := words.OfStock(ctx, tx, &q.Query, f.Query)
	if err == nil && few {
		err = q.Within(ids)
	}
	return q, err
}

// From is the pools under the filter, as the from of a statement with its arguments.
func (f StockFilter) From(ctx context.Context, tx *Tx) (text string, args []any, err error) {
	q, err := f.query(ctx, tx)
	if err != nil {
		return "", nil, err
	}
	text, args = q.From(page.Table{Name: stockPools.name})
	return text, args, nil
}

// ListStock returns a page of pools, by the name of their type.
func (tx *Tx) ListStock(ctx context.Context, f StockFilter, p Page) ([]rental.StockPool, string, error) {
	q, err := f.query(ctx, tx)
	if err != nil {
		return nil, "", err
	}
	return list(ctx, tx, stockPools, q, stockOrders, p)
}

var entryOrders = page.Orders{{Name: "occurred", Column: "occurred_ms", Desc: true, With: []string{"pool_id"}}}

// ListStockEntries returns a page of a pool's entries, the last that happened first;
// of all pools, if none is given.
func (tx *Tx) ListStockEntries(ctx context.Context, pools []rental.StockPoolID, p Page) ([]rental.StockEntry, string, error) {
	var q query
	q.Is("pool_id", texts(pools)...)
	return list(ctx, tx, stockEntries, q, entryOrders, p)
}
