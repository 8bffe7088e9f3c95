package store

import (
	"context"
	"fmt"

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
}

// AddEnrolmentCode keeps a new code.
func (tx *Tx) AddEnrolmentCode(ctx context.Context, c EnrolmentCode) error {
	const insert = `insert into enrolment_codes (hash, site_id, returns_place_id, name, created_by, created_ms, expires_ms, used_ms, kiosk_id)
values ($1, $2, $3, $4, $5, $6, $7, 0, '')`
	_, err := tx.exec(ctx, insert, c.Hash, string(c.SiteID), string(c.ReturnsPlaceID), c.Name, c.CreatedBy, int64(c.CreatedAt), int64(c.ExpiresAt))
	if err != nil {
		return fmt.Errorf("keep an enrolment code: %w", err)
	}
	return nil
}

// EnrolmentCode returns the code with a hash, used or not.
func (tx *Tx) EnrolmentCode(ctx context.Context, hash string) (EnrolmentCode, bool, error) {
	c := EnrolmentCode{Hash: hash}
	const find = `select site_id, returns_place_id, name, created_by, created_ms, expires_ms, used_ms, kiosk_id from enrolment_codes where hash = $1`
	ok, err := tx.one(ctx, find, []any{hash}, &c.SiteID, &c.ReturnsPlaceID, &c.Name, &c.CreatedBy, &c.CreatedAt, &c.ExpiresAt, &c.UsedAt, &c.KioskID)
	if err != nil {
		return c, false, fmt.Errorf("read an enrolment code: %w", err)
	}
	return c, ok, nil
}

// UseEnrolmentCode marks a code as used by a kiosk; ErrStale when it already was.
func (tx *Tx) UseEnrolmentCode(ctx context.Context, hash string, kiosk rental.KioskID, at rental.Millis) error {
	n, err := tx.exec(ctx, `update enrolment_codes set used_ms = $1, kiosk_id = $2 where hash = $3 and used_ms = 0`, int64(at), string(kiosk), hash)
	if err != nil {
		return fmt.Errorf("use an enrolment code: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("use an enrolment code: %w", ErrStale)
	}
	return nil
}
