package store_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func m(rev int64) rental.Meta { return rental.Meta{Rev: rev, SiteID: "berlin"} }

// fill puts rows in force as the whole of every collection.
func fill(t testing.TB, s *store.Store, rows ...rental.Row) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error {
		for _, c := range rental.SyncedCollections() {
			if err := tx.StartShadow(syncproto.SnapshotManifest{ID: "s", Collection: c, FeedSeq: 1}); err != nil {
				return err
			}
		}
		shadows, err := tx.Shadows(tx.Context())
		if err != nil {
			return err
		}
		for _, sh := range shadows {
			for _, r := range rows {
				if r.RowCollection() != sh.Manifest.Collection {
					continue
				}
				body, err := json.Marshal(r)
				if err != nil {
					return err
				}
				if _, err := tx.PutBase(sh.Gen, r, body); err != nil {
					return err
				}
			}
			if err := tx.Swap(sh, 1); err != nil {
				return err
			}
		}
		return nil
	})
}

func write(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func over(t testing.TB, s *store.Store, seq uint64, r rental.Row) {
	t.Helper()
	write(t, s, func(tx *store.Tx) error {
		return tx.PutOverlay(seq, store.Image{Key: rental.Key{Collection: r.RowCollection(), ID: r.RowID()}, Row: r})
	})
}

func house() []rental.Row {
	here := rental.Asset{ID: "a1", Tag: "LX-0417", Serial: "SN-77", Meta: m(3), ItemTypeID: "mp", Status: rental.Available, PlaceID: "shelf"}
	twin := rental.Asset{ID: "a2", Tag: "LX-0418", Serial: "SN-77", Meta: m(1), ItemTypeID: "mp", Status: rental.Deployed, PlaceID: "shelf"}
	away := rental.AssetCard{ID: "l1", Tag: "LDN-0417", Serial: "X1", Meta: rental.Meta{Rev: 1}, ItemTypeID: "par", HomeSiteID: "london"}
	return []rental.Row{
		here, here.Card(), twin, twin.Card(), away,
		rental.ItemType{ID: "mp", Code: "MP", Name: "MegaPointe Hybrid", Maker: "Robe", Meta: m(1), Kind: rental.Serialized},
		rental.ItemType{ID: "par", Code: "PAR", Name: "LED Par", Maker: "Astera", Meta: m(1), Kind: rental.Serialized},
		rental.ItemType{ID: "old", Code: "OLD", Name: "MegaOld", Meta: m(1), Archived: true},
		rental.Place{ID: "shelf", Code: "BER-A1", Name: "Shelf A1", Meta: m(1)},
		rental.Badge{ID: "b1", Hash: "hash", Meta: m(1), PersonID: "ada", PersonName: "Ada Lovelace"},
		rental.Badge{ID: "b2", Hash: "hash2", Meta: m(1), PersonID: "ada", PersonName: "Ada Lovelace"},
		rental.Badge{ID: "b3", Hash: "hash3", Meta: m(1), PersonID: "bob", PersonName: "Bob", Revoked: true},
		rental.TagAlias{ID: "t1", Code: "0001234", Meta: m(1), Target: rental.TargetAsset, TargetID: "a1"},
		rental.TagAlias{ID: "t2", Code: "BOX10", Meta: m(1), Target: rental.TargetItemType, TargetID: "par", Quantity: 10},
		rental.TagAlias{ID: "t3", Code: "ADA", Meta: m(1), Target: rental.TargetPerson, TargetID: "ada"},
		rental.Project{ID: "p1", Number: "J-1", Name: "Summer festival", CompanyName: "Acme", Meta: m(1), Status: rental.ProjectActive},
		rental.RentAction{ID: "o1", Number: "R-000001", Meta: m(1), Status: rental.Approved, Window: rental.Window{Start: 100, End: 200}},
		rental.DemoCode{ID: "d2", Code: "B", Meta: m(1), Order: 2}, rental.DemoCode{ID: "d1", Code: "A", Meta: m(1), Order: 1},
		rental.DemoCode{ID: "d3", Code: "C", Meta: m(1), Order: 0, ForSite: "london"},
	}
}

func TestFindCode(t *testing.T) {
	t.Parallel()
	s := open(t)
	fill(t, s, house()...)
	over(t, s, 1, rental.RentAction{ID: "k1", Number: "K3-0001", Status: rental.Draft})
	for _, c := range []struct {
		kind  store.CodeKind
		value string
		want  string // target/id/collection of each match
	}{
		{store.CodeTag, "LX-0417", "asset/a1/assets "},
		{store.CodeTag, "LDN-0417", "asset/l1/asset_cards "},
		{store.CodeTag, "lx-0417", ""}, // exact, or nothing
		{store.CodeTag, "LX-041", ""},
		{store.CodeTag, "", ""},
		{store.CodeSerial, "SN-77", "asset/a1/assets asset/a2/assets "},
		{store.CodeSerial, "X1", "asset/l1/asset_cards "},
		{store.CodePlace, "BER-A1", "place/shelf/places "},
		{store.CodeBadge, "hash", "person/ada/badges "},
		{store.CodeBadge, "b1", ""},
		{store.CodeOrder, "R-000001", "rent_action/o1/rent_actions "},
		{store.CodeOrder, "K3-0001", "rent_action/k1/rent_actions "},
		{store.CodeOrder, "J-1", "project/p1/projects "},
		{store.CodeAlias, "0001234", "asset/a1/assets "},
		{store.CodeAlias, "BOX10", "item_type/par/item_types "},
		{store.CodeAlias, "ADA", "person/ada/badges "},
		{store.CodeURL, "LX-0417", "asset/a1/assets "},
		{store.CodeURL, "BOX10", "item_type/par/item_types "},
		{"command", "LX-0417", ""},
	} {
		found, err := s.FindCode(t.Context(), c.kind, c.value)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range found {
			got += fmt.Sprintf("%s/%s/%s ", f.Target, f.ID, f.Row.RowCollection())
			if (f.Quantity == 10) != (c.value == "BOX10") {
				t.Errorf("%s: quantity %d", c.value, f.Quantity)
			}
		}
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.kind, c.value, got, c.want)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := open(t)
	fill(t, s, house()...)
	for q, want := range map[string]string{
		"0417": "l1 a1 ", "417": "l1 a1 ", "lx-0417": "a1 ", "7": "", "77": "a1 a2 ", "mega": "a1 a2 ", "hyb rob": "a1 a2 ",
		"MEGA robe": "a1 a2 ", "mega astera": "", "par": "l1 ", "": "", "  ": "", "ega": "", "%": "", "megaold": "",
	} {
		found, err := s.SearchAssets(t.Context(), q, 5)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range found {
			got += f.ID + " "
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", q, got, want)
		}
	}
	if one, err := s.SearchAssets(t.Context(), "mega", 1); err != nil || len(one) != 1 {
		t.Errorf("limit 1: %d, %v", len(one), err)
	}
	people, err := s.SearchPeople(t.Context(), "", 10)
	if err != nil || len(people) != 1 || people[0].PersonID != "ada" {
		t.Errorf("people %+v, %v", people, err)
	}
	types, err := s.SearchTypes(t.Context(), "", 10)
	if err != nil || len(types) != 2 || types[0].ID != "par" {
		t.Errorf("types %+v, %v", types, err)
	}
	jobs, err := s.SearchProjects(t.Context(), "acme", 10)
	if err != nil || len(jobs) != 1 {
		t.Errorf("jobs %+v, %v", jobs, err)
	}
	codes, err := s.DemoCodes(t.Context(), "berlin")
	if err != nil || len(codes) != 2 || codes[0].Code != "A" {
		t.Errorf("demo codes %+v, %v", codes, err)
	}
	here, n, err := s.At(t.Context(), "shelf", 10)
	if err != nil || n != 1 || len(here) != 1 || here[0].ID != "a1" {
		t.Errorf("at the shelf %+v, %d, %v", here, n, err)
	}
}

// TestOverlayWins holds that reads, also by code and as of an item, choose the
// highest image below the view's horizon.
func TestOverlayWins(t *testing.T) {
	t.Parallel()
	s := open(t)
	fill(t, s, house()...)
	key := rental.Key{Collection: rental.Assets, ID: "a1"}
	at := func(v store.View) string {
		r, p, err := v.Row(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := r.(rental.Asset)
		found, err := v.FindCode(t.Context(), store.CodeTag, "LX-0417")
		if err != nil {
			t.Fatal(err)
		}
		byCode := "none"
		if len(found) > 0 {
			if f, ok := found[0].Row.(rental.Asset); ok {
				byCode = f.Notes
			} else {
				byCode = "card"
			}
		}
		return fmt.Sprintf("%v %s/%s", p == rental.Present, a.Notes, byCode)
	}
	base := rental.Asset{ID: "a1", Tag: "LX-0417", Meta: m(3)}
	for seq, notes := range map[uint64]string{4: "four", 9: "nine", 6: "six"} {
		r := base
		r.Notes = notes
		over(t, s, seq, r)
	}
	write(t, s, func(tx *store.Tx) error { return tx.PutOverlay(12, store.Image{Key: key}) })
	for before, want := range map[uint64]string{
		1: "true /", 4: "true /", 5: "true four/four", 6: "true four/four", 7: "true six/six", 10: "true nine/nine", 12: "true nine/nine", 13: "false /card",
	} {
		if got := at(s.Before(before)); got != want {
			t.Errorf("before %d: got %q, want %q", before, got, want)
		}
		wantSights(t, s.Before(before), key, rental.Key{Collection: rental.AssetCards, ID: "a1"}, rental.Key{Collection: rental.Places, ID: "nowhere"}, key)
	}
	if _, p, err := s.Row(t.Context(), key); err != nil || p != rental.Absent {
		t.Errorf("a pending delete is %v, %v", p, err)
	}
	write(t, s, func(tx *store.Tx) error { return tx.DropImage(12, key) })
	if got := at(s.View); got != "true nine/nine" {
		t.Error(got)
	}
	r, err := s.BaseRow(t.Context(), key)
	if err != nil || r.RowMeta().Rev != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

// wantSights holds what is seen of many keys at once against each by itself.
func wantSights(t *testing.T, v store.View, keys ...rental.Key) {
	t.Helper()
	sights, err := v.Sights(t.Context(), keys)
	if err != nil || len(sights) != len(keys) {
		t.Fatalf("%d sights of %d keys: %v", len(sights), len(keys), err)
	}
	for i, k := range keys {
		got, err := sights[i].Row(k.Collection)
		if err != nil {
			t.Fatal(err)
		}
		want, p, err := v.Row(t.Context(), k)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v before %d (-row +sight):\n%s", k, v.Horizon(), diff)
		}
		if gone := sights[i].State == store.SightGone; gone != (want == nil && p == rental.Absent && k.Collection == rental.Assets) {
			t.Errorf("%v before %d: gone is %t", k, v.Horizon(), gone)
		}
	}
}

func TestToday(t *testing.T) {
	t.Parallel()
	s := open(t)
	const now, grace = 1000, 50
	order := func(id string, st rental.OrderStatus, start, end int64, site rental.SiteID) rental.Row {
		return rental.RentAction{ID: rental.RentActionID(id), Number: rental.Number(id), Status: st, Meta: rental.Meta{Rev: 1, SiteID: site},
			Window: rental.Window{Start: rental.Millis(start), End: rental.Millis(end)},
			Lines:  []rental.Line{{ID: "l", ItemTypeID: "mp", Requested: 2}}}
	}
	alloc := func(id, order string, st rental.AllocationStatus) rental.Row {
		return rental.Allocation{ID: rental.AllocationID(id), RentActionID: rental.RentActionID(order), LineID: "l", AssetID: rental.AssetID("x" + id), Meta: m(1), Quantity: 1, Status: st}
	}
	fill(t, s,
		order("soon", rental.Approved, 1100, 2000, "berlin"), order("later", rental.Approved, 1200, 2000, "berlin"),
		order("draft", rental.Draft, 1050, 2000, "berlin"), order("elsewhere", rental.Approved, 1010, 2000, "london"),
		order("half", rental.Approved, 900, 1500, "berlin"), alloc("1", "half", rental.AllocOut),
		order("next month", rental.Approved, 30*86_400_000, 31*86_400_000, "berlin"),
		order("long", rental.Fulfilled, 900, 30*86_400_000, "berlin"), alloc("9", "long", rental.AllocOut),
		order("done", rental.Fulfilled, 800, 1400, "berlin"), alloc("2", "done", rental.AllocOut), alloc("3", "done", rental.AllocReturned),
		order("late", rental.Fulfilled, 100, 900, "berlin"), alloc("4", "late", rental.AllocOut), alloc("5", "late", rental.AllocOut),
		order("latest", rental.Fulfilled, 100, 800, "berlin"), alloc("6", "latest", rental.AllocOut),
		order("grace", rental.Fulfilled, 100, 960, "berlin"), alloc("7", "grace", rental.AllocOut),
		order("back", rental.Closed, 100, 900, "berlin"), alloc("8", "back", rental.AllocReturned),
	)
	day, err := s.Today(t.Context(), "berlin", grace, now)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for name, list := range map[string][]store.DueOrder{"out": day.Out, "back": day.Back, "overdue": day.Overdue} {
		for _, d := range list {
			got[name] = append(got[name], fmt.Sprintf("%s %d/%d/%d/%d", d.Order.ID, d.Requested, d.EverOut, d.Out, d.Returned))
		}
	}
	want := map[string][]string{
		"out":     {"half 2/1/1/0", "soon 2/0/0/0", "later 2/0/0/0"},
		"back":    {"grace 2/1/1/0", "done 2/2/1/1", "half 2/1/1/0"},
		"overdue": {"latest 2/1/1/0", "late 2/2/2/0"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTodayForgetsNothingForTheLongPast: what has ended stays in the store for ever, and what is out comes back whatever
// became of its order.
func TestTodayForgetsNothingForTheLongPast(t *testing.T) {
	t.Parallel()
	s := open(t)
	const now = 1_000_000
	order := func(id string, st rental.OrderStatus, start, end rental.Millis) rental.Row {
		return rental.RentAction{
			ID: rental.RentActionID(id), Number: rental.Number(id), Status: st, Meta: rental.Meta{Rev: 1, SiteID: "berlin"},
			Window: rental.Window{Start: start, End: end}, Lines: []rental.Line{{ID: "l", ItemTypeID: "mp", Requested: 1}},
		}
	}
	out := func(order string) rental.Row {
		return rental.Allocation{ID: rental.AllocationID("a-" + order), RentActionID: rental.RentActionID(order), LineID: "l", AssetID: "x", Meta: m(1), Quantity: 1, Status: rental.AllocOut}
	}
	rows := []rental.Row{
		order("soon", rental.Approved, now+1, now+2),
		order("ended", rental.Cancelled, 2, now-1), out("ended"),
		order("unapproved", rental.Pending, 3, now+3), out("unapproved"),
	}
	for i := range 2500 {
		rows = append(rows, order(fmt.Sprintf("old-%d", i), rental.Cancelled, 1, 2))
	}
	fill(t, s, rows...)
	day, err := s.Today(t.Context(), "berlin", 0, now)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]rental.RentActionID{}
	for name, list := range map[string][]store.DueOrder{"out": day.Out, "back": day.Back, "overdue": day.Overdue} {
		for _, d := range list {
			got[name] = append(got[name], d.Order.ID)
		}
	}
	want := map[string][]rental.RentActionID{"out": {"soon"}, "back": {"unapproved"}, "overdue": {"ended"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownBeforeSnapshot(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range rental.SyncedCollections() {
		if _, p, err := s.Row(t.Context(), rental.Key{Collection: c, ID: "x"}); err != nil || p != rental.Unknown {
			t.Errorf("%s: %v, %v", c, p, err)
		}
	}
	fill(t, s)
	for _, c := range rental.SyncedCollections() {
		_, p, err := s.Row(t.Context(), rental.Key{Collection: c, ID: "x"})
		if err != nil || (p == rental.Absent) != c.CompanyWide() {
			t.Errorf("%s after the snapshot: %v, %v", c, p, err)
		}
	}
}

func TestServiceRows(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx := t.Context()
	at := time.UnixMilli(1_000_000)
	write(t, s, func(tx *store.Tx) error {
		for _, err := range []error{
			tx.PutDeskState("session", "w"), tx.PutDeskState("session", "x"),
			tx.PutAnswer("a", []byte(`1`), at), tx.PutAnswer("b", []byte(`2`), at.Add(time.Hour)),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Write(ctx, func(tx *store.Tx) error { return tx.PutAnswer("a", []byte(`3`), at) }); err == nil {
		t.Error("a second answer to one id was taken")
	}
	var state string
	if ok, err := s.DeskState(ctx, "session", &state); err != nil || !ok || state != "x" {
		t.Errorf("desk state %q, %v, %v", state, ok, err)
	}
	if ok, err := s.DeskState(ctx, "nothing", &state); err != nil || ok {
		t.Errorf("desk state that nobody kept: %v, %v", ok, err)
	}
	write(t, s, func(tx *store.Tx) error { return tx.PruneAnswers(at.Add(time.Minute)) })
	_, old, err := s.Answer(ctx, "a")
	if err != nil || old {
		t.Errorf("an old answer stayed: %v", err)
	}
	body, ok, err := s.Answer(ctx, "b")
	if err != nil || !ok || string(body) != "2" {
		t.Errorf("%s, %v, %v", body, ok, err)
	}
	if err := s.PutPINTries(ctx, "ada", 3, 77); err != nil {
		t.Fatal(err)
	}
	failed, until, err := s.PINTries(ctx, "ada")
	if err != nil || failed != 3 || until != 77 {
		t.Errorf("%d, %d, %v", failed, until, err)
	}
	failed, until, err = s.PINTries(ctx, "bob")
	if err != nil || failed != 0 || until != 0 {
		t.Errorf("%d, %d, %v", failed, until, err)
	}
	e := store.Entry{ID: "e", At: 5, ItemID: "i", Kind: store.InboxChanged, State: store.InboxOpen, Body: store.EntryBody{Line: -1, Text: "exception.changed", Next: "next.wait"}}
	write(t, s, func(tx *store.Tx) error { return tx.PutInbox(e) })
	write(t, s, func(tx *store.Tx) error { return tx.SetInboxState("e", store.InboxClosed) })
	write(t, s, func(tx *store.Tx) error { return tx.PutInbox(e) })
	list, n, err := s.Inbox(ctx, 10)
	if err != nil || n != 0 || len(list) != 0 {
		t.Errorf("a closed entry is open again: %+v, %d, %v", list, n, err)
	}
	got, ok, err := s.InboxEntry(ctx, "e")
	e.State = store.InboxClosed
	if diff := cmp.Diff(e, got); err != nil || !ok || diff != "" {
		t.Errorf("%v %v %s", err, ok, diff)
	}
	if err := s.Write(ctx, func(tx *store.Tx) error { return tx.SetInboxState("nobody", store.InboxClosed) }); err == nil {
		t.Error("an entry that is not there was moved on")
	}
	free, err := s.FreeBytes()
	if err != nil || free <= 0 {
		t.Errorf("free %d, %v", free, err)
	}
}

// TestShadowRowsAreNotSeen has a second snapshot on its way in, and given up.
func TestShadowRowsAreNotSeen(t *testing.T) {
	t.Parallel()
	s := open(t)
	fill(t, s, house()...)
	m := syncproto.SnapshotManifest{ID: "s2", Collection: rental.Places, FeedSeq: 9, Rows: 2, Parts: 1}
	write(t, s, func(tx *store.Tx) error {
		if err := tx.StartShadow(m); err != nil {
			return err
		}
		shadows, err := tx.Shadows(tx.Context())
		if err != nil {
			return err
		}
		for _, p := range []rental.Place{{ID: "shelf", Code: "NEW", Meta: rental.Meta{Rev: 5}}, {ID: "other", Code: "OTHER", Meta: rental.Meta{Rev: 1}}} {
			if _, err := tx.PutBase(shadows[0].Gen, p, []byte(`{"id":"`+string(p.ID)+`","code":"`+p.Code+`"}`)); err != nil {
				return err
			}
		}
		return nil
	})
	check := func(when string) {
		t.Helper()
		for code, want := range map[string]int{"BER-A1": 1, "NEW": 0, "OTHER": 0} {
			found, err := s.FindCode(t.Context(), store.CodePlace, code)
			if err != nil || len(found) != want {
				t.Errorf("%s: %s finds %d, want %d: %v", when, code, len(found), want, err)
			}
		}
		if p, _, err := store.Get[rental.Place](t.Context(), s.View, "shelf"); err != nil || p.Code != "BER-A1" {
			t.Errorf("%s: %+v, %v", when, p, err)
		}
		if _, p, err := s.Row(t.Context(), rental.Key{Collection: rental.Places, ID: "other"}); err != nil || p != rental.Absent {
			t.Errorf("%s: %v, %v", when, p, err)
		}
	}
	check("on its way")
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("swept while on its way")
	write(t, s, func(tx *store.Tx) error { return tx.DropShadow(rental.Places) })
	check("given up")
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("swept")
}
