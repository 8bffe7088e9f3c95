package ledger_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func wantReason(t testing.TB, err error, reason string) {
	t.Helper()
	if got := rental.ReasonOf(err); got != reason {
		t.Errorf("got error %v (reason %q), want reason %q", err, got, reason)
	}
	var e *rental.Error
	if errors.As(err, &e) && e.Hint == "" && e.Code != rental.CodeInvalid {
		t.Errorf("error %q has no hint", e.Message)
	}
}

func TestRecordScan(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	changed := b.Changed()
	g := scan("?")
	g.Body = rental.ScanBody{Raw: []byte("\xff\x00<&>"), Printable: "<&> é"}
	r, err := b.Record(t.Context(), g, func(tx *store.Tx, r ledger.Receipt) error {
		return tx.PutAnswer("page-1", []byte(`{"seq":1}`), b.clock())
	})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-changed:
	default:
		t.Error("nobody was told of the commit")
	}
	if r.Seq != 1 || r.ItemID != g.ID || r.Replayed || r.Decision.Verdict.Kind != rental.Deferred {
		t.Errorf("receipt %+v", r)
	}
	if body, ok, err := b.store.Answer(t.Context(), "page-1"); err != nil || !ok || string(body) != `{"seq":1}` {
		t.Errorf("answer %s, %v, %v", body, ok, err)
	}
	it, ok, err := b.store.ItemByID(t.Context(), g.ID)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		t.Fatal(err)
	}
	body, ok, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff(g.Body, body); diff != "" {
		t.Error(diff)
	}
	if p.Occurred.OffsetErrMs != syncproto.OffsetUnknown || p.Occurred.BootID != "boot-1" || p.Occurred.MonoMs != 60_000 {
		t.Errorf("clock %+v", p.Occurred)
	}
	pos := position(t, b)
	if pos.LastSeq != 1 || pos.HeadHash != it.Hash || pos.QueueDepth != 1 || pos.OldestMs != it.CreatedMs || pos.Bootstrapped {
		t.Errorf("position %+v", pos)
	}
}

func TestRecordAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	g := scan("A-1")
	first := record(t, b, g)
	calls := 0
	again, err := b.Record(t.Context(), g, func(*store.Tx, ledger.Receipt) error { calls++; return nil })
	if err != nil || !again.Replayed || again.Seq != first.Seq || calls != 0 {
		t.Errorf("again %+v, %v, %d calls", again, err, calls)
	}
	if diff := cmp.Diff(first.Decision.Verdict, again.Decision.Verdict); diff != "" {
		t.Error(diff)
	}
	other := g
	other.Body = rental.ScanBody{Raw: []byte("A-2"), Printable: "A-2"}
	_, err = b.Record(t.Context(), other, nil)
	wantReason(t, err, "id_reuse")
	other = g
	other.Author.PersonID = "somebody else"
	_, err = b.Record(t.Context(), other, nil)
	wantReason(t, err, "id_reuse")
	if p := position(t, b); p.LastSeq != 1 {
		t.Errorf("last seq %d", p.LastSeq)
	}
	b.reopen(t, store.Options{})
	if again := record(t, b, g); !again.Replayed || again.Seq != 1 {
		t.Errorf("after a restart: %+v", again)
	}
}

// TestRecordRefuses holds that what is refused writes nothing and uses up no
// seq.
func TestRecordRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	record(t, b, scan("first"))
	before := storetest.Dump(t, b.dir)
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		g      ledger.Gesture
		also   func(*store.Tx, ledger.Receipt) error
		reason string
		is     error
	}{
		"id no UUID":       {g: ledger.Gesture{ID: "x", Body: rental.ScanBody{}}, reason: "bad_gesture"},
		"id in capitals":   {g: ledger.Gesture{ID: rental.ItemID(strings.ToUpper(string(newID()))), Body: rental.ScanBody{}}, reason: "bad_gesture"},
		"no body":          {g: ledger.Gesture{ID: newID()}, reason: "bad_gesture"},
		"not of a kiosk":   {g: ledger.Gesture{ID: newID(), Body: rental.PutBody{}}, reason: "bad_gesture"},
		"larger than 64 K": {g: scan(strings.Repeat("x", 64<<10)), reason: "item_too_large"},
		"also fails": {g: scan("x"), reason: "store_failed", is: boom, also: func(tx *store.Tx, _ ledger.Receipt) error {
			return errors.Join(tx.PutDeskState("basket", 1), boom)
		}},
	} {
		_, err := b.Record(t.Context(), c.g, c.also)
		wantReason(t, err, c.reason)
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(before, storetest.Dump(t, b.dir)); diff != "" {
			t.Errorf("%s wrote: %s", name, diff)
		}
	}
	if r := record(t, b, scan("next")); r.Seq != 2 {
		t.Errorf("next seq %d, want 2", r.Seq)
	}
}

func TestRecordBeforeEnrolment(t *testing.T) {
	t.Parallel()
	b := open(t, t.TempDir(), store.Options{})
	_, err := b.Record(t.Context(), scan("x"), nil)
	wantReason(t, err, "not_enrolled")
	_, err = b.Identity(t.Context())
	wantReason(t, err, "not_enrolled")
	if err := b.Enrol(t.Context(), enrolment()); err != nil {
		t.Fatal(err)
	}
	if err := b.Enrol(t.Context(), enrolment()); err != nil {
		t.Errorf("the same enrolment again: %v", err)
	}
	wantReason(t, b.Enrol(t.Context(), syncproto.EnrolReply{KioskID: kioskID}), "bad_enrolment")
	b.reopen(t, store.Options{})
	id, err := b.Identity(t.Context())
	if err != nil || id.Name != "Dock 1" || id.NumberPrefix != "K3" {
		t.Errorf("identity %+v, %v", id, err)
	}
	record(t, b, scan("x"))
}

