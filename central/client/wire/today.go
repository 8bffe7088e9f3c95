// Package wire has the words of central's API that rental has none for: the bodies
// and answers that are larger than a few lines, as the document has them.
//
// Invariants. Plain data; a test of package client holds each member to the
// document.
//
// Concurrency. Values, to be copied.
package wire

import "rms/syncproto/rental"

// Today is the day of all sites that the asker may see.
type Today struct {
	AsOf  rental.Millis `json:"as_of"`
	Head  uint64        `json:"head"`
	Sites []SiteToday   `json:"sites"`
}

// SiteToday is the day of a site.
type SiteToday struct {
	Code       string        `json:"code"`
	Day        SiteDay       `json:"day"`
	DueBack    DueBack       `json:"due_back"`
	Exceptions OpenQuestions `json:"exceptions"`
	GoingOut   GoingOut      `json:"going_out"`
	Kiosks     WaitingDocks  `json:"kiosks"`
	Name       string        `json:"name"`
	Overdue    Overdue       `json:"overdue"`
	Pending    Counted       `json:"pending"`
	SiteID     rental.SiteID `json:"site_id"`
	Zone       string        `json:"zone"`
}

// SiteDay is the day by the site's clock.
type SiteDay struct {
	Closed bool          `json:"closed"`
	Closes rental.Millis `json:"closes,omitempty"`
	Date   string        `json:"date"`
	End    rental.Millis `json:"end"`
	Opens  rental.Millis `json:"opens,omitempty"`
	Start  rental.Millis `json:"start"`
}

// Counted is a number, and the list that has its rows.
type Counted struct {
	Count int64  `json:"count"`
	List  string `json:"list"`
}

// GoingOut is what leaves.
type GoingOut struct {
	Late            Counted `json:"late"`
	PiecesOut       int64   `json:"pieces_out"`
	PiecesRequested int64   `json:"pieces_requested"`
	Today           Counted `json:"today"`
}

// DueBack is what comes back.
type DueBack struct {
	Items  Counted `json:"items"`
	Orders Counted `json:"orders"`
}

// Overdue is what should be back.
type Overdue struct {
	Items   Counted    `json:"items"`
	Longest []LateLoan `json:"longest"`
	Orders  Counted    `json:"orders"`
}

// LateLoan is who has kept something too long.
type LateLoan struct {
	Due          rental.Millis       `json:"due"`
	Holder       string              `json:"holder,omitempty"`
	HolderID     rental.PersonID     `json:"holder_id,omitempty"`
	Items        Counted             `json:"items"`
	Number       rental.Number       `json:"number,omitempty"`
	RentActionID rental.RentActionID `json:"rent_action_id,omitempty"`
	Since        rental.Millis       `json:"since"`
	Title        string              `json:"title,omitempty"`
}

// OpenQuestions are the questions, by how much they matter.
type OpenQuestions struct {
	High   Counted `json:"high"`
	Low    Counted `json:"low"`
	Normal Counted `json:"normal"`
}

// WaitingDocks are kiosks that central has not heard all from.
type WaitingDocks struct {
	Docks   []WaitingDock `json:"docks"`
	Waiting Counted       `json:"waiting"`
}

// WaitingDock is one of them.
type WaitingDock struct {
	ID          rental.KioskID `json:"id"`
	LastContact rental.Millis  `json:"last_contact"`
	Name        string         `json:"name"`
	Oldest      rental.Millis  `json:"oldest,omitempty"`
	QueueDepth  int64          `json:"queue_depth"`
	Silent      bool           `json:"silent"`
}

// Hit is something that a search found.
type Hit struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	State  string `json:"state,omitempty"`
	Title  string `json:"title"`
}
