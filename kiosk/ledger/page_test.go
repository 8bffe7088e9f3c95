package ledger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func named(id, name string, rev int64) rental.Place {
	return rental.Place{ID: rental.PlaceID(id), Code: "C-" + id, Name: name, Meta: rental.Meta{Rev: rev}, Kind: rental.PlaceShelf}
}

func placeName(t testing.TB, b *bench, id string) string {
	t.Helper()
	p, _, err := store.Get[rental.Place](t.Context(), b.store.View, id)
	if err != nil {
		t.Fatal(err)
	}
	return p.Name
}

func TestPageAppliesNewerRowsOnly(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	page(t, b, 20, ledgertest.Upsert(t, 15, "", named("p", "five", 5)))
	for _, c := range []struct {
		what string
		next uint64
		e    syncproto.ChangeEntry
		want string
	}{
		{"an older revision", 21, ledgertest.Upsert(t, 21, "", named("p", "four", 4)), "five"},
		{"the same revision", 22, ledgertest.Upsert(t, 22, "", named("p", "other five", 5)), "five"},
		{"a newer revision", 23, ledgertest.Upsert(t, 23, "", named("p", "six", 6)), "six"},
		{"an older delete", 24, syncproto.ChangeEntry{Seq: 24, Collection: rental.Places, ID: "p", Rev: 5, Op: syncproto.OpDelete}, "six"},
		{"an entry below the cursor", 25, ledgertest.Upsert(t, 20, "", named("p", "seven", 7)), "six"},
		{"a delete", 26, syncproto.ChangeEntry{Seq: 26, Collection: rental.Places, ID: "p", Rev: 7, Op: syncproto.OpDelete}, ""},
		{"a return", 27, ledgertest.Upsert(t, 27, "", named("p", "eight", 8)), "eight"},
	} {
		page(t, b, c.next, c.e)
		if got := placeName(t, b, "p"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
		if got := position(t, b).Cursor; got != c.next {
			t.Errorf("%s: cursor %d, want %d", c.what, got, c.next)
		}
	}
}

// TestPageIsAllOrNothing holds that a page which cannot be taken in leaves rows
// and cursor as they were, and that the same page can come again.
func TestPageIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	good := ledgertest.Upsert(t, 11, "", named("p", "new", 1))
	lying := ledgertest.Upsert(t, 12, "", named("q", "x", 2))
	lying.Rev = 3
	broken := syncproto.ChangeEntry{Seq: 12, Collection: rental.Places, ID: "q", Rev: 1, Op: syncproto.OpUpsert, Body: []byte(`{"id":`)}
	other := ledgertest.Page(12, good)
	other.Incarnation = "central-2"
	for name, c := range map[string]struct {
		p      syncproto.ChangesPage
		reason string
	}{
		"revision that is not the row's": {ledgertest.Page(12, good, lying), "bad_page"},
		"no JSON":                        {ledgertest.Page(12, good, broken), "bad_row"},
		"out of order":                   {ledgertest.Page(12, ledgertest.Upsert(t, 12, "", named("q", "x", 1)), good), "bad_page"},
		"beyond its end":                 {ledgertest.Page(11, good, ledgertest.Upsert(t, 12, "", named("q", "x", 1))), "bad_page"},
		"another central":                {other, "incarnation_changed"},
	} {
		before := storetest.Dump(t, b.dir)
		wantReason(t, b.ApplyPage(t.Context(), c.p), c.reason)
		if diff := cmp.Diff(before, storetest.Dump(t, b.dir)); diff != "" {
			t.Errorf("%s changed %s", name, diff)
		}
	}
	p := ledgertest.Page(12, good)
	for range 2 {
		if err := b.ApplyPage(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if placeName(t, b, "p") != "new" || position(t, b).Cursor != 12 {
		t.Error("the good page did not come in")
	}
}

func TestPagePassesOverUnknownCollections(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	page(t, b, 12,
		syncproto.ChangeEntry{Seq: 11, Collection: "holograms", ID: "h", Rev: 1, Op: syncproto.OpUpsert, Body: []byte(`{"id":"h"}`)},
		ledgertest.Upsert(t, 12, "", named("p", "new", 1)))
	if placeName(t, b, "p") != "new" || position(t, b).Cursor != 12 {
		t.Error("the page stopped at what this build does not know")
	}
}

func TestPageBeforeSnapshot(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	wantReason(t, b.ApplyPage(t.Context(), ledgertest.Page(1)), "not_bootstrapped")
}

// TestRowsLeaveScope has an order leave this site with its allocations while an
// item of ours on it waits.
func TestRowsLeaveScope(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	record(t, b, out("o1", "a1"))
	page(t, b, 11, syncproto.ChangeEntry{Seq: 11, Collection: rental.RentActions, ID: "o1", Rev: 2, Op: syncproto.OpDelete})
	wantStatus(t, b, "a1", rental.Deployed) // the goods have left, whatever became of the order
	if _, ok, err := store.Get[rental.RentAction](t.Context(), b.store.View, "o1"); err != nil || ok {
		t.Errorf("the order is still there: %v, %v", ok, err)
	}
}

func TestSnapshotGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	manifests, parts := ledgertest.Manifests(t, "s1", 10, catalogue()...)
	if err := b.BeginSnapshot(t.Context(), manifests); err != nil {
		t.Fatal(err)
	}
	wantReason(t, b.CompleteSnapshot(t.Context()), "bad_snapshot")
	first := manifests[0]
	for range 2 { // a part that comes again changes nothing
		if err := b.ApplyPart(t.Context(), first, 0, parts[first.Collection][0]); err != nil {
			t.Fatal(err)
		}
	}
	if _, p, err := b.store.Row(t.Context(), rental.Key{Collection: rental.Places, ID: "shelf"}); err != nil || p != rental.Unknown {
		t.Errorf("a row is seen before the swap: %v, %v", p, err)
	}
	b.reopen(t, store.Options{})
	if err := b.BeginSnapshot(t.Context(), manifests); err != nil {
		t.Fatal(err)
	}
	missing, err := b.SnapshotMissing(t.Context())
	if err != nil || len(missing[first.Collection]) != 0 || len(missing) == 0 {
		t.Fatalf("missing %v, %v", missing, err)
	}
	for c, numbers := range missing {
		for _, n := range numbers {
			for _, m := range manifests {
				if m.Collection == c {
					if err := b.ApplyPart(t.Context(), m, n, parts[c][n]); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	if err := b.CompleteSnapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := position(t, b); !p.Bootstrapped || p.Cursor != 10 || p.Incarnation != ledgertest.Incarnation {
		t.Errorf("%+v", p)
	}
	if got := placeName(t, b, "shelf"); got != "Shelf A1" {
		t.Errorf("shelf %q", got)
	}
	_, p, err := b.store.Row(t.Context(), rental.Key{Collection: rental.Places, ID: "nowhere"})
	if err != nil || p != rental.Absent {
		t.Errorf("a place that central does not have is %v, %v", p, err)
	}
	_, p, err = b.store.Row(t.Context(), rental.Key{Collection: rental.Assets, ID: "elsewhere"})
	if err != nil || p != rental.Unknown {
		t.Errorf("an asset of another site is %v, %v", p, err)
	}
}

func TestSnapshotRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	manifests, parts := ledgertest.Manifests(t, "s1", 10, catalogue()...)
	mixed := append([]syncproto.SnapshotManifest(nil), manifests...)
	mixed[1].Incarnation = "central-2"
	for name, m := range map[string][]syncproto.SnapshotManifest{
		"none": nil, "two centrals": mixed, "one twice": append(manifests[:1:1], manifests[0]),
	} {
		if err := b.BeginSnapshot(t.Context(), m); rental.ReasonOf(err) != "bad_snapshot" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.BeginSnapshot(t.Context(), manifests); err != nil {
		t.Fatal(err)
	}
	m := manifests[0]
	other := m
	other.ID = "s2"
	rows := parts[m.Collection][0]
	twice := append(rows[:len(rows):len(rows)], rows[0])
	wantReason(t, b.ApplyPart(t.Context(), other, 0, rows), "bad_snapshot")
	wantReason(t, b.ApplyPart(t.Context(), m, 1, rows), "bad_snapshot")
	wantReason(t, b.ApplyPart(t.Context(), m, 0, twice), "bad_snapshot")
	lying := slices.Clone(rows) // the last row is another one than it says: nothing of the part stays
	lying[len(lying)-1].Rev++
	wantReason(t, b.ApplyPart(t.Context(), m, 0, lying), "bad_page")
	if err := b.ApplyPart(t.Context(), m, 0, rows[1:]); err != nil {
		t.Fatal(err)
	}
	wantReason(t, b.CompleteSnapshot(t.Context()), "bad_snapshot") // a row is missing
}

// TestSnapshotKeepsTheOverlay loads the catalogue anew under items that wait:
// what they did stays in sight, what central holds already is not done twice,
// and the rows of the old generation are gone.
func TestSnapshotKeepsTheOverlay(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	arrived := record(t, b, out("o1", "a1")) // stored at central; the answer was lost
	record(t, b, out("o1", "a2"))
	record(t, b, out("o1", "a3"))
	var rows []rental.Row
	for _, r := range catalogue() {
		switch a := r.(type) {
		case rental.Asset:
			if a.ID == "a1" {
				r = asset(t, b, "a1").WithMeta(meta(2))
			}
			if a.ID == "a3" { // meanwhile somebody else took it
				a.Status, a.Rev, a.Custody = rental.Deployed, 2, rental.Custody{RentActionID: "o2", Number: "R-o2"}
				r = a
			}
		}
		rows = append(rows, r)
	}
	ledgertest.Load(t, b.Ledger, "s2", 30, rows...)
	for id, want := range map[string]rental.RentActionID{"a1": "o1", "a2": "o1", "a3": "o2"} {
		if got := asset(t, b, id); got.Custody.RentActionID != want || got.Status != rental.Deployed {
			t.Errorf("%s: %s on %s, want %s", id, got.Status, got.Custody.RentActionID, want)
		}
	}
	got := inbox(t, b)
	if len(got) != 1 || got[0].Body.Params["code"] != "T-a3" {
		t.Errorf("inbox %+v", got)
	}
	if n := storetest.Column(t, b.dir, `select count(distinct gen) from base`); n[0] != "1" {
		t.Errorf("%s generations are left", n[0])
	}
	if p := position(t, b); p.Cursor != 30 || p.QueueDepth != 3 {
		t.Errorf("%+v", p)
	}
	answer(t, b, 3, func(_ int, e *syncproto.VerdictEntry) {
		if e.ID == arrived.ItemID {
			e.Verdict, e.Was, e.FeedSeq = rental.AlreadyStored, rental.Applied, 22
		}
	})
	wantStatus(t, b, "a1", rental.Deployed)
	if got := overlaySeqs(t, b); len(got) != 0 {
		t.Errorf("overlay %v", got)
	}
}

// TestNothingNewIsKnown: an empty page moves what the catalogue is as of, at once
// for who looks, and on the disk no more often than once a minute.
func TestNothingNewIsKnown(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	changes := func() string { return storetest.Column(t, b.dir, `select value from meta where key = 'sync'`)[0] }
	stored, shown := changes(), position(t, b).AsOfMs
	tick := func(d time.Duration) {
		t.Helper()
		b.mu.Lock()
		b.now = b.now.Add(d)
		b.mu.Unlock()
		if err := b.NoteNothingNew(t.Context(), ledgertest.Page(10)); err != nil {
			t.Fatal(err)
		}
		if got := position(t, b).AsOfMs; got < shown+rental.Millis(d.Milliseconds()) {
			t.Errorf("as of %d, %s after %d", got, d, shown)
		}
		shown = position(t, b).AsOfMs
	}
	heard := b.Changed()
	tick(25 * time.Second)
	tick(25 * time.Second)
	if changes() != stored {
		t.Error("it was written within a minute")
	}
	select {
	case <-heard:
	default:
		t.Error("nobody was told")
	}
	tick(25 * time.Second)
	if changes() == stored {
		t.Error("it was not written after a minute")
	}
	page(t, b, 11)
	if got := position(t, b).AsOfMs; got <= shown {
		t.Errorf("a page moved it from %d to %d", shown, got)
	}
	foreign := ledgertest.Page(11)
	foreign.Incarnation = "another"
	wantReason(t, b.NoteNothingNew(t.Context(), foreign), "incarnation_changed")
}

func TestHelloHaltPrune(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	hello := syncproto.HelloReply{Incarnation: ledgertest.Incarnation, Demo: true, Zone: "Europe/London", DurableThrough: 99}
	if err := b.NoteHello(t.Context(), hello, 1500, 20); err != nil {
		t.Fatal(err)
	}
	g := scan("x")
	record(t, b, g)
	it, _, err := b.store.ItemByID(t.Context(), g.ID)
	if err != nil {
		t.Fatal(err)
	}
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil || p.Occurred.OffsetMs != 1500 || p.Occurred.OffsetErrMs != 20 {
		t.Errorf("clock %+v, %v", p.Occurred, err)
	}
	if id, err := b.Identity(t.Context()); err != nil || id.Zone != "Europe/London" || !b.Hello().Demo {
		t.Errorf("%+v, %v", id, err)
	}
	if got := position(t, b).DurableThrough; got != 0 {
		t.Errorf("durable through %d before anything was answered", got)
	}
	hello.Incarnation = "central-2"
	if err := b.NoteHello(t.Context(), hello, 0, 0); err != nil {
		t.Fatal(err)
	}
	if got := position(t, b).Halted; got != "incarnation_changed" {
		t.Errorf("halted: %q", got)
	}
	record(t, b, scan("recording goes on"))
	if err := b.Resume(t.Context()); err != nil || position(t, b).Halted != "" {
		t.Error(err)
	}
	if err := b.Halt(t.Context(), "position_diverged"); err != nil || position(t, b).Halted != "position_diverged" {
		t.Error(err)
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	for range 6 {
		record(t, b, scan("x"))
	}
	r := reply(t, b, 5, func(i int, e *syncproto.VerdictEntry) {
		if i == 3 {
			e.FeedSeq = 1000 // its images stay
		}
	})
	r.DurableThrough = 5
	if err := b.ApplyVerdicts(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	prune := func(want int64) {
		t.Helper()
		got, err := b.Prune(t.Context())
		if err != nil || got != want {
			t.Errorf("%d went, want %d: %v", got, want, err)
		}
	}
	prune(0) // too young
	b.mu.Lock()
	b.now = b.now.Add(31 * 24 * 3600 * 1e9)
	b.mu.Unlock()
	err := b.Service(t.Context(), func(tx *store.Tx) error {
		n, err := tx.Prune(5, rental.Millis(b.clock().UnixMilli()), 2)
		if n != 2 {
			t.Errorf("%d went at once, want 2", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	prune(1)
	b.reopen(t, store.Options{}) // the chain is still one
	if got := position(t, b); got.QueueDepth != 1 || got.LastSeq != 6 {
		t.Errorf("%+v", got)
	}
}
