package store

import (
	"context"

	"rms/syncproto/rental"
)

var badges = &table[rental.Badge]{
	name: "badges",
	columns: []column[rental.Badge]{
		{"hash", func(r rental.Badge) any { return r.Hash }},
		{"person_id", func(r rental.Badge) any { return string(r.PersonID) }},
		{"revoked", func(r rental.Badge) any { return flag(r.Revoked) }},
	},
}

var pins = &table[rental.PIN]{name: "pins"}

// BadgesOf returns a person's badges, revoked ones included.
func (tx *Tx) BadgesOf(ctx context.Context, person rental.PersonID) ([]rental.Badge, error) {
	return badges.all(ctx, tx, "where person_id = $1 order by id", string(person))
}
