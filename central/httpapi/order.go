package httpapi

import (
	"context"

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
	cmd, err := commandID(ctx, "create-rent-action", in.Key)
	if err != nil {
		return nil, err
	}
	b := in.Body
	body := rental.RentActionCreateBody{
		RentActionID: rental.RentActionID(rental.DeriveID(cmd, "rent_action", 0)), RequesterID: b.RequesterID, ProjectID: b.ProjectID,
		Title: b.Title, Window: b.Window, DestinationID: b.DestinationID, SiteID: b.SiteID, Priority: b.Priority, IsASAP: b.IsASAP, Notes: b.Notes,
	}
	if body.RequesterID == "" {
		body.RequesterID = identity(ctx).User.PersonID
	}
	if body.RequesterID != "" {
		person, err := find[rental.Person](ctx, a, string(body.RequesterID))
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
	if _, err := a.execute(ctx, cmd, body); err != nil {
		return nil, err
	}
	out, err := a.order(ctx, string(body.RentActionID))
	if err == nil {
		out.Location = "/v1/rent-actions/" + string(body.RentActionID)
	}
	return out, err
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

func (a *API) getOrder(ctx context.Context, in *ByID) (*rowReply[Order], error) {
	return a.order(ctx, in.ID)
}

func (a *API) order(ctx context.Context, id string) (*rowReply[Order], error) {
	row, err := find[rental.RentAction](ctx, a, id)
	if err != nil {
		return nil, err
	}
	var allocations rental.AllocationSet
	err = a.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		allocations, err = tx.AllocationsOfOrder(ctx, row.ID)
		return err
	})
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
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"needed to reject"`
	} `required:"false"`
}

// orderStep moves an order on by one step of its state machine.
func (a *API) orderStep(kind rental.Kind) func(context.Context, *stepInput) (*rowReply[Order], error) {
	return func(ctx context.Context, in *stepInput) (*rowReply[Order], error) {
		rev, err := in.rev()
		if err != nil {
			return nil, err
		}
		cmd, err := commandID(ctx, string(kind)+" "+in.ID, in.Key)
		if err != nil {
			return nil, err
		}
		body := rental.RentActionStepBody{Step: kind, RentActionID: rental.RentActionID(in.ID), Reason: in.Body.Reason, IfRev: rev}
		if _, err := a.execute(ctx, cmd, body); err != nil {
			return nil, err
		}
		return a.order(ctx, in.ID)
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
	cmd, err := commandID(ctx, "resolve-exception "+in.ID, in.Key)
	if err != nil {
		return nil, err
	}
	body := rental.ExceptionAnswerBody{ExceptionID: rental.ExceptionID(in.ID), Answer: in.Body.Answer, Reason: in.Body.Reason}
	if _, err := a.execute(ctx, cmd, body); err != nil {
		return nil, err
	}
	row, err := find[rental.Exception](ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &rowReply[Exception]{ETag: etag(row.Rev), Body: withAnswers(row)}, nil
}
