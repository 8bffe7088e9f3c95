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
	Sort       string   `query:"sort" enum:"window.start,-window.start,name,-name,updated_at,-updated_at,created_at,-created_at" doc:"absent: -window.start"`
	SiteID     []string `query:"site_id"`
	CompanyID  string   `query:"company_id"`
	Status     []string `query:"status" enum:"planned,active,done"`
	Query      string   `query:"q" maxLength:"200" doc:"each word must occur in number, name or company"`
	StartsFrom int64    `query:"starts_from" minimum:"0" doc:"ms UTC: the window starts then or later"`
	StartsTo   int64    `query:"starts_to" minimum:"0" doc:"ms UTC: the window starts before"`
}

func (h *Handlers) ListProjects(ctx context.Context, in *projectList) (*door.ListReply[rental.Project], error) {
	f := store.ProjectFilter{
		Common: in.Narrow(), SiteID: door.Values[rental.SiteID](in.SiteID), CompanyID: rental.CompanyID(in.CompanyID),
		Status: door.Values[rental.ProjectStatus](in.Status), Query: in.Query,
		Starts: span(in.StartsFrom, in.StartsTo),
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

// JobOrder is an order of a job with what became of it, over all its lines.
type JobOrder struct {
	rental.RentAction
	// Counts has no line_id; what left without being asked for is in it.
	Counts LineCount `json:"counts"`
}

type jobOrders struct {
	Body struct {
		Items []JobOrder `json:"items" doc:"all of the job, the newest first"`
	}
}

// ListJobOrders answers a job's orders, each with its sums: over one state of the books.
func (h *Handlers) ListJobOrders(ctx context.Context, in *door.ByID) (*jobOrders, error) {
	out := &jobOrders{}
	out.Body.Items = []JobOrder{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		job, err := door.Found[rental.Project](ctx, tx, in.ID)
		page := store.Page{Limit: store.MaxPage}
		for err == nil {
			var rows []rental.RentAction
			if rows, page.After, err = tx.ListRentActions(ctx, store.RentActionFilter{ProjectID: job.ID}, page); err != nil {
				return err
			}
			for _, r := range rows {
				one, err := jobOrder(ctx, tx, r)
				if err != nil {
					return err
				}
				out.Body.Items = append(out.Body.Items, one)
			}
			if page.After == "" {
				return nil
			}
		}
		return err
	})
	return out, err
}

func jobOrder(ctx context.Context, tx *store.Tx, r rental.RentAction) (JobOrder, error) {
	out := JobOrder{RentAction: r}
	allocations, err := tx.AllocationsOfOrder(ctx, r.ID)
	sum := &out.Counts
	for _, c := range rental.CountLines(r, allocations) {
		sum.Requested, sum.Allocated, sum.Packed, sum.Out = sum.Requested+c.Requested, sum.Allocated+c.Allocated, sum.Packed+c.Packed, sum.Out+c.Out
		sum.Returned, sum.Consumed, sum.Lost, sum.Cancelled = sum.Returned+c.Returned, sum.Consumed+c.Consumed, sum.Lost+c.Lost, sum.Cancelled+c.Cancelled
	}
	return out, err
}

type jobOrdersFile struct {
	door.ByID
	door.Turned
}

// JobOrdersPage is ListJobOrders for a file.
func (h *Handlers) JobOrdersPage(ctx context.Context, in *jobOrdersFile) (*door.ListReply[JobOrder], error) {
	got, err := h.ListJobOrders(ctx, &in.ByID)
	if err != nil {
		return nil, err
	}
	return door.Whole(got.Body.Items), nil
}
