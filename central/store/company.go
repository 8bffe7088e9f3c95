package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var companies = &table[rental.Company]{
	name: "companies",
	columns: append(external[rental.Company](), []column[rental.Company]{
		{"created_ms", func(r rental.Company) any { return int64(r.CreatedAt) }},
		{"name", func(r rental.Company) any { return r.Name }},
		{"kind", func(r rental.Company) any { return r.Kind }},
		{"search", func(r rental.Company) any { return fold(r.Name) }},
	}...),
}

// CompanyOwn is the kind of the company whose central this is.
const CompanyOwn = "own"

// OwnCompany returns the company whose central this is, if it was said.
func (tx *Tx) OwnCompany(ctx context.Context) (rental.Company, bool, error) {
	return companies.find(ctx, tx, "where kind = $1 order by id limit 1", CompanyOwn)
}

// CompanyFilter narrows a list of companies; empty fields let all through.
type CompanyFilter struct {
	Common
	Kind  []string
	Query string // every word must occur in the name
}

var companyOrders = page.Orders{
	{Name: "name", Column: "name", Text: true, With: []string{"kind"}},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// ListCompanies returns a page of companies, by name.
func (tx *Tx) ListCompanies(ctx context.Context, f CompanyFilter, p Page) ([]rental.Company, string, error) {
	var q query
	q.common(f.Common)
	q.Is("kind", f.Kind...)
	q.search(f.Query)
	return list(ctx, tx, companies, q, companyOrders, p)
}
