package wire

import "rms/syncproto/rental"

// Stock is how many of a type are at a place.
type Stock struct {
	rental.StockPool
	ChangedBy    string `json:"changed_by,omitempty"`
	ItemType     string `json:"item_type"`
	ItemTypeCode string `json:"item_type_code"`
	Place        string `json:"place"`
	PlaceCode    string `json:"place_code,omitempty"`
	Site         string `json:"site"`
}

// StockEntry is one count, or one change, of stock.
type StockEntry struct {
	By         string             `json:"by,omitempty"`
	ID         rental.ItemID      `json:"id"`
	Kind       rental.EntryKind   `json:"kind"`
	Listing    string             `json:"listing,omitempty"`
	Occurred   rental.Millis      `json:"occurred"`
	OnHand     int64              `json:"on_hand"`
	Quantity   int64              `json:"quantity"`
	Reason     string             `json:"reason,omitempty"`
	StockID    rental.StockPoolID `json:"stock_id"`
	UndoReason string             `json:"undo_reason,omitempty"`
	UndoneAt   rental.Millis      `json:"undone_at,omitempty"`
	UndoneBy   rental.ItemID      `json:"undone_by,omitempty"`
	UndoneName string             `json:"undone_name,omitempty"`
}

// StockEntryInput counts, receives or corrects stock.
type StockEntryInput struct {
	ItemTypeID rental.ItemTypeID `json:"item_type_id"`
	Kind       rental.EntryKind  `json:"kind"`
	PlaceID    rental.PlaceID    `json:"place_id"`
	Quantity   int64             `json:"quantity"`
	Reason     string            `json:"reason,omitempty"`
}

// StockEntered is an entry with what there is after it; Stock is nil where all that
// was entered was taken back.
type StockEntered struct {
	Entry StockEntry `json:"entry"`
	Stock *Stock     `json:"stock,omitempty"`
}

// StockTotals are sums of stock.
type StockTotals struct {
	Groups    []StockGroup `json:"groups"`
	ItemTypes int64        `json:"item_types"`
	More      bool         `json:"more,omitempty"`
	OnHand    int64        `json:"on_hand"`
	Places    int64        `json:"places"`
	Rows      int64        `json:"rows"`
}

// StockGroup is the sum of one item type, place or site.
type StockGroup struct {
	Code   string `json:"code,omitempty"`
	ID     string `json:"id"`
	Name   string `json:"name"`
	OnHand int64  `json:"on_hand"`
	Rows   int64  `json:"rows"`
}

// StockTotalsQuery asks for sums of stock by item_type, place or site.
type StockTotalsQuery struct {
	By         string              `query:"by"`
	ItemTypeID []rental.ItemTypeID `query:"item_type_id"`
	PlaceID    []rental.PlaceID    `query:"place_id"`
	SiteID     []rental.SiteID     `query:"site_id"`
	Below      int64               `query:"below"`
	Query      string              `query:"q"`
}

// EntryQuery asks for entries; all pages are walked.
type EntryQuery struct {
	Limit int `query:"limit"`
}
