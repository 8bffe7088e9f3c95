// Package place answers where things stand.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package place

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

// PlaceInput is what a person says of a place.
type PlaceInput struct {
	Code       string           `json:"code,omitempty" maxLength:"128"`
	Name       string           `json:"name" minLength:"1" maxLength:"200"`
	ParentID   rental.PlaceID   `json:"parent_id,omitempty"`
	Kind       rental.PlaceKind `json:"kind" enum:"site,building,room,dock,aisle,shelf,bench,returns,customer,transit"`
	Address    string           `json:"address,omitempty" maxLength:"400"`
	Zone       string           `json:"zone,omitempty" doc:"IANA time zone; sites only"`
	OpensMin   int              `json:"opens_min,omitempty" minimum:"0" maximum:"1440" doc:"minutes after midnight"`
	ClosesMin  int              `json:"closes_min,omitempty" minimum:"0" maximum:"1440"`
	ClosedDays []string         `json:"closed_days,omitempty"`
	GraceMs    int64            `json:"grace_ms,omitempty" minimum:"0"`
	Archived   bool             `json:"archived,omitempty"`
}

func (in PlaceInput) over(p rental.Place) rental.Place {
	p.Code, p.Name, p.ParentID, p.Kind, p.Address, p.Zone = in.Code, in.Name, in.ParentID, in.Kind, in.Address, in.Zone
	p.OpensMin, p.ClosesMin, p.ClosedDays, p.GraceMs, p.Archived = in.OpensMin, in.ClosesMin, in.ClosedDays, in.GraceMs, in.Archived
	return p
}

type placeList struct {
	door.Listing
	Sort     string   `query:"sort" enum:"name,-name,code,-code,updated_at,-updated_at,created_at,-created_at" doc:"absent: name"`
	Kind     []string `query:"kind" enum:"site,building,room,dock,aisle,shelf,bench,returns,customer,transit"`
	SiteID   []string `query:"site_id"`
	ParentID string   `query:"parent_id"`
	Query    string   `query:"q" maxLength:"200" doc:"each word must occur in code, name or address"`
	Archived bool     `query:"archived" doc:"with those that are no longer used"`
}

func (h *Handlers) ListPlaces(ctx context.Context, in *placeList) (*door.ListReply[rental.Place], error) {
	f := store.PlaceFilter{Common: in.Narrow(), Kind: door.Values[rental.PlaceKind](in.Kind), SiteID: door.Values[rental.SiteID](in.SiteID), ParentID: rental.PlaceID(in.ParentID), Query: in.Query, Archived: in.Archived}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.Place, string, error) {
		return tx.ListPlaces(ctx, f, p)
	})
}

type newPlace struct {
	door.Repeatable
	Body PlaceInput
}

func (h *Handlers) CreatePlace(ctx context.Context, in *newPlace) (*door.RowReply[rental.Place], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/places", func(id string) rental.Place {
		return in.Body.over(rental.Place{ID: rental.PlaceID(id)})
	})
}

func (h *Handlers) GetPlace(ctx context.Context, in *door.ByID) (*door.RowReply[rental.Place], error) {
	r, err := door.Find[rental.Place](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedPlace struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body PlaceInput
}

func (h *Handlers) PutPlace(ctx context.Context, in *changedPlace) (*door.RowReply[rental.Place], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}

// BulkPlaces makes, changes and removes many places at once.
func (h *Handlers) BulkPlaces() func(context.Context, *door.BulkInput[PlaceInput]) (*door.BulkReply, error) {
	made := func(in PlaceInput, id string) rental.Place { return in.over(rental.Place{ID: rental.PlaceID(id)}) }
	return door.Bulk(h.d, made, PlaceInput.over)
}
