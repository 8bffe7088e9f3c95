package store

import (
	"context"

	"rms/syncproto/rental"
)

var people = &table[rental.Person]{
	name: "people",
	columns: append(external[rental.Person](), []column[rental.Person]{
		{"name", func(r rental.Person) any { return r.Name }},
		{"company_id", func(r rental.Person) any { return string(r.CompanyID) }},
		{"archived", func(r rental.Person) any { return flag(r.Archived) }},
		{"search", func(r rental.Person) any { return fold(r.Name, r.Email, r.JobTitle) }},
	}...),
}

// PersonFilter narrows a list of people; empty fields let all through.
type PersonFilter struct {
	CompanyID rental.CompanyID
	Query     string // every word must occur in name, e-mail or job title
	Archived  bool   // include archived ones
}

// ListPeople returns a page of people, by name.
func (tx *Tx) ListPeople(ctx context.Context, f PersonFilter, p Page) ([]rental.Person, string, error) {
	var q query
	q.is("company_id", string(f.CompanyID))
	q.search(f.Query)
	if !f.Archived {
		q.where = append(q.where, "archived = 0")
	}
	return list(ctx, tx, people, q, order{column: "name", text: true}, p)
}
