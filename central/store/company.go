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

// ListCompanies returns a page of companies, by name; every word of text must
// occur in the name.
func (tx *Tx) ListCompanies(ctx context.Context, text string, p Page) ([]rental.Company, string, error) {
	var q query
	q.search(text)
	return list(ctx, tx, companies, q, order{column: "name", text: true}, p)
}
