package rental

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const tape ItemTypeID = "type-tape"

func stocked() *house {
	return newHouse(AtCentral).put(ItemType{ID: tape, Code: "TAPE", Name: "Tape", Kind: Fungible})
}

func stockEntry(id ItemID, at Millis, kind EntryKind, n int64) Command {
	b := StockEntryBody{ItemTypeID: tape, PlaceID: shelfB, Kind: kind, Quantity: n}
	if kind == EntryAdjust {
		b.Reason = "a roll was torn"
	}
	return gesture(id, at, b)
}

func stockUndo(of ItemID) Command {
	return gesture("undo-"+of, t0, StockUndoBody{Of: of, ItemTypeID: tape, PlaceID: shelfB, Reason: "a slip"})
}

// enter applies an entry or an undo, with what was entered so far at hand.
func (h *house) enter(t tester, c Command) (StockPool, Decision) {
	t.Helper()
	d := h.stocked().apply(t, c, administrator)
	row, _ := h.rows[Key{StockPools, string(PoolOf(tape, shelfB))}].Value.(StockPool)
	return row, d
}

// stocked has all entries of the pool at hand.
func (h *house) stocked() *house {
	all := StockEntrySet{}
	for k, e := range h.rows {
		if m, ok := e.Value.(StockEntry); ok && k.Collection == StockEntries {
			all = append(all, m)
		}
	}
	h.set(Key{StockHistory, string(PoolOf(tape, shelfB))}, all)
	return h
}

// TestStockIsTheSameInAnyOrder enters the same changes and counts in two orders,
// and takes some of them back at any time. The balance is that of the model: what
// the newest count found, and every change that happened after it; without a count,
// all changes; and nothing of what was taken back.
func TestStockIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type entry struct {
			id            ItemID
			at            Millis
			count, undone bool
			n             int64
		}
		// Enough that no change takes more than there is, in whatever order.
		const enough = 1000
		all := []entry{{id: "e00", at: t0 - 6, n: enough}}
		for i := range rapid.IntRange(1, 10).Draw(rt, "entries") {
			e := entry{id: ItemID(fmt.Sprintf("e%02d", i+1)), at: t0 + Millis(rapid.IntRange(-5, 0).Draw(rt, "at")), count: rapid.IntRange(0, 2).Draw(rt, "count") == 0, n: int64(rapid.IntRange(1, 50).Draw(rt, "n"))}
			switch {
			case e.count:
				e.n += enough
			case rapid.Bool().Draw(rt, "takes"):
				e.n = -e.n
			}
			e.undone = rapid.IntRange(0, 3).Draw(rt, "undone") == 0
			all = append(all, e)
		}
		var anchor *entry
		for i, e := range all {
			if e.count && !e.undone && (anchor == nil || e.at > anchor.at || e.at == anchor.at && e.id > anchor.id) {
				anchor = &all[i]
			}
		}
		want := int64(0)
		if anchor != nil {
			want = anchor.n
		}
		for _, e := range all {
			if !e.count && !e.undone && (anchor == nil || e.at > anchor.at || e.at == anchor.at && e.id > anchor.id) {
				want += e.n
			}
		}
		for _, order := range [][]entry{all[1:], rapid.Permutation(all[1:]).Draw(rt, "order")} {
			h := stocked()
			pool, _ := h.enter(rt, stockEntry(all[0].id, all[0].at, EntryOpening, enough))
			var due []ItemID // to be taken back
			for _, e := range order {
				kind := EntryAdjust
				if e.count {
					kind = EntryCount
				}
				var d Decision
				pool, d = h.enter(rt, stockEntry(e.id, e.at, kind, e.n))
				said, ok := d.Events[0].Data.(StockChanged)
				if !ok || len(d.Events) != 1 || said.OnHand != pool.OnHand || said.Quantity != e.n {
					rt.Fatalf("events %+v, on hand %d", d.Events, pool.OnHand)
				}
				if e.undone {
					due = append(due, e.id)
				}
				if rapid.Bool().Draw(rt, "now") {
					for _, id := range due {
						pool, _ = h.enter(rt, stockUndo(id))
					}
					due = nil
				}
			}
			for _, id := range due {
				pool, _ = h.enter(rt, stockUndo(id))
			}
			if pool.OnHand != want {
				rt.Fatalf("on hand %d, want %d: %+v", pool.OnHand, want, order)
			}
		}
	})
}

