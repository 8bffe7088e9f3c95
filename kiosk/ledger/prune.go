package ledger

import (
	"context"
	"time"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Retention of what is not needed for work any more.
const (
	// KeepArchive is how long answered items stay, once they are durable at
	// central: a restored central may ask for them again.
	KeepArchive = 30 * 24 * time.Hour
	// KeepAnswers is how long a page's retry still gets its answer: a month
	// without network, and then some.
	KeepAnswers = 60 * 24 * time.Hour
)

// pruneItems is how many items go in one transaction: a scan waits for no longer
// than that takes.
const pruneItems = 1000

// Prune deletes archived items that are durable at central and older than
// KeepArchive, and answers older than KeepAnswers. It says how many items went.
func (l *Ledger) Prune(ctx context.Context) (gone int64, err error) {
	for {
		n, err := l.pruneSome(ctx)
		gone += n
		if err != nil || n == 0 {
			return gone, explain(err)
		}
	}
}

func (l *Ledger) pruneSome(ctx context.Context) (gone int64, err error) {
	err = l.write(ctx, func(tx *store.Tx) error {
		var sync syncState
		if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
			return err
		}
		now := l.cfg.Now()
		if gone, err = tx.Prune(sync.DurableThrough, rental.Millis(now.Add(-KeepArchive).UnixMilli()), pruneItems); err != nil {
			return err
		}
		return tx.PruneAnswers(now.Add(-KeepAnswers))
	})
	return gone, err
}
