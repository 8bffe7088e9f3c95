package service

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// TokenUsed returns when a token was last used, as far as it was noted; 0: never.
func TokenUsed(ctx context.Context, tx *store.Tx, token rental.TokenID) (rental.Millis, error) {
	var at rental.Millis
	if _, err := tx.One(ctx, `select used_ms from token_uses where token_id = $1`, []any{string(token)}, &at); err != nil {
		return 0, fmt.Errorf("read the use of token %s: %w", token, err)
	}
	return at, nil
}

// UseToken notes that a token was used.
func UseToken(ctx context.Context, tx *store.Tx, token rental.TokenID, at rental.Millis) error {
	const put = `insert into token_uses (token_id, used_ms) values ($1, $2) on conflict (token_id) do update set used_ms = excluded.used_ms`
	if _, err := tx.Exec(ctx, put, string(token), int64(at)); err != nil {
		return fmt.Errorf("note the use of token %s: %w", token, err)
	}
	return nil
}
