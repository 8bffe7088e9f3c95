package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var tokens = &table[rental.Token]{
	name: "tokens",
	columns: []column[rental.Token]{
		{"name", func(r rental.Token) any { return r.Name }},
		{"user_id", func(r rental.Token) any { return string(r.UserID) }},
		{"secret", func(r rental.Token) any { return r.Hash }},
	},
	reveal: func(r *rental.Token, secret string) { r.Hash = secret },
}

// TokenByHash returns the token with a secret's SHA-256.
func (tx *Tx) TokenByHash(ctx context.Context, hash string) (rental.Token, bool, error) {
	return tokens.find(ctx, tx, "where secret = $1", hash)
}

// tokenOrders sort tokens. A user's tokens are few.
var tokenOrders = page.Orders{{Name: "name", Column: "name", Text: true}}

// ListTokens returns a page of tokens, by name; of one user unless user is empty.
func (tx *Tx) ListTokens(ctx context.Context, user rental.UserID, p Page) ([]rental.Token, string, error) {
	var q query
	q.Narrow("user_id", string(user))
	return list(ctx, tx, tokens, q, tokenOrders, p)
}
