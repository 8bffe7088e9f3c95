package client

import (
	"context"
	"net/http"

	"rms/syncproto/rental"
)

// NewThing is one thing that was received, with its own tag.
type NewThing struct {
	Serial string `json:"serial,omitempty"`
	Tag    string `json:"tag"`
}

// ReceiptInput is stock that came: Quantity of a type with the next tags, or Lines with their own.
type ReceiptInput struct {
	ItemTypeID   rental.ItemTypeID `json:"item_type_id"`
	Lines        []NewThing        `json:"lines,omitempty"`
	MustReturnBy rental.Millis     `json:"must_return_by,omitempty"`
	Notes        string            `json:"notes,omitempty"`
	OwnerID      rental.CompanyID  `json:"owner_id,omitempty"`
	PlaceID      rental.PlaceID    `json:"place_id"`
	Quantity     int64             `json:"quantity,omitempty"`
	TagPrefix    string            `json:"tag_prefix,omitempty"`
}

// Receipt is stock that was received.
type Receipt struct {
	At         rental.Millis     `json:"at"`
	By         string            `json:"by,omitempty"`
	ID         ReceiptID         `json:"id"`
	ItemTypeID rental.ItemTypeID `json:"item_type_id"`
	Notes      string            `json:"notes,omitempty"`
	Lines      []ReceivedThing   `json:"lines"`
	PlaceID    rental.PlaceID    `json:"place_id"`
}

// ListedReceipt is a receipt in a list.
type ListedReceipt struct {
	At         rental.Millis     `json:"at"`
	By         string            `json:"by,omitempty"`
	FirstTag   string            `json:"first_tag"`
	ID         ReceiptID         `json:"id"`
	ItemTypeID rental.ItemTypeID `json:"item_type_id"`
	LastTag    string            `json:"last_tag"`
	Notes      string            `json:"notes,omitempty"`
	PlaceID    rental.PlaceID    `json:"place_id"`
	Quantity   int               `json:"quantity"`
	TakenBack  int               `json:"taken_back"`
}

// ReceiptQuery asks for receipts, the newest first.
type ReceiptQuery struct {
	Limit      int               `query:"limit"`
	ItemTypeID rental.ItemTypeID `query:"item_type_id"`
	PlaceID    rental.PlaceID    `query:"place_id"`
}

// ReceivedThing is one thing of a receipt.
type ReceivedThing struct {
	AssetID   rental.AssetID `json:"asset_id"`
	Serial    string         `json:"serial,omitempty"`
	Tag       string         `json:"tag"`
	TakenBack bool           `json:"taken_back,omitempty"`
}

// CheckedCode is what a code on a label is known as.
type CheckedCode struct {
	Code   string `json:"code"`
	Hint   string `json:"hint,omitempty"`
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Place  string `json:"place,omitempty"`
	Reason string `json:"reason,omitempty"`
	State  string `json:"state"`
	Status string `json:"status,omitempty"`
	Target string `json:"target,omitempty"`
}

// TakeBack takes a receipt back, or some things of it.
type TakeBack struct {
	AssetIDs []rental.AssetID `json:"asset_ids,omitempty"`
	Reason   string           `json:"reason,omitempty"`
}

const receiptsPath = "/v1/inventory/receipts"

// ReceiptID names a receipt.
type ReceiptID string

// Receipts are stock that came.
type Receipts struct {
	Found[ReceiptID, Receipt]
	Made[Receipt, ReceiptInput]
	Listed[ListedReceipt, ReceiptQuery]
	Exported[ReceiptQuery]
}

// Check says what the codes are known as, before they are received.
func (r Receipts) Check(ctx context.Context, codes []string) ([]CheckedCode, error) {
	body := map[string][]string{"codes": codes}
	return itemsOf[CheckedCode](ctx, r.Found.c, newCall(http.MethodPost, receiptsPath+"/check").with(body))
}

// Undo takes back what was received by mistake.
func (r Receipts) Undo(ctx context.Context, id ReceiptID, in TakeBack, options ...Option) (Tagged[Receipt], error) {
	return ask[Receipt](ctx, r.Found.c, newCall(http.MethodPost, r.Found.one(string(id), "undo"), options...).with(in).once())
}
