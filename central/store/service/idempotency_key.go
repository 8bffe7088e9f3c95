package service

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// IdempotencyKey is a request that was carried out, under the name that its
// sender gave it, with what was answered: a service row of the ledger's.
type IdempotencyKey struct {
	Actor       string
	Name        string
	RequestHash string
	ItemID      rental.ItemID // the command that it became
	Answer      []byte
	CreatedAt   rental.Millis
}

// FindIdempotencyKey returns what an actor has sent under a name.
func FindIdempotencyKey(ctx context.Context, tx *store.Tx, actor, name string) (IdempotencyKey, bool, error) {
	k := IdempotencyKey{Actor: actor, Name: name}
	const read = `select request_hash, item_id, answer, created_ms from idempotency_keys where actor = $1 and name = $2`
	ok, err := tx.One(ctx, read, []any{actor, name}, &k.RequestHash, &k.ItemID, &k.Answer, &k.CreatedAt)
	if err != nil {
		return k, false, fmt.Errorf("read an idempotency key: %w", err)
	}
	return k, ok, nil
}

// AddIdempotencyKey keeps one, and forgets those that were made before forget.
func AddIdempotencyKey(ctx context.Context, tx *store.Tx, k IdempotencyKey, forget rental.Millis) error {
	if _, err := tx.Exec(ctx, `delete from idempotency_keys where created_ms < $1`, int64(forget)); err != nil {
		return fmt.Errorf("forget old idempotency keys: %w", err)
	}
	const insert = `insert into idempotency_keys (actor, name, request_hash, item_id, answer, created_ms) values ($1, $2, $3, $4, $5, $6)`
	if _, err := tx.Exec(ctx, insert, k.Actor, k.Name, k.RequestHash, string(k.ItemID), k.Answer, int64(k.CreatedAt)); err != nil {
		return fmt.Errorf("keep an idempotency key: %w", err)
	}
	return nil
}
