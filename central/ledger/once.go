package ledger

import (
	"context"
	"fmt"
	"time"

	"rms/central/store"
	"rms/syncproto/rental"
)

// KeepKeys is how long a request under a key is known again: a program that was
// off for the weekend must not do everything twice.
const KeepKeys = 7 * 24 * time.Hour

// Once is a request of somebody's, with what it is to be answered.
type Once struct {
	// Key is the caller's own name for the request; without one nothing is kept,
	// and the same request sent again is another one.
	Key string
	// Hash is the digest of the request as it was sent.
	Hash string
	// Answer makes the answer from what is there once the command is carried out.
	// It runs in the command's transaction: a repeat gets the very same.
	Answer func(ctx context.Context, tx *store.Tx, r Result) ([]byte, error)
}

// Answered returns what a request under a key was answered, if it was carried
// out. Another request under the same key is a conflict.
func (l *Ledger) Answered(ctx context.Context, a rental.Actor, o Once) (answer []byte, ok bool, err error) {
	if o.Key == "" {
		return nil, false, nil
	}
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		answer, ok, err = answered(ctx, tx, a, o)
		return err
	})
	return answer, ok, err
}

func answered(ctx context.Context, tx *store.Tx, a rental.Actor, o Once) ([]byte, bool, error) {
	if o.Key == "" {
		return nil, false, nil
	}
	k, ok, err := tx.IdempotencyKey(ctx, a.String(), o.Key)
	if err != nil || !ok {
		return nil, false, err
	}
	if k.RequestHash != o.Hash {
		return nil, false, &rental.Error{
			Code: rental.CodeConflict, Reason: "idempotency_key_reuse", Field: "Idempotency-Key",
			Message: "this key was sent before with another request", Hint: "use a new key for each request; repeat one only as it was",
		}
	}
	return k.Answer, true, nil
}

// ExecuteOnce carries out a command, makes its answer and keeps both under the
// request's key, in one transaction; when the request was carried out before, it
// changes nothing and returns the first answer. A refused command keeps nothing:
// sent again, it is judged again.
func (l *Ledger) ExecuteOnce(ctx context.Context, c rental.Command, a rental.Actor, o Once) ([]byte, error) {
	var answer []byte
	now := millis(l.now())
	payload, err := ownPayload(c)
	if err != nil {
		return nil, err
	}
	err = l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var ok bool
		var err error
		// Looked up again: the same request may have come twice at once.
		if answer, ok, err = answered(ctx, tx, a, o); err != nil || ok {
			return err
		}
		r, err := l.execute(ctx, tx, c, a, now, payload)
		if err != nil {
			return err
		}
		if answer, err = o.Answer(ctx, tx, r); err != nil || o.Key == "" {
			return err
		}
		return tx.AddIdempotencyKey(ctx, store.IdempotencyKey{
			Actor: a.String(), Name: o.Key, RequestHash: o.Hash, ItemID: c.ID, Answer: answer, CreatedAt: now,
		}, now-rental.Millis(KeepKeys.Milliseconds()))
	})
	if err != nil {
		return nil, fmt.Errorf("execute %s: %w", c.Kind, err)
	}
	return answer, nil
}
