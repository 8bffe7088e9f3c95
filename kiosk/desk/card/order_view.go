package card

import (
	"context"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// ViewOrder is an order with its live counts, as the page shows it. now and asOf are ms UTC.
func ViewOrder(ctx context.Context, v store.View, o rental.RentAction, now, asOf int64) (Order, error) {
	allocs, err := v.Allocations(ctx, o.ID)
	if err != nil {
		return Order{}, err
	}
	job, err := FindJob(ctx, v, o.ProjectID)
	if err != nil {
		return Order{}, err
	}
	place, err := FindPlace(ctx, v, o.DestinationID)
	if err != nil {
		return Order{}, err
	}
	view := Order{
		ID: string(o.ID), Number: string(o.Number), Status: string(o.Status), Job: job, Person: o.RequesterName,
		Place: place, Start: int64(o.Window.Start), End: int64(o.Window.End), Note: o.Notes,
		Lines: []LineView{}, Pending: o.Rev == 0, AsOf: asOf,
	}
	if err := addLines(ctx, v, &view, o, rental.CountLines(o, allocs)); err != nil {
		return Order{}, err
	}
	grace, err := GraceOf(ctx, v, o.SiteID)
	if err != nil {
		return Order{}, err
	}
	view.Late = view.Units.Out > 0 && o.Window.End > 0 && now > int64(o.Window.End)+grace
	return view, nil
}

// addLines fills in the lines and the sums; what left without being asked for counts in the sums alone.
func addLines(ctx context.Context, v store.View, view *Order, o rental.RentAction, counts map[rental.LineID]rental.LineCount) error {
	for _, l := range o.Lines {
		typ, _, err := store.Get[rental.ItemType](ctx, v, string(l.ItemTypeID))
		if err != nil {
			return err
		}
		c := counts[l.ID]
		view.Lines = append(view.Lines, LineView{
			TypeID: string(l.ItemTypeID), Name: typ.Name, Category: Silhouette(typ),
			Requested: l.Requested - l.Cancelled, Out: c.Out, Returned: c.Returned, Note: l.Notes,
		})
		view.Units.Requested += l.Requested - l.Cancelled
	}
	for _, c := range counts {
		view.Units.Out += c.Out
		view.Units.Returned += c.Returned
	}
	return nil
}

// defaultGrace is a site's grace for returns where it sets none.
const defaultGrace = 4 * 60 * 60 * 1000 // ms

// GraceOf is how late a return to a site may be, in ms.
func GraceOf(ctx context.Context, v store.View, site rental.SiteID) (int64, error) {
	p, ok, err := store.Get[rental.Place](ctx, v, string(site))
	if err != nil {
		return 0, err
	}
	if !ok || p.GraceMs <= 0 {
		return defaultGrace, nil
	}
	return p.GraceMs, nil
}
