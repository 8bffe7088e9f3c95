package store

import (
	"context"

	"rms/central/store/page"
	"rms/syncproto/rental"
)

var kiosks = &table[rental.Kiosk]{
	name: "kiosks",
	columns: []column[rental.Kiosk]{
		{"name", func(r rental.Kiosk) any { return r.Name }},
		{"number_prefix", func(r rental.Kiosk) any { return r.NumberPrefix }},
		{"public_key", func(r rental.Kiosk) any { return r.PublicKey }},
		{"status", func(r rental.Kiosk) any { return string(r.Status) }},
	},
}

var kioskOrders = page.Orders{{Name: "name", Column: "name", Text: true}}

// KioskFilter narrows a list of kiosks; empty fields let all through.
type KioskFilter struct {
	SiteID rental.SiteID
	// Waiting, if it is not 0: active ones with gestures that have not arrived, and
	// those not heard of since then.
	Waiting rental.Millis
}

// ListKiosks returns a page of kiosks, by name.
func (tx *Tx) ListKiosks(ctx context.Context, f KioskFilter, p Page) ([]rental.Kiosk, string, error) {
	var q query
	q.Is("site_id", string(f.SiteID))
	if f.Waiting != 0 {
		q.Where("status = 'active' and not exists (select 1 from kiosk_status s where s.kiosk_id = kiosks.id and s.queue_depth = 0 and s.last_contact_ms >= " + q.Moment(int64(f.Waiting)) + ")")
	}
	return list(ctx, tx, kiosks, q, kioskOrders, p)
}

// KioskByKey returns the kiosk with a public key (standard base64).
func (tx *Tx) KioskByKey(ctx context.Context, key string) (rental.Kiosk, bool, error) {
	return kiosks.find(ctx, tx, "where public_key = $1", key)
}

// CountKiosks returns how many kiosks are enrolled and not revoked.
func (tx *Tx) CountKiosks(ctx context.Context) (int64, error) {
	var n int64
	_, err := tx.One(ctx, `select count(*) from kiosks where status = 'active'`, nil, &n)
	return n, err
}

// KioskByPrefix returns the kiosk whose numbers begin, or began, with a prefix.
func (tx *Tx) KioskByPrefix(ctx context.Context, prefix string) (rental.Kiosk, bool, error) {
	return kiosks.find(ctx, tx, "where id = (select kiosk_id from kiosk_epochs where number_prefix = $1)", prefix)
}
