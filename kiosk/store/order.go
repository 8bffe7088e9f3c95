package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rms/syncproto/rental"
)

// Allocations lists all allocations of an order, in order of id.
func (v View) Allocations(ctx context.Context, order rental.RentActionID) ([]rental.Allocation, error) {
	all, err := rowsOf[rental.Allocation](ctx, v, `and ref = $3`, string(order))
	// Sorting rows with their bodies is dearer there than here.
	slices.SortFunc(all, func(a, b rental.Allocation) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return all, err
}

// AssetAllocations lists all allocations of an asset, in order of id.
func (v View) AssetAllocations(ctx context.Context, asset rental.AssetID) ([]rental.Allocation, error) {
	return rowsOf[rental.Allocation](ctx, v, `and alt = $3 order by id`, string(asset))
}

// OrderByNumber finds an order by its number.
func (v View) OrderByNumber(ctx context.Context, n rental.Number) (rental.RentAction, bool, error) {
	found, err := rowsOf[rental.RentAction](ctx, v, `and code = $3 order by id limit 1`, string(n))
	if err != nil || len(found) == 0 {
		return rental.RentAction{}, false, err
	}
	return found[0], true, nil
}

// OrdersByStatus lists orders of the given states, those that start first
// first, at most limit of them.
func (v View) OrdersByStatus(ctx context.Context, limit int, states ...rental.OrderStatus) ([]rental.RentAction, error) {
	if len(states) == 0 {
		return nil, nil
	}
	in, args := "", []any{}
	for i, s := range states {
		if i > 0 {
			in += ", "
		}
		in += "$" + strconv.Itoa(i+3)
		args = append(args, string(s))
	}
	return rowsOf[rental.RentAction](ctx, v,
		`and status in (`+in+`) order by sort, id limit $`+strconv.Itoa(len(states)+3), append(args, limit)...)
}

// OpenOrders lists the orders that something can still happen to.
func (v View) OpenOrders(ctx context.Context, limit int) ([]rental.RentAction, error) {
	return v.OrdersByStatus(ctx, limit, rental.Draft, rental.Pending, rental.Approved, rental.Fulfilled)
}

// todayAheadMs is how far ahead the board looks: a week.
const todayAheadMs = 7 * 86_400_000

// Today is the day as this kiosk knows it, and the week after it. Each list
// holds all of its orders.
type Today struct {
	// Out are approved orders that leave within the week, or should have left,
	// with something still to leave, next first.
	Out []DueOrder
	// Back are orders with something due within the week, next first; Overdue those past
	// their end and grace, longest first.
	Back, Overdue []DueOrder
}

// DueOrder is an order with the sums of its lines.
type DueOrder struct {
	Order                             rental.RentAction
	Requested, EverOut, Out, Returned int64
}

// Today computes the board of a site; grace is how late a return may be.
func (v View) Today(ctx context.Context, site rental.SiteID, graceMs int64, now rental.Millis) (Today, error) {
	week := now + todayAheadMs
	orders, err := v.boardOrders(ctx, week)
	if err != nil {
		return Today{}, err
	}
	var day Today
	for _, o := range orders {
		if site != "" && o.SiteID != site && o.AlsoSiteID != site {
			continue
		}
		allocs, err := v.Allocations(ctx, o.ID)
		if err != nil {
			return Today{}, err
		}
		d := due(o, allocs)
		if o.Status == rental.Approved && d.EverOut < d.Requested && o.Window.Start < week {
			day.Out = append(day.Out, d)
		}
		switch {
		case d.Out > 0 && int64(o.Window.End)+graceMs < int64(now):
			day.Overdue = append(day.Overdue, d)
		case d.Out > 0 && o.Window.End < week:
			day.Back = append(day.Back, d)
		}
	}
	byEnd := func(a, b DueOrder) int { return cmp.Compare(a.Order.Window.End, b.Order.Window.End) }
	slices.SortStableFunc(day.Back, byEnd)
	slices.SortStableFunc(day.Overdue, byEnd)
	return day, nil
}

// boardOrders are the orders that a board can be about: approved ones that start before a time, and those of which
// something is out, whatever became of them; those that start first first.
func (v View) boardOrders(ctx context.Context, before rental.Millis) ([]rental.RentAction, error) {
	orders, err := rowsOf[rental.RentAction](ctx, v, `and status = $3 and sort < $4 order by sort, id`, string(rental.Approved), int64(before))
	if err != nil {
		return nil, err
	}
	seen := make(map[rental.RentActionID]bool, len(orders))
	for _, o := range orders {
		seen[o.ID] = true
	}
	rows, err := v.q.QueryContext(ctx, live+`select distinct ref from live where collection = $2 and status = $3 and ref is not null`,
		v.before, string(rental.Allocations), string(rental.AllocOut))
	if err != nil {
		return nil, fmt.Errorf("look for orders with something out: %w", err)
	}
	out, err := scanAll(rows, func(r *sql.Rows) (id rental.RentActionID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, err
	}
	for _, id := range out {
		o, ok, err := Get[rental.RentAction](ctx, v, string(id))
		if err != nil {
			return nil, err
		}
		if ok && !seen[id] {
			orders = append(orders, o)
		}
	}
	slices.SortFunc(orders, func(a, b rental.RentAction) int {
		return cmp.Or(cmp.Compare(a.Window.Start, b.Window.Start), strings.Compare(string(a.ID), string(b.ID)))
	})
	return orders, nil
}

func due(o rental.RentAction, allocs []rental.Allocation) DueOrder {
	d := DueOrder{Order: o}
	for _, c := range rental.CountLines(o, allocs) {
		d.Requested += c.Requested - c.Cancelled
		d.EverOut += c.EverOut()
		d.Out += c.Out
		d.Returned += c.Returned
	}
	return d
}

// At lists the assets that stand at a place, by tag, at most limit, and says
// how many there are.
func (v View) At(ctx context.Context, place rental.PlaceID, limit int) (here []rental.Asset, total int64, err error) {
	all, err := rowsOf[rental.Asset](ctx, v, `and ref = $3 order by code, id`, string(place))
	if err != nil {
		return nil, 0, err
	}
	for _, a := range all {
		if a.Status == rental.Deployed || a.Status == rental.Recalled {
			continue // it is away from there
		}
		if total++; len(here) < limit {
			here = append(here, a)
		}
	}
	return here, total, nil
}

// DemoCodes lists the demo's codes that a site's kiosks show, in their order.
func (v View) DemoCodes(ctx context.Context, site rental.SiteID) ([]rental.DemoCode, error) {
	all, err := rowsOf[rental.DemoCode](ctx, v, `order by sort, id`)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(d rental.DemoCode) bool { return d.ForSite != "" && d.ForSite != site }), nil
}
