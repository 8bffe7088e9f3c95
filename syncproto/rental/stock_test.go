package rental

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const tape ItemTypeID = "type-tape"

func stocked() *house {
	return newHouse(AtCentral).put(ItemType{ID: tape, Code: "TAPE", Name: "Tape", Kind: Fungible})
}

func stockEntry(id ItemID, at Millis, kind EntryKind, n int64) Command {
	return gesture(id, at, StockEntryBody{ItemTypeID: tape, PlaceID: shelfB, Kind: kind, Quantity: n})
}

// enter applies an entry, with what the pool holds so far at hand.
func (h *house) enter(t tester, c Command) (StockPool, Decision) {
	t.Helper()
	pool := PoolOf(tape, shelfB)
	moves := StockMoveSet{}
	for k, e := range h.rows {
		if m, ok := e.Value.(StockEntry); ok && k.Collection == StockEntries && m.Kind != EntryCount {
			moves = append(moves, m)
		}
	}
	h.set(Key{StockMoves, string(pool)}, moves)
	d := h.apply(t, c, administrator)
	row, _ := h.rows[Key{StockPools, string(pool)}].Value.(StockPool)
	return row, d
}

// TestStockIsTheSameInAnyOrder enters the same changes and counts in two orders.
// The balance is that of the model: what the newest count found, and every change
// that happened after it; without a count, all changes.
func TestStockIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type entry struct {
			id    ItemID
			at    Millis
			count bool
			n     int64
		}
		var all []entry
		for i := range rapid.IntRange(1, 10).Draw(rt, "entries") {
			e := entry{id: ItemID(fmt.Sprintf("e%02d", i)), at: t0 + Millis(rapid.IntRange(-5, 0).Draw(rt, "at")), count: rapid.IntRange(0, 2).Draw(rt, "count") == 0, n: int64(rapid.IntRange(0, 50).Draw(rt, "n"))}
			if !e.count && e.n == 0 {
				e.n = 1
			}
			if !e.count && rapid.Bool().Draw(rt, "takes") {
				e.n = -e.n
			}
			all = append(all, e)
		}
		var anchor *entry
		for i, e := range all {
			if e.count && (anchor == nil || e.at > anchor.at || e.at == anchor.at && e.id > anchor.id) {
				anchor = &all[i]
			}
		}
		want := int64(0)
		if anchor != nil {
			want = anchor.n
		}
		for _, e := range all {
			if !e.count && (anchor == nil || e.at > anchor.at || e.at == anchor.at && e.id > anchor.id) {
				want += e.n
			}
		}
		for _, order := range [][]entry{all, rapid.Permutation(all).Draw(rt, "order")} {
			h := stocked()
			var pool StockPool
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
