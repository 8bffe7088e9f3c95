package client

import (
	"context"
	"net/http"

	"rms/central/client/wire"
	"rms/syncproto/rental"
)

// What stands in the bodies of receipts.
type (
	NewThing      = wire.NewThing
	ListedReceipt = wire.ListedReceipt
	ReceivedThing = wire.ReceivedThing
	CheckedCode   = wire.CheckedCode
	ReceiptID     = wire.ReceiptID
)

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

// ReceiptQuery asks for receipts, the newest first.
type ReceiptQuery struct {
	Limit      int               `query:"limit"`
	ItemTypeID rental.ItemTypeID `query:"item_type_id"`
	PlaceID    rental.PlaceID    `query:"place_id"`
}

// TakeBack takes a receipt back, or some things of it.
type TakeBack struct {
	AssetIDs []rental.AssetID `json:"asset_ids,omitempty"`
	Reason   string           `json:"reason,omitempty"`
}

const receiptsPath = "/v1/inventory/receipts"

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
