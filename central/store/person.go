package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var people = &table[rental.Person]{
	name: "people",
	columns: append(external[rental.Person](), []column[rental.Person]{
		{"created_ms", func(r rental.Person) any { return int64(r.CreatedAt) }},
		{"name", func(r rental.Person) any { return r.Name }},
		{"company_id", func(r rental.Person) any { return string(r.CompanyID) }},
		{"archived", func(r rental.Person) any { return flag(r.Archived) }},
		{"search", func(r rental.Person) any { return fold(r.Name, r.Email, r.JobTitle) }},
	}...),
}

// PersonFilter narrows a list of people; empty fields let all through.
type PersonFilter struct {
	Common
	SiteID     []rental.SiteID
	CompanyID  rental.CompanyID
	Query      string              // every word must occur in name, e-mail or job title
	Archived   bool                // include archived ones
	Capability []rental.Capability // one of these
}

// personOrders sort people. A company's people are few.
var personOrders = page.Orders{
	{Name: "name", Column: "name", Text: true, With: []string{"site_id"}},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// ListPeople returns a page of people, by name.
func (tx *Tx) ListPeople(ctx context.Context, f PersonFilter, p Page) ([]rental.Person, string, error) {
	var q query
	q.common(f.Common)
	q.Is("site_id", texts(f.SiteID)...)
	q.Narrow("company_id", string(f.CompanyID))
	q.search(f.Query)
	q.current(f.Archived)
	q.Lists("$.capabilities", texts(f.Capability)...)
	return list(ctx, tx, people, q, personOrders, p)
}
