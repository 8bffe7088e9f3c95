package store

import (
	"context"
	"fmt"
	"slices"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var rentActions = &table[rental.RentAction]{
	name: "rent_actions",
	columns: append(external[rental.RentAction](), []column[rental.RentAction]{
		{"also_site_id", func(r rental.RentAction) any { return string(r.AlsoSiteID) }},
		{"created_ms", func(r rental.RentAction) any { return int64(r.CreatedAt) }},
		{"number", func(r rental.RentAction) any { return string(r.Number) }},
		{"status", func(r rental.RentAction) any { return string(r.Status) }},
		{"project_id", func(r rental.RentAction) any { return string(r.ProjectID) }},
		{"requester_id", func(r rental.RentAction) any { return string(r.RequesterID) }},
		{"destination_id", func(r rental.RentAction) any { return string(r.DestinationID) }},
		{"window_start_ms", func(r rental.RentAction) any { return int64(r.Window.Start) }},
		{"window_end_ms", func(r rental.RentAction) any { return int64(r.Window.End) }},
		{"search", func(r rental.RentAction) any { return fold(string(r.Number), r.Title, r.RequesterName) }},
	}...),
	written: writeLines,
}

// writeLines keeps the lines of an order as rows, so that they can be asked for
// by type.
func writeLines(ctx context.Context, tx *Tx, r rental.RentAction, was *rental.RentAction) error {
	if was != nil && slices.EqualFunc(r.Lines, was.Lines, sameLineRow) {
		return nil
	}
	if r.Rev > 1 {
		if _, err := tx.Exec(ctx, `delete from rent_action_lines where rent_action_id = $1`, string(r.ID)); err != nil {
			return fmt.Errorf("drop the lines of order %s: %w", r.ID, err)
		}
	}
	for _, l := range r.Lines {
		const insert = `insert into rent_action_lines (rent_action_id, line_id, item_type_id, requested, cancelled) values ($1, $2, $3, $4, $5)`
		if _, err := tx.Exec(ctx, insert, string(r.ID), string(l.ID), string(l.ItemTypeID), l.Requested, l.Cancelled); err != nil {
			return fmt.Errorf("write line %s of order %s: %w", l.ID, r.ID, err)
		}
	}
	return nil
}

// sameLineRow reports whether two lines make the same row.
func sameLineRow(a, b rental.Line) bool {
	return a.ID == b.ID && a.ItemTypeID == b.ItemTypeID && a.Requested == b.Requested && a.Cancelled == b.Cancelled
}

// RentActionFilter narrows a list of orders; empty fields let all through.
type RentActionFilter struct {
	Common
	Status      []rental.OrderStatus
	SiteID      []rental.SiteID // first or second site
	ProjectID   rental.ProjectID
	RequesterID rental.PersonID
	Starts      Span // of the window
	Ends        Span
	Overlaps    Span // the window has a moment in common with it
	Loan        LoanFilter
	Query       string // every word must occur in number, title or requester
}

// rentActionOrders sort orders. A job's, and somebody's, are few.
var rentActionOrders = page.Orders{
	{Name: "created_at", Column: "created_ms", Desc: true, With: []string{"status", "site_id"}},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "window.start", Column: "window_start_ms"},
	{Name: "window.end", Column: "window_end_ms"},
}

// ListRentActions returns a page of orders, newest first.
func (tx *Tx) ListRentActions(ctx context.Context, f RentActionFilter, p Page) ([]rental.RentAction, string, error) {
	var q query
	q.common(f.Common)
	q.Is("status", texts(f.Status)...)
	q.site(f.SiteID...)
	q.Narrow("project_id", string(f.ProjectID))
	q.Narrow("requester_id", string(f.RequesterID))
	q.Between("window_start_ms", int64(f.Starts.From), int64(f.Starts.To))
	q.Between("window_end_ms", int64(f.Ends.From), int64(f.Ends.To))
	if f.Overlaps.From != 0 {
		q.Between("window_end_ms", int64(f.Overlaps.From)+1, 0)
	}
	q.Between("window_start_ms", 0, int64(f.Overlaps.To))
	f.Loan.orders(&q)
	q.search(f.Query)
	return list(ctx, tx, rentActions, q, rentActionOrders, p)
}

// RentActionByNumber returns the order that bears a number.
func (tx *Tx) RentActionByNumber(ctx context.Context, n rental.Number) (rental.RentAction, bool, error) {
	return rentActions.find(ctx, tx, "where number = $1", string(n))
}
