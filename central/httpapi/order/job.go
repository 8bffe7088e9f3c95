package order

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

// ProjectInput is what a person says of a job.
type ProjectInput struct {
	Name        string               `json:"name" minLength:"1" maxLength:"200"`
	SiteID      rental.SiteID        `json:"site_id" format:"uuid"`
	CompanyID   rental.CompanyID     `json:"company_id,omitempty"`
	CompanyName string               `json:"company_name,omitempty" maxLength:"200"`
	PlaceID     rental.PlaceID       `json:"place_id,omitempty"`
	Window      rental.Window        `json:"window" doc:"half-open, ms UTC"`
	Status      rental.ProjectStatus `json:"status" enum:"planned,active,done"`
}

func (in ProjectInput) over(p rental.Project) rental.Project {
	p.Name, p.SiteID, p.CompanyID, p.CompanyName = in.Name, in.SiteID, in.CompanyID, in.CompanyName
	p.PlaceID, p.Window, p.Status = in.PlaceID, in.Window, in.Status
	return p
}

type projectList struct {
	door.Listing
	Sort      string   `query:"sort" enum:"window.start,-window.start,name,-name,updated_at,-updated_at,created_at,-created_at" doc:"absent: -window.start"`
	SiteID    []string `query:"site_id"`
	CompanyID string   `query:"company_id"`
	Status    []string `query:"status" enum:"planned,active,done"`
	Query     string   `query:"q" maxLength:"200" doc:"each word must occur in number, name or company"`
}

func (h *Handlers) ListProjects(ctx context.Context, in *projectList) (*door.ListReply[rental.Project], error) {
	f := store.ProjectFilter{
		Common: in.Narrow(), SiteID: door.Values[rental.SiteID](in.SiteID), CompanyID: rental.CompanyID(in.CompanyID),
		Status: door.Values[rental.ProjectStatus](in.Status), Query: in.Query,
	}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.Project, string, error) {
		return tx.ListProjects(ctx, f, p)
	})
}

type newProject struct {
	door.Repeatable
	Body ProjectInput
}

func (h *Handlers) CreateProject(ctx context.Context, in *newProject) (*door.RowReply[rental.Project], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/projects", func(id string) rental.Project {
		return in.Body.over(rental.Project{ID: rental.ProjectID(id)})
	})
}

func (h *Handlers) GetProject(ctx context.Context, in *door.ByID) (*door.RowReply[rental.Project], error) {
	r, err := door.Find[rental.Project](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedProject struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body ProjectInput
}

func (h *Handlers) PutProject(ctx context.Context, in *changedProject) (*door.RowReply[rental.Project], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}
