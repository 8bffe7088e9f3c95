package client

import (
	"context"
	"iter"
	"net/http"

	"rms/syncproto/rental"
)

// LineInput is one line of an order to make.
type LineInput struct {
	ItemTypeID        rental.ItemTypeID `json:"item_type_id"`
	Notes             string            `json:"notes,omitempty"`
	RequestedQuantity int64             `json:"requested_quantity"`
}

// NewOrder is an order to make.
type NewOrder struct {
	DestinationID rental.PlaceID   `json:"destination_id,omitempty"`
	IsASAP        bool             `json:"is_asap,omitempty"`
	Lines         []LineInput      `json:"lines"`
	Notes         string           `json:"notes,omitempty"`
	Priority      int64            `json:"priority,omitempty"`
	ProjectID     rental.ProjectID `json:"project_id,omitempty"`
	RequesterID   rental.PersonID  `json:"requester_id,omitempty"`
	SiteID        rental.SiteID    `json:"site_id"`
	Title         string           `json:"title,omitempty"`
	Window        rental.Window    `json:"window"`
}

// OrderChange is what an order that is a draft or pending asks for from now on; no
// RequesterID leaves the requester.
type OrderChange struct {
	DestinationID rental.PlaceID   `json:"destination_id,omitempty"`
	IsASAP        bool             `json:"is_asap,omitempty"`
	Lines         []LineInput      `json:"lines"`
	Notes         string           `json:"notes,omitempty"`
	Priority      int64            `json:"priority,omitempty"`
	ProjectID     rental.ProjectID `json:"project_id,omitempty"`
	RequesterID   rental.PersonID  `json:"requester_id,omitempty"`
	Title         string           `json:"title,omitempty"`
	Window        rental.Window    `json:"window"`
}

// LineCount is how far a line has come.
type LineCount struct {
	Allocated int64         `json:"allocated"`
	Cancelled int64         `json:"cancelled"`
	Consumed  int64         `json:"consumed"`
	LineID    rental.LineID `json:"line_id,omitempty"`
	Lost      int64         `json:"lost"`
	Out       int64         `json:"out"`
	Packed    int64         `json:"packed"`
	Requested int64         `json:"requested"`
	Returned  int64         `json:"returned"`
}

// ProjectInput is what is said of a job.
type ProjectInput struct {
	CompanyID   rental.CompanyID `json:"company_id,omitempty"`
	CompanyName string           `json:"company_name,omitempty"`
	Name        string           `json:"name"`
	PlaceID     rental.PlaceID   `json:"place_id,omitempty"`
	SiteID      rental.SiteID    `json:"site_id"`
	Status      string           `json:"status"`
	Window      rental.Window    `json:"window"`
}

// Order is an order with how far it has come.
type Order struct {
	rental.RentAction
	Counts       []LineCount `json:"counts"`
	Availability string      `json:"availability"`
	// Decision is the approval, rejection or cancellation that stands; only where one
	// order was read.
	Decision *Fact `json:"decision,omitempty"`
}

const ordersPath = "/v1/rent-actions"

// OrderQuery asks for orders. Times are ms UTC.
type OrderQuery struct {
	Listing
	Status       []rental.OrderStatus `query:"status"`
	SiteID       []rental.SiteID      `query:"site_id"`
	ProjectID    rental.ProjectID     `query:"project_id"`
	RequesterID  rental.PersonID      `query:"requester_id"`
	Query        string               `query:"q"`
	Overdue      string               `query:"overdue"`
	HasOut       string               `query:"has_out"`
	StartsFrom   rental.Millis        `query:"starts_from"`
	StartsTo     rental.Millis        `query:"starts_to"`
	EndsFrom     rental.Millis        `query:"ends_from"`
	EndsTo       rental.Millis        `query:"ends_to"`
	OverlapsFrom rental.Millis        `query:"overlaps_from"`
	OverlapsTo   rental.Millis        `query:"overlaps_to"`
}

// Orders are the orders.
type Orders struct {
	Found[rental.RentActionID, Order]
	Made[Order, NewOrder]
	Changed[rental.RentActionID, Order, OrderChange]
	Listed[rental.RentAction, OrderQuery]
	Summed[OrderQuery]
	Exported[OrderQuery]
}

// Submit asks for an order's approval.
func (o Orders) Submit(ctx context.Context, id rental.RentActionID, reason string, options ...Option) (Tagged[Order], error) {
	return o.step(ctx, id, "submit", reason, options)
}

// Approve approves an order.
func (o Orders) Approve(ctx context.Context, id rental.RentActionID, reason string, options ...Option) (Tagged[Order], error) {
	return o.step(ctx, id, "approve", reason, options)
}

// Reject refuses an order; it needs a reason.
func (o Orders) Reject(ctx context.Context, id rental.RentActionID, reason string, options ...Option) (Tagged[Order], error) {
	return o.step(ctx, id, "reject", reason, options)
}

// Cancel cancels an order of which nothing is out.
func (o Orders) Cancel(ctx context.Context, id rental.RentActionID, reason string, options ...Option) (Tagged[Order], error) {
	return o.step(ctx, id, "cancel", reason, options)
}

func (o Orders) step(ctx context.Context, id rental.RentActionID, verb, reason string, options []Option) (Tagged[Order], error) {
	body := struct {
		Reason string `json:"reason,omitempty"`
	}{reason}
	return ask[Order](ctx, o.Found.c, newCall(http.MethodPost, o.Found.one(string(id), verb), options...).with(body).once())
}

// PartQuery asks for a part of a history, the newest first.
type PartQuery struct {
	Limit  int    `query:"limit"`
	Before uint64 `query:"before"`
}

// History walks what happened to an order, the newest first.
func (o Orders) History(ctx context.Context, id rental.RentActionID, query PartQuery) iter.Seq2[Fact, error] {
	return o.Found.c.facts(ctx, o.Found.one(string(id), "history"), FactQuery{Limit: query.Limit, Before: query.Before})
}

// ProjectQuery asks for jobs.
type ProjectQuery struct {
	Listing
	SiteID     []rental.SiteID  `query:"site_id"`
	CompanyID  rental.CompanyID `query:"company_id"`
	Status     []string         `query:"status"`
	Query      string           `query:"q"`
	StartsFrom rental.Millis    `query:"starts_from"`
	StartsTo   rental.Millis    `query:"starts_to"`
}

// JobOrder is an order of a job, with how far all its lines have come.
type JobOrder struct {
	rental.RentAction
	Counts LineCount `json:"counts"`
}

// Projects are the jobs.
type Projects struct {
	Kept[rental.ProjectID, rental.Project, ProjectInput]
	Listed[rental.Project, ProjectQuery]
	Summed[ProjectQuery]
	Exported[ProjectQuery]
}

// Orders lists all orders of a job, the newest first.
func (p Projects) Orders(ctx context.Context, id rental.ProjectID) ([]JobOrder, error) {
	return itemsOf[JobOrder](ctx, p.Listed.c, newCall(http.MethodGet, p.Listed.one(string(id), "orders")))
}
