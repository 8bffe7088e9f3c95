package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rms/kiosk/desk"
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/desktest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// withoutDesk compares answers: the desk that goes with one is always that of now.
var withoutDesk = cmpopts.IgnoreFields(card.Answer{}, "Desk")

func TestTheSameIDGivesTheSameAnswerOverRestarts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	codes := []string{desktest.AdaBadge, desktest.ApprovedNumber, desktest.Tag(1), "NOPE-1", "XXUNDOXX", "XXOKXX", "", "XXFINISHXX\r" + desktest.Tag(2) + "\r"}
	ids := make([]rental.ItemID, len(codes))
	first := make([]desk.Answer, len(codes))
	for i, code := range codes {
		ids[i] = newID()
		b.pass(2 * time.Second)
		first[i] = b.scanAs(t, ids[i], code)
	}
	n := len(b.facts(t))
	b.restart(t)
	for i, code := range codes {
		again := b.scanAs(t, ids[i], code)
		if diff := cmp.Diff(first[i], again, withoutDesk); diff != "" {
			t.Errorf("%q is answered otherwise:\n%s", code, diff)
		}
		if again.Desk == nil || again.Desk.HeadN < first[len(first)-1].N {
			t.Errorf("%q: a repeated answer must come with the desk as it is now", code)
		}
	}
	if got := len(b.facts(t)); got != n {
		t.Errorf("repeating recorded %d more facts", got-n)
	}
	_, err := b.Scan(t.Context(), desk.Scan{ID: ids[0], Raw: []byte("something else"), Source: "wedge"})
	if !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "id_reuse"}) {
		t.Errorf("the same id with other content: %v, want id_reuse", err)
	}
}

func TestASessionSurvivesARestart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, desktest.ApprovedNumber)
	b.scan(t, desktest.Tag(1))
	before, err := b.Desk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.restart(t)
	after, err := b.Desk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.Rev <= before.Rev {
		t.Errorf("rev %d after the restart, %d before: it must rise", after.Rev, before.Rev)
	}
	if diff := cmp.Diff(before, after, cmpopts.IgnoreFields(card.Desk{}, "Rev")); diff != "" {
		t.Errorf("the desk changed over the restart:\n%s", diff)
	}
	want(t, b.scan(t, "XXUNDOXX"), ok, "answer.undone")
}

func TestABurstIsAnsweredCodeByCode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.pass(2 * time.Second)
	a := b.scanAs(t, newID(), strings.Join([]string{desktest.AdaBadge, desktest.ApprovedNumber, desktest.Tag(1), "NOPE", desktest.Tag(2)}, "\r"))
	got := []string{a.Title.Key}
	for _, also := range a.Also {
		got = append(got, also.Title.Key)
		if also.Desk != nil {
			t.Error("only the outermost answer carries the desk")
		}
	}
	wantKeys := []string{"answer.signed_in", "answer.order_opened", "answer.out", "answer.unknown", "answer.out"}
	if diff := cmp.Diff(wantKeys, got); diff != "" {
		t.Error(diff)
	}
	if a.Desk == nil || a.Desk.Ring == nil || a.Desk.Ring.N != 2 {
		t.Errorf("the desk after it shows %+v, want 2 done", a.Desk)
	}
}

// Hostile bytes: each is answered, kept as it was read, and never mistaken for anything.
func TestHostileScansAreKeptAsBytes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	long := strings.Repeat("A", 3*syncproto.MaxRawScan)
	cases := map[string]string{
		"not utf-8":  "\xff\xfe\x80LX-0001",
		"control":    "\x01\x02LX-0001\x1d0815\x7f",
		"over-long":  long,
		"sql":        "'; drop table base; --",
		"script":     "<script>alert(1)</script>",
		"right left": "LX-\u202e1000",
		"nul":        "LX\x000001",
		"template":   "{order}${7*7}%s%n",
		"like":       "LX-%",
		"emoji":      "🎛🎛🎛",
	}
	for name, raw := range cases {
		a := b.scan(t, raw)
		want(t, a, stop, "answer.unknown")
		p := b.last(t)
		body, _, err := syncproto.DecodeBody(p.Kind, p.Schema, p.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s, isScan := body.(rental.ScanBody)
		if !isScan {
			t.Fatalf("%s: recorded %s, want a scan", name, p.Kind)
		}
		kept := raw[:min(len(raw), syncproto.MaxRawScan)]
		if string(s.Raw) != kept || s.TargetID != "" {
			t.Errorf("%s: kept %q as %s, want its bytes and no target", name, s.Raw, s.TargetID)
		}
		if len(raw) > syncproto.MaxRawScan && (s.Length != len(raw) || s.SHA256 == "") {
			t.Errorf("%s: length %d sha %q, want the whole read described", name, s.Length, s.SHA256)
		}
	}
}

