// Package today answers how the day of a site stands, with the list behind each
// number.
//
// Invariants and concurrency are those of door: handlers read rows; they hold no
// state and no rule. A number and the rows of its list are the same at the same
// moment.
package today

import (
	"context"
	"fmt"
	"net/url"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/board"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// Counted is a count with the list of what it counts.
type Counted struct {
	Count int    `json:"count"`
	List  string `json:"list" doc:"path and query of the list that has as many rows" example:"/v1/rent-actions?status=pending"`
}

// Today is the day of one site or of all.
type Today struct {
	AsOf  rental.Millis `json:"as_of" doc:"ms UTC"`
	Head  uint64        `json:"head" doc:"the last event that is in these numbers: GET /v1/events/stream?after=head follows them"`
	Sites []SiteToday   `json:"sites" doc:"by name"`
}

// SiteToday is the day of one site.
type SiteToday struct {
	SiteID     rental.SiteID `json:"site_id"`
	Code       string        `json:"code"`
	Name       string        `json:"name"`
	Zone       string        `json:"zone"`
	Day        SiteDay       `json:"day"`
	GoingOut   GoingOut      `json:"going_out"`
	DueBack    DueBack       `json:"due_back"`
	Overdue    Overdue       `json:"overdue"`
	Exceptions OpenQuestions `json:"exceptions"`
	Pending    Counted       `json:"pending" doc:"orders to approve"`
	Kiosks     WaitingDocks  `json:"kiosks"`
}

// SiteDay is the site's day in its own zone.
type SiteDay struct {
	Date   string        `json:"date" format:"date"`
	Start  rental.Millis `json:"start"`
	End    rental.Millis `json:"end" doc:"23 to 25 hours later"`
	Opens  rental.Millis `json:"opens,omitempty"`
	Closes rental.Millis `json:"closes,omitempty"`
	Closed bool          `json:"closed"`
}

// GoingOut is what leaves.
type GoingOut struct {
	Today           Counted `json:"today" doc:"approved orders whose window starts today, with something still to leave"`
	Late            Counted `json:"late" doc:"those that should have left before"`
	PiecesRequested int64   `json:"pieces_requested" doc:"of both"`
	PiecesOut       int64   `json:"pieces_out" doc:"of these, how many have left"`
}

// DueBack is what comes back until the day ends, and is not overdue.
type DueBack struct {
	Orders Counted `json:"orders"`
	Items  Counted `json:"items"`
}

// Overdue is what is still out although it was due, and the grace is over.
type Overdue struct {
	Orders  Counted    `json:"orders"`
	Items   Counted    `json:"items"`
	Longest []LateLoan `json:"longest" doc:"by order and holder, the longest first, at most 20"`
}

// LateLoan is what somebody has of an order.
type LateLoan struct {
	RentActionID rental.RentActionID `json:"rent_action_id,omitempty" doc:"absent: handed out without an order"`
	Number       rental.Number       `json:"number,omitempty"`
	Title        string              `json:"title,omitempty"`
	HolderID     rental.PersonID     `json:"holder_id,omitempty"`
	Holder       string              `json:"holder,omitempty"`
	Since        rental.Millis       `json:"since"`
	Due          rental.Millis       `json:"due"`
	Items        Counted             `json:"items"`
}

// OpenQuestions are the open questions, by how grave they are.
type OpenQuestions struct {
	High   Counted `json:"high"`
	Normal Counted `json:"normal"`
	Low    Counted `json:"low"`
}

// WaitingDocks are the docks of which something has not arrived, or that are silent.
type WaitingDocks struct {
	Waiting Counted       `json:"waiting"`
	Docks   []WaitingDock `json:"docks"`
}

// WaitingDock is one of them.
type WaitingDock struct {
	ID          rental.KioskID `json:"id"`
	Name        string         `json:"name"`
	QueueDepth  int64          `json:"queue_depth"`
	Oldest      rental.Millis  `json:"oldest,omitempty" doc:"when the oldest gesture that has not arrived was made"`
	LastContact rental.Millis  `json:"last_contact" doc:"0: never"`
	Silent      bool           `json:"silent"`
}

type input struct {
	SiteID string `query:"site_id" doc:"absent: every site"`
}

// Get reads the day.
func (h *Handlers) Get(ctx context.Context, in *input) (*struct{ Body Today }, error) {
	now := rental.Millis(h.d.Now().UnixMilli())
	out := &struct{ Body Today }{Today{AsOf: now, Sites: []SiteToday{}}}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		sites, err := board.Read(ctx, tx, rental.SiteID(in.SiteID), now)
		if err != nil {
			return err
		}
		if in.SiteID != "" && len(sites) == 0 {
			return &rental.Error{Code: rental.CodeNotFound, Reason: "not_found", Field: "site_id", Message: "there is no such site", Hint: "GET /v1/places?kind=site lists them"}
		}
		for _, s := range sites {
			out.Body.Sites = append(out.Body.Sites, show(s))
		}
		out.Body.Head, err = tx.Head(ctx, store.HeadOutbox)
		return err
	})
	return out, err
}

