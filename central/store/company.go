package store

import "rms/syncproto/rental"

var companies = &table[rental.Company]{
	name: "companies",
	columns: append(external[rental.Company](), []column[rental.Company]{
		{"name", func(r rental.Company) any { return r.Name }},
		{"kind", func(r rental.Company) any { return r.Kind }},
		{"search", func(r rental.Company) any { return fold(r.Name) }},
	}...),
}
