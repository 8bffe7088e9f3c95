// Package order answers what is asked for: orders with their steps, and the jobs they are for.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package order

import (
	"context"

	"rms/central/httpapi/activity"
	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

type orderList struct {
	door.Listing
	Sort        string   `query:"sort" enum:"created_at,-created_at,updated_at,-updated_at,window.start,-window.start,window.end,-window.end" doc:"absent: -created_at"`
	Status      []string `query:"status" enum:"draft,pending,approved,rejected,fulfilled,closed,cancelled"`
	SiteID      []string `query:"site_id"`
	ProjectID   string   `query:"project_id"`
	RequesterID string   `query:"requester_id"`
	Query       string   `query:"q" maxLength:"200" doc:"each word must occur in number, title or requester"`
	door.Loans
	HasOut       string `query:"has_out" enum:"true,false" doc:"whether something is out"`
	StartsFrom   int64  `query:"starts_from" minimum:"0" doc:"ms UTC: the window starts then or later"`
	StartsTo     int64  `query:"starts_to" minimum:"0" doc:"ms UTC: the window starts before"`
	EndsFrom     int64  `query:"ends_from" minimum:"0" doc:"ms UTC: the window ends then or later"`
	EndsTo       int64  `query:"ends_to" minimum:"0" doc:"ms UTC: the window ends before"`
	OverlapsFrom int64  `query:"overlaps_from" minimum:"0" doc:"ms UTC: the window has a moment in common with what begins then"`
	OverlapsTo   int64  `query:"overlaps_to" minimum:"0" doc:"and ends before"`
}

func (h *Handlers) ListOrders(ctx context.Context, in *orderList) (*door.ListReply[rental.RentAction], error) {
	f := store.RentActionFilter{
		Common: in.Narrow(), Status: door.Values[rental.OrderStatus](in.Status), SiteID: door.Values[rental.SiteID](in.SiteID), ProjectID: rental.ProjectID(in.ProjectID),
		RequesterID: rental.PersonID(in.RequesterID), Query: in.Query,
		Starts: span(in.StartsFrom, in.StartsTo), Ends: span(in.EndsFrom, in.EndsTo), Overlaps: span(in.OverlapsFrom, in.OverlapsTo),
	}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) (_ []rental.RentAction, _ string, err error) {
		if f.Loan, err = in.Filter(ctx, h.d, tx, in.HasOut); err != nil {
			return nil, "", err
		}
		return tx.ListRentActions(ctx, f, p)
	})
}

func span(from, to int64) store.Span {
	return store.Span{From: rental.Millis(from), To: rental.Millis(to)}
}

// LineInput asks for a quantity of one type.
type LineInput struct {
	ItemTypeID rental.ItemTypeID `json:"item_type_id" format:"uuid"`
	Requested  int64             `json:"requested_quantity" minimum:"1" maximum:"9999"`
	Notes      string            `json:"notes,omitempty" maxLength:"500"`
}

// Asked is what a person says of an order, a new one and one that is changed.
type Asked struct {
	RequesterID   rental.PersonID  `json:"requester_id,omitempty" doc:"absent: of a new order whoever sends it, else whoever it was"`
	ProjectID     rental.ProjectID `json:"project_id,omitempty"`
	Title         string           `json:"title,omitempty" maxLength:"200"`
	Window        rental.Window    `json:"window" doc:"half-open, ms UTC"`
	DestinationID rental.PlaceID   `json:"destination_id,omitempty"`
	Priority      int              `json:"priority,omitempty"`
	IsASAP        bool             `json:"is_asap,omitempty"`
	Notes         string           `json:"notes,omitempty" maxLength:"2000"`
	Lines         []LineInput      `json:"lines" minItems:"1" maxItems:"200"`
}

type newOrder struct {
	door.Repeatable
	Body struct {
		SiteID rental.SiteID `json:"site_id" format:"uuid" doc:"where the things are picked up"`
		Asked
	}
}

func (h *Handlers) CreateOrder(ctx context.Context, in *newOrder) (*door.RowReply[Order], error) {
	idOf := func(cmd rental.ItemID) rental.RentActionID {
		return rental.RentActionID(rental.DeriveID(cmd, "rent_action", 0))
	}
	return door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, cmd rental.ItemID) (rental.Body, error) {
		return orderBody(ctx, tx, cmd, idOf(cmd), in)
	}, func(ctx context.Context, tx *store.Tx, r ledger.Result) (*door.RowReply[Order], error) {
		id := string(idOf(r.ItemID))
		out, err := order(ctx, tx, id)
		if err == nil {
			out.Location = "/v1/rent-actions/" + id
		}
		return out, err
	})
}

