package store

import (
	"context"

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
	Code     string
	Target   rental.TargetType
	TargetID string
}

// ListTagAliases returns a page of aliases, by code.
func (tx *Tx) ListTagAliases(ctx context.Context, f TagAliasFilter, p Page) ([]rental.TagAlias, string, error) {
	var q query
	q.is("code", f.Code)
	q.is("target", string(f.Target))
	q.is("target_id", f.TargetID)
	return list(ctx, tx, tagAliases, q, order{column: "code", text: true}, p)
}
