package session

import (
	"rms/kiosk/desk/card"
	"rms/syncproto/rental"
)

// The kinds of question.
const (
	AskYesNo = "yes_no"
	AskPIN   = "pin"
)

// What a question is for.
const (
	ForUnapproved = "out_unapproved" // hand out on an order that is not approved
	ForSignIn     = "sign_in"        // a person picked from a list
	ForUndo       = "undo_other"     // take back what somebody else recorded
)

// Question is an open question with what its answer sets going.
type Question struct {
	ID      string              `json:"id"`
	Kind    string              `json:"kind"`
	Purpose string              `json:"purpose"`
	Text    card.Text           `json:"text"`
	Who     Person              `json:"who"` // whose PIN; nobody yet = any badge with the right
	Cap     rental.Capability   `json:"cap,omitempty"`
	Order   rental.RentActionID `json:"order,omitempty"`
	Fact    rental.ItemID       `json:"fact,omitempty"`
	// Asset is the thing in somebody's hands, which goes out once it is allowed.
	Asset  rental.AssetID `json:"asset,omitempty"`
	Reason string         `json:"reason,omitempty"`
	Wait   rental.Millis  `json:"wait,omitempty"`
}
