package ledger

import (
	"context"
	"fmt"
	"time"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// KeepKeys is how long a request under a key is known again: a program that was
// stopped overnight must not do everything twice.
const KeepKeys = 24 * time.Hour

// Once is a request of somebody's, with what it is to be answered.
type Once struct {
	// Key is the caller's own name for the request; without one nothing is kept,
	// and the same request sent again is another one.
	Key string
	// Hash is the digest of the request as it was sent.
	Hash string
	// Build makes the command's body from what is there now. It runs in the command's
	// transaction: nothing changes between what it read and what is written.
	Build func(ctx context.Context, tx *store.Tx) (rental.Body, error)
	// Answer makes the answer from what is there once the command is carried out.
	// It runs in the command's transaction: a repeat gets the very same.
	Answer func(ctx context.Context, tx *store.Tx, r Result) ([]byte, error)
}

// answered returns what a request under a key was answered, if it was carried
// out. Another request under the same key is a conflict.
func answered(ctx context.Context, tx *store.Tx, a rental.Actor, o Once) ([]byte, bool, error) {
	if o.Key == "" {
		return nil, false, nil
	}
	k, ok, err := service.FindIdempotencyKey(ctx, tx, a.String(), o.Key)
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

// ExecuteOnce builds a command, carries it out, makes its answer and keeps both
// under the request's key, in one transaction; when the request was carried out
// before, it changes nothing and returns the first answer. A refused command keeps
// nothing: sent again, it is judged again.
func (l *Ledger) ExecuteOnce(ctx context.Context, id rental.ItemID, a rental.Actor, o Once) ([]byte, error) {
	var answer []byte
	now := millis(l.now())
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var ok bool
		var err error
		if answer, ok, err = answered(ctx, tx, a, o); err != nil || ok {
			return err
		}
		body, err := o.Build(ctx, tx)
		if err != nil {
			return err
		}
		c := rental.Command{ID: id, Kind: body.CommandKind(), Schema: 1, Body: body}
		payload, err := ownPayload(c)
		if err != nil {
			return err
		}
		r, err := l.execute(ctx, tx, c, a, now, payload)
		if err != nil {
			return err
		}
		if answer, err = o.Answer(ctx, tx, r); err != nil || o.Key == "" {
			return err
		}
		return keep(ctx, tx, a, o, id, answer, now)
	})
	if err != nil {
		return nil, fmt.Errorf("execute a request: %w", err)
	}
	return answer, nil
}

// keep keeps what a request was answered. id is the command that it became; empty
// when it became several.
func keep(ctx context.Context, tx *store.Tx, a rental.Actor, o Once, id rental.ItemID, answer []byte, now rental.Millis) error {
	return service.AddIdempotencyKey(ctx, tx, service.IdempotencyKey{
		Actor: a.String(), Name: o.Key, RequestHash: o.Hash, ItemID: id, Answer: answer, CreatedAt: now,
	}, now-rental.Millis(KeepKeys.Milliseconds()))
}

// OnceTogether is a request of somebody's that becomes several commands.
type OnceTogether struct {
	// Key and Hash are as Once has them.
	Key, Hash string
	// Run executes the commands and makes the answer, with the result of each. It may
	// be run again from its start, as Together says.
	Run func(ctx context.Context, b *Batch) ([]byte, error)
}

// TogetherOnce is Together under a request's key: the effects of Run, its answer
// and the key commit together. When the request was carried out before, it changes
// nothing and returns the first answer; that some of its commands were refused is
// part of that. A request that becomes more commands than one transaction should
// hold is refused by whoever takes it.
func (l *Ledger) TogetherOnce(ctx context.Context, a rental.Actor, o OnceTogether) ([]byte, error) {
	var answer []byte
	request := Once{Key: o.Key, Hash: o.Hash}
	err := l.Together(ctx, func(ctx context.Context, b *Batch) error {
		var ok bool
		var err error
		if answer, ok, err = answered(ctx, b.tx, a, request); err != nil || ok {
			return err
		}
		if answer, err = o.Run(ctx, b); err != nil || b.spoilt != nil || o.Key == "" {
			return err
		}
		return keep(ctx, b.tx, a, request, "", answer, b.now)
	})
	if err != nil {
		return nil, fmt.Errorf("execute a request: %w", err)
	}
	return answer, nil
}
