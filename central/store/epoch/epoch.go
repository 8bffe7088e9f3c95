// Package epoch keeps the lives of kiosks' stores as central knows them.
//
// Invariants. A kiosk has at most one active epoch; an epoch that is not active takes
// no items. A head moves from the state that was read.
//
// Concurrency. All of it runs in the caller's transaction.
package epoch

import (
	"context"
	"database/sql"
	"fmt"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Status says whether an epoch still takes items.
type Status string

// The states of an Epoch. A frozen one is that of a kiosk which must be let in again by
// a person.
const (
	Active Status = "active"
	Closed Status = "closed"
	Frozen Status = "frozen"
)

// Cause is why an epoch began.
type Cause string

// The causes.
const (
	Enrolled        Cause = "enrolled"
	KioskBehind     Cause = "kiosk_behind"     // its database was put back to an older state
	Diverged        Cause = "diverged"         // a copy of the kiosk went on by itself, or it went back and on
	CentralRestored Cause = "central_restored" // from a backup
	Unknown         Cause = "unknown_epoch"    // central was put back to before it
)

// Epoch is one life of a kiosk's store, as central knows it.
type Epoch struct {
	KioskID      rental.KioskID
	Epoch        syncproto.Epoch
	NumberPrefix string
	LastSeq      uint64
	HeadHash     syncproto.Hash
	Status       Status
	CreatedAt    rental.Millis
	DurableSeq   uint64 // the last item that a copy off this machine holds
	BegunBy      Cause
	Follows      syncproto.Epoch // whose place it took; zero: none's
	Doubt        string          // what a push showed that does not fit it; empty: nothing
}

// Add opens an epoch.
func Add(ctx context.Context, tx *store.Tx, e Epoch) error {
	const insert = `insert into kiosk_epochs (kiosk_id, epoch, number_prefix, last_seq, head_hash, status, created_ms, begun_by, follows)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	_, err := tx.Exec(ctx, insert, string(e.KioskID), e.Epoch.String(), e.NumberPrefix, int64(e.LastSeq), e.HeadHash.String(), string(e.Status), int64(e.CreatedAt),
		string(e.BegunBy), textOf(e.Follows))
	if err != nil {
		return fmt.Errorf("add an epoch of kiosk %s: %w", e.KioskID, err)
	}
	return nil
}

// textOf is an epoch as a column holds it, empty for none.
func textOf(e syncproto.Epoch) string {
	if e == (syncproto.Epoch{}) {
		return ""
	}
	return e.String()
}

const selectAll = `select kiosk_id, epoch, number_prefix, last_seq, head_hash, status, created_ms, durable_seq, begun_by, follows, doubt from kiosk_epochs `

func scan(into func(dest ...any) error) (Epoch, error) {
	var e Epoch
	var epoch, head, follows string
	if err := into(&e.KioskID, &epoch, &e.NumberPrefix, &e.LastSeq, &head, &e.Status, &e.CreatedAt, &e.DurableSeq, &e.BegunBy, &follows, &e.Doubt); err != nil {
		return e, err
	}
	var err error
	if e.Epoch, err = syncproto.ParseEpoch(epoch); err != nil {
		return e, err
	}
	if e.HeadHash, err = syncproto.ParseHash(head); err != nil || follows == "" {
		return e, err
	}
	e.Follows, err = syncproto.ParseEpoch(follows)
	return e, err
}

// Of returns an epoch of a kiosk.
func Of(ctx context.Context, tx *store.Tx, kiosk rental.KioskID, epoch syncproto.Epoch) (Epoch, bool, error) {
	epochs, err := find(ctx, tx, `where kiosk_id = $1 and epoch = $2`, string(kiosk), epoch.String())
	if err != nil || len(epochs) == 0 {
		return Epoch{}, false, err
	}
	return epochs[0], true, nil
}

// All returns a kiosk's epochs, oldest first.
func All(ctx context.Context, tx *store.Tx, kiosk rental.KioskID) ([]Epoch, error) {
	return find(ctx, tx, `where kiosk_id = $1 order by created_ms, number_prefix`, string(kiosk))
}

func find(ctx context.Context, tx *store.Tx, where string, args ...any) ([]Epoch, error) {
	var out []Epoch
	err := tx.Each(ctx, selectAll+where, args, func(rows *sql.Rows) error {
		e, err := scan(rows.Scan)
		out = append(out, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read epochs: %w", err)
	}
	return out, nil
}

// Move moves an epoch's head from the state that was read to a new one.
func Move(ctx context.Context, tx *store.Tx, was Epoch, seq uint64, head syncproto.Hash) error {
	const move = `update kiosk_epochs set last_seq = $1, head_hash = $2 where kiosk_id = $3 and epoch = $4 and last_seq = $5 and head_hash = $6`
	n, err := tx.Exec(ctx, move, int64(seq), head.String(), string(was.KioskID), was.Epoch.String(), int64(was.LastSeq), was.HeadHash.String())
	if err != nil {
		return fmt.Errorf("move the epoch of kiosk %s: %w", was.KioskID, err)
	}
	if n != 1 {
		return fmt.Errorf("move the epoch of kiosk %s: %w", was.KioskID, store.ErrStale)
	}
	return nil
}

// Close closes all epochs of a kiosk, frozen ones too.
func Close(ctx context.Context, tx *store.Tx, kiosk rental.KioskID) error {
	return change(ctx, tx, kiosk, `update kiosk_epochs set status = 'closed' where kiosk_id = $1`)
}

// Freeze keeps an epoch from being followed by another one without a person.
func Freeze(ctx context.Context, tx *store.Tx, e Epoch) error {
	return change(ctx, tx, e.KioskID, `update kiosk_epochs set status = 'frozen' where kiosk_id = $1 and epoch = $2`, e.Epoch.String())
}

// Doubt notes what a push showed that does not fit an epoch.
func Doubt(ctx context.Context, tx *store.Tx, e Epoch, why string) error {
	return change(ctx, tx, e.KioskID, `update kiosk_epochs set doubt = $3 where kiosk_id = $1 and epoch = $2`, e.Epoch.String(), why)
}

func change(ctx context.Context, tx *store.Tx, kiosk rental.KioskID, statement string, args ...any) error {
	if _, err := tx.Exec(ctx, statement, append([]any{string(kiosk)}, args...)...); err != nil {
		return fmt.Errorf("change the epochs of kiosk %s: %w", kiosk, err)
	}
	return nil
}

// Count is how many epochs of a kiosk began for a cause, and how many are frozen.
type Count struct {
	KioskID rental.KioskID
	Cause   Cause
	Epochs  int
	Frozen  int
}

// Counts are the epochs of all kiosks, by cause.
func Counts(ctx context.Context, tx *store.Tx) ([]Count, error) {
	var out []Count
	const all = `select kiosk_id, begun_by, count(*), sum(status = 'frozen') from kiosk_epochs group by 1, 2 order by 1, 2`
	err := tx.Each(ctx, all, nil, func(rows *sql.Rows) error {
		var c Count
		err := rows.Scan(&c.KioskID, &c.Cause, &c.Epochs, &c.Frozen)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count epochs: %w", err)
	}
	return out, nil
}