// No badge code is kept anywhere: not in a fact, not in an answer, not in the session.
func TestBadgeCodesAreKeptNowhere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	misread := desktest.AdaBadge[:len(desktest.AdaBadge)-1] + "W"
	a := b.scan(t, misread)
	want(t, a, stop, "answer.badge_unknown")
	d, err := b.Desk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if _, err := b.store.DeskState(t.Context(), "session", &state); err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"answer": fmt.Sprintf("%+v", a), "desk": fmt.Sprintf("%+v", d), "state": fmt.Sprint(state)} {
		for _, code := range []string{desktest.AdaBadge, misread} {
			if strings.Contains(text, code) || strings.Contains(text, code[2:]) {
				t.Errorf("%s holds a badge code", what)
			}
		}
	}
	if n := len(b.facts(t)); n != 0 {
		t.Errorf("badges made %d facts, want none", n)
	}
}

func TestIdleParksWhatIsBegun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, desktest.ApprovedNumber)
	b.scan(t, desktest.Tag(1))
	b.pass(desk.IdleAfter - time.Second)
	if err := b.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d, err := b.Desk(t.Context()); err != nil || d.Person == nil {
		t.Fatalf("parked too early: %v %v", d.Person, err)
	}
	b.pass(2 * time.Second)
	if err := b.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	d, err := b.Desk(t.Context())
	if err != nil || d.Person != nil || d.Mode != card.ModeIdle || d.Parked != 1 || d.IdleAt != 0 {
		t.Fatalf("desk is %+v (%v), want idle with one parked", d, err)
	}
	b.restart(t)
	want(t, b.scan(t, desktest.AdaBadge), ok, "answer.resumed")
	want(t, b.scan(t, desktest.Tag(2)), ok, "answer.out")
}

func TestANewOrderIsCreatedAndSubmitted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, "XXNEWORDERXX")
	b.scan(t, desktest.Tag(1))
	b.scan(t, desktest.Tag(2))
	b.scan(t, desktest.TapeCode)
	a := b.scan(t, "XXFINISHXX")
	want(t, a, stop, "answer.draft_not_ready")
	b.scan(t, desktest.FestivalNumber) // gives place, start and end
	b.tap(t, "line", desktest.Spot+"=8")
	n := len(b.facts(t))
	id := newID()
	b.pass(2 * time.Second)
	a = b.scanAs(t, id, "XXFINISHXX")
	want(t, a, ok, "answer.order_made")
	if diff := cmp.Diff([]rental.Kind{rental.KindRentActionCreate, rental.KindRentActionSubmit}, b.facts(t)[n:]); diff != "" {
		t.Errorf("facts:\n%s", diff)
	}
	o, err := b.Order(t.Context(), rental.RentActionID(a.Subject.ID))
	if err != nil {
		t.Fatal(err)
	}
	if o.Number != "K3-0001" || o.Status != "pending" || len(o.Lines) != 2 || o.Lines[0].Requested != 8 || o.Lines[1].Requested != 6 || !o.Pending {
		t.Errorf("order is %+v", o)
	}
	if again := b.scanAs(t, id, "XXFINISHXX"); again.Subject.ID != a.Subject.ID || len(b.facts(t)) != n+2 {
		t.Error("the same FINISH made another order")
	}
	want(t, b.scan(t, "K3-0001"), look, "answer.order_not_approved")
}

// Taps with values that name nothing change nothing, whatever the mode.
func TestTapsThatNameNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	for _, mode := range []string{card.ModeIdle, card.ModeOut, card.ModeIn, card.ModeMove, card.ModeNewOrder} {
		b.tap(t, "mode", mode)
		n := len(b.facts(t))
		before, err := b.Desk(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"person", "order", "place", "job", "start", "due", "line", "pick", "seen", "undo"} {
			for _, value := range []string{"nope", "-1", "x=y", "'; --", "/", strings.Repeat("9", 40)} {
				if a := b.tap(t, verb, value); a.Outcome != stop || a.Title.Key == "" {
					t.Errorf("%s: %s %q: %s %s, want a stop", mode, verb, value, a.Outcome, a.Title.Key)
				}
			}
		}
		after, err := b.Desk(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after, cmpopts.IgnoreFields(card.Desk{}, "Rev", "Last", "Recent", "HeadN", "IdleAt")); diff != "" || len(b.facts(t)) != n {
			t.Errorf("%s: the taps changed the desk or recorded something:\n%s", mode, diff)
		}
	}
	for _, tap := range []desk.Tap{{Verb: "mode", Value: "count"}, {Verb: "mode"}, {Verb: "dance"}} {
		tap.ID = newID()
		if _, err := b.Tap(t.Context(), tap); !errors.Is(err, &rental.Error{Code: rental.CodeInvalid}) {
			t.Errorf("%s %q: %v, want invalid", tap.Verb, tap.Value, err)
		}
	}
}

