// Package company answers customers, suppliers and the house itself.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package company

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// CompanyInput is what a person says of a company.
type CompanyInput struct {
	Name string `json:"name" minLength:"1" maxLength:"200"`
	Kind string `json:"kind,omitempty" maxLength:"40" doc:"customer, supplier, or any word of the house's own; own: the house itself"`
}

func (in CompanyInput) over(c rental.Company) rental.Company {
	c.Name, c.Kind = in.Name, in.Kind
	return c
}

type companyList struct {
	door.Listing
	Sort  string   `query:"sort" enum:"name,-name,updated_at,-updated_at,created_at,-created_at" doc:"absent: name"`
	Kind  []string `query:"kind"`
	Query string   `query:"q" maxLength:"200" doc:"each word must occur in the name"`
}

// ListCompanies answers a page of companies.
func (h *Handlers) ListCompanies(ctx context.Context, in *companyList) (*door.ListReply[rental.Company], error) {
	f := store.CompanyFilter{Common: in.Narrow(), Kind: in.Kind, Query: in.Query}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.Company, string, error) {
		return tx.ListCompanies(ctx, f, p)
	})
}

type newCompany struct {
	door.Repeatable
	Body CompanyInput
}

// CreateCompany makes a company.
func (h *Handlers) CreateCompany(ctx context.Context, in *newCompany) (*door.RowReply[rental.Company], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/companies", func(id string) rental.Company {
		return in.Body.over(rental.Company{ID: rental.CompanyID(id)})
	})
}

// GetCompany reads a company.
func (h *Handlers) GetCompany(ctx context.Context, in *door.ByID) (*door.RowReply[rental.Company], error) {
	r, err := door.Find[rental.Company](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedCompany struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body CompanyInput
}

// PutCompany changes a company.
func (h *Handlers) PutCompany(ctx context.Context, in *changedCompany) (*door.RowReply[rental.Company], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}
