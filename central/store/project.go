package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var projects = &table[rental.Project]{
	name: "projects",
	columns: append(external[rental.Project](), []column[rental.Project]{
		{"also_site_id", func(r rental.Project) any { return string(r.AlsoSiteID) }},
		{"created_ms", func(r rental.Project) any { return int64(r.CreatedAt) }},
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
	Common
	SiteID    []rental.SiteID
	CompanyID rental.CompanyID
	Status    []rental.ProjectStatus
	Starts    Span   // of the window
	Query     string // every word must occur in number, name or company
}

// projectOrders sort jobs. A company's jobs are few.
var projectOrders = page.Orders{
	{Name: "window.start", Column: "window_start_ms", Desc: true, With: []string{"status", "site_id"}},
	{Name: "name", Column: "name", Text: true},
	{Name: "updated_at", Column: "updated_ms"},
	{Name: "created_at", Column: "created_ms"},
}

// ListProjects returns a page of jobs, the latest start first.
func (tx *Tx) ListProjects(ctx context.Context, f ProjectFilter, p Page) ([]rental.Project, string, error) {
	var q query
	q.common(f.Common)
	q.site(f.SiteID...)
	q.Narrow("company_id", string(f.CompanyID))
	q.Is("status", texts(f.Status)...)
	q.Between("window_start_ms", int64(f.Starts.From), int64(f.Starts.To))
	q.search(f.Query)
	return list(ctx, tx, projects, q, projectOrders, p)
}
