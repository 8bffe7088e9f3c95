package httpapi

import (
	"context"
	"encoding/json"
	"fmt"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// perform carries out one command of whoever is logged in. build makes it, from
// what was sent and the rows that it is about; answer says what came of it, in the
// command's own transaction. Under a key the same request is carried out once: a
// repeat builds nothing, changes nothing and gets the first answer.
func perform[O any](ctx context.Context, a *API, key string, build func(cmd rental.ItemID) (rental.Body, error),
	answer func(ctx context.Context, tx *store.Tx, r ledger.Result) (*O, error),
) (*O, error) {
	actor := identity(ctx).Actor
	once := ledger.Once{Key: key, Hash: digest(ctx), Answer: func(ctx context.Context, tx *store.Tx, r ledger.Result) ([]byte, error) {
		out, err := answer(ctx, tx, r)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	}}
	kept, ok, err := a.c.Ledger.Answered(ctx, actor, once)
	if err != nil {
		return nil, err
	}
	if !ok {
		if kept, err = execute(ctx, a, once, build); err != nil {
			return nil, err
		}
	}
	out := new(O)
	if err := json.Unmarshal(kept, out); err != nil {
		return nil, fmt.Errorf("read an answer that was kept: %w", err)
	}
	return out, nil
}

func execute(ctx context.Context, a *API, once ledger.Once, build func(rental.ItemID) (rental.Body, error)) ([]byte, error) {
	id, err := newUUID()
	if err != nil {
		return nil, err
	}
	body, err := build(id)
	if err != nil {
		return nil, err
	}
	return a.c.Ledger.ExecuteOnce(ctx, rental.Command{ID: id, Kind: body.CommandKind(), Schema: 1, Body: body}, identity(ctx).Actor, once)
}
