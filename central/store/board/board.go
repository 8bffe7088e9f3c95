// Package board reads the day of a site: what goes out, what comes back, what is
// late, what waits for a person.
//
// Invariants. One snapshot, one moment: now is the caller's. Every number is that
// of the rows of a list under a filter (see httpapi/today), so a thing is counted
// where the list shows it: an order at its first and its second site, a thing at
// the site where it last stood. What is overdue is no longer due back.
//
// Concurrency. Functions over a Tx; no state.
package board

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

const (
	// Longest is how many late loans are named.
	Longest = 20
	// SilentAfterMs is how long a kiosk that is well is silent at most: it asks for
	// news every 25 s.
	SilentAfterMs = 10 * 60 * 1000
)

// Site is the day of one site.
type Site struct {
	Place rental.Place
	Day   Day
	// LeavingToday and LeavingLate are approved orders that have something left to
	// send: their window starts today, or has started before.
	LeavingToday, LeavingLate int
	Requested, Sent           int64 // pieces of both

	BackOrders, BackThings int    // due back until the day ends, and not overdue
	LateOrders, LateThings int    // overdue
	Late                   []Loan // the longest, at most Longest

	Exceptions map[rental.ExceptionSeverity]int // open ones
	Pending    int                              // orders to approve
	Waiting    []Kiosk
}

// Loan is what somebody has of an order, or of none.
type Loan struct {
	RentActionID rental.RentActionID
	HolderID     rental.PersonID
	Since, Due   rental.Millis
	Things       int
	first        string // one of the things
	HolderName   string
	Order        rental.RentAction
}

// Kiosk is a dock of which something has not arrived, or that is silent.
type Kiosk struct {
	Kiosk  rental.Kiosk
	Status service.KioskStatus
	Silent bool
}

// reader gathers one reading.
type reader struct {
	tx    *store.Tx
	now   rental.Millis
	late  store.Late
	sites []*Site
	last  rental.Millis // when the last of their days ends
}

// Read returns the day of a site, of every site if it is empty. A site that is not
// there gives none.
func Read(ctx context.Context, tx *store.Tx, site rental.SiteID, now rental.Millis) ([]*Site, error) {
	r := reader{tx: tx, now: now}
	places, err := tx.Sites(ctx)
	if err != nil {
		return nil, err
	}
	if r.late, err = tx.LateBefore(ctx, now); err != nil {
		return nil, err
	}
	for _, p := range places {
		if site != "" && p.ID != rental.PlaceID(site) || site == "" && p.Archived {
			continue
		}
		day, err := DayOf(p, now)
		if err != nil {
			return nil, err
		}
		r.sites = append(r.sites, &Site{Place: p, Day: day, Exceptions: map[rental.ExceptionSeverity]int{}})
		r.last = max(r.last, day.End)
	}
	if len(r.sites) == 0 {
		return nil, nil
	}
	for _, part := range []func(context.Context) error{r.leaving, r.ordersBack, r.thingsBack, r.pending, r.exceptions, r.kiosks} {
		if err := part(ctx); err != nil {
			return nil, fmt.Errorf("read the board: %w", err)
		}
	}
	return r.sites, nil
}

// at calls fn for each of the sites that a row belongs to.
func (r *reader) at(first, second rental.SiteID, fn func(*Site)) {
	for _, s := range r.sites {
		if id := rental.SiteID(s.Place.ID); id == first || id == second {
			fn(s)
		}
	}
}

// Leaving finds approved orders that start before a moment, with the pieces that
// were asked for and those that ever left.
const Leaving = `select o.site_id, o.also_site_id, o.window_start_ms,
coalesce((select sum(l.requested - l.cancelled) from rent_action_lines l where l.rent_action_id = o.id), 0),
coalesce((select sum(a.body ->> 'quantity') from allocations a where a.rent_action_id = o.id and a.status in ('out', 'returned', 'consumed', 'lost')), 0)
from rent_actions o where o.status = 'approved' and o.window_start_ms < $1`

func (r *reader) leaving(ctx context.Context) error {
	return r.tx.Each(ctx, Leaving, []any{int64(r.last)}, func(rows *sql.Rows) error {
		var first, second rental.SiteID
		var start rental.Millis
		var asked, sent int64
		if err := rows.Scan(&first, &second, &start, &asked, &sent); err != nil {
			return err
		}
		r.at(first, second, func(s *Site) {
			switch {
			case start >= s.Day.End:
				return
			case start >= s.Day.Start:
				s.LeavingToday++
			default:
				s.LeavingLate++
			}
			s.Requested += asked
			s.Sent += sent
		})
		return nil
	})
}

// OrdersOut finds the orders that something is out of and that end before a moment.
// It steps from order to order through the index of what is out.
const OrdersOut = `with recursive
a (id) as (select min(rent_action_id) from allocations where status = 'out'
	union all select (select min(rent_action_id) from allocations where status = 'out' and rent_action_id > a.id) from a where a.id is not null),
s (id) as (select min(rent_action_id) from assets where rent_action_id <> ''
	union all select (select min(rent_action_id) from assets where rent_action_id <> '' and rent_action_id > s.id) from s where s.id is not null)
select o.site_id, o.also_site_id, o.window_end_ms from (select id from a union select id from s) x cross join rent_actions o on o.id = x.id where o.window_end_ms < $1`

