package ledger_test

import (
	"slices"
	"testing"

	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// TestOwnEffectsDecideNothingAnew lands an item's own effect, page first and then
// verdict first, below one that looked at the same order and the same thing. The
// later item is made unreadable meanwhile: whoever decided it anew would say so.
func TestOwnEffectsDecideNothingAnew(t *testing.T) {
	t.Parallel()
	for _, pageFirst := range []bool{true, false} {
		b := loaded(t, store.Options{})
		r := record(t, b, out("o1", "a1"))
		later := record(t, b, in("a1"))
		landed := ownEffect(t, b, r.ItemID)
		storetest.Exec(t, b.dir, `update outbox set actor = x'00' where seq = 2`)
		verdict := reply(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 13 })
		if pageFirst {
			page(t, b, 13, landed...)
		}
		if err := b.ApplyVerdicts(t.Context(), verdict); err != nil {
			t.Fatal(err)
		}
		if !pageFirst {
			page(t, b, 13, landed...)
		}
		if got := overlaySeqs(t, b); !slices.Equal(got, []string{"2"}) {
			t.Errorf("page first %t: the overlay holds the images of items %v, want those of %d", pageFirst, got, later.Seq)
		}
		wantStatus(t, b, "a1", rental.Available)
		// It is unreadable indeed: news of the thing cannot be taken in.
		moved := lamp("a1", 9)
		moved.Status, moved.Custody = rental.Deployed, rental.Custody{RentActionID: "o2", Number: "R-o2"}
		if err := b.ApplyPage(t.Context(), ledgertest.Page(14, ledgertest.Upsert(t, 14, "", moved))); err == nil {
			t.Error("the later item was not decided anew on news")
		}
	}
}

// ownEffect is what central makes of the images of item 1: the same rows, under
// other revisions and of another time.
func ownEffect(t *testing.T, b *bench, id rental.ItemID) (entries []syncproto.ChangeEntry) {
	t.Helper()
	before := b.store.Before(2)
	a, _, err := store.Get[rental.Asset](t.Context(), before, "a1")
	if err != nil {
		t.Fatal(err)
	}
	allocs, err := before.Allocations(t.Context(), "o1")
	if err != nil || len(allocs) != 1 {
		t.Fatalf("allocations %+v, %v", allocs, err)
	}
	for i, r := range []rental.Row{a, allocs[0], a.Card()} {
		m := r.RowMeta()
		m.Rev, m.UpdatedAt, m.UpdatedBy = m.Rev+1, m.UpdatedAt+7, "central"
		entries = append(entries, ledgertest.Upsert(t, uint64(11+i), id, r.WithMeta(m)))
	}
	return entries
}

// TestSettledAboveTheFirst takes an image away while an earlier item still waits
// for its effect: the next one on the thing is decided on what is left.
func TestSettledAboveTheFirst(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	record(t, b, out("o1", "a1"))
	record(t, b, out("o1", "a2"))
	if r := record(t, b, out("o2", "a2")); r.Decision.Verdict.Kind != rental.Conflict {
		t.Fatalf("%+v", r.Decision.Verdict)
	}
	answer(t, b, 2, func(i int, e *syncproto.VerdictEntry) {
		if e.FeedSeq = 100; i == 1 {
			e.FeedSeq, e.Verdict, e.Missing = 0, rental.Deferred, "asset:a2"
		}
	})
	if got := asset(t, b, "a2").Custody.RentActionID; got != "o2" {
		t.Errorf("a2 is on %q, want o2", got)
	}
}

// TestAnAllocationFromElsewhere brings a row that nobody looked at by its own key:
// it belongs to what an order holds, and the waiting item looked at that.
func TestAnAllocationFromElsewhere(t *testing.T) {
	t.Parallel()
	b := loadedForOne(t)
	mine := out("o1", "a1")
	if r := record(t, b, mine); slices.Contains(r.Decision.Verdict.Flags, rental.FlagOverRequested) {
		t.Fatalf("%+v", r.Decision.Verdict)
	}
	theirs := rental.Allocation{
		ID: "al", Meta: meta(1), RentActionID: "o1", LineID: "line-o1", AssetID: "a3", ItemTypeID: "type", Quantity: 1,
		Status: rental.AllocOut, OutFact: "0190a000-0000-7000-8000-0000000000ff",
	}
	page(t, b, 11, ledgertest.Upsert(t, 11, theirs.OutFact, theirs))
	again, err := b.Record(t.Context(), mine, nil)
	if err != nil || !again.Replayed || !slices.Contains(again.Decision.Verdict.Flags, rental.FlagOverRequested) {
		t.Errorf("the item still stands as %+v, %v", again.Decision.Verdict, err)
	}
}
