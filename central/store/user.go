package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var users = &table[rental.User]{
	name: "users",
	columns: []column[rental.User]{
		{"login", func(r rental.User) any { return r.Login }},
		{"secret", func(r rental.User) any { return r.PasswordHash }},
	},
	reveal: func(r *rental.User, secret string) { r.PasswordHash = secret },
}

// UserByLogin returns the account with a log-in name.
func (tx *Tx) UserByLogin(ctx context.Context, login string) (rental.User, bool, error) {
	return users.find(ctx, tx, "where login = $1", login)
}

// AllUsers returns every account.
func (tx *Tx) AllUsers(ctx context.Context) ([]rental.User, error) {
	return users.all(ctx, tx, "order by id")
}

var userOrders = page.Orders{{Name: "login", Column: "login", Text: true, Unique: true}}

// ListUsers returns a page of the accounts that q lets through, by log-in name.
func (tx *Tx) ListUsers(ctx context.Context, q page.Query, p Page) ([]rental.User, string, error) {
	return list(ctx, tx, users, query{Query: q}, userOrders, p)
}
