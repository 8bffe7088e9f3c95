package node

import (
	"context"
	"errors"
	"time"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// How the store is kept small.
const (
	// careEvery is how often care is taken.
	careEvery = time.Hour
	// keepAnswers is how long a page may take to ask again: a month without network, and then some.
	keepAnswers = 60 * 24 * time.Hour
)

// care keeps the store small: answers that no page will ask for again, rows of snapshots that have been replaced, and the
// write-ahead log.
type care struct {
	n *Node
}

// Serve takes care at once and from then on every hour, until ctx ends.
func (c care) Serve(ctx context.Context) error {
	ticker := time.NewTicker(careEvery)
	defer ticker.Stop()
	for {
		if err := tidy(ctx, c.n.store, c.n.ledger, time.Now()); err != nil && ctx.Err() == nil {
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
func tidy(ctx context.Context, s *store.Store, l *ledger.Ledger, now time.Time) error {
	prune := func(tx *store.Tx) error { return tx.PruneAnswers(now.Add(-keepAnswers)) }
	err := l.Service(ctx, prune)
	if rental.ReasonOf(err) == store.ReasonDamaged {
		return nil // it has been said, and nothing is written any more
	}
	return errors.Join(err, s.Sweep(ctx), s.Checkpoint(ctx))
}
