package wire

import "rms/syncproto/rental"

// Change is what somebody changed about a row by hand.
type Change struct {
	At      rental.Millis   `json:"at"`
	By      string          `json:"by,omitempty"`
	ID      rental.ItemID   `json:"id"`
	Made    bool            `json:"made,omitempty"`
	Members []ChangedMember `json:"members"`
}

// ChangedMember is one member of a row as it was and as it became.
type ChangedMember struct {
	After  string `json:"after"`
	Before string `json:"before"`
	Name   string `json:"name"`
}

// ChangeQuery asks for the changes of one row: an asset, item_type, person or place.
type ChangeQuery struct {
	Of     string `query:"of"`
	ID     string `query:"id"`
	Limit  int    `query:"limit"`
	Before uint64 `query:"before"`
}
