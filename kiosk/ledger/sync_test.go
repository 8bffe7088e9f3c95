package ledger_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/ledger"
	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func meta(rev int64) rental.Meta { return rental.Meta{Rev: rev, SiteID: siteID} }

func lamp(id string, rev int64) rental.Asset {
	return rental.Asset{
		ID: rental.AssetID(id), Tag: "T-" + id, Meta: meta(rev), Serial: "S-" + id, ItemTypeID: "type",
		Status: rental.Available, HomePlaceID: "shelf", HomeSiteID: siteID, PlaceID: "shelf",
	}
}

func order(id string, status rental.OrderStatus, rev int64) rental.RentAction {
	return rental.RentAction{
		ID: rental.RentActionID(id), Number: rental.Number("R-" + id), Meta: meta(rev), Status: status,
		RequesterName: "Ada", Window: rental.Window{Start: 1, End: 4_000_000_000_000},
		Lines: []rental.Line{{ID: rental.LineID("line-" + id), ItemTypeID: "type", Requested: 3}},
	}
}

// catalogue is a small house: three lamps, two orders, their types and places.
func catalogue() []rental.Row {
	rows := []rental.Row{
		rental.Place{ID: siteID, Code: "BER", Name: "Berlin", Meta: meta(1), Kind: rental.PlaceSite},
		rental.Place{ID: "shelf", Code: "BER-A1", Name: "Shelf A1", Meta: meta(1), ParentID: siteID, Kind: rental.PlaceShelf},
		rental.Place{ID: "returns", Code: "BER-RET", Name: "Returns", Meta: meta(1), ParentID: siteID, Kind: rental.PlaceReturns},
		rental.ItemType{ID: "type", Code: "MP", Name: "MegaPointe", Meta: rental.Meta{Rev: 1}, Maker: "Robe", Kind: rental.Serialized, Returns: true},
		order("o1", rental.Approved, 1), order("o2", rental.Approved, 1),
	}
	for _, id := range []string{"a1", "a2", "a3"} {
		rows = append(rows, lamp(id, 1), lamp(id, 1).Card())
	}
	return rows
}

// loaded is a kiosk with the catalogue as of feed seq 10.
func loaded(t testing.TB, o store.Options) *bench {
	t.Helper()
	b := setup(t, o)
	ledgertest.Load(t, b.Ledger, "s1", 10, catalogue()...)
	return b
}

// loadedForOne is loaded, but each order wants one lamp only.
func loadedForOne(t testing.TB) *bench {
	t.Helper()
	b := setup(t, store.Options{})
	rows := catalogue()
	for i, r := range rows {
		if o, ok := r.(rental.RentAction); ok {
			o.Lines[0].Requested = 1
			rows[i] = o
		}
	}
	ledgertest.Load(t, b.Ledger, "s1", 10, rows...)
	return b
}

func person() (rental.Actor, syncproto.Author) {
	a := actor()
	a.PersonID, a.PersonName, a.BadgeID, a.Verified = "ada", "Ada", "badge", rental.VerifiedPIN
	a.Capabilities = []rental.Capability{
		rental.CapLook, rental.CapIn, rental.CapMove, rental.CapOut, rental.CapOutUnapproved, rental.CapNewOrder, rental.CapUndoOther, rental.CapAnswer,
	}
	return a, syncproto.Author{PersonID: "ada", Badge: "badge", Verified: rental.VerifiedPIN}
}

func gesture(body rental.Body) ledger.Gesture {
	a, author := person()
	return ledger.Gesture{ID: newID(), Actor: a, Author: author, Body: body}
}

func out(orderID string, assets ...string) ledger.Gesture {
	b := rental.CheckOutBody{RentActionID: rental.RentActionID(orderID)}
	if orderID == "" {
		b.HolderID, b.HolderName = "ada", "Ada"
	}
	for _, id := range assets {
		b.Lines = append(b.Lines, rental.AssetLine{AssetID: rental.AssetID(id), Tag: "T-" + id})
	}
	return gesture(b)
}

