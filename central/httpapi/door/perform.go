package door

import (
	"context"
	"encoding/json"
	"fmt"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Perform carries out one command of whoever is logged in. build makes it, from
// what was sent and the rows that it is about; answer says what came of it. Both
// run in the command's own transaction. Under a key the same request is carried
// out once: a repeat builds nothing, changes nothing and gets the first answer.
func Perform[O any](ctx context.Context, d *Door, key string, build func(ctx context.Context, tx *store.Tx, cmd rental.ItemID) (rental.Body, error),
	answer func(ctx context.Context, tx *store.Tx, r ledger.Result) (*O, error),
) (*O, error) {
	id, err := NewID()
	if err != nil {
		return nil, err
	}
	kept, err := d.Ledger.ExecuteOnce(ctx, id, Identity(ctx).Actor, ledger.Once{
		Key: key, Hash: digest(ctx),
		Build: func(ctx context.Context, tx *store.Tx) (rental.Body, error) { return build(ctx, tx, id) },
		Answer: func(ctx context.Context, tx *store.Tx, r ledger.Result) ([]byte, error) {
			out, err := answer(ctx, tx, r)
			if err != nil {
				return nil, err
			}
			return json.Marshal(out)
		},
	})
	if err != nil {
		return nil, err
	}
	out := new(O)
	if err := json.Unmarshal(kept, out); err != nil {
		return nil, fmt.Errorf("read an answer that was kept: %w", err)
	}
	return out, nil
}