func TestAnEntryBeforeTheCountIsFlagged(t *testing.T) {
	t.Parallel()
	h := stocked()
	h.enter(t, stockEntry("e1", t0, EntryCount, 40))
	pool, d := h.enter(t, stockEntry("e2", t0-hour, EntryReceive, 10))
	wantVerdict(t, d, applied(FlagBeforeCount))
	if pool.OnHand != 40 {
		t.Errorf("on hand %d, want 40", pool.OnHand)
	}
	if pool, _ = h.enter(t, stockEntry("e3", t0-2*hour, EntryCount, 7)); pool.OnHand != 40 || pool.AnchorID != "e1" {
		t.Errorf("an older count: %+v", pool)
	}
}

// TestStockIsTakenBack: an entry that is taken back is seen and counts no more; a
// second time it is not; and a pool of which all was taken back is not there.
func TestStockIsTakenBack(t *testing.T) {
	t.Parallel()
	h := stocked()
	listed := stockEntry("e1", t0-hour, EntryCount, 24)
	listed.Body = StockEntryBody{ItemTypeID: tape, PlaceID: shelfB, Kind: EntryCount, Quantity: 24, Listing: "sheet:1"}
	h.enter(t, listed)
	pool, _ := h.enter(t, stockEntry("e2", t0, EntryCount, 30))
	if pool.OnHand != 30 || pool.Listing != "sheet:1" || pool.Listed != 24 {
		t.Fatalf("the pool is %+v", pool)
	}
	pool, d := h.enter(t, stockUndo("e2"))
	if said, _ := d.Events[0].Data.(StockChanged); !said.Undone || said.EntryID != "e2" || said.OnHand != 24 || pool.OnHand != 24 || pool.AnchorID != "e1" {
		t.Errorf("said %+v of %+v", said, pool)
	}
	e, _ := h.rows[Key{StockEntries, "e2"}].Value.(StockEntry)
	if e.UndoneBy != "undo-e2" || e.UndoReason != "a slip" || e.Quantity != 30 {
		t.Errorf("the entry is %+v", e)
	}
	again := stockUndo("e2")
	again.ID = "again"
	if _, err := h.stocked().decide(t, again, administrator); ReasonOf(err) != "already_undone" {
		t.Errorf("a second time: %v", err)
	}
	_, d = h.enter(t, stockUndo("e1"))
	if said, _ := d.Events[0].Data.(StockChanged); said.OnHand != 0 {
		t.Errorf("said %+v", said)
	}
	if e, there := h.rows[Key{StockPools, string(pool.ID)}]; there {
		t.Errorf("the pool is %+v", e)
	}
}

// TestStockIsNeverTakenBelowNothing, by a change or by what is taken back.
func TestStockIsNeverTakenBelowNothing(t *testing.T) {
	t.Parallel()
	h := stocked()
	h.enter(t, stockEntry("e1", t0-2, EntryReceive, 5))
	if _, err := h.stocked().decide(t, stockEntry("e2", t0, EntryAdjust, -6), administrator); ReasonOf(err) != "below_zero" {
		t.Errorf("6 of 5 are taken: %v", err)
	}
	h.enter(t, stockEntry("e3", t0, EntryAdjust, -5))
	if _, err := h.stocked().decide(t, stockUndo("e1"), administrator); ReasonOf(err) != "below_zero" {
		t.Errorf("what was used is taken back: %v", err)
	}
	if pool, _ := h.enter(t, stockUndo("e3")); pool.OnHand != 5 {
		t.Errorf("on hand %d", pool.OnHand)
	}
}

// TestStockAsItWasRead: whoever has read a pool changes that one, or none.
func TestStockAsItWasRead(t *testing.T) {
	t.Parallel()
	h := stocked()
	at := func(id ItemID, rev int64) Command {
		c := stockEntry(id, t0, EntryReceive, 1)
		c.Body = StockEntryBody{ItemTypeID: tape, PlaceID: shelfB, Kind: EntryReceive, Quantity: 1, IfRev: rev}
		return c
	}
	if _, err := h.stocked().decide(t, at("e0", 3), administrator); CodeOf(err) != CodePreconditionFailed {
		t.Errorf("a pool that is not there: %v", err)
	}
	h.enter(t, at("e1", -1))
	if _, err := h.stocked().decide(t, at("e2", -1), administrator); ReasonOf(err) != "already_exists" {
		t.Errorf("a second first entry: %v", err)
	}
	h.enter(t, at("e3", 1))
	if _, err := h.stocked().decide(t, at("e4", 1), administrator); CodeOf(err) != CodePreconditionFailed {
		t.Errorf("what was changed meanwhile: %v", err)
	}
	late := stockUndo("e3")
	late.Body = StockUndoBody{Of: "e3", ItemTypeID: tape, PlaceID: shelfB, IfRev: 1}
	if _, err := h.stocked().decide(t, late, administrator); CodeOf(err) != CodePreconditionFailed {
		t.Errorf("an undo of what was changed meanwhile: %v", err)
	}
}