func in(asset string) ledger.Gesture {
	return gesture(rental.CheckInBody{PlaceID: "returns", Lines: []rental.AssetLine{{AssetID: rental.AssetID(asset), Tag: "T-" + asset}}})
}

func asset(t testing.TB, b *bench, id string) rental.Asset {
	t.Helper()
	a, ok, err := store.Get[rental.Asset](t.Context(), b.store.View, id)
	if err != nil || !ok {
		t.Fatalf("asset %s: %v, %v", id, ok, err)
	}
	return a
}

func wantStatus(t testing.TB, b *bench, id string, want rental.AssetStatus) {
	t.Helper()
	if got := asset(t, b, id).Status; got != want {
		t.Errorf("%s is %s, want %s", id, got, want)
	}
}

// reply answers the first n pending items, each with v.
func reply(t testing.TB, b *bench, n int, v func(i int, e *syncproto.VerdictEntry)) syncproto.PushReply {
	t.Helper()
	batch, err := b.Pending(t.Context(), n, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	var r syncproto.PushReply
	for i, it := range batch.Items {
		p, err := syncproto.ParsePayload(it.Payload)
		if err != nil {
			t.Fatal(err)
		}
		e := syncproto.VerdictEntry{Seq: it.Seq, ID: p.ID, Verdict: rental.Applied}
		v(i, &e)
		r.Verdicts = append(r.Verdicts, e)
		stored, _, err := b.store.ItemBySeq(t.Context(), it.Seq)
		if err != nil {
			t.Fatal(err)
		}
		r.AppliedThrough, r.HeadHash = it.Seq, stored.Hash
	}
	return r
}

func answer(t testing.TB, b *bench, n int, v func(i int, e *syncproto.VerdictEntry)) {
	t.Helper()
	if err := b.ApplyVerdicts(t.Context(), reply(t, b, n, v)); err != nil {
		t.Fatal(err)
	}
}

func page(t testing.TB, b *bench, next uint64, entries ...syncproto.ChangeEntry) {
	t.Helper()
	if err := b.ApplyPage(t.Context(), ledgertest.Page(next, entries...)); err != nil {
		t.Fatal(err)
	}
}

func overlaySeqs(t testing.TB, b *bench) []string {
	t.Helper()
	return storetest.Column(t, b.dir, `select distinct seq from overlay order by seq`)
}

func inbox(t testing.TB, b *bench) []store.Entry {
	t.Helper()
	all, _, err := b.store.Inbox(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCheckOutAndIn(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	r := record(t, b, out("o1", "a1"))
	if r.Decision.Verdict.Kind != rental.Applied || len(r.Decision.Notices) == 0 || r.Decision.Notices[0].Outcome != rental.OutcomeOK {
		t.Fatalf("%+v", r.Decision)
	}
	a := asset(t, b, "a1")
	if a.Status != rental.Deployed || a.Custody.RentActionID != "o1" || a.Rev != 1 || a.UpdatedBy == "" || a.LastFact != r.ItemID {
		t.Errorf("asset %+v", a)
	}
	allocs, err := b.store.Allocations(t.Context(), "o1")
	if err != nil || len(allocs) != 1 || allocs[0].Status != rental.AllocOut || allocs[0].Rev != 0 {
		t.Errorf("allocations %+v, %v", allocs, err)
	}
	if r := record(t, b, out("o2", "a1")); r.Decision.Verdict.Kind != rental.Conflict {
		t.Errorf("a second check-out: %+v", r.Decision.Verdict)
	}
	record(t, b, in("a1"))
	wantStatus(t, b, "a1", rental.Available)
	if got := asset(t, b, "a1").PlaceID; got != "returns" {
		t.Errorf("it stands at %s", got)
	}
	wantStatus(t, b, "a2", rental.Available)
}

// TestOverlayStack holds the order of two items on one thing: the later image
// counts, and it stays when the earlier item is answered.
func TestOverlayStack(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	first := record(t, b, out("o1", "a1"))
	record(t, b, in("a1"))
	wantStatus(t, b, "a1", rental.Available)
	answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 12 })
	if diff := cmp.Diff([]string{"1", "2"}, overlaySeqs(t, b)); diff != "" {
		t.Errorf("before the cursor has passed: %s", diff)
	}
	served := lamp("a1", 2)
	served.Status, served.Custody = rental.Deployed, rental.Custody{RentActionID: "o1", FactID: first.ItemID}
	served.LastFact = first.ItemID
	page(t, b, 11)
	if diff := cmp.Diff([]string{"1", "2"}, overlaySeqs(t, b)); diff != "" {
		t.Errorf("one row before: %s", diff)
	}
	page(t, b, 12, ledgertest.Upsert(t, 12, first.ItemID, served))
	if diff := cmp.Diff([]string{"2"}, overlaySeqs(t, b)); diff != "" {
		t.Errorf("after: %s", diff)
	}
	wantStatus(t, b, "a1", rental.Available)
	if got := asset(t, b, "a1").Rev; got != 2 {
		t.Errorf("the image was not decided anew over revision 2, but %d", got)
	}
	if len(inbox(t, b)) != 0 {
		t.Errorf("inbox %+v", inbox(t, b))
	}
	answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 0 })
	if got := overlaySeqs(t, b); len(got) != 0 {
		t.Errorf("feed_seq 0 leaves at once: %v", got)
	}
	wantStatus(t, b, "a1", rental.Deployed) // what base says; the page with the return comes later
}

