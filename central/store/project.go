package store

import (
	"context"

	"rms/syncproto/rental"
)

var projects = &table[rental.Project]{
	name: "projects",
	columns: append(external[rental.Project](), []column[rental.Project]{
		{"also_site_id", func(r rental.Project) any { return string(r.AlsoSiteID) }},
		{"number", func(r rental.Project) any { return string(r.Number) }},
		{"name", func(r rental.Project) any { return r.Name }},
		{"company_id", func(r rental.Project) any { return string(r.CompanyID) }},
		{"status", func(r rental.Project) any { return string(r.Status) }},
		{"window_start_ms", func(r rental.Project) any { return int64(r.Window.Start) }},
		{"search", func(r rental.Project) any { return fold(string(r.Number), r.Name, r.CompanyName) }},
	}...),
}

// ProjectFilter narrows a list of jobs; empty fields let all through.
type ProjectFilter struct {
	SiteID    rental.SiteID
	CompanyID rental.CompanyID
	Status    rental.ProjectStatus
	Query     string // every word must occur in number, name or company
}

// ListProjects returns a page of jobs, the latest start first.
func (tx *Tx) ListProjects(ctx context.Context, f ProjectFilter, p Page) ([]rental.Project, string, error) {
	var q query
	q.site(f.SiteID)
	q.is("company_id", string(f.CompanyID))
	q.is("status", string(f.Status))
	q.search(f.Query)
	return list(ctx, tx, projects, q, order{column: "window_start_ms", desc: true}, p)
}
