package store

import (
	"context"
	"fmt"

	"rms/syncproto/rental"
)

// UseNonce notes that a challenge was answered, until it expires by itself. It
// answers false when it had been answered before.
func (tx *Tx) UseNonce(ctx context.Context, hash string, expires, now rental.Millis) (bool, error) {
	if _, err := tx.exec(ctx, `delete from nonces where expires_ms < $1`, int64(now)); err != nil {
		return false, fmt.Errorf("forget old nonces: %w", err)
	}
	n, err := tx.exec(ctx, `insert into nonces (hash, expires_ms) values ($1, $2) on conflict (hash) do nothing`, hash, int64(expires))
	if err != nil {
		return false, fmt.Errorf("use a nonce: %w", err)
	}
	return n == 1, nil
}

// AddKioskSession keeps a session by the hash of its token, and forgets those
// that are over.
func (tx *Tx) AddKioskSession(ctx context.Context, hash string, kiosk rental.KioskID, expires, now rental.Millis) error {
	if _, err := tx.exec(ctx, `delete from kiosk_sessions where expires_ms < $1`, int64(now)); err != nil {
		return fmt.Errorf("forget old sessions: %w", err)
	}
	const insert = `insert into kiosk_sessions (hash, kiosk_id, expires_ms) values ($1, $2, $3)`
	if _, err := tx.exec(ctx, insert, hash, string(kiosk), int64(expires)); err != nil {
		return fmt.Errorf("keep the session of kiosk %s: %w", kiosk, err)
	}
	return nil
}

// KioskBySession returns the kiosk of a session that is not over.
func (tx *Tx) KioskBySession(ctx context.Context, hash string, now rental.Millis) (rental.Kiosk, bool, error) {
	return kiosks.find(ctx, tx, "where id = (select kiosk_id from kiosk_sessions where hash = $1 and expires_ms > $2)", hash, int64(now))
}
