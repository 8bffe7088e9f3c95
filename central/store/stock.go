package store

import (
	"context"

	"rms/central/store/page"
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

// StockMoves returns the entries of a pool that are no counts, as they happened.
func (tx *Tx) StockMoves(ctx context.Context, pool rental.StockPoolID) (rental.StockMoveSet, error) {
	return stockEntries.all(ctx, tx, "where pool_id = $1 and kind <> 'count' order by occurred_ms, id", string(pool))
}

// StockFilter narrows a list of pools; empty fields let all through.
type StockFilter struct {
	Common
	ItemTypeID []rental.ItemTypeID
	PlaceID    []rental.PlaceID
}

var stockOrders = page.Orders{{Name: "updated_at", Column: "updated_ms", Desc: true}}

// ListStock returns a page of pools, the newest change first.
func (tx *Tx) ListStock(ctx context.Context, f StockFilter, p Page) ([]rental.StockPool, string, error) {
	var q query
	q.common(f.Common)
	q.Is("item_type_id", texts(f.ItemTypeID)...)
	q.Is("place_id", texts(f.PlaceID)...)
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
