package ledger

import (
	"context"
	"fmt"

	"rms/central/ledger/memory"
	"rms/central/store"
	"rms/syncproto/rental"
)

// maxRounds bounds how often Decide may ask for more: the deepest chain of keys
// that the rules follow has about six links.
const maxRounds = 32

// judge runs the rules until they want nothing more. refusal is the rules' own
// error; err means that judging itself failed.
func (l *Ledger) judge(ctx context.Context, tx *store.Tx, m *memory.Memory, c rental.Command, a rental.Actor, now rental.Millis) (d rental.Decision, refusal *rental.Error, err error) {
	st := rental.NewState(rental.AtCentral)
	for range maxRounds {
		d, err := l.decide(st, c, a, now)
		wanted := st.Wanted()
		if len(wanted) == 0 {
			if e, ok := asRental(err); ok {
				return rental.Decision{}, e, nil
			}
			return d, nil, err
		}
		for _, k := range wanted {
			entry, err := m.Load(ctx, tx, k)
			if err != nil {
				return rental.Decision{}, nil, fmt.Errorf("load %s %s: %w", k.Collection, k.ID, err)
			}
			st.Put(k, entry)
		}
	}
	return rental.Decision{}, nil, fmt.Errorf("the rules still want keys after %d rounds", maxRounds)
}