// Many pages at once: every gesture is answered once, in one order, and numbers never repeat.
func TestGesturesTakeTurns(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const pages, each = 8, 12
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for p := range pages {
		wg.Go(func() {
			for i := range each {
				a, err := b.Scan(t.Context(), desk.Scan{ID: newID(), Raw: fmt.Appendf(nil, "P%d-%d", p, i), Source: "wedge"})
				mu.Lock()
				if err != nil || seen[a.N] {
					t.Errorf("answer %d: %v", a.N, err)
				}
				seen[a.N] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(b.facts(t)) != pages*each {
		t.Errorf("%d facts, want %d", len(b.facts(t)), pages*each)
	}
}

func TestAStoppedDeskSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stop()
	_, err := b.Scan(t.Context(), desk.Scan{ID: newID(), Raw: []byte("LX-0001"), Source: "wedge"})
	if !errors.Is(err, &rental.Error{Code: rental.CodeUnavailable, Reason: "stopping"}) {
		t.Errorf("%v, want stopping", err)
	}
}

func TestTheTrayKeepsStopsBetweenTheirNeighbours(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.Tag(1))
	bad := b.scan(t, "NOPE-1")
	b.scan(t, desktest.Tag(2))
	d, err := b.Desk(t.Context())
	if err != nil || len(d.Tray) != 1 {
		t.Fatalf("tray %+v %v", d.Tray, err)
	}
	e := d.Tray[0]
	if e.Answer.N != bad.N || e.Before == nil || e.Before.Tag != desktest.Tag(1) || e.After == nil || e.After.Tag != desktest.Tag(2) {
		t.Errorf("tray entry %+v, want it between its neighbours", e)
	}
	want(t, b.tap(t, "seen", fmt.Sprint(bad.N)), ok, "answer.put_aside")
	if d, err = b.Desk(t.Context()); err != nil || d.TrayN != 0 {
		t.Errorf("tray still counts %d (%v)", d.TrayN, err)
	}
}

func TestAnExceptionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settle := func() error {
		_, err := b.Settle(t.Context(), desk.Settle{ID: newID(), Entry: desktest.Question, Choice: string(rental.AnswerNoted)})
		return err
	}
	if err := settle(); !errors.Is(err, &rental.Error{Code: rental.CodeForbidden, Reason: "needs_badge"}) {
		t.Errorf("nobody signed in: %v", err)
	}
	b.scan(t, desktest.MaxBadge)
	if err := settle(); err != nil {
		t.Fatal(err)
	}
	if p := b.last(t); p.Kind != rental.KindExceptionAnswer {
		t.Errorf("recorded %s", p.Kind)
	}
	if err := settle(); !errors.Is(err, &rental.Error{Code: rental.CodeConflict}) {
		t.Errorf("a second answer: %v, want conflict", err)
	}
}

// TestAFaultBetweenGesturesEndsNothing: what the desk does by itself may meet a fault of this program, too. The next
// gesture is answered.
func TestAFaultBetweenGesturesEndsNothing(t *testing.T) {
	t.Parallel()
	var armed atomic.Bool
	met := make(chan struct{})
	b := &bench{dir: desktest.Dir(t), now: desktest.Start, changed: func(int64) {
		if armed.CompareAndSwap(true, false) {
			close(met)
			panic("a fault")
		}
	}}
	b.open(t)
	t.Cleanup(func() { b.close(t) })
	b.scan(t, desktest.AdaBadge)
	armed.Store(true)
	b.pass(desk.IdleAfter + time.Second)
	<-met
	d, err := b.Desk(t.Context())
	if err != nil || d.Person != nil {
		t.Errorf("the desk after a fault: %+v, %v; want an idle one", d.Person, err)
	}
	if a := b.scan(t, desktest.AdaBadge); a.Outcome != rental.OutcomeOK {
		t.Errorf("a badge after a fault is answered %+v", a)
	}
}
