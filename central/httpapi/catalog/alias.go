package catalog

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

type aliasList struct {
	door.Page
	IDs      []string `query:"ids" maxItems:"200" doc:"only these rows"`
	Code     string   `query:"code"`
	Target   []string `query:"target" enum:"asset,item_type,place,person,rent_action,project"`
	TargetID string   `query:"target_id"`
}

func (h *Handlers) ListAliases(ctx context.Context, in *aliasList) (*door.ListReply[rental.TagAlias], error) {
	f := store.TagAliasFilter{IDs: door.Values[string](in.IDs), Code: in.Code, Target: door.Values[rental.TargetType](in.Target), TargetID: in.TargetID}
	return door.PageOf(ctx, h.d, func(ctx context.Context, tx *store.Tx) ([]rental.TagAlias, string, error) {
		return tx.ListTagAliases(ctx, f, in.Store())
	})
}

// AliasInput is what a person says of a further code.
type AliasInput struct {
	Code     string            `json:"code" minLength:"1" maxLength:"128"`
	Target   rental.TargetType `json:"target" enum:"asset,item_type,place,person,rent_action,project"`
	TargetID string            `json:"target_id" format:"uuid"`
	Quantity int64             `json:"quantity,omitempty" minimum:"0"`
}

func (in AliasInput) over(a rental.TagAlias) rental.TagAlias {
	a.Code, a.Target, a.TargetID, a.Quantity = in.Code, in.Target, in.TargetID, in.Quantity
	return a
}

// GetAlias reads a further code.
func (h *Handlers) GetAlias(ctx context.Context, in *door.ByID) (*door.RowReply[rental.TagAlias], error) {
	r, err := door.Find[rental.TagAlias](ctx, h.d, in.ID)
	return door.Reply(r), err
}

type changedAlias struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body AliasInput
}

// PutAlias changes a further code.
func (h *Handlers) PutAlias(ctx context.Context, in *changedAlias) (*door.RowReply[rental.TagAlias], error) {
	return door.Change(ctx, h.d, in.Key, in.Guarded, in.ID, in.Body.over)
}

type newAlias struct {
	door.Repeatable
	Body AliasInput
}

func (h *Handlers) CreateAlias(ctx context.Context, in *newAlias) (*door.RowReply[rental.TagAlias], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/tag-aliases", func(id string) rental.TagAlias {
		return in.Body.over(rental.TagAlias{ID: rental.TagAliasID(id)})
	})
}
