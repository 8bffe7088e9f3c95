package service

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// UseNonce notes that a challenge was answered, until it expires by itself. It
// answers false when it had been answered before.
func UseNonce(ctx context.Context, tx *store.Tx, hash string, expires, now rental.Millis) (bool, error) {
	if _, err := tx.Exec(ctx, `delete from nonces where expires_ms < $1`, int64(now)); err != nil {
		return false, fmt.Errorf("forget old nonces: %w", err)
	}
	n, err := tx.Exec(ctx, `insert into nonces (hash, expires_ms) values ($1, $2) on conflict (hash) do nothing`, hash, int64(expires))
	if err != nil {
		return false, fmt.Errorf("use a nonce: %w", err)
	}
	return n == 1, nil
}

// AddKioskSession keeps a session by the hash of its token, and forgets those
// that are over.
func AddKioskSession(ctx context.Context, tx *store.Tx, hash string, kiosk rental.KioskID, expires, now rental.Millis) error {
	if _, err := tx.Exec(ctx, `delete from kiosk_sessions where expires_ms < $1`, int64(now)); err != nil {
		return fmt.Errorf("forget old sessions: %w", err)
	}
	const insert = `insert into kiosk_sessions (hash, kiosk_id, expires_ms) values ($1, $2, $3)`
	if _, err := tx.Exec(ctx, insert, hash, string(kiosk), int64(expires)); err != nil {
		return fmt.Errorf("keep the session of kiosk %s: %w", kiosk, err)
	}
	return nil
}

// KioskBySession returns the kiosk of a session that is not over.
func KioskBySession(ctx context.Context, tx *store.Tx, hash string, now rental.Millis) (rental.Kiosk, bool, error) {
	var kiosk string
	ok, err := tx.One(ctx, `select kiosk_id from kiosk_sessions where hash = $1 and expires_ms > $2`, []any{hash, int64(now)}, &kiosk)
	if err != nil {
		return rental.Kiosk{}, false, fmt.Errorf("read the session of a kiosk: %w", err)
	}
	if !ok {
		return rental.Kiosk{}, false, nil
	}
	return store.Get[rental.Kiosk](ctx, tx, kiosk)
}
