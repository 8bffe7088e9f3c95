package ledger_test

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/oracle/chain"
)

// held is what the file holds, judged by the protocol alone.
func held(t *testing.T, dir string) (rep chain.Report) {
	t.Helper()
	storetest.Read(t, dir, func(ctx context.Context, db *sql.DB) (err error) {
		if rep, err = chain.Check(ctx, db); err != nil {
			t.Error(err)
		}
		return nil
	})
	return rep
}

// waiting are the ids of what is to be pushed, in order.
func waiting(t *testing.T, b *bench) (ids []string) {
	t.Helper()
	batch, err := b.Pending(t.Context(), 100, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range batch.Items {
		p, err := syncproto.ParsePayload(it.Payload)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, string(p.ID))
	}
	return ids
}

// other is the enrolment of the same machine as another kiosk.
func other() syncproto.EnrolReply {
	r := enrolment()
	r.KioskID, r.Epoch, r.NumberPrefix = "0190a000-0000-7000-8000-000000000004", syncproto.Epoch{9}, "K4"
	return r
}

// applied answers an item; the first known ones central had before.
func applied(known int) func(int, *syncproto.VerdictEntry) {
	return func(i int, e *syncproto.VerdictEntry) {
		if i < known {
			e.Verdict, e.Was, e.FeedSeq = rental.AlreadyStored, rental.Applied, 15
		}
	}
}

// TestEnrolAgainBringsEverything: two items answered, one of them durable and
// pruned, three waiting. Enrolled as another, the kiosk sends all four that it
// still has, under their ids and in one new chain; what they say of the things
// stays, and the fifth follows.
func TestEnrolAgainBringsEverything(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	pruned := record(t, b, scan("gone"))
	r := reply(t, b, 1, func(int, *syncproto.VerdictEntry) {})
	r.DurableThrough = 1
	if err := b.ApplyVerdicts(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(40 * 24 * time.Hour)
	if n, err := b.Prune(t.Context()); err != nil || n != 1 {
		t.Fatalf("pruned %d, %v", n, err)
	}
	want := []string{string(record(t, b, out("o1", "a1")).ItemID)}
	answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 15 }) // its row is on its way
	for _, g := range []string{"a2", "a3"} {
		want = append(want, string(record(t, b, out("o1", g)).ItemID))
	}
	want = append(want, string(record(t, b, scan("x")).ItemID))
	if err := b.Halt(t.Context(), "position_diverged"); err != nil {
		t.Fatal(err)
	}

	if err := b.Enrol(t.Context(), other()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, waiting(t, b)); diff != "" {
		t.Errorf("what waits (-want +got):\n%s", diff)
	}
	p := position(t, b)
	if p.AckedSeq != 0 || p.LastSeq != 4 || p.QueueDepth != 4 || p.Epoch != other().Epoch || p.Halted != "" || p.Bootstrapped || p.Cursor != 0 || p.DurableThrough != 0 {
		t.Errorf("position %+v", p)
	}
	for _, id := range []string{"a1", "a2", "a3"} {
		wantStatus(t, b, id, rental.Deployed)
	}
	b.reopen(t, store.Options{})
	if got := held(t, b.dir); !slices.Equal(got.IDs, want) || got.First != 1 {
		t.Errorf("the file holds %v from %d, want %v from 1; %s was pruned", got.IDs, got.First, want, pruned.ItemID)
	}
	want = append(want, string(record(t, b, in("a2")).ItemID))
	ledgertest.Load(t, b.Ledger, "s2", 20, catalogue()...)
	wantStatus(t, b, "a2", rental.Available)
	wantStatus(t, b, "a3", rental.Deployed)
	answer(t, b, 5, applied(1))
	if p := position(t, b); p.QueueDepth != 0 || p.AckedSeq != 5 {
		t.Errorf("after the answers: %+v", p)
	}
	if diff := cmp.Diff([]string(nil), overlaySeqs(t, b)); diff != "" {
		t.Errorf("the overlay (-want +got):\n%s", diff)
	}
	if got := held(t, b.dir); !slices.Equal(got.IDs, want) {
		t.Errorf("the file holds %v, want %v", got.IDs, want)
	}
}

// TestEnrolAgainOverADamagedQueue: what cannot be read again is not sent under a
// hash that hides it, and nothing is changed.
func TestEnrolAgainOverADamagedQueue(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	for i := range 3 {
		record(t, b, scan(strconv.Itoa(i)))
	}
	storetest.Exec(t, b.dir, `update outbox set payload = x'00' where seq = 2`)
	before := position(t, b)
	wantReason(t, b.Enrol(t.Context(), other()), "chain_broken")
	if diff := cmp.Diff(before, position(t, b)); diff != "" {
		t.Errorf("the position moved (-before +after):\n%s", diff)
	}
}

func TestDeviceKeyIsNotedWithTheEnrolment(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	if key, err := b.DeviceKey(t.Context()); key != nil || err != nil {
		t.Errorf("before it was noted: %x, %v", key, err)
	}
	if err := b.EnrolWith(t.Context(), other(), []byte("public")); err != nil {
		t.Fatal(err)
	}
	b.reopen(t, store.Options{})
	if key, err := b.DeviceKey(t.Context()); string(key) != "public" || err != nil {
		t.Errorf("after it was noted: %q, %v", key, err)
	}
	if err := b.NoteDeviceKey(t.Context(), []byte("next")); err != nil {
		t.Fatal(err)
	}
	if key, err := b.DeviceKey(t.Context()); string(key) != "next" || err != nil {
		t.Errorf("after another was noted: %q, %v", key, err)
	}
}
