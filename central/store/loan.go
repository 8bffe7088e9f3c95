package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"rms/syncproto/rental"
)

// Span is from From to before To, in ms UTC; 0 leaves a side open.
type Span struct{ From, To rental.Millis }

// Late says what is overdue: whatever was due before the moment of its site.
type Late struct {
	Sites map[rental.SiteID]rental.Millis
	Other rental.Millis // of sites that are not known
}

// LateBefore reads what is overdue now.
func (tx *Tx) LateBefore(ctx context.Context, now rental.Millis) (Late, error) {
	late := Late{Sites: map[rental.SiteID]rental.Millis{}, Other: rental.Place{}.LateBefore(now)}
	sites, err := tx.Sites(ctx)
	for _, s := range sites {
		late.Sites[rental.SiteID(s.ID)] = s.LateBefore(now)
	}
	return late, err
}

// Sites returns every site, by name.
func (tx *Tx) Sites(ctx context.Context) ([]rental.Place, error) {
	return places.all(ctx, tx, "where kind = $1 order by name, id", string(rental.PlaceSite))
}

// Before is the moment of a site.
func (l Late) Before(site rental.SiteID) rental.Millis {
	if at, ok := l.Sites[site]; ok {
		return at
	}
	return l.Other
}

// sql is the moment of the site in a column; the sites that keep to the default
// need not be named.
func (l Late) sql(q *query, column string) string {
	text := ""
	for _, site := range slices.Sorted(maps.Keys(l.Sites)) {
		if at := l.Sites[site]; at != l.Other {
			text += " when " + q.Arg(string(site)) + " then " + q.Moment(int64(at))
		}
	}
	if text == "" {
		return q.Moment(int64(l.Other))
	}
	return "case " + column + text + " else " + q.Moment(int64(l.Other)) + " end"
}

// LoanFilter narrows lists by what is out; nil and 0 let all through.
type LoanFilter struct {
	Out       *bool
	Overdue   *bool         // and out
	Late      Late          // what overdue means; needed with Overdue
	DueBefore rental.Millis // and out; of things, not of orders
	OnNone    bool          // on no order; of things
	ByNobody  bool          // in the hands of nobody who is known; of things
}

func unless(yes bool) string {
	if yes {
		return ""
	}
	return "not "
}

// orderOut is that something is out of an order.
const orderOut = `(exists (select 1 from allocations a where a.rent_action_id = rent_actions.id and a.status = 'out')
or exists (select 1 from assets s where s.rent_action_id = rent_actions.id and s.rent_action_id <> ''))`

func (f LoanFilter) orders(q *query) {
	if f.Out != nil {
		q.Where(unless(*f.Out) + orderOut)
	}
	if f.Overdue != nil {
		q.Where(fmt.Sprintf("%s(window_end_ms < %s and %s)", unless(*f.Overdue), f.Late.sql(q, "site_id"), orderOut))
	}
}

func (f LoanFilter) things(q *query) {
	if f.Out != nil {
		q.Where(unless(*f.Out) + "(status in ('deployed', 'recalled'))")
	}
	if f.OnNone {
		q.Where("(rent_action_id || '') = ''")
	}
	if f.ByNobody {
		q.Where("(holder_id || '') = ''")
	}
	if f.DueBefore != 0 {
		q.Where("id in (" + dueThings("< "+q.Arg(int64(f.DueBefore)), "< "+q.Arg(int64(f.DueBefore))) + ")")
	}
	if f.Overdue != nil {
		q.Where(fmt.Sprintf("id %sin (%s)", unless(*f.Overdue), dueThings("< "+f.Late.sql(q, "o.site_id"), "< "+f.Late.sql(q, "s.site_id"))))
	}
}

// dueThings finds the things that are out on orders and on none, by when they are due.
func dueThings(order, none string) string {
	return `select s.id from rent_actions o join assets s on s.rent_action_id = o.id where s.rent_action_id <> '' and o.window_end_ms ` + order + `
union all select s.id from assets s where s.rent_action_id = '' and s.due_ms > 0 and s.due_ms ` + none
}
