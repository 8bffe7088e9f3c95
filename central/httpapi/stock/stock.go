// Package stock answers how many there are of what is counted, and takes what was
// counted, received and corrected.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package stock

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/tally"
	"rms/syncproto/rental"
)

const path = "/v1/inventory/stock"

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// Stock is how many of a type are at a place, with what both are called.
type Stock struct {
	rental.StockPool
	ItemType     string `json:"item_type" doc:"the type's name"`
	ItemTypeCode string `json:"item_type_code"`
	Place        string `json:"place" doc:"the place's name"`
	PlaceCode    string `json:"place_code,omitempty"`
	Site         string `json:"site" doc:"the site's name"`
	ChangedBy    string `json:"changed_by,omitempty" doc:"who entered the last change, by name"`
}

// Moves says that names change while the row does not.
func (Stock) Moves() {}

// Filter is what stock is looked for by.
type Filter struct {
	ItemTypeID []string `query:"item_type_id"`
	PlaceID    []string `query:"place_id"`
	SiteID     []string `query:"site_id"`
	Below      int64    `query:"below" minimum:"0" maximum:"1000000000" doc:"fewer than this; 0: however many"`
	Query      string   `query:"q" maxLength:"200" doc:"each word must occur in the names or codes of the type or of the place"`
}

func (f Filter) store(c store.Common) store.StockFilter {
	return store.StockFilter{
		Common: c, ItemTypeID: door.Values[rental.ItemTypeID](f.ItemTypeID), PlaceID: door.Values[rental.PlaceID](f.PlaceID),
		SiteID: door.Values[rental.SiteID](f.SiteID), Below: f.Below, Query: f.Query,
	}
}

type stockList struct {
	door.Listing
	Sort string `query:"sort" enum:"name,-name,on_hand,-on_hand,updated_at,-updated_at,created_at,-created_at" doc:"absent: name, which is the type's"`
	Filter
}

// List reads a page of stock.
func (h *Handlers) List(ctx context.Context, in *stockList) (*door.ListReply[Stock], error) {
	f := in.store(in.Narrow())
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]Stock, string, error) {
		pools, next, err := tx.ListStock(ctx, f, p)
		if err != nil {
			return nil, "", err
		}
		n := names{tx: tx}
		out := make([]Stock, len(pools))
		for i, pool := range pools {
			if out[i], err = n.stock(ctx, pool); err != nil {
				return nil, "", err
			}
		}
		return out, next, nil
	})
}

// Get reads how many there are.
func (h *Handlers) Get(ctx context.Context, in *door.ByID) (*door.RowReply[Stock], error) {
	var out *door.RowReply[Stock]
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		pool, err := door.Found[rental.StockPool](ctx, tx, in.ID)
		if err != nil {
			return err
		}
		n := names{tx: tx}
		s, err := n.stock(ctx, pool)
		out = &door.RowReply[Stock]{ETag: door.ETag(pool.Rev), Body: s}
		return err
	})
	return out, err
}

type totalsInput struct {
	By string `query:"by" enum:"item_type,place,site" default:"item_type" doc:"what the groups are"`
	Filter
}

// StockTotals are sums of a list of stock.
type StockTotals struct {
	OnHand int64        `json:"on_hand" doc:"pieces"`
	Rows   int64        `json:"rows" doc:"of the list"`
	Types  int64        `json:"item_types" doc:"how many item types they are of"`
	Places int64        `json:"places" doc:"at how many places they are"`
	Groups []StockGroup `json:"groups" doc:"at most 500, those with the most pieces first"`
	More   bool         `json:"more,omitempty" doc:"there are more groups: narrow the list"`
}

// StockGroup is the sum of one item type, place or site.
type StockGroup struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Code   string `json:"code,omitempty"`
	OnHand int64  `json:"on_hand"`
	Rows   int64  `json:"rows"`
}

type totalsReply struct{ Body StockTotals }

// Totals sums the list up.
func (h *Handlers) Totals(ctx context.Context, in *totalsInput) (*totalsReply, error) {
	out := &totalsReply{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := tally.Of(ctx, tx, in.store(store.Common{}), tally.By(in.By))
		if err != nil {
			return err
		}
		out.Body = StockTotals{OnHand: t.OnHand, Rows: t.Pools, Types: t.Types, Places: t.Places, More: t.More, Groups: []StockGroup{}}
		for _, s := range t.Groups {
			g := StockGroup{ID: s.ID, OnHand: s.OnHand, Rows: s.Pools}
			if tally.By(in.By) == tally.ByType {
				t, _, err := store.Get[rental.ItemType](ctx, tx, s.ID)
				if err != nil {
					return err
				}
				g.Name, g.Code = t.Name, t.Code
			} else {
				p, _, err := store.Get[rental.Place](ctx, tx, s.ID)
				if err != nil {
					return err
				}
				g.Name, g.Code = p.Name, p.Code
			}
			out.Body.Groups = append(out.Body.Groups, g)
		}
		return nil
	})
	return out, err
}