func TestRecordBelowDiskFloor(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	g := scan("x")
	record(t, b, g)
	b.free = ledger.DefaultDiskFloor - 1
	before := storetest.Dump(t, b.dir)
	_, err := b.Record(t.Context(), scan("y"), nil)
	wantReason(t, err, "disk_floor")
	if diff := cmp.Diff(before, storetest.Dump(t, b.dir)); diff != "" {
		t.Error(diff)
	}
	if r := record(t, b, g); !r.Replayed {
		t.Error("a recorded gesture is answered below the floor, too")
	}
	b.free = ledger.DefaultDiskFloor
	if r := record(t, b, scan("y")); r.Seq != 2 {
		t.Errorf("seq %d", r.Seq)
	}
}

// TestRecordUnknownOutcome breaks the commit before and after it has happened:
// in both cases the answer is the truth, and a retry with the same id ends in
// one record.
func TestRecordUnknownOutcome(t *testing.T) {
	t.Parallel()
	for name, committed := range map[string]bool{"lost": false, "kept": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fail bool
			broken := func() error {
				if fail {
					fail = false
					return errors.New("the disk did not answer")
				}
				return nil
			}
			f := &store.Faults{BeforeCommit: broken}
			if committed {
				f = &store.Faults{AfterCommit: broken}
			}
			b := setup(t, store.Options{Faults: f})
			record(t, b, scan("before"))
			g := scan("x")
			fail = true
			r, err := b.Record(t.Context(), g, func(tx *store.Tx, _ ledger.Receipt) error { return tx.PutDeskState("n", 2) })
			if committed {
				if err != nil || !r.Replayed || r.Seq != 2 {
					t.Fatalf("%+v, %v", r, err)
				}
			} else {
				wantReason(t, err, "not_recorded")
			}
			if r := record(t, b, g); r.Seq != 2 || r.Replayed != committed {
				t.Errorf("retry: %+v", r)
			}
			b.reopen(t, store.Options{})
			if r := record(t, b, scan("after")); r.Seq != 3 {
				t.Errorf("after: %+v", r)
			}
		})
	}
}

// TestRecordFullDisk fills the file up: every gesture is either there or
// refused, and the kiosk goes on when there is room again.
func TestRecordFullDisk(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{MaxPages: 90})
	var told []ledger.Gesture
	var err error
	for range 200 {
		g := scan(strings.Repeat("x", 4000))
		if _, err = b.Record(t.Context(), g, nil); err != nil {
			break
		}
		told = append(told, g)
	}
	wantReason(t, err, "disk_full")
	if len(told) < 5 {
		t.Fatalf("only %d fitted", len(told))
	}
	b.reopen(t, store.Options{})
	for i, g := range told {
		if r := record(t, b, g); !r.Replayed || r.Seq != uint64(i+1) {
			t.Errorf("gesture %d: %+v", i, r)
		}
	}
	if r := record(t, b, scan("room again")); r.Seq != uint64(len(told)+1) {
		t.Errorf("seq %d after %d", r.Seq, len(told))
	}
}

func TestRecordConcurrently(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	const writers, each = 16, 12
	shared := scan("everybody's")
	var wg sync.WaitGroup
	var mu sync.Mutex
	seqs, replayed := map[uint64]int{}, 0
	for range writers {
		wg.Go(func() {
			for i := range each {
				g := scan("x")
				if i == each/2 {
					g = shared
				}
				r, err := b.Record(t.Context(), g, nil)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				seqs[r.Seq]++
				if r.Replayed {
					replayed++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if want := writers*(each-1) + 1; len(seqs) != want || replayed != writers-1 {
		t.Errorf("%d seqs and %d replays, want %d and %d", len(seqs), replayed, want, writers-1)
	}
	for seq := range seqs {
		if seq < 1 || seq > uint64(len(seqs)) {
			t.Errorf("seq %d leaves a gap", seq)
		}
	}
	b.reopen(t, store.Options{}) // verifies the chain
}

// TestOpenFindsDamage changes the stored bytes behind the ledger's back.
func TestOpenFindsDamage(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"payload":  `update outbox set payload = x'7b7d' where seq = 3`,
		"hash":     `update outbox set hash = zeroblob(32) where seq = 5`,
		"prev":     `update outbox set hash = zeroblob(32) where seq = 4`,
		"gap":      `delete from outbox where seq = 3`,
		"tail":     `delete from outbox where seq = 5`,
		"all gone": `delete from outbox`,
		"head":     `update meta set value = cast('{"seq":4,"hash":"` + strings.Repeat("0", 64) + `"}' as blob) where key = 'head'`,
		"content":  `update outbox set content_hash = zeroblob(32) where seq = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, store.Options{})
			for range 5 {
				record(t, b, scan("x"))
			}
			if _, err := ledger.New(b.config()); err != nil {
				t.Fatal(err)
			}
			storetest.Exec(t, b.dir, damage)
			_, err := ledger.New(b.config())
			wantReason(t, err, "chain_broken")
		})
	}
}
