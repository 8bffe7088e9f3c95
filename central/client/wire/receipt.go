package wire

import "rms/syncproto/rental"

// NewThing is one thing that was received, with its own tag.
type NewThing struct {
	Serial string `json:"serial,omitempty"`
	Tag    string `json:"tag"`
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

// ReceiptID names a receipt.
type ReceiptID string
