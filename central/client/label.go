package client

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"rms/syncproto/rental"
)

// PrintInput says whose labels are printed, and on what.
type PrintInput struct {
	AssetIDs  []rental.AssetID `json:"asset_ids,omitempty"`
	Assets    *LabelFilter     `json:"assets,omitempty"`
	DPI       int64            `json:"dpi,omitempty"`
	Format    string           `json:"format,omitempty"`
	PlaceIDs  []rental.PlaceID `json:"place_ids,omitempty"`
	ReceiptID ReceiptID        `json:"receipt_id,omitempty"`
	Start     int64            `json:"start,omitempty"`
	Stock     string           `json:"stock,omitempty"`
	Symbol    string           `json:"symbol,omitempty"`
}

// LabelFilter are items, by what the list of items can be asked for.
type LabelFilter struct {
	HolderID     rental.PersonID     `json:"holder_id,omitempty"`
	ItemTypeID   []rental.ItemTypeID `json:"item_type_id,omitempty"`
	PlaceID      []rental.PlaceID    `json:"place_id,omitempty"`
	Q            string              `json:"q,omitempty"`
	RentActionID rental.RentActionID `json:"rent_action_id,omitempty"`
	SiteID       []rental.SiteID     `json:"site_id,omitempty"`
	Status       []string            `json:"status,omitempty"`
}

// LabelStock is a kind of label sheet or roll.
type LabelStock struct {
	HeightMM float64 `json:"height_mm"`
	Name     string  `json:"name"`
	PerPage  int64   `json:"per_page"`
	Roll     bool    `json:"roll"`
	Text     string  `json:"text"`
	WidthMM  float64 `json:"width_mm"`
}

// labelKinds are the media types of labels.
const labelKinds = "application/pdf, application/vnd.zebra-zpl"

// Labels are printed.
type Labels struct{ c *Client }

// Print writes labels to w, as PDF or ZPL.
func (l Labels) Print(ctx context.Context, in PrintInput, w io.Writer) error {
	return l.c.file(ctx, newCall(http.MethodPost, "/v1/labels").with(in), labelKinds, w)
}

// Stocks lists the sheets and rolls that are known.
func (l Labels) Stocks(ctx context.Context) ([]LabelStock, error) {
	return itemsOf[LabelStock](ctx, l.c, newCall(http.MethodGet, "/v1/labels/stocks"))
}

// segment is an id as a part of a path.
func segment[ID ~string](id ID) string { return url.PathEscape(string(id)) }
