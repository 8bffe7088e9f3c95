package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var tagAliases = &table[rental.TagAlias]{
	name: "tag_aliases",
	columns: []column[rental.TagAlias]{
		{"code", func(r rental.TagAlias) any { return r.Code }},
		{"target", func(r rental.TagAlias) any { return string(r.Target) }},
		{"target_id", func(r rental.TagAlias) any { return r.TargetID }},
	},
}

// TagAliasFilter narrows a list of aliases; empty fields let all through.
type TagAliasFilter struct {
	IDs      []string
	Code     string
	Target   []rental.TargetType
	TargetID string
}

// tagAliasOrders sort aliases. Those of a thing, or of a code, are few.
var tagAliasOrders = page.Orders{{Name: "code", Column: "code", Text: true, Unique: true, With: []string{"target"}}}

// ListTagAliases returns a page of aliases, by code.
func (tx *Tx) ListTagAliases(ctx context.Context, f TagAliasFilter, p Page) ([]rental.TagAlias, string, error) {
	var q query
	q.Narrow("id", f.IDs...)
	q.Narrow("code", f.Code)
	q.Is("target", texts(f.Target)...)
	q.Narrow("target_id", f.TargetID)
	return list(ctx, tx, tagAliases, q, tagAliasOrders, p)
}
