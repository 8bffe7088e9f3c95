// Package export writes lists as rows of a spreadsheet: what a person calls a
// thing instead of its id, under headers that an import knows again.
//
// Invariants and concurrency are those of door. A list that is exported and
// imported again changes nothing.
package export

import (
	"context"
	"strconv"
	"strings"
	"time"

	"rms/central/exchange/shape"
	"rms/central/httpapi/door"
	"rms/central/httpapi/exception"
	"rms/central/httpapi/stock"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Lines writes rows of lists.
type Lines struct{ d *door.Door }

// New makes Lines that look names up behind a door.
func New(d *door.Door) *Lines { return &Lines{d} }

// names are what ids are called, looked up once a page.
type names struct {
	ctx  context.Context //nolint:containedctx // it lives within one call
	tx   *store.Tx
	seen map[rental.Key]rental.Row
}

// with calls each for every row, over one snapshot.
func with[R any](ctx context.Context, d *door.Door, rows []R, each func(n *names, r R) ([]string, error)) ([][]string, error) {
	out := make([][]string, 0, len(rows))
	err := d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		n := &names{ctx, tx, map[rental.Key]rental.Row{}}
		for _, r := range rows {
			cells, err := each(n, r)
			if err != nil {
				return err
			}
			out = append(out, cells)
		}
		return nil
	})
	return out, err
}

// row returns the row with an id; the zero row where there is none.
func row[R rental.Row](n *names, id string) (R, error) {
	var none R
	if id == "" {
		return none, nil
	}
	k := rental.Key{Collection: none.RowCollection(), ID: id}
	if r, ok := n.seen[k].(R); ok {
		return r, nil
	}
	r, ok, err := store.Get[R](n.ctx, n.tx, id)
	if err != nil || !ok {
		return none, err
	}
	n.seen[k] = r
	return r, nil
}

// place is what a list calls a place: its code.
func (n *names) place(id rental.PlaceID) (string, error) {
	p, err := row[rental.Place](n, string(id))
	return p.Code, err
}

// first returns the first error of many.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// AssetHeader heads a list of items.
func AssetHeader() []string {
	return []string{"tag", "serial", "type_code", "type", "place", "home_place", "owner", "status", "holder", "due", "must_return_by", "notes", "external_source", "external_ref"}
}

// Assets writes items.
func (l *Lines) Assets(ctx context.Context, rows []rental.Asset) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, a rental.Asset) ([]string, error) {
		t, err := row[rental.ItemType](n, string(a.ItemTypeID))
		at, err2 := n.place(a.PlaceID)
		home, err3 := n.place(a.HomePlaceID)
		owner, err4 := row[rental.Company](n, string(a.OwnerID))
		return []string{
			a.Tag, a.Serial, t.Code, t.Name, at, home, owner.Name, string(a.Status), a.Custody.PersonName, moment(a.Custody.Due), shape.MomentText(a.MustReturnBy), a.Notes,
			a.ExternalSource, a.ExternalRef,
		}, first(err, err2, err3, err4)
	})
}

// ItemTypeHeader heads a list of item types.
func ItemTypeHeader() []string {
	return []string{"code", "name", "maker", "category", "kind", "returns", "container", "weight_g", "power_w", "tag_pattern", "tag_prefix", "silhouette", "inspect_on_return", "turnaround_min", "replacement_value", "currency", "archived", "external_source", "external_ref"}
}

// ItemTypes writes item types.
func (l *Lines) ItemTypes(_ context.Context, rows []rental.ItemType) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, t := range rows {
		out[i] = []string{
			t.Code, t.Name, t.Maker, t.Category, string(t.Kind), yes(t.Returns), yes(t.Container), amount(t.WeightG), amount(t.PowerW), t.TagPattern,
			t.TagPrefix, t.Silhouette, yes(t.InspectOnReturn), shape.Minutes(t.TurnaroundMs),
			money(t.ReplacementCents), t.ReplacementCur, yes(t.Archived), t.ExternalSource, t.ExternalRef,
		}
	}
	return out, nil
}

// PlaceHeader heads a list of places.
func PlaceHeader() []string {
	return []string{"code", "name", "kind", "parent", "address", "time_zone", "opens", "closes", "closed_days", "grace_min", "archived", "external_source", "external_ref"}
}

// Places writes places.
func (l *Lines) Places(ctx context.Context, rows []rental.Place) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, p rental.Place) ([]string, error) {
		parent, err := n.place(p.ParentID)
		var opens, closes string
		if p.ClosesMin > 0 {
			opens, closes = shape.TimeOfDay(p.OpensMin), shape.TimeOfDay(p.ClosesMin)
		}
		return []string{
			p.Code, p.Name, string(p.Kind), parent, p.Address, p.Zone, opens, closes, strings.Join(p.ClosedDays, " "), shape.Minutes(p.GraceMs), yes(p.Archived),
			p.ExternalSource, p.ExternalRef,
		}, err
	})
}

