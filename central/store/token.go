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

// Bearer is a token with whose it is.
type Bearer struct {
	Token rental.Token
	User  rental.User
	Used  rental.Millis // last, as far as it was noted; 0: never
}

// BearerByHash returns the token with a secret's SHA-256. Every request of a program
// asks for it: it is one statement.
func (tx *Tx) BearerByHash(ctx context.Context, hash string) (b Bearer, ok bool, err error) {
	const find = `select t.body, t.secret, u.body, u.secret, coalesce(used_ms, 0)
		from tokens t join users u on u.id = t.user_id left join token_uses on token_id = t.id where t.secret = $1`
	var token, user []byte
	var secret, password string
	if ok, err = tx.One(ctx, find, []any{hash}, &token, &secret, &user, &password, &b.Used); err != nil || !ok {
		return Bearer{}, false, err
	}
	if b.Token, err = tokens.decode(token, secret); err != nil {
		return Bearer{}, false, err
	}
	b.User, err = users.decode(user, password)
	return b, err == nil, err
}

// tokenOrders sort tokens. A user's tokens are few.
var tokenOrders = page.Orders{{Name: "name", Column: "name", Text: true}}

// ListTokens returns a page of tokens, by name; of one user unless user is empty.
func (tx *Tx) ListTokens(ctx context.Context, user rental.UserID, p Page) ([]rental.Token, string, error) {
	var q query
	q.Narrow("user_id", string(user))
	return list(ctx, tx, tokens, q, tokenOrders, p)
}
