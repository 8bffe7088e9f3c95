// Package catalog answers what is rented: item types, and further codes of things.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package catalog

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
	TagPrefix       string          `json:"tag_prefix,omitempty" maxLength:"60" doc:"what the tags of new things begin with, before their number; absent: as the tags so far do"`
	InspectOnReturn bool            `json:"inspect_on_return,omitempty"`
	TurnaroundMs    int64           `json:"turnaround_ms,omitempty" minimum:"0"`
	Archived        bool            `json:"archived,omitempty"`
}

func (in ItemTypeInput) over(t rental.ItemType) rental.ItemType {
	t.Code, t.Name, t.Maker, t.Category, t.Silhouette = in.Code, in.Name, in.Maker, in.Category, in.Silhouette
	t.Kind, t.Returns, t.Container, t.WeightG, t.PowerW = in.Kind, in.Returns, in.Container, in.WeightG, in.PowerW
	t.TagPattern, t.TagPrefix, t.InspectOnReturn, t.TurnaroundMs, t.Archived = in.TagPattern, in.TagPrefix, in.InspectOnReturn, in.TurnaroundMs, in.Archived
	return t
}

type itemTypeList struct {
	door.Listing
	Sort     string   `query:"sort" enum:"name,-name,code,-code,updated_at,-updated_at,created_at,-created_at" doc:"absent: name"`
	Category []string `query:"category"`
	Kind     []string `query:"kind" enum:"serialized,fungible,kit"`
	Query    string   `query:"q" maxLength:"200" doc:"each word must occur in code, name, maker or category"`
	Archived bool     `query:"archived" doc:"with those that are no longer rented"`
}

func (h *Handlers) ListItemTypes(ctx context.Context, in *itemTypeList) (*door.ListReply[rental.ItemType], error) {
	f := store.ItemTypeFilter{Common: in.Narrow(), Category: in.Category, Kind: door.Values[rental.ItemKind](in.Kind), Query: in.Query, Archived: in.Archived}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]rental.ItemType, string, error) {
		return tx.ListItemTypes(ctx, f, p)
	})
}

type newItemType struct {
	door.Repeatable
	Body ItemTypeInput
}

func (h *Handlers) CreateItemType(ctx context.Context, in *newItemType) (*door.RowReply[rental.ItemType], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/catalog/item-types", func(id string) rental.ItemType {
		return in.Body.over(rental.ItemType{ID: rental.ItemTypeID(id)})
	})
}

func (h *Handlers) GetItemType(ctx context.Context, in *door.ByID) (*door.RowReply[rental.ItemType], error) {
	r, err := door.Find[rental.ItemType](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedItemType struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body ItemTypeInput
}

func (h *Handlers) PutItemType(ctx context.Context, in *changedItemType) (*door.RowReply[rental.ItemType], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}

// BulkItemTypes makes, changes and removes many item types at once.
func (h *Handlers) BulkItemTypes() func(context.Context, *door.BulkInput[ItemTypeInput]) (*door.BulkReply, error) {
	made := func(in ItemTypeInput, id string) rental.ItemType {
		return in.over(rental.ItemType{ID: rental.ItemTypeID(id)})
	}
	return door.Bulk(h.d, made, ItemTypeInput.over)
}
