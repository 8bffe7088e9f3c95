package ledger

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Changes returns what a kiosk may see of the feed after its cursor, in order:
// all of it, however it is paged. With nothing new it waits up to wait for the
// next commit; Next may move although a page is empty, when what was committed
// is none of the kiosk's business. A cursor that this feed never gave out, or
// has thinned out since, is a resync error: everything is fetched anew.
func (l *Ledger) Changes(ctx context.Context, kiosk rental.KioskID, cursor uint64, wait time.Duration) (syncproto.ChangesPage, error) {
	if more := l.news.After(cursor); more != nil && wait > 0 {
		timer := time.NewTimer(min(wait, syncproto.MaxWait))
		defer timer.Stop()
		select {
		case <-more:
		case <-timer.C:
		case <-ctx.Done():
			return syncproto.ChangesPage{}, fmt.Errorf("wait for changes: %w", ctx.Err())
		}
	}
	page := syncproto.ChangesPage{Incarnation: l.incarnation, Next: cursor}
	err := l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := activeKiosk(ctx, tx, kiosk)
		if err != nil {
			return err
		}
		head, err := tx.Head(ctx, store.HeadFeed)
		if err != nil {
			return err
		}
		floor, err := feedFloor(ctx, tx)
		if err != nil {
			return err
		}
		if cursor > head || cursor < floor {
			return resync(cursor, floor, head)
		}
		changes, err := tx.ChangesFor(ctx, k.SiteID, cursor, syncproto.MaxPageRows+1)
		if err != nil {
			return err
		}
		page.Changes, page.Next = changes, head
		if len(changes) > syncproto.MaxPageRows {
			page.Changes = changes[:syncproto.MaxPageRows]
			page.Next, page.More = page.Changes[syncproto.MaxPageRows-1].Seq, true
		}
		return nil
	})
	if err != nil {
		return syncproto.ChangesPage{}, fmt.Errorf("changes for kiosk %s: %w", kiosk, err)
	}
	if page.Changes == nil {
		page.Changes = []syncproto.ChangeEntry{}
	}
	return page, nil
}

func feedFloor(ctx context.Context, tx *store.Tx) (uint64, error) {
	text, err := tx.Meta(ctx, store.MetaFeedFloor)
	if err != nil || text == "" {
		return 0, err
	}
	floor, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the feed's floor: %w", err)
	}
	return floor, nil
}

func resync(cursor, floor, head uint64) *rental.Error {
	return &rental.Error{
		Code: rental.CodePreconditionFailed, Reason: "resync",
		Message: fmt.Sprintf("the feed goes from %d to %d and the cursor is %d", floor, head, cursor), Hint: "fetch every collection anew; what waits to be pushed stays",
	}
}
