package httpapi

import (
	"context"

	"rms/central/store"
	"rms/syncproto/rental"
)

// ItemTypeInput is what a person says of an item type.
type ItemTypeInput struct {
	Code            string          `json:"code" minLength:"1" maxLength:"128"`
	Name            string          `json:"name" minLength:"1" maxLength:"200"`
	Maker           string          `json:"maker,omitempty" maxLength:"200"`
	Category        string          `json:"category,omitempty" maxLength:"100"`
	Silhouette      string          `json:"silhouette,omitempty" maxLength:"40"`
	Kind            rental.ItemKind `json:"kind" enum:"serialized,fungible,kit"`
	Returns         bool            `json:"returns" doc:"false for what is used up"`
	Container       bool            `json:"container,omitempty"`
	WeightG         int64           `json:"weight_g,omitempty" minimum:"0"`
	PowerW          int64           `json:"power_w,omitempty" minimum:"0"`
	TagPattern      string          `json:"tag_pattern,omitempty" maxLength:"200"`
	InspectOnReturn bool            `json:"inspect_on_return,omitempty"`
	TurnaroundMs    int64           `json:"turnaround_ms,omitempty" minimum:"0"`
	Archived        bool            `json:"archived,omitempty"`
}

func (in ItemTypeInput) over(t rental.ItemType) rental.ItemType {
	t.Code, t.Name, t.Maker, t.Category, t.Silhouette = in.Code, in.Name, in.Maker, in.Category, in.Silhouette
	t.Kind, t.Returns, t.Container, t.WeightG, t.PowerW = in.Kind, in.Returns, in.Container, in.WeightG, in.PowerW
	t.TagPattern, t.InspectOnReturn, t.TurnaroundMs, t.Archived = in.TagPattern, in.InspectOnReturn, in.TurnaroundMs, in.Archived
	return t
}

type itemTypeList struct {
	Page
	Category string `query:"category"`
	Query    string `query:"q" maxLength:"200" doc:"each word must occur in code, name, maker or category"`
	Archived bool   `query:"archived" doc:"with those that are no longer rented"`
}

func (a *API) listItemTypes(ctx context.Context, in *itemTypeList) (*listReply[rental.ItemType], error) {
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.ItemType, string, error) {
		return tx.ListItemTypes(ctx, store.ItemTypeFilter{Category: in.Category, Query: in.Query, Archived: in.Archived}, in.store())
	})
}

type newItemType struct {
	Repeatable
	Body ItemTypeInput
}

func (a *API) createItemType(ctx context.Context, in *newItemType) (*rowReply[rental.ItemType], error) {
	return create(ctx, a, in.Key, "/v1/catalog/item-types", func(id string) rental.ItemType {
		return in.Body.over(rental.ItemType{ID: rental.ItemTypeID(id)})
	})
}

func (a *API) getItemType(ctx context.Context, in *ByID) (*rowReply[rental.ItemType], error) {
	r, err := find[rental.ItemType](ctx, a, in.ID)
	return reply(r), err
}

type changedItemType struct {
	ByID
	Repeatable
	Guarded
	Body ItemTypeInput
}

func (a *API) putItemType(ctx context.Context, in *changedItemType) (*rowReply[rental.ItemType], error) {
	return change(ctx, a, in.Key, in.Guarded, in.ID, in.Body.over)
}

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
	Page
	Kind     string `query:"kind"`
	ParentID string `query:"parent_id"`
	Query    string `query:"q" maxLength:"200" doc:"each word must occur in code, name or address"`
	Archived bool   `query:"archived"`
}

func (a *API) listPlaces(ctx context.Context, in *placeList) (*listReply[rental.Place], error) {
	f := store.PlaceFilter{Kind: rental.PlaceKind(in.Kind), ParentID: rental.PlaceID(in.ParentID), Query: in.Query, Archived: in.Archived}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.Place, string, error) {
		return tx.ListPlaces(ctx, f, in.store())
	})
}

type newPlace struct {
	Repeatable
	Body PlaceInput
}

func (a *API) createPlace(ctx context.Context, in *newPlace) (*rowReply[rental.Place], error) {
	return create(ctx, a, in.Key, "/v1/places", func(id string) rental.Place {
		return in.Body.over(rental.Place{ID: rental.PlaceID(id)})
	})
}

func (a *API) getPlace(ctx context.Context, in *ByID) (*rowReply[rental.Place], error) {
	r, err := find[rental.Place](ctx, a, in.ID)
	return reply(r), err
}

type changedPlace struct {
	ByID
	Repeatable
	Guarded
	Body PlaceInput
}

func (a *API) putPlace(ctx context.Context, in *changedPlace) (*rowReply[rental.Place], error) {
	return change(ctx, a, in.Key, in.Guarded, in.ID, in.Body.over)
}

type aliasList struct {
	Page
	Code     string `query:"code"`
	Target   string `query:"target"`
	TargetID string `query:"target_id"`
}

func (a *API) listAliases(ctx context.Context, in *aliasList) (*listReply[rental.TagAlias], error) {
	f := store.TagAliasFilter{Code: in.Code, Target: rental.TargetType(in.Target), TargetID: in.TargetID}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.TagAlias, string, error) {
		return tx.ListTagAliases(ctx, f, in.store())
	})
}

type newAlias struct {
	Repeatable
	Body struct {
		Code     string            `json:"code" minLength:"1" maxLength:"128"`
		Target   rental.TargetType `json:"target" enum:"asset,item_type,place,person,rent_action,project"`
		TargetID string            `json:"target_id" format:"uuid"`
		Quantity int64             `json:"quantity,omitempty" minimum:"0"`
	}
}

func (a *API) createAlias(ctx context.Context, in *newAlias) (*rowReply[rental.TagAlias], error) {
	return create(ctx, a, in.Key, "/v1/tag-aliases", func(id string) rental.TagAlias {
		return rental.TagAlias{
			ID: rental.TagAliasID(id), Code: in.Body.Code, Target: in.Body.Target, TargetID: in.Body.TargetID, Quantity: in.Body.Quantity,
		}
	})
}

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
	Page
	SiteID    string `query:"site_id"`
	CompanyID string `query:"company_id"`
	Status    string `query:"status"`
	Query     string `query:"q" maxLength:"200" doc:"each word must occur in number, name or company"`
}

func (a *API) listProjects(ctx context.Context, in *projectList) (*listReply[rental.Project], error) {
	f := store.ProjectFilter{SiteID: rental.SiteID(in.SiteID), CompanyID: rental.CompanyID(in.CompanyID), Status: rental.ProjectStatus(in.Status), Query: in.Query}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.Project, string, error) {
		return tx.ListProjects(ctx, f, in.store())
	})
}

type newProject struct {
	Repeatable
	Body ProjectInput
}

func (a *API) createProject(ctx context.Context, in *newProject) (*rowReply[rental.Project], error) {
	return create(ctx, a, in.Key, "/v1/projects", func(id string) rental.Project {
		return in.Body.over(rental.Project{ID: rental.ProjectID(id)})
	})
}

func (a *API) getProject(ctx context.Context, in *ByID) (*rowReply[rental.Project], error) {
	r, err := find[rental.Project](ctx, a, in.ID)
	return reply(r), err
}

type changedProject struct {
	ByID
	Repeatable
	Guarded
	Body ProjectInput
}

func (a *API) putProject(ctx context.Context, in *changedProject) (*rowReply[rental.Project], error) {
	return change(ctx, a, in.Key, in.Guarded, in.ID, in.Body.over)
}
