package ledger

import (
	"context"
	"fmt"
	"time"

	"rms/central/store"
)

// WaitForEvents returns when the outbox has grown beyond seq, or after wait.
func (l *Ledger) WaitForEvents(ctx context.Context, seq uint64, wait time.Duration) error {
	// Asked for before the head is read, so that no commit falls between.
	more := l.events.After(seq)
	if more == nil {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-more:
		return nil
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for events: %w", ctx.Err())
	}
}

// announce tells readers of the feed and of the outbox what a commit has added.
func (l *Ledger) announce(h heads) {
	l.news.Announce(h.feed)
	l.events.Announce(h.outbox)
}

// heads are where feed and outbox end.
type heads struct{ feed, outbox uint64 }

func headsOf(ctx context.Context, tx *store.Tx) (heads, error) {
	feed, err := tx.Head(ctx, store.HeadFeed)
	if err != nil {
		return heads{}, err
	}
	outbox, err := tx.Head(ctx, store.HeadOutbox)
	return heads{feed, outbox}, err
}
