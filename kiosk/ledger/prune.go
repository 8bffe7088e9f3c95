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
	// KeepAnswers is how long a page's retry still gets its answer.
	KeepAnswers = 7 * 24 * time.Hour
)

// Prune deletes archived items that are durable at central and older than
// KeepArchive, and answers older than KeepAnswers. It says how many items went.
func (l *Ledger) Prune(ctx context.Context) (gone int64, err error) {
	err = l.write(ctx, func(tx *store.Tx) error {
		var sync syncState
		if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
			return err
		}
		now := l.cfg.Now()
		if gone, err = tx.Prune(sync.DurableThrough, rental.Millis(now.Add(-KeepArchive).UnixMilli())); err != nil {
			return err
		}
		return tx.PruneAnswers(now.Add(-KeepAnswers))
	})
	return gone, explain(err)
}
