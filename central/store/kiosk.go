package store

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/store/page"
	"rms/syncproto"
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

// EpochStatus says whether an epoch still takes items.
type EpochStatus string

// The states of an Epoch.
const (
	EpochActive EpochStatus = "active"
	EpochClosed EpochStatus = "closed"
)

// Epoch is one life of a kiosk's store, as central knows it.
type Epoch struct {
	KioskID      rental.KioskID
	Epoch        syncproto.Epoch
	NumberPrefix string
	LastSeq      uint64
	HeadHash     syncproto.Hash
	Status       EpochStatus
	CreatedAt    rental.Millis
	DurableSeq   uint64 // the last item that a copy off this machine holds
}

// AddEpoch opens an epoch.
func (tx *Tx) AddEpoch(ctx context.Context, e Epoch) error {
	const insert = `insert into kiosk_epochs (kiosk_id, epoch, number_prefix, last_seq, head_hash, status, created_ms)
values ($1, $2, $3, $4, $5, $6, $7)`
	_, err := tx.Exec(ctx, insert, string(e.KioskID), e.Epoch.String(), e.NumberPrefix, int64(e.LastSeq), e.HeadHash.String(), string(e.Status), int64(e.CreatedAt))
	if err != nil {
		return fmt.Errorf("add an epoch of kiosk %s: %w", e.KioskID, err)
	}
	return nil
}

const selectEpoch = `select kiosk_id, epoch, number_prefix, last_seq, head_hash, status, created_ms, durable_seq from kiosk_epochs `

func scanEpoch(scan func(dest ...any) error) (Epoch, error) {
	var e Epoch
	var epoch, head string
	if err := scan(&e.KioskID, &epoch, &e.NumberPrefix, &e.LastSeq, &head, &e.Status, &e.CreatedAt, &e.DurableSeq); err != nil {
		return e, err
	}
	var err error
	if e.Epoch, err = syncproto.ParseEpoch(epoch); err != nil {
		return e, err
	}
	e.HeadHash, err = syncproto.ParseHash(head)
	return e, err
}

// EpochOf returns an epoch of a kiosk.
func (tx *Tx) EpochOf(ctx context.Context, kiosk rental.KioskID, epoch syncproto.Epoch) (Epoch, bool, error) {
	epochs, err := tx.epochs(ctx, `where kiosk_id = $1 and epoch = $2`, string(kiosk), epoch.String())
	if err != nil || len(epochs) == 0 {
		return Epoch{}, false, err
	}
	return epochs[0], true, nil
}

// EpochsOf returns a kiosk's epochs, oldest first.
func (tx *Tx) EpochsOf(ctx context.Context, kiosk rental.KioskID) ([]Epoch, error) {
	return tx.epochs(ctx, `where kiosk_id = $1 order by created_ms, number_prefix`, string(kiosk))
}

func (tx *Tx) epochs(ctx context.Context, where string, args ...any) ([]Epoch, error) {
	var out []Epoch
	err := tx.Each(ctx, selectEpoch+where, args, func(rows *sql.Rows) error {
		e, err := scanEpoch(rows.Scan)
		out = append(out, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read epochs: %w", err)
	}
	return out, nil
}

// MoveEpoch moves an epoch's head from the state that was read to a new one.
func (tx *Tx) MoveEpoch(ctx context.Context, was Epoch, seq uint64, head syncproto.Hash) error {
	const move = `update kiosk_epochs set last_seq = $1, head_hash = $2 where kiosk_id = $3 and epoch = $4 and last_seq = $5 and head_hash = $6`
	n, err := tx.Exec(ctx, move, int64(seq), head.String(), string(was.KioskID), was.Epoch.String(), int64(was.LastSeq), was.HeadHash.String())
	if err != nil {
		return fmt.Errorf("move the epoch of kiosk %s: %w", was.KioskID, err)
	}
	if n != 1 {
		return fmt.Errorf("move the epoch of kiosk %s: %w", was.KioskID, ErrStale)
	}
	return nil
}

// CloseEpochs closes all epochs of a kiosk.
func (tx *Tx) CloseEpochs(ctx context.Context, kiosk rental.KioskID) error {
	if _, err := tx.Exec(ctx, `update kiosk_epochs set status = 'closed' where kiosk_id = $1`, string(kiosk)); err != nil {
		return fmt.Errorf("close the epochs of kiosk %s: %w", kiosk, err)
	}
	return nil
}

// KioskByPrefix returns the kiosk whose numbers begin, or began, with a prefix.
func (tx *Tx) KioskByPrefix(ctx context.Context, prefix string) (rental.Kiosk, bool, error) {
	return kiosks.find(ctx, tx, "where id = (select kiosk_id from kiosk_epochs where number_prefix = $1)", prefix)
}