// TestOwnEffectBeforeVerdict is the usual race of push and pull: the feed row
// of an item's own effect comes before its verdict. It is no news.
func TestOwnEffectBeforeVerdict(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	r := record(t, b, out("o1", "a1"))
	served := asset(t, b, "a1")
	served.Rev = 2
	page(t, b, 11, ledgertest.Upsert(t, 11, r.ItemID, served))
	if got := inbox(t, b); len(got) != 0 {
		t.Errorf("inbox %+v", got)
	}
	wantStatus(t, b, "a1", rental.Deployed)
	answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 11 })
	wantStatus(t, b, "a1", rental.Deployed)
	if got := overlaySeqs(t, b); len(got) != 0 {
		t.Errorf("overlay %v", got)
	}
	if got := asset(t, b, "a1").Rev; got != 2 {
		t.Errorf("revision %d", got)
	}
}

// TestRebaseTellsChange has somebody else take the thing first: what the dock
// was told is wrong, and that goes to the inbox, once.
func TestRebaseTellsChange(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	mine := record(t, b, out("o1", "a1"))
	later := record(t, b, out("o1", "a2"))
	taken := lamp("a1", 2)
	taken.Status = rental.Deployed
	taken.Custody = rental.Custody{RentActionID: "o2", Number: "R-o2", PersonName: "Bob"}
	page(t, b, 11, ledgertest.Upsert(t, 11, "0190a000-0000-7000-8000-0000000000ff", taken))
	if got := asset(t, b, "a1").Custody.RentActionID; got != "o2" {
		t.Errorf("custody of %s: an overlay hides the first holder", got)
	}
	got := inbox(t, b)
	if len(got) != 1 || got[0].Kind != store.InboxChanged || got[0].ItemID != mine.ItemID || got[0].Reason != "already_out" ||
		got[0].Body.Text != "exception.changed" || got[0].Body.Next == "" || got[0].Body.Params["item"] == "" || got[0].Body.Was != rental.OutcomeOK {
		t.Fatalf("inbox %+v", got)
	}
	allocs, err := b.store.Allocations(t.Context(), "o1")
	if err != nil || len(allocs) != 1 || allocs[0].AssetID != "a2" {
		t.Errorf("allocations %+v, %v", allocs, err)
	}
	taken.Rev, taken.Notes = 3, "again"
	page(t, b, 12, ledgertest.Upsert(t, 12, "", taken))
	if got := inbox(t, b); len(got) != 1 {
		t.Errorf("told %d times", len(got))
	}
	answer(t, b, 2, func(i int, e *syncproto.VerdictEntry) {
		if i == 0 {
			e.Verdict, e.Reason, e.ExceptionID = rental.Conflict, "already_out", "x1"
		}
	})
	got = inbox(t, b)
	if len(got) != 2 {
		t.Fatalf("inbox %+v", got)
	}
	it, _, err := b.store.ItemByID(t.Context(), later.ItemID)
	if err != nil || it.Ack == nil || it.Ack.Verdict != rental.Applied {
		t.Errorf("%+v, %v", it, err)
	}
}

