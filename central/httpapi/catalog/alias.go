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

type newAlias struct {
	door.Repeatable
	Body struct {
		Code     string            `json:"code" minLength:"1" maxLength:"128"`
		Target   rental.TargetType `json:"target" enum:"asset,item_type,place,person,rent_action,project"`
		TargetID string            `json:"target_id" format:"uuid"`
		Quantity int64             `json:"quantity,omitempty" minimum:"0"`
	}
}

func (h *Handlers) CreateAlias(ctx context.Context, in *newAlias) (*door.RowReply[rental.TagAlias], error) {
	return door.Create(ctx, h.d, in.Key, "/v1/tag-aliases", func(id string) rental.TagAlias {
		return rental.TagAlias{
			ID: rental.TagAliasID(id), Code: in.Body.Code, Target: in.Body.Target, TargetID: in.Body.TargetID, Quantity: in.Body.Quantity,
		}
	})
}
