package node

import (
	"context"
	"errors"
	"time"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// careEvery is how often care is taken.
const careEvery = time.Hour

// care keeps the store small: items that central has for good, answers that no page will ask for again, rows of snapshots
// that have been replaced, and the write-ahead log.
type care struct {
	n *Node
}

// Serve takes care at once and from then on every hour, until ctx ends.
func (c care) Serve(ctx context.Context) error {
	ticker := time.NewTicker(careEvery)
	defer ticker.Stop()
	for {
		if err := tidy(ctx, c.n.store, c.n.ledger); err != nil && ctx.Err() == nil {
			c.n.log.Error("keep the store small", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// tidy takes care once.
func tidy(ctx context.Context, s *store.Store, l *ledger.Ledger) error {
	_, err := l.Prune(ctx)
	if rental.ReasonOf(err) == store.ReasonDamaged {
		return nil // it has been said, and nothing is written any more
	}
	return errors.Join(err, s.Sweep(ctx), s.Checkpoint(ctx))
}
