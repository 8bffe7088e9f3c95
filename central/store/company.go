package store

import (
	"context"

	"rms/syncproto/rental"
)

var companies = &table[rental.Company]{
	name: "companies",
	columns: append(external[rental.Company](), []column[rental.Company]{
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