func (r *reader) ordersBack(ctx context.Context) error {
	return r.tx.Each(ctx, OrdersOut, []any{int64(r.last)}, func(rows *sql.Rows) error {
		var first, second rental.SiteID
		var end rental.Millis
		if err := rows.Scan(&first, &second, &end); err != nil {
			return err
		}
		r.at(first, second, func(s *Site) {
			if end < r.late.Before(first) {
				s.LateOrders++
			} else if end < s.Day.End {
				s.BackOrders++
			}
		})
		return nil
	})
}

// ThingsOut finds what is out on orders that end before a moment, by order, site
// and holder; ThingsOutOnNone what is out on none and due before it.
const (
	ThingsOut = `with recursive s (id) as (select min(rent_action_id) from assets where rent_action_id <> ''
	union all select (select min(rent_action_id) from assets where rent_action_id <> '' and rent_action_id > s.id) from s where s.id is not null)
select o.id, o.site_id, o.window_end_ms, t.site_id, t.holder_id, min(t.since_ms), count(*), min(t.id)
from s cross join rent_actions o on o.id = s.id cross join assets t on t.rent_action_id = o.id and t.rent_action_id <> ''
where o.window_end_ms < $1 group by o.id, t.site_id, t.holder_id`
	ThingsOutOnNone = `select '', t.site_id, t.due_ms, t.site_id, t.holder_id, t.since_ms, 1, t.id
from assets t where t.rent_action_id = '' and t.due_ms > 0 and t.due_ms < $1`
)

func (r *reader) thingsBack(ctx context.Context) error {
	late := map[*Site]map[[2]string]Loan{}
	for _, query := range []string{ThingsOut, ThingsOutOnNone} {
		err := r.tx.Each(ctx, query, []any{int64(r.last)}, func(rows *sql.Rows) error {
			var l Loan
			var judge, stood rental.SiteID
			if err := rows.Scan(&l.RentActionID, &judge, &l.Due, &stood, &l.HolderID, &l.Since, &l.Things, &l.first); err != nil {
				return err
			}
			r.at(stood, stood, func(s *Site) {
				if l.Due >= r.late.Before(judge) {
					if l.Due < s.Day.End {
						s.BackThings += l.Things
					}
					return
				}
				s.LateThings += l.Things
				key := [2]string{string(l.RentActionID), string(l.HolderID)}
				if late[s] == nil {
					late[s] = map[[2]string]Loan{}
				}
				if was, ok := late[s][key]; ok {
					l.Due, l.Since, l.Things = min(l.Due, was.Due), min(l.Since, was.Since), l.Things+was.Things
				}
				late[s][key] = l
			})
			return nil
		})
		if err != nil {
			return err
		}
	}
	for s, loans := range late {
		for _, l := range loans {
			s.Late = append(s.Late, l)
		}
		slices.SortFunc(s.Late, func(a, b Loan) int {
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Since, b.Since), cmp.Compare(a.RentActionID, b.RentActionID), cmp.Compare(a.HolderID, b.HolderID))
		})
		s.Late = s.Late[:min(len(s.Late), Longest)]
		for i := range s.Late {
			if err := r.name(ctx, &s.Late[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// name looks up who has it, as the thing itself says, and the order.
func (r *reader) name(ctx context.Context, l *Loan) error {
	thing, _, err := store.Get[rental.Asset](ctx, r.tx, l.first)
	if err != nil {
		return err
	}
	l.HolderName = thing.Custody.PersonName
	l.Order, _, err = store.Get[rental.RentAction](ctx, r.tx, string(l.RentActionID))
	return err
}

// Pending and Exceptions count what waits for an answer.
const (
	Pending    = `select site_id, also_site_id, '', count(*) from rent_actions where status = 'pending' group by site_id, also_site_id`
	Exceptions = `select site_id, also_site_id, severity, count(*) from exceptions where status = 'open' group by site_id, also_site_id, severity`
)

func (r *reader) pending(ctx context.Context) error {
	return r.count(ctx, Pending, func(s *Site, _ string, n int) { s.Pending += n })
}

func (r *reader) exceptions(ctx context.Context) error {
	return r.count(ctx, Exceptions, func(s *Site, severity string, n int) { s.Exceptions[rental.ExceptionSeverity(severity)] += n })
}

func (r *reader) count(ctx context.Context, query string, add func(s *Site, what string, n int)) error {
	return r.tx.Each(ctx, query, nil, func(rows *sql.Rows) error {
		var first, second rental.SiteID
		var what string
		var n int
		err := rows.Scan(&first, &second, &what, &n)
		r.at(first, second, func(s *Site) { add(s, what, n) })
		return err
	})
}

func (r *reader) kiosks(ctx context.Context) error {
	silent := r.now - SilentAfterMs
	var after string
	statuses, err := service.KioskStatuses(ctx, r.tx)
	for err == nil {
		var rows []rental.Kiosk
		rows, after, err = r.tx.ListKiosks(ctx, store.KioskFilter{Waiting: silent}, store.Page{Limit: store.MaxPage, After: after})
		for _, k := range rows {
			status := statuses[k.ID]
			r.at(k.SiteID, k.SiteID, func(s *Site) {
				s.Waiting = append(s.Waiting, Kiosk{Kiosk: k, Status: status, Silent: status.LastContact < silent})
			})
		}
		if after == "" {
			break
		}
	}
	return err
}
