package httpapi

import (
	"context"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

type orderList struct {
	Page
	Status      string `query:"status" enum:"draft,pending,approved,rejected,fulfilled,closed,cancelled"`
	SiteID      string `query:"site_id"`
	ProjectID   string `query:"project_id"`
	RequesterID string `query:"requester_id"`
	Query       string `query:"q" maxLength:"200" doc:"each word must occur in number, title or requester"`
}

func (a *API) listOrders(ctx context.Context, in *orderList) (*listReply[rental.RentAction], error) {
	f := store.RentActionFilter{
		Status: rental.OrderStatus(in.Status), SiteID: rental.SiteID(in.SiteID), ProjectID: rental.ProjectID(in.ProjectID),
		RequesterID: rental.PersonID(in.RequesterID), Query: in.Query,
	}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.RentAction, string, error) {
		return tx.ListRentActions(ctx, f, in.store())
	})
}

// LineInput asks for a quantity of one type.
type LineInput struct {
	ItemTypeID rental.ItemTypeID `json:"item_type_id" format:"uuid"`
	Requested  int64             `json:"requested_quantity" minimum:"1" maximum:"9999"`
	Notes      string            `json:"notes,omitempty" maxLength:"500"`
}

type newOrder struct {
	Repeatable
	Body struct {
		SiteID        rental.SiteID    `json:"site_id" format:"uuid" doc:"where the things are picked up"`
		RequesterID   rental.PersonID  `json:"requester_id,omitempty"`
		ProjectID     rental.ProjectID `json:"project_id,omitempty"`
		Title         string           `json:"title,omitempty" maxLength:"200"`
		Window        rental.Window    `json:"window" doc:"half-open, ms UTC"`
		DestinationID rental.PlaceID   `json:"destination_id,omitempty"`
		Priority      int              `json:"priority,omitempty"`
		IsASAP        bool             `json:"is_asap,omitempty"`
		Notes         string           `json:"notes,omitempty" maxLength:"2000"`
		Lines         []LineInput      `json:"lines" minItems:"1" maxItems:"200"`
	}
}

func (a *API) createOrder(ctx context.Context, in *newOrder) (*rowReply[Order], error) {
	idOf := func(cmd rental.ItemID) rental.RentActionID {
		return rental.RentActionID(rental.DeriveID(cmd, "rent_action", 0))
	}
	return perform(ctx, a, in.Key, func(ctx context.Context, tx *store.Tx, cmd rental.ItemID) (rental.Body, error) {
		return orderBody(ctx, tx, cmd, idOf(cmd), in)
	}, func(ctx context.Context, tx *store.Tx, r ledger.Result) (*rowReply[Order], error) {
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
		body.RequesterID = identity(ctx).User.PersonID
	}
	if body.RequesterID != "" {
		person, err := found[rental.Person](ctx, tx, string(body.RequesterID))
		if err != nil {
			return nil, err
		}
		body.RequesterName = person.Name
	}
	for i, l := range b.Lines {
		body.Lines = append(body.Lines, rental.Line{
			ID: rental.LineID(rental.DeriveID(cmd, "line", i)), ItemTypeID: l.ItemTypeID, Requested: l.Requested, Notes: l.Notes,
		})
	}
	return body, nil
}

// Order is a RentAction with what became of its lines.
type Order struct {
	rental.RentAction
	// Counts has an entry for each line, and one without a line_id for what left
	// without being asked for.
	Counts       []LineCount `json:"counts"`
	Availability string      `json:"availability" enum:"not_checked" doc:"whether enough is free is not checked yet"`
}

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

func (a *API) getOrder(ctx context.Context, in *ByID) (out *rowReply[Order], err error) {
	err = a.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		out, err = order(ctx, tx, in.ID)
		return err
	})
	return out, err
}

func order(ctx context.Context, tx *store.Tx, id string) (*rowReply[Order], error) {
	row, err := found[rental.RentAction](ctx, tx, id)
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
	return &rowReply[Order]{ETag: etag(row.Rev), Body: out}, nil
}

type stepInput struct {
	ByID
	Repeatable
	Guarded
	// Body may be left out: a pointer is how huma is told.
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"needed to reject"`
	}
}

// orderStep moves an order on by one step of its state machine.
func (a *API) orderStep(kind rental.Kind) func(context.Context, *stepInput) (*rowReply[Order], error) {
	return func(ctx context.Context, in *stepInput) (*rowReply[Order], error) {
		return perform(ctx, a, in.Key, func(context.Context, *store.Tx, rental.ItemID) (rental.Body, error) {
			rev, err := in.rev()
			body := rental.RentActionStepBody{Step: kind, RentActionID: rental.RentActionID(in.ID), IfRev: rev}
			if in.Body != nil {
				body.Reason = in.Body.Reason
			}
			return body, err
		}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*rowReply[Order], error) {
			return order(ctx, tx, in.ID)
		})
	}
}

type exceptionList struct {
	Page
	Status   string `query:"status" enum:"open,resolved"`
	SiteID   string `query:"site_id"`
	Kind     string `query:"kind"`
	Severity string `query:"severity" enum:"low,normal,high"`
	AssetID  string `query:"asset_id"`
	FactID   string `query:"fact_id"`
}

// Exception is an exception with the answers that it takes.
type Exception struct {
	rental.Exception
	Answers []rental.Answer `json:"answers" doc:"what may be answered; empty once resolved"`
}

func withAnswers(x rental.Exception) Exception {
	out := Exception{Exception: x, Answers: []rental.Answer{}}
	if x.Status == rental.ExceptionOpen {
		rule, _ := rental.ExceptionRuleOf(x.Kind)
		out.Answers = append(out.Answers, rule.Answers...)
	}
	return out
}

func (a *API) listExceptions(ctx context.Context, in *exceptionList) (*listReply[Exception], error) {
	f := store.ExceptionFilter{
		Status: rental.ExceptionStatus(in.Status), SiteID: rental.SiteID(in.SiteID), Kind: rental.ExceptionKind(in.Kind),
		Severity: rental.ExceptionSeverity(in.Severity), AssetID: rental.AssetID(in.AssetID), FactID: rental.ItemID(in.FactID),
	}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]Exception, string, error) {
		rows, next, err := tx.ListExceptions(ctx, f, in.store())
		out := make([]Exception, len(rows))
		for i, x := range rows {
			out[i] = withAnswers(x)
		}
		return out, next, err
	})
}

type resolveInput struct {
	ByID
	Repeatable
	Body struct {
		Answer rental.Answer `json:"answer" enum:"noted,keep_first,give_to_second"`
		Reason string        `json:"reason,omitempty" maxLength:"500"`
	}
}

func (a *API) resolveException(ctx context.Context, in *resolveInput) (*rowReply[Exception], error) {
	return perform(ctx, a, in.Key, func(context.Context, *store.Tx, rental.ItemID) (rental.Body, error) {
		return rental.ExceptionAnswerBody{ExceptionID: rental.ExceptionID(in.ID), Answer: in.Body.Answer, Reason: in.Body.Reason}, nil
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*rowReply[Exception], error) {
		row, err := found[rental.Exception](ctx, tx, in.ID)
		return &rowReply[Exception]{ETag: etag(row.Rev), Body: withAnswers(row)}, err
	})
}