// TestRebaseReachesLaterItems has a change pass from one item to the next by
// what the first wrote: its line of the order is free again for the second.
func TestRebaseReachesLaterItems(t *testing.T) {
	t.Parallel()
	b := loadedForOne(t)
	record(t, b, out("o1", "a1"))
	second := record(t, b, out("o1", "a2"))
	if !slices.Contains(second.Decision.Verdict.Flags, rental.FlagOverRequested) {
		t.Fatalf("%+v", second.Decision.Verdict)
	}
	taken := lamp("a1", 2)
	taken.Status, taken.Custody = rental.Deployed, rental.Custody{RentActionID: "o2", Number: "R-o2"}
	page(t, b, 11, ledgertest.Upsert(t, 11, "", taken))
	g := out("o1", "a2")
	g.ID = second.ItemID
	again, err := b.Record(t.Context(), g, nil)
	if err != nil || !again.Replayed || len(again.Decision.Verdict.Flags) != 0 {
		t.Errorf("the second item still stands as %+v, %v", again.Decision.Verdict, err)
	}
}

// TestSettledImageFreesLaterItems has central withhold an item's effect: the
// next item on the thing is decided on what is left.
func TestSettledImageFreesLaterItems(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	record(t, b, out("o1", "a1"))
	if r := record(t, b, out("o2", "a1")); r.Decision.Verdict.Kind != rental.Conflict {
		t.Fatalf("%+v", r.Decision.Verdict)
	}
	answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.Verdict, e.Missing = rental.Deferred, "asset:a1" })
	if got := asset(t, b, "a1").Custody.RentActionID; got != "o2" {
		t.Errorf("a1 is on %q, want o2", got)
	}
	if allocs, err := b.store.Allocations(t.Context(), "o2"); err != nil || len(allocs) != 1 {
		t.Errorf("allocations %+v, %v", allocs, err)
	}
}

func TestVerdictsToInbox(t *testing.T) {
	t.Parallel()
	kinds := map[rental.VerdictKind]store.InboxKind{
		rental.Applied: "", rental.AlreadyStored: "", rental.Conflict: store.InboxConflict,
		rental.Deferred: store.InboxDeferred, rental.Refused: store.InboxRefused, rental.RejectedVerdict: store.InboxRejected,
	}
	for verdict, want := range kinds {
		for _, lost := range []bool{false, true} {
			b := loaded(t, store.Options{})
			g := record(t, b, out("o1", "a1"))
			answer(t, b, 1, func(_ int, e *syncproto.VerdictEntry) {
				e.Verdict, e.Reason, e.Message, e.Hint = verdict, "why", "because", "call"
				if lost && verdict != rental.AlreadyStored {
					e.Verdict, e.Was = rental.AlreadyStored, verdict
				}
			})
			got := inbox(t, b)
			if want == "" {
				if len(got) != 0 {
					t.Errorf("%s: %+v", verdict, got)
				}
				continue
			}
			if len(got) != 1 || got[0].Kind != want || got[0].Reason != "why" || got[0].ItemID != g.ItemID || got[0].State != store.InboxOpen ||
				got[0].Body.Text == "" || got[0].Body.Next == "" || got[0].Body.Hint != "call" || got[0].Body.Params["order"] != "R-o1" {
				t.Errorf("%s, lost reply %v: %+v", verdict, lost, got)
			}
			p := position(t, b)
			if p.QueueDepth != 0 || p.AckedSeq != 1 || p.AckedHash != p.HeadHash {
				t.Errorf("%s: %+v", verdict, p)
			}
			wantStatus(t, b, "a1", rental.Available)
		}
	}
}

