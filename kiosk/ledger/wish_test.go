package ledger_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/ledger"
	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func newOrder(id string) ledger.Gesture {
	return gesture(rental.RentActionCreateBody{
		RentActionID: rental.RentActionID(id), Window: rental.Window{Start: 1_795_000_000_000, End: 4_000_000_000_000}, SiteID: siteID,
		Lines: []rental.Line{{ItemTypeID: "type", Requested: 2}},
	})
}

func step(kind rental.Kind, id string) ledger.Gesture {
	return gesture(rental.RentActionStepBody{Step: kind, RentActionID: rental.RentActionID(id)})
}

func orderOf(t testing.TB, b *bench, id string) rental.RentAction {
	t.Helper()
	o, ok, err := store.Get[rental.RentAction](t.Context(), b.store.View, id)
	if err != nil || !ok {
		t.Fatalf("order %s: %v, %v", id, ok, err)
	}
	return o
}

// TestOrderNumbers holds that new orders are counted in their own transaction:
// refusals and previews use up no number, restarts forget none.
func TestOrderNumbers(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	for i := range 3 {
		g := newOrder(fmt.Sprint("n", i))
		for range 2 {
			if _, err := b.Preview(t.Context(), g); err != nil {
				t.Fatal(err)
			}
		}
		bad := newOrder("n0")
		body, _ := bad.Body.(rental.RentActionCreateBody)
		body.Lines = nil
		bad.Body = body
		before := storetest.Dump(t, b.dir)
		_, err := b.Record(t.Context(), bad, nil)
		wantReason(t, err, "no_lines")
		if diff := cmp.Diff(before, storetest.Dump(t, b.dir)); diff != "" {
			t.Errorf("a refused wish wrote %s", diff)
		}
		record(t, b, g)
		if r := record(t, b, g); !r.Replayed {
			t.Error("the same wish again was not a replay")
		}
		if got, want := orderOf(t, b, fmt.Sprint("n", i)).Number, rental.Number(fmt.Sprintf("K3-%04d", i+1)); got != want {
			t.Errorf("number %s, want %s", got, want)
		}
		b.reopen(t, store.Options{})
	}
	it, _, err := b.store.ItemBySeq(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
	if err != nil || body.(rental.RentActionCreateBody).Number != "K3-0002" {
		t.Errorf("the item travels without its number: %+v, %v", body, err)
	}
}

// TestOrderLives takes an order through its steps here and at central.
func TestOrderLives(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	record(t, b, newOrder("n1"))
	record(t, b, step(rental.KindRentActionSubmit, "n1"))
	if o := orderOf(t, b, "n1"); o.Status != rental.Pending || o.Rev != 0 {
		t.Errorf("%+v", o)
	}
	_, err := b.Record(t.Context(), step(rental.KindRentActionSubmit, "n1"), nil)
	if err == nil {
		t.Error("submitted twice")
	}
	create, _, err := b.store.ItemBySeq(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	served := orderOf(t, b, "n1")
	served.Rev, served.Status = 1, rental.Draft
	page(t, b, 11, ledgertest.Upsert(t, 11, create.ID, served))
	if o := orderOf(t, b, "n1"); o.Status != rental.Pending {
		t.Errorf("the create's row hides the submit: %s", o.Status)
	}
	answer(t, b, 2, func(i int, e *syncproto.VerdictEntry) {
		e.FeedSeq = 11
		if i == 1 {
			e.Verdict, e.Reason, e.Message, e.Hint, e.FeedSeq = rental.Refused, "unknown_type", "No such type", "choose another", 0
		}
	})
	if o := orderOf(t, b, "n1"); o.Status != rental.Draft || o.Rev != 1 {
		t.Errorf("after the refusal: %+v", o)
	}
	got := inbox(t, b)
	if len(got) != 1 || got[0].Kind != store.InboxRefused || got[0].Body.Text != "exception.refused" || got[0].Body.Params["order"] != "K3-0001" ||
		got[0].Body.Hint != "choose another" || got[0].Body.Order != "n1" || got[0].Body.PersonID != "ada" {
		t.Errorf("inbox %+v", got)
	}
}

// TestRefusedOnRebase has central cancel an order on which a wish of ours waits.
func TestRefusedOnRebase(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	draft := order("o9", rental.Draft, 1)
	page(t, b, 11, ledgertest.Upsert(t, 11, "", draft))
	record(t, b, step(rental.KindRentActionSubmit, "o9"))
	if o := orderOf(t, b, "o9"); o.Status != rental.Pending {
		t.Fatalf("%s", o.Status)
	}
	draft.Status, draft.Rev = rental.Cancelled, 2
	page(t, b, 12, ledgertest.Upsert(t, 12, "", draft))
	if o := orderOf(t, b, "o9"); o.Status != rental.Cancelled {
		t.Errorf("a refused wish still shows: %s", o.Status)
	}
	if got := inbox(t, b); len(got) != 1 || got[0].Kind != store.InboxChanged || got[0].Body.Params["order"] != "R-o9" ||
		got[0].Body.Text != "exception.refused" || got[0].Body.Hint == "" {
		t.Errorf("inbox %+v", got)
	}
	if p := position(t, b); p.QueueDepth != 1 {
		t.Error("the item is sent all the same: central decides")
	}
}

func undo(of rental.ItemID, asset string) ledger.Gesture {
	return gesture(rental.UndoBody{Of: of, Touches: []rental.Subject{{Type: rental.TargetAsset, ID: asset}}})
}

// TestUndo puts rows back to their images, whatever became of the fact since.
func TestUndo(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(t *testing.T, b *bench, of rental.ItemID){
		"at once":       func(*testing.T, *bench, rental.ItemID) {},
		"over restarts": func(t *testing.T, b *bench, _ rental.ItemID) { b.reopen(t, store.Options{}) },
		"answered": func(t *testing.T, b *bench, of rental.ItemID) {
			served := asset(t, b, "a1")
			served.Rev = 2
			page(t, b, 11, ledgertest.Upsert(t, 11, of, served))
			answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 11 })
		},
		"decided anew": func(t *testing.T, b *bench, _ rental.ItemID) {
			other := lamp("a1", 2)
			other.Notes = "new notes"
			page(t, b, 11, ledgertest.Upsert(t, 11, "", other))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := loaded(t, store.Options{})
			r := record(t, b, out("o1", "a1"))
			between(t, b, r.ItemID)
			u := record(t, b, undo(r.ItemID, "a1"))
			if u.Decision.Verdict.Kind != rental.Applied || len(u.Decision.Verdict.Flags) != 0 {
				t.Fatalf("%+v", u.Decision.Verdict)
			}
			a := asset(t, b, "a1")
			if a.Status != rental.Available || a.PlaceID != "shelf" || a.Custody != (rental.Custody{}) {
				t.Errorf("%+v", a)
			}
			if name == "decided anew" && a.Notes != "new notes" {
				t.Error("the undo took back central's change, too")
			}
			if again := record(t, b, undo(r.ItemID, "a1")); again.Decision.Verdict.Kind != rental.Conflict {
				t.Errorf("taken back twice: %+v", again.Decision.Verdict)
			}
			record(t, b, out("o2", "a1"))
			wantStatus(t, b, "a1", rental.Deployed)
		})
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	first := record(t, b, out("o1", "a1", "a2"))
	record(t, b, in("a2"))
	last := record(t, b, in("a1"))
	answer(t, b, 1, func(int, *syncproto.VerdictEntry) {})
	items, err := b.store.History(t.Context(), rental.TargetAsset, "a1", 10)
	if err != nil || len(items) != 2 || items[0].ID != last.ItemID || items[1].ID != first.ItemID || items[1].Ack == nil {
		t.Errorf("%d items, %v", len(items), err)
	}
}
