package service

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// EnrolmentCode lets one kiosk in, once. Only the code's hash is kept.
type EnrolmentCode struct {
	Hash           string
	SiteID         rental.SiteID
	ReturnsPlaceID rental.PlaceID
	Name           string // for the kiosk; may be empty
	CreatedBy      string
	CreatedAt      rental.Millis
	ExpiresAt      rental.Millis
	UsedAt         rental.Millis // 0 while it is not used
	KioskID        rental.KioskID
	RevokedAt      rental.Millis // 0 unless somebody took it back
}

// AddEnrolmentCode keeps a new code.
func AddEnrolmentCode(ctx context.Context, tx *store.Tx, c EnrolmentCode) error {
	const insert = `insert into enrolment_codes (hash, site_id, returns_place_id, name, created_by, created_ms, expires_ms, used_ms, kiosk_id)
values ($1, $2, $3, $4, $5, $6, $7, 0, '')`
	_, err := tx.Exec(ctx, insert, c.Hash, string(c.SiteID), string(c.ReturnsPlaceID), c.Name, c.CreatedBy, int64(c.CreatedAt), int64(c.ExpiresAt))
	if err != nil {
		return fmt.Errorf("keep an enrolment code: %w", err)
	}
	return nil
}

// FindEnrolmentCode returns the code with a hash, used or not.
func FindEnrolmentCode(ctx context.Context, tx *store.Tx, hash string) (EnrolmentCode, bool, error) {
	c := EnrolmentCode{Hash: hash}
	const find = `select site_id, returns_place_id, name, created_by, created_ms, expires_ms, used_ms, kiosk_id, revoked_ms from enrolment_codes where hash = $1`
	ok, err := tx.One(ctx, find, []any{hash}, &c.SiteID, &c.ReturnsPlaceID, &c.Name, &c.CreatedBy, &c.CreatedAt, &c.ExpiresAt, &c.UsedAt, &c.KioskID, &c.RevokedAt)
	if err != nil {
		return c, false, fmt.Errorf("read an enrolment code: %w", err)
	}
	return c, ok, nil
}

// UseEnrolmentCode marks a code as used by a kiosk; store.ErrStale when it already was.
func UseEnrolmentCode(ctx context.Context, tx *store.Tx, hash string, kiosk rental.KioskID, at rental.Millis) error {
	n, err := tx.Exec(ctx, `update enrolment_codes set used_ms = $1, kiosk_id = $2 where hash = $3 and used_ms = 0 and revoked_ms = 0`, int64(at), string(kiosk), hash)
	if err != nil {
		return fmt.Errorf("use an enrolment code: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("use an enrolment code: %w", store.ErrStale)
	}
	return nil
}

// OpenEnrolmentCodes returns the codes that may still let a kiosk in, the one that
// ends first before the others, at most limit of them.
func OpenEnrolmentCodes(ctx context.Context, tx *store.Tx, now rental.Millis, limit int) ([]EnrolmentCode, error) {
	var out []EnrolmentCode
	const list = `select hash, site_id, returns_place_id, name, created_by, created_ms, expires_ms from enrolment_codes
where used_ms = 0 and revoked_ms = 0 and expires_ms > $1 order by expires_ms, hash limit $2`
	err := tx.Each(ctx, list, []any{int64(now), limit}, func(rows *sql.Rows) error {
		var c EnrolmentCode
		err := rows.Scan(&c.Hash, &c.SiteID, &c.ReturnsPlaceID, &c.Name, &c.CreatedBy, &c.CreatedAt, &c.ExpiresAt)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list enrolment codes: %w", err)
	}
	return out, nil
}

// RevokeEnrolmentCode takes a code back that was not used; store.ErrStale when it was.
func RevokeEnrolmentCode(ctx context.Context, tx *store.Tx, hash string, at rental.Millis) error {
	n, err := tx.Exec(ctx, `update enrolment_codes set revoked_ms = $1 where hash = $2 and used_ms = 0 and revoked_ms = 0`, int64(at), hash)
	if err != nil {
		return fmt.Errorf("take an enrolment code back: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("take an enrolment code back: %w", store.ErrStale)
	}
	return nil
}