// PersonHeader heads a list of people.
func PersonHeader() []string {
	return []string{"name", "email", "phone", "company", "job_title", "site", "capabilities", "archived", "external_source", "external_ref"}
}

// People writes people.
func (l *Lines) People(ctx context.Context, rows []rental.Person) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, p rental.Person) ([]string, error) {
		company, err := row[rental.Company](n, string(p.CompanyID))
		site, err2 := n.place(rental.PlaceID(p.SiteID))
		rights := make([]string, len(p.Capabilities))
		for i, c := range p.Capabilities {
			rights[i] = string(c)
		}
		return []string{p.Name, p.Email, p.Phone, company.Name, p.JobTitle, site, strings.Join(rights, " "), yes(p.Archived), p.ExternalSource, p.ExternalRef}, first(err, err2)
	})
}

// CompanyHeader heads a list of companies.
func CompanyHeader() []string { return []string{"name", "kind"} }

// Companies writes companies.
func (l *Lines) Companies(_ context.Context, rows []rental.Company) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, c := range rows {
		out[i] = []string{c.Name, c.Kind}
	}
	return out, nil
}

// OrderHeader heads a list of orders.
func OrderHeader() []string {
	return []string{"number", "title", "status", "requester", "job", "start", "end", "destination", "site", "notes"}
}

// Orders writes orders.
func (l *Lines) Orders(ctx context.Context, rows []rental.RentAction) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, o rental.RentAction) ([]string, error) {
		job, err := row[rental.Project](n, string(o.ProjectID))
		destination, err2 := n.place(o.DestinationID)
		site, err3 := n.place(rental.PlaceID(o.SiteID))
		return []string{
			string(o.Number), o.Title, string(o.Status), o.RequesterName, string(job.Number), moment(o.Window.Start), moment(o.Window.End), destination, site, o.Notes,
		}, first(err, err2, err3)
	})
}

// JobHeader heads a list of jobs.
func JobHeader() []string {
	return []string{"number", "name", "status", "company", "start", "end", "site"}
}

// Jobs writes jobs.
func (l *Lines) Jobs(ctx context.Context, rows []rental.Project) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, p rental.Project) ([]string, error) {
		site, err := n.place(rental.PlaceID(p.SiteID))
		return []string{string(p.Number), p.Name, string(p.Status), p.CompanyName, moment(p.Window.Start), moment(p.Window.End), site}, err
	})
}

// ExceptionHeader heads a list of exceptions.
func ExceptionHeader() []string {
	return []string{"number", "kind", "severity", "status", "opened", "tag", "order", "person", "place", "site", "answer", "answered_by", "answered", "reason"}
}

// Exceptions writes questions that need a person.
func (l *Lines) Exceptions(ctx context.Context, rows []exception.Exception) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, x exception.Exception) ([]string, error) {
		site, err := n.place(rental.PlaceID(x.SiteID))
		return []string{
			string(x.Number), string(x.Kind), string(x.Severity), string(x.Status), moment(x.CreatedAt), x.Detail["tag"], x.Detail["order"], x.Detail["person"],
			x.Detail["place"], site, string(x.Answer), x.AnsweredBy, moment(x.AnsweredAt), x.Reason,
		}, err
	})
}

// StockHeader heads a list of stock.
func StockHeader() []string {
	return []string{"type_code", "type", "place", "place_name", "site", "quantity", "counted", "changed"}
}

// Stock writes stock.
func (l *Lines) Stock(ctx context.Context, rows []stock.Stock) ([][]string, error) {
	return with(ctx, l.d, rows, func(n *names, s stock.Stock) ([]string, error) {
		site, err := n.place(rental.PlaceID(s.SiteID))
		return []string{s.ItemTypeCode, s.ItemType, s.PlaceCode, s.Place, site, strconv.FormatInt(s.OnHand, 10), moment(s.AnchorAt), moment(s.UpdatedAt)}, err
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func amount(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// money writes cents with a point.
func money(cents int64) string {
	if cents == 0 {
		return ""
	}
	const per = 100
	text := strconv.FormatInt(cents%per, 10)
	if len(text) < 2 {
		text = "0" + text
	}
	return strconv.FormatInt(cents/per, 10) + "." + text
}

// moment writes a time in UTC, in the form that spreadsheets take for one.
func moment(t rental.Millis) string {
	if t == 0 {
		return ""
	}
	return time.UnixMilli(int64(t)).UTC().Format("2006-01-02 15:04:05Z")
}