func TestRetryStops(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	for _, id := range []string{"a1", "a2", "a3"} {
		record(t, b, out("o1", id))
	}
	r := reply(t, b, 3, func(i int, e *syncproto.VerdictEntry) {
		if i == 1 {
			e.Verdict = rental.Retry
		}
	})
	r.AppliedThrough, r.HeadHash = 0, syncproto.Hash{}
	if err := b.ApplyVerdicts(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if p := position(t, b); p.AckedSeq != 1 || p.QueueDepth != 2 {
		t.Errorf("%+v", p)
	}
	batch, err := b.Pending(t.Context(), 10, 1<<20)
	if err != nil || batch.FirstSeq != 2 || len(batch.Items) != 2 || batch.PrevHash != position(t, b).AckedHash {
		t.Errorf("%+v, %v", batch, err)
	}
}

// TestVerdictsOfAnother holds that answers to another chain change nothing.
func TestVerdictsOfAnother(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	for _, id := range []string{"a1", "a2"} {
		record(t, b, out("o1", id))
	}
	before := storetest.Dump(t, b.dir)
	good := reply(t, b, 2, func(int, *syncproto.VerdictEntry) {})
	for name, spoil := range map[string]func(*syncproto.PushReply){
		"other hash":  func(r *syncproto.PushReply) { r.HeadHash[0]++ },
		"beyond head": func(r *syncproto.PushReply) { r.AppliedThrough = 3 },
		"other id":    func(r *syncproto.PushReply) { r.Verdicts[1].ID = newID() },
		"gap":         func(r *syncproto.PushReply) { r.Verdicts = r.Verdicts[1:] },
	} {
		r := good
		r.Verdicts = append([]syncproto.VerdictEntry(nil), good.Verdicts...)
		spoil(&r)
		wantReason(t, b.ApplyVerdicts(t.Context(), r), "position_diverged")
		if diff := cmp.Diff(before, storetest.Dump(t, b.dir)); diff != "" {
			t.Errorf("%s changed %s", name, diff)
		}
	}
	if err := b.ApplyVerdicts(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	after := storetest.Dump(t, b.dir)
	if err := b.ApplyVerdicts(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, storetest.Dump(t, b.dir)); diff != "" {
		t.Errorf("the same answers again: %s", diff)
	}
}

func TestLineVerdicts(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	record(t, b, out("o1", "a1", "a2"))
	r := reply(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = 11 })
	one := 1
	e := r.Verdicts[0]
	e.Line, e.Verdict, e.Reason, e.FeedSeq = &one, rental.Conflict, "already_out", 13
	r.Verdicts = append(r.Verdicts, e)
	if err := b.ApplyVerdicts(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	got := inbox(t, b)
	if len(got) != 1 || got[0].Body.Line != 1 || got[0].Body.Params["code"] != "T-a2" || got[0].Body.Text != "exception.already_out" {
		t.Errorf("%+v", got)
	}
	page(t, b, 12)
	if len(overlaySeqs(t, b)) != 1 {
		t.Error("left before the last line's row")
	}
	page(t, b, 13)
	if len(overlaySeqs(t, b)) != 0 {
		t.Error("stayed after the last line's row")
	}
}

func TestPendingBounds(t *testing.T) {
	t.Parallel()
	b := loaded(t, store.Options{})
	for range 5 {
		record(t, b, scan("x"))
	}
	for name, c := range map[string]struct{ items, bytes, want int }{
		"items": {3, 1 << 20, 3}, "all": {200, 1 << 20, 5}, "one is always there": {200, 1, 1}, "bytes": {200, 1200, 2},
	} {
		got, err := b.Pending(t.Context(), c.items, c.bytes)
		if err != nil || len(got.Items) != c.want || got.FirstSeq != 1 || got.PrevHash != (syncproto.Hash{}) {
			t.Errorf("%s: %d items, %v", name, len(got.Items), err)
		}
		raw, err := json.Marshal(got.Items)
		if err != nil || c.want > 1 && len(raw) > c.bytes {
			t.Errorf("%s: %d bytes of JSON, %v", name, len(raw), err)
		}
	}
}