func show(s *board.Site) SiteToday {
	p, day := s.Place, s.Day
	site := string(p.ID)
	list := func(n int, path string, pairs ...string) Counted {
		q := url.Values{"site_id": {site}}
		for i := 0; i+1 < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return Counted{n, path + "?" + q.Encode()}
	}
	const orders, items, questions = "/v1/rent-actions", "/v1/inventory/assets", "/v1/exceptions"
	start, end := fmt.Sprint(int64(day.Start)), fmt.Sprint(int64(day.End))
	out := SiteToday{
		SiteID: rental.SiteID(site), Code: p.Code, Name: p.Name, Zone: p.Zone,
		Day: SiteDay{day.Date, day.Start, day.End, day.Opens, day.Closes, day.Closed},
		GoingOut: GoingOut{
			Today:           list(s.LeavingToday, orders, "status", "approved", "starts_from", start, "starts_to", end),
			Late:            list(s.LeavingLate, orders, "status", "approved", "starts_to", start),
			PiecesRequested: s.Requested, PiecesOut: s.Sent,
		},
		DueBack: DueBack{
			Orders: list(s.BackOrders, orders, "has_out", "true", "overdue", "false", "ends_to", end),
			Items:  list(s.BackThings, items, "overdue", "false", "due_before", end),
		},
		Overdue: Overdue{
			Orders: list(s.LateOrders, orders, "overdue", "true"), Items: list(s.LateThings, items, "overdue", "true"), Longest: []LateLoan{},
		},
		Exceptions: OpenQuestions{
			High:   list(s.Exceptions[rental.SeverityHigh], questions, "status", "open", "severity", "high"),
			Normal: list(s.Exceptions[rental.SeverityNormal], questions, "status", "open", "severity", "normal"),
			Low:    list(s.Exceptions[rental.SeverityLow], questions, "status", "open", "severity", "low"),
		},
		Pending: list(s.Pending, orders, "status", "pending"),
		Kiosks:  WaitingDocks{Waiting: list(len(s.Waiting), "/v1/kiosks", "waiting", "true"), Docks: []WaitingDock{}},
	}
	for _, l := range s.Late {
		order, holder := door.None, door.None
		if l.RentActionID != "" {
			order = string(l.RentActionID)
		}
		if l.HolderID != "" {
			holder = string(l.HolderID)
		}
		out.Overdue.Longest = append(out.Overdue.Longest, LateLoan{
			RentActionID: l.RentActionID, Number: l.Order.Number, Title: l.Order.Title, HolderID: l.HolderID, Holder: l.HolderName,
			Since: l.Since, Due: l.Due, Items: list(l.Things, items, "overdue", "true", "rent_action_id", order, "holder_id", holder),
		})
	}
	for _, k := range s.Waiting {
		out.Kiosks.Docks = append(out.Kiosks.Docks, WaitingDock{
			ID: k.Kiosk.ID, Name: k.Kiosk.Name, QueueDepth: k.Status.Report.QueueDepth, Oldest: k.Status.Report.OldestMs,
			LastContact: k.Status.LastContact, Silent: k.Silent,
		})
	}
	return out
}