// TestStockUndoRefusals: what is no entry of the pool, whoever may not, whatever is
// too long.
func TestStockUndoRefusals(t *testing.T) {
	t.Parallel()
	h := stocked()
	h.enter(t, stockEntry("e1", t0, EntryCount, 5))
	body := StockUndoBody{Of: "e1", ItemTypeID: tape, PlaceID: shelfB}
	with := func(change func(*StockUndoBody)) StockUndoBody {
		b := body
		change(&b)
		return b
	}
	for name, tt := range map[string]struct {
		body   StockUndoBody
		reason string
	}{
		"no entry":      {with(func(b *StockUndoBody) { b.Of = "ufo" }), "unknown_entry"},
		"another place": {with(func(b *StockUndoBody) { b.PlaceID = customer }), "unknown_entry"},
		"a novel":       {with(func(b *StockUndoBody) { b.Reason = strings.Repeat("x", 501) }), "text_too_long"},
	} {
		if _, err := h.stocked().set(Key{StockHistory, string(PoolOf(tape, customer))}, StockEntrySet{}).decide(t, gesture("u1", t0, tt.body), administrator); ReasonOf(err) != tt.reason {
			t.Errorf("%s: got %v, want %s", name, err, tt.reason)
		}
	}
	for _, a := range []Actor{{Kind: ActorUser, UserID: "v", Role: RoleViewer}, {Kind: ActorUser, UserID: "t", Role: RoleTechnician}} {
		if _, err := h.stocked().decide(t, gesture("u1", t0, body), a); CodeOf(err) != CodeForbidden {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
}

func TestStockRefusals(t *testing.T) {
	t.Parallel()
	body := StockEntryBody{ItemTypeID: tape, PlaceID: shelfB, Kind: EntryReceive, Quantity: 5}
	with := func(change func(*StockEntryBody)) StockEntryBody {
		b := body
		change(&b)
		return b
	}
	for name, tt := range map[string]struct {
		body   StockEntryBody
		at     Millis
		reason string
	}{
		"no type":            {with(func(b *StockEntryBody) { b.ItemTypeID = "ufo" }), t0, "unknown_item_type"},
		"a type with tags":   {with(func(b *StockEntryBody) { b.ItemTypeID = "type-mega" }), t0, "not_counted"},
		"no place":           {with(func(b *StockEntryBody) { b.PlaceID = "ufo" }), t0, "unknown_place"},
		"at a customer's":    {with(func(b *StockEntryBody) { b.PlaceID = customer }), t0, "missing_site"},
		"no kind":            {with(func(b *StockEntryBody) { b.Kind = "guess" }), t0, "bad_kind"},
		"nothing":            {with(func(b *StockEntryBody) { b.Quantity = 0 }), t0, "bad_quantity"},
		"receives less":      {with(func(b *StockEntryBody) { b.Quantity = -1 }), t0, "bad_quantity"},
		"counts below zero":  {with(func(b *StockEntryBody) { b.Kind, b.Quantity = EntryCount, -1 }), t0, "bad_quantity"},
		"no reason":          {with(func(b *StockEntryBody) { b.Kind, b.Reason = EntryAdjust, " " }), t0, "missing_reason"},
		"a long reason":      {with(func(b *StockEntryBody) { b.Reason = strings.Repeat("x", 501) }), t0, "text_too_long"},
		"a list that adds":   {with(func(b *StockEntryBody) { b.Listing = "sheet:1" }), t0, "bad_kind"},
		"more than there is": {with(func(b *StockEntryBody) { b.Quantity = 1 << 62 }), t0, "too_many"},
		"tomorrow":           {body, t0 + 200*hour, "in_the_future"},
	} {
		if _, err := stocked().decide(t, gesture("e1", tt.at, tt.body), administrator); ReasonOf(err) != tt.reason {
			t.Errorf("%s: got %v, want %s", name, err, tt.reason)
		}
	}
	for _, a := range []Actor{{Kind: ActorUser, UserID: "v", Role: RoleViewer}, {Kind: ActorUser, UserID: "t", Role: RoleTechnician}} {
		if _, err := stocked().decide(t, gesture("e1", t0, body), a); CodeOf(err) != CodeForbidden {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
	if !slices.Contains(SyncedCollections(), Assets) || slices.Contains(SyncedCollections(), StockPools) {
		t.Error("stock is seen by docks that do not know it")
	}
}
