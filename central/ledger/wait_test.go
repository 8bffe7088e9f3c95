package ledger_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rms/syncproto"
)

// TestChangesWait runs on the bubble's clock, which stands still while anybody
// works: an answer that came by waiting is told from one that came by news.
func TestChangesWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.company2(1)
		k := b.dock(1, berlin)
		head := k.pull(newMirror(), 0)
		type answer struct {
			page  syncproto.ChangesPage
			err   error
			after time.Duration
		}
		ask := func(ctx context.Context, wait time.Duration) <-chan answer {
			got := make(chan answer, 1)
			began := time.Now()
			go func() {
				page, err := b.l.Changes(ctx, k.id, head, wait)
				got <- answer{page, err, time.Since(began)}
			}()
			synctest.Wait() // it waits for news now, or has answered
			return got
		}

		if a := <-ask(t.Context(), 0); a.err != nil || a.after != 0 || len(a.page.Changes) != 0 || a.page.Next != head {
			t.Errorf("without waiting: %+v", a)
		}
		if a := <-ask(t.Context(), 7*time.Second); a.err != nil || a.after != 7*time.Second || len(a.page.Changes) != 0 {
			t.Errorf("with nothing new: %+v", a)
		}
		if a := <-ask(t.Context(), time.Hour); a.after != syncproto.MaxWait {
			t.Errorf("an hour was %s long", a.after)
		}
		byCommand := ask(t.Context(), 20*time.Second)
		b.putRow(asset(5))
		if a := <-byCommand; a.err != nil || a.after != 0 || len(a.page.Changes) != 2 {
			t.Errorf("woken by a command: %+v", a)
		}
		head = k.pull(newMirror(), head)
		byPush := ask(t.Context(), 20*time.Second)
		k.mint(scan(0))
		k.pushLast()
		if a := <-byPush; a.err != nil || a.after != 0 || len(a.page.Changes) != 2 {
			t.Errorf("woken by a push: %+v", a)
		}
		head = k.pull(newMirror(), head)
		ctx, cancel := context.WithCancel(t.Context())
		cut := ask(ctx, 20*time.Second)
		cancel()
		if a := <-cut; !errors.Is(a.err, context.Canceled) || a.after != 0 {
			t.Errorf("cut off: %+v", a)
		}
	})
}