// orderBody is the wish for what was sent.
func orderBody(ctx context.Context, tx *store.Tx, cmd rental.ItemID, id rental.RentActionID, in *newOrder) (rental.Body, error) {
	b := in.Body
	body := rental.RentActionCreateBody{
		RentActionID: id, RequesterID: b.RequesterID, ProjectID: b.ProjectID,
		Title: b.Title, Window: b.Window, DestinationID: b.DestinationID, SiteID: b.SiteID, Priority: b.Priority, IsASAP: b.IsASAP, Notes: b.Notes,
	}
	if body.RequesterID == "" {
		body.RequesterID = door.Identity(ctx).User.PersonID
	}
	var err error
	if body.RequesterName, err = nameOf(ctx, tx, body.RequesterID); err != nil {
		return nil, err
	}
	for i, l := range b.Lines {
		body.Lines = append(body.Lines, rental.Line{
			ID: rental.LineID(rental.DeriveID(cmd, "line", i)), ItemTypeID: l.ItemTypeID, Requested: l.Requested, Notes: l.Notes,
		})
	}
	return body, nil
}

// nameOf is the name of who asks, if anybody is named.
func nameOf(ctx context.Context, tx *store.Tx, id rental.PersonID) (string, error) {
	if id == "" {
		return "", nil
	}
	person, err := door.Found[rental.Person](ctx, tx, string(id))
	return person.Name, err
}

// Order is a RentAction with what became of its lines.
type Order struct {
	rental.RentAction
	// Counts has an entry for each line, and one without a line_id for what left
	// without being asked for.
	Counts       []LineCount `json:"counts"`
	Availability string      `json:"availability" enum:"not_checked" doc:"whether enough is free is not checked yet"`
	// Decision is read by GetOrder alone.
	Decision *activity.Fact `json:"decision,omitempty" doc:"the approval, rejection or cancellation that stands, where one order is read"`
}

// Moves says that counts change while the order's row does not.
func (Order) Moves() {}

// LineCount is what became of a line.
type LineCount struct {
	LineID    rental.LineID `json:"line_id,omitempty"`
	Requested int64         `json:"requested"`
	Allocated int64         `json:"allocated"`
	Packed    int64         `json:"packed"`
	Out       int64         `json:"out"`
	Returned  int64         `json:"returned"`
	Consumed  int64         `json:"consumed"`
	Lost      int64         `json:"lost"`
	Cancelled int64         `json:"cancelled"`
}

func (h *Handlers) GetOrder(ctx context.Context, in *door.ByID) (out *door.RowReply[Order], err error) {
	err = h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if out, err = order(ctx, tx, in.ID); err != nil {
			return err
		}
		last, decided, err := tx.LastAbout(ctx, rental.TargetRentAction, in.ID, rental.KindRentActionApprove, rental.KindRentActionReject, rental.KindRentActionCancel)
		if err == nil && decided {
			out.Body.Decision, err = activity.Recorded(ctx, tx, last)
		}
		return err
	})
	return out, err
}

func order(ctx context.Context, tx *store.Tx, id string) (*door.RowReply[Order], error) {
	row, err := door.Found[rental.RentAction](ctx, tx, id)
	if err != nil {
		return nil, err
	}
	allocations, err := tx.AllocationsOfOrder(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	out := Order{RentAction: row, Availability: "not_checked", Counts: []LineCount{}}
	counts := rental.CountLines(row, allocations)
	ids := make([]rental.LineID, 0, len(row.Lines)+1)
	for _, l := range row.Lines {
		ids = append(ids, l.ID)
	}
	if _, extra := counts[""]; extra {
		ids = append(ids, "")
	}
	for _, id := range ids {
		c := counts[id]
		out.Counts = append(out.Counts, LineCount{id, c.Requested, c.Allocated, c.Packed, c.Out, c.Returned, c.Consumed, c.Lost, c.Cancelled})
	}
	return &door.RowReply[Order]{ETag: door.ETag(row.Rev), Body: out}, nil
}

type stepInput struct {
	door.ByID
	door.Repeatable
	door.Guarded
	// Body may be left out: a pointer is how huma is told.
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"needed to reject"`
	}
}

// OrderStep moves an order on by one step of its state machine.
func (h *Handlers) OrderStep(kind rental.Kind) func(context.Context, *stepInput) (*door.RowReply[Order], error) {
	return func(ctx context.Context, in *stepInput) (*door.RowReply[Order], error) {
		return door.Perform(ctx, h.d, in.Key, func(context.Context, *store.Tx, rental.ItemID) (rental.Body, error) {
			rev, err := in.Rev()
			body := rental.RentActionStepBody{Step: kind, RentActionID: rental.RentActionID(in.ID), IfRev: rev}
			if in.Body != nil {
				body.Reason = in.Body.Reason
			}
			return body, err
		}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*door.RowReply[Order], error) {
			return order(ctx, tx, in.ID)
		})
	}
}
