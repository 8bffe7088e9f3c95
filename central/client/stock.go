package client

import (
	"context"
	"iter"
	"net/http"

	"rms/central/client/wire"
	"rms/syncproto/rental"
)

// The words of the API about stock.
type (
	Stock           = wire.Stock
	StockEntry      = wire.StockEntry
	StockEntryInput = wire.StockEntryInput
	StockEntered    = wire.StockEntered
	StockTotals     = wire.StockTotals
	StockGroup      = wire.StockGroup

	StockTotalsQuery = wire.StockTotalsQuery
	EntryQuery       = wire.EntryQuery
)

// StockQuery asks for stock.
type StockQuery struct {
	Listing
	ItemTypeID []rental.ItemTypeID `query:"item_type_id"`
	PlaceID    []rental.PlaceID    `query:"place_id"`
	SiteID     []rental.SiteID     `query:"site_id"`
	Below      int64               `query:"below"`
	Query      string              `query:"q"`
}

const stockPath = "/v1/inventory/stock"

// Stocks is what is counted.
type Stocks struct {
	Found[rental.StockPoolID, Stock]
	Listed[Stock, StockQuery]
	Summed[StockQuery]
	Exported[StockQuery]
}

// Totals sums stock up.
func (s Stocks) Totals(ctx context.Context, query StockTotalsQuery) (StockTotals, error) {
	return read[StockTotals](ctx, s.Found.c, newCall(http.MethodGet, stockPath+"/totals").asked(query))
}

// Entries walks what was counted, received and corrected, the last first.
func (s Stocks) Entries(ctx context.Context, id rental.StockPoolID, query EntryQuery) iter.Seq2[StockEntry, error] {
	return Listed[StockEntry, EntryQuery]{where{s.Found.c, s.Found.one(string(id), "entries")}}.List(ctx, query)
}

// Enter counts, receives or corrects.
func (s Stocks) Enter(ctx context.Context, in StockEntryInput, options ...Option) (Tagged[StockEntered], error) {
	return ask[StockEntered](ctx, s.Found.c, newCall(http.MethodPost, stockPath+"/entries", options...).with(in).once())
}

// Undo takes an entry back.
func (s Stocks) Undo(ctx context.Context, entry rental.ItemID, reason string, options ...Option) (Tagged[StockEntered], error) {
	body := map[string]string{}
	if reason != "" {
		body["reason"] = reason
	}
	return ask[StockEntered](ctx, s.Found.c, newCall(http.MethodPost, where{s.Found.c, stockPath + "/entries"}.one(string(entry), "undo"), options...).with(body).once())
}
