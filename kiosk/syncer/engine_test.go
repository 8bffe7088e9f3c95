package syncer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// bench drives an Engine by hand. jitter is what the next draws give.
type bench struct {
	t      *testing.T
	now    time.Time
	jitter float64
	engine *syncer.Engine
	life   int
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, now: time.Unix(1_700_000_000, 0), life: 1}
	b.engine = syncer.NewEngine(syncer.EngineConfig{Jitter: func() float64 { return b.jitter }})
	return b
}

func (b *bench) step(ev syncer.Event) []syncer.Effect {
	return b.engine.Step(b.now, ev)
}

// want checks which operations an event starts.
func (b *bench) want(ev syncer.Event, ops ...syncer.Op) []syncer.Effect {
	b.t.Helper()
	effects := b.step(ev)
	var got []syncer.Op
	for _, e := range effects {
		got = append(got, e.Op)
	}
	if diff := cmp.Diff(ops, got); diff != "" {
		b.t.Fatalf("%T %+v starts (-want +got):\n%s", ev, ev, diff)
	}
	return effects
}

func (b *bench) ok(op syncer.Op, r syncer.Result) syncer.Done {
	return syncer.Done{Op: op, Life: b.life, Result: r}
}

func (b *bench) fail(op syncer.Op, class syncer.Class, more ...func(*syncer.Result)) syncer.Done {
	r := syncer.Result{Failure: &syncer.Failure{Class: class, Err: &rental.Error{Reason: string(class)}}}
	for _, m := range more {
		m(&r)
	}
	return b.ok(op, r)
}

func after(d time.Duration) func(*syncer.Result) {
	return func(r *syncer.Result) { r.Failure.RetryAfter = d }
}

func reason(s string) func(*syncer.Result) {
	return func(r *syncer.Result) { r.Failure.Err.Reason = s }
}

func sent(n int) func(*syncer.Result) { return func(r *syncer.Result) { r.Sent = n } }

// wakes checks that nothing happens before d from now, and moves there.
func (b *bench) wakes(d time.Duration, ops ...syncer.Op) {
	b.t.Helper()
	if got := b.engine.Wake(b.now).Sub(b.now); got != d {
		b.t.Fatalf("wakes in %v, want %v", got, d)
	}
	b.now = b.now.Add(d - time.Millisecond)
	b.want(syncer.Tick{})
	b.now = b.now.Add(time.Millisecond)
	b.want(syncer.Tick{}, ops...)
}

var helloOK = syncer.Result{Action: syncproto.ActionOK, Bootstrapped: true}

// connected brings the engine to where it pulls and beats, with nothing to push.
func (b *bench) connected() {
	b.t.Helper()
	b.want(syncer.Start{Enrolled: true, Bootstrapped: true}, syncer.OpChallenge)
	b.want(b.ok(syncer.OpChallenge, syncer.Result{}), syncer.OpSession)
	b.want(b.ok(syncer.OpSession, syncer.Result{}), syncer.OpHello)
	b.want(b.ok(syncer.OpHello, helloOK), syncer.OpPull, syncer.OpHeartbeat)
	b.want(b.ok(syncer.OpHeartbeat, syncer.Result{}))
	b.state(syncer.StateReachable)
}

func (b *bench) state(want syncer.State) syncer.Status {
	b.t.Helper()
	s := b.engine.Status()
	if s.State != want {
		b.t.Fatalf("state %s, want %s (%v)", s.State, want, s.LastError)
	}
	return s
}

func TestNothingBeforeEnrolment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(syncer.Start{Pending: 3})
	b.want(syncer.Nudge{})
	b.want(syncer.Local{Pending: 4})
	if at := b.engine.Wake(b.now); !at.IsZero() {
		t.Errorf("wakes at %v", at)
	}
	b.state(syncer.StateNever)
}

func TestPushAndPullRunSideBySide(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	push := b.want(syncer.Local{Pending: 3}, syncer.OpPush)[0]
	want := syncer.Effect{Op: syncer.OpPush, Life: 1, MaxItems: 200, MaxBytes: 256 << 10}
	if diff := cmp.Diff(want, push); diff != "" {
		t.Errorf("push (-want +got):\n%s", diff)
	}
	b.want(syncer.Local{Pending: 4})
	pull := b.want(b.ok(syncer.OpPull, syncer.Result{}), syncer.OpPull)[0]
	if pull.Wait != 25*time.Second {
		t.Errorf("pull waits %v", pull.Wait)
	}
	b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 3, Pending: 1}), syncer.OpPush)
	b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 1}))
	b.wakes(30*time.Second, syncer.OpHeartbeat)
}

func TestBootstrapComesBeforePull(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(syncer.Start{Enrolled: true, Pending: 1}, syncer.OpChallenge)
	b.want(b.ok(syncer.OpChallenge, syncer.Result{}), syncer.OpSession)
	b.want(b.ok(syncer.OpSession, syncer.Result{}), syncer.OpHello)
	// Pushing does not wait for the snapshot.
	first := b.want(b.ok(syncer.OpHello, syncer.Result{Action: syncproto.ActionOK}), syncer.OpPush, syncer.OpSnapshot, syncer.OpHeartbeat)
	if !first[1].Restart || !b.engine.Status().Bootstrapping {
		t.Errorf("first snapshot %+v, status %+v", first[1], b.engine.Status())
	}
	next := b.want(b.ok(syncer.OpSnapshot, syncer.Result{}), syncer.OpSnapshot)
	if next[0].Restart {
		t.Error("the second step starts over")
	}
	b.want(b.ok(syncer.OpSnapshot, syncer.Result{Complete: true}), syncer.OpPull)
}

func TestResyncOfNamedCollections(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	named := []rental.Collection{rental.Assets}
	b.want(b.fail(syncer.OpPull, syncer.Gone, func(r *syncer.Result) { r.Collections = named }))
	b.now = b.now.Add(time.Second)
	eff := b.want(syncer.Tick{}, syncer.OpSnapshot)[0]
	if diff := cmp.Diff(syncer.Effect{Op: syncer.OpSnapshot, Life: 1, Collections: named, Restart: true}, eff); diff != "" {
		t.Errorf("snapshot (-want +got):\n%s", diff)
	}
	b.want(b.ok(syncer.OpSnapshot, syncer.Result{Complete: true}), syncer.OpPull)
}

func TestBackoffOfTransportErrors(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.jitter = 0.999999
	b.want(syncer.Start{Enrolled: true, Bootstrapped: true}, syncer.OpChallenge)
	low, high := time.Second, []time.Duration{2, 4, 8, 16, 32, 60, 60, 60}
	for _, most := range high {
		b.want(b.fail(syncer.OpChallenge, syncer.Unreachable))
		at := b.state(syncer.StateUnreachable).RetryAt.Sub(b.now)
		if at < low || at > most*time.Second || at < most*time.Second-time.Millisecond {
			t.Errorf("waits %v, want just below %v s", at, most)
		}
		b.now = b.now.Add(at)
		// The probe is due too, but a try is better than a probe.
		b.want(syncer.Tick{}, syncer.OpChallenge)
	}
	b.jitter = 0
	b.want(b.fail(syncer.OpChallenge, syncer.Unreachable))
	if at := b.engine.Status().RetryAt.Sub(b.now); at != low {
		t.Errorf("the shortest wait is %v, want %v", at, low)
	}
}

func TestProbeWhileUnreachable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.jitter = 0.999999
	b.want(b.fail(syncer.OpPull, syncer.Unreachable))
	b.now = b.now.Add(2 * time.Second)
	b.want(syncer.Tick{}, syncer.OpHello)
	for range 3 { // away from the shortest waits
		b.want(b.fail(syncer.OpHello, syncer.Unreachable))
		b.want(syncer.Nudge{}, syncer.OpHello)
	}
	b.want(b.fail(syncer.OpHello, syncer.NotCentral))
	b.now = b.now.Add(6 * time.Second)
	b.want(syncer.Tick{}, syncer.OpReady)
	for _, wait := range []float64{0, 0.5, 0.999999} {
		b.jitter = wait
		b.want(b.fail(syncer.OpReady, syncer.Unreachable))
		want := time.Duration((0.8 + 0.4*wait) * 5 * float64(time.Second))
		if got := b.engine.Wake(b.now).Sub(b.now); got != want {
			t.Errorf("probes after %v, want %v", got, want)
		}
		b.now = b.now.Add(want)
		b.want(syncer.Tick{}, syncer.OpReady)
	}
	b.state(syncer.StateUnreachable)
	b.want(b.ok(syncer.OpReady, syncer.Result{}), syncer.OpHello)
	b.want(b.ok(syncer.OpHello, helloOK), syncer.OpPull, syncer.OpHeartbeat)
	b.state(syncer.StateReachable)
}

func TestTapTriesAtOnceWhileUnreachable(t *testing.T) {
	t.Parallel()
	for _, ev := range []syncer.Event{syncer.Local{Pending: 1}, syncer.Nudge{}} {
		b := newBench(t)
		b.connected()
		b.want(b.fail(syncer.OpPull, syncer.Unreachable))
		b.want(ev, syncer.OpHello)
		b.want(ev) // one in flight
	}
}

func TestRetryAfterIsObeyedExactly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(syncer.Local{Pending: 5}, syncer.OpPush)
	b.want(b.fail(syncer.OpPush, syncer.Busy, after(17*time.Second)))
	b.want(syncer.Nudge{})
	b.want(syncer.Local{Pending: 6})
	b.want(b.ok(syncer.OpPull, syncer.Result{}), syncer.OpPull) // pull never waits for push
	b.wakes(17*time.Second, syncer.OpPush)
	b.want(b.fail(syncer.OpPush, syncer.Busy, after(1000*time.Hour)))
	if got := b.engine.Status().RetryAt.Sub(b.now); got != time.Hour {
		t.Errorf("a mistaken Retry-After waits %v, want an hour", got)
	}
}

func TestRetryAfterOfHelloHoldsEverything(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(b.fail(syncer.OpPull, syncer.Unreachable))
	b.want(syncer.Nudge{}, syncer.OpHello)
	b.want(b.fail(syncer.OpHello, syncer.Busy, after(40*time.Second)))
	b.want(syncer.Nudge{})
	b.want(syncer.Local{Pending: 1})
	b.wakes(40*time.Second, syncer.OpHello)
}

func TestBackoffMsHoldsTheNextPush(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(syncer.Local{Pending: 5}, syncer.OpPush)
	b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 2, Pending: 3, Backoff: 3 * time.Second}))
	b.want(syncer.Nudge{})
	b.wakes(3*time.Second, syncer.OpPush)
}

func TestRetryVerdictBacksOff(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.jitter = 0.5
	b.want(syncer.Local{Pending: 5}, syncer.OpPush)
	for _, wait := range []time.Duration{1500, 2500, 4500} {
		b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 2, Pending: 3, Retry: true}))
		b.want(syncer.Local{Pending: 6})
		b.wakes(wait*time.Millisecond, syncer.OpPush)
	}
}

func TestFirstPushAfterAnOutageIsSpread(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(syncer.Local{Pending: 5}, syncer.OpPush)
	b.want(b.fail(syncer.OpPush, syncer.Unreachable))
	b.want(syncer.Nudge{}, syncer.OpHello)
	b.jitter = 0.5
	r := helloOK
	r.Limits.SpreadMs = 8000
	b.want(b.ok(syncer.OpHello, r), syncer.OpHeartbeat)
	b.want(syncer.Local{Pending: 6})
	b.wakes(4*time.Second, syncer.OpPush)
	b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 3, Pending: 3}), syncer.OpPush)
}

func TestTooLargeHalvesDownToOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	n := b.want(syncer.Local{Pending: 500}, syncer.OpPush)[0].MaxItems
	var sizes []int
	for n > 1 {
		n = b.want(b.fail(syncer.OpPush, syncer.TooLarge, sent(n)), syncer.OpPush)[0].MaxItems
		sizes = append(sizes, n)
	}
	if diff := cmp.Diff([]int{100, 50, 25, 12, 6, 3, 1}, sizes); diff != "" {
		t.Errorf("sizes (-want +got):\n%s", diff)
	}
	// One item that does not fit cannot be split; it is not dropped either.
	b.want(b.fail(syncer.OpPush, syncer.TooLarge, sent(1)))
	b.wakes(time.Second, syncer.OpPush)
	sizes = nil
	for range 9 {
		sizes = append(sizes, b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 1, Pending: 1000}), syncer.OpPush)[0].MaxItems)
	}
	if diff := cmp.Diff([]int{2, 4, 8, 16, 32, 64, 128, 200, 200}, sizes); diff != "" {
		t.Errorf("growth (-want +got):\n%s", diff)
	}
}

func TestHelloBoundsTheBatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ limit, want syncproto.Limits }{
		{syncproto.Limits{Items: 50, Bytes: 1000}, syncproto.Limits{Items: 50, Bytes: 1000}},
		{syncproto.Limits{Items: 9999, Bytes: 1 << 30}, syncproto.Limits{Items: 200, Bytes: 256 << 10}},
		{syncproto.Limits{Items: -1}, syncproto.Limits{Items: 200, Bytes: 256 << 10}},
	} {
		b := newBench(t)
		b.connected()
		b.want(b.fail(syncer.OpPull, syncer.Mismatch), syncer.OpHello)
		r := helloOK
		r.Limits = tt.limit
		b.want(b.ok(syncer.OpHello, r), syncer.OpHeartbeat)
		got := b.want(syncer.Local{Pending: 1}, syncer.OpPush)[0]
		if got.MaxItems != tt.want.Items || got.MaxBytes != tt.want.Bytes {
			t.Errorf("%+v gives %d items, %d bytes", tt.limit, got.MaxItems, got.MaxBytes)
		}
	}
}

func TestExpiredSessionIsRenewedAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(b.fail(syncer.OpPull, syncer.Unauthorized), syncer.OpChallenge)
	b.want(b.ok(syncer.OpChallenge, syncer.Result{}), syncer.OpSession)
	b.want(b.ok(syncer.OpSession, syncer.Result{}), syncer.OpPull)
	// And before it ends, without being told.
	b.want(b.ok(syncer.OpPull, syncer.Result{}), syncer.OpPull)
	b.now = b.now.Add(14 * time.Minute)
	b.want(syncer.Tick{}, syncer.OpChallenge)
}

func TestRefusedKioskTriesRarely(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(*bench) syncer.Op{
		"revoked": func(b *bench) syncer.Op {
			b.want(b.fail(syncer.OpPull, syncer.Forbidden))
			return syncer.OpChallenge
		},
		"session refused": func(b *bench) syncer.Op {
			b.want(b.fail(syncer.OpPull, syncer.Unauthorized), syncer.OpChallenge)
			b.want(b.fail(syncer.OpChallenge, syncer.Unauthorized))
			return syncer.OpChallenge
		},
		"fresh token refused": func(b *bench) syncer.Op {
			b.want(b.fail(syncer.OpPull, syncer.Unauthorized), syncer.OpChallenge)
			b.want(b.ok(syncer.OpChallenge, syncer.Result{}), syncer.OpSession)
			b.want(b.ok(syncer.OpSession, syncer.Result{}), syncer.OpPull)
			b.want(b.fail(syncer.OpPull, syncer.Unauthorized))
			return syncer.OpChallenge
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.connected()
			b.jitter = 0.999999
			op := refuse(b)
			var last time.Duration
			for range 12 {
				s := b.state(syncer.StateRefused)
				last = s.RetryAt.Sub(b.now)
				b.want(syncer.Local{Pending: 1}) // a tap changes nothing
				b.now = s.RetryAt
				b.want(syncer.Tick{}, op)
				b.want(b.fail(op, syncer.Forbidden))
			}
			if last < 14*time.Minute || last > 15*time.Minute {
				t.Errorf("after many refusals it waits %v, want just below 15 min", last)
			}
			// Let in again: all goes on.
			b.now = b.engine.Status().RetryAt
			b.want(syncer.Tick{}, syncer.OpChallenge)
			b.want(b.ok(syncer.OpChallenge, syncer.Result{}), syncer.OpSession)
			b.want(b.ok(syncer.OpSession, syncer.Result{}), syncer.OpHello)
			got := b.step(b.ok(syncer.OpHello, helloOK))
			if !slices.ContainsFunc(got, func(e syncer.Effect) bool { return e.Op == syncer.OpPush }) {
				t.Errorf("no push after being let in again: %+v", got)
			}
			b.state(syncer.StateReachable)
		})
	}
}

func TestDivergedStopsPushAndPull(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(syncer.Local{Pending: 1}, syncer.OpPush)
	b.want(b.fail(syncer.OpPush, syncer.Mismatch, reason(syncer.ReasonDiverged)), syncer.OpHello)
	b.want(b.fail(syncer.OpHello, syncer.Mismatch, reason(syncer.ReasonDiverged)))
	b.want(b.ok(syncer.OpPull, syncer.Result{}))
	for range 3 {
		b.want(syncer.Local{Pending: 2})
		b.state(syncer.StateDiverged)
		b.wakes(time.Minute, syncer.OpHello)
		b.want(b.fail(syncer.OpHello, syncer.Mismatch, reason(syncer.ReasonDiverged)))
	}
	b.wakes(time.Minute, syncer.OpHello)
	b.want(b.ok(syncer.OpHello, helloOK), syncer.OpPush, syncer.OpPull, syncer.OpHeartbeat)
	b.state(syncer.StateReachable)
}

func TestContradictedHelloSlowsDown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.jitter = 0.999999
	b.want(syncer.Local{Pending: 1}, syncer.OpPush)
	b.want(b.fail(syncer.OpPush, syncer.Mismatch, reason("hello_first")), syncer.OpHello)
	for _, wait := range []time.Duration{2, 4, 8, 16, 32, 60, 60} {
		b.step(b.ok(syncer.OpHello, helloOK))
		b.want(b.fail(syncer.OpPush, syncer.Mismatch, reason("hello_first")))
		got := b.engine.Status().RetryAt.Sub(b.now)
		if got > wait*time.Second || got < wait*time.Second-time.Second {
			t.Errorf("says hello again after %v, want %v s", got, wait)
		}
		b.now = b.now.Add(got)
		b.want(syncer.Tick{}, syncer.OpHello)
	}
}

func TestActionsThatNeedAPerson(t *testing.T) {
	t.Parallel()
	for action, want := range map[syncproto.Action]syncer.State{
		syncproto.ActionReenrol: syncer.StateReenrol, syncproto.ActionUpgrade: syncer.StateUpgrade,
		"of_tomorrow": syncer.StateUpgrade,
	} {
		b := newBench(t)
		b.connected()
		b.want(b.fail(syncer.OpPull, syncer.Mismatch), syncer.OpHello)
		b.want(b.ok(syncer.OpHello, syncer.Result{Action: action}))
		if s := b.state(want); s.LastError == nil || s.LastError.Hint == "" {
			t.Errorf("%s: no word on what to do: %+v", action, s)
		}
		b.want(syncer.Local{Pending: 1})
	}
	b := newBench(t)
	b.connected()
	b.want(b.fail(syncer.OpPull, syncer.Outdated))
	b.state(syncer.StateUpgrade)
}

// TestANewEpochIsSaidHelloTo at once; central may not keep a kiosk turning for ever.
func TestANewEpochIsSaidHelloTo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(syncer.Start{Enrolled: true}, syncer.OpChallenge)
	b.want(b.ok(syncer.OpChallenge, syncer.Result{}), syncer.OpSession)
	b.want(b.ok(syncer.OpSession, syncer.Result{}), syncer.OpHello)
	b.want(b.ok(syncer.OpHello, syncer.Result{Action: syncproto.ActionOK}), syncer.OpSnapshot, syncer.OpHeartbeat)
	b.want(b.ok(syncer.OpSnapshot, syncer.Result{}), syncer.OpSnapshot)
	b.want(b.ok(syncer.OpHeartbeat, syncer.Result{}))
	b.want(b.fail(syncer.OpSnapshot, syncer.Mismatch), syncer.OpHello)
	b.jitter = 0.999999
	turn := syncer.Result{Action: syncproto.ActionRotate, Pending: 7}
	b.want(b.ok(syncer.OpHello, syncer.Result{Action: syncproto.ActionAgain}), syncer.OpHello)
	b.want(b.ok(syncer.OpHello, turn), syncer.OpHello)
	if s := b.state(syncer.StateConnecting); s.Pending != 7 {
		t.Errorf("%d wait, want 7", s.Pending)
	}
	b.want(b.ok(syncer.OpHello, turn), syncer.OpHello)
	b.want(b.ok(syncer.OpHello, turn))
	last := time.Duration(0)
	for range 7 { // the session lasts as long
		wait := b.engine.Wake(b.now).Sub(b.now)
		if wait < last || wait > 15*time.Minute {
			t.Fatalf("says hello again after %v, before after %v", wait, last)
		}
		last = wait
		b.now = b.now.Add(wait)
		b.want(syncer.Tick{}, syncer.OpHello)
		b.want(b.ok(syncer.OpHello, turn))
	}
	if last < time.Minute {
		t.Errorf("it still turns every %v", last)
	}
	b.now = b.engine.Wake(b.now)
	b.want(syncer.Tick{}, syncer.OpHello)
	first := b.want(b.ok(syncer.OpHello, syncer.Result{Action: syncproto.ActionOK}), syncer.OpPush, syncer.OpSnapshot, syncer.OpHeartbeat)
	if !first[1].Restart {
		t.Error("the parts of the old catalogue would go on")
	}
}

func TestBadReplyIsNoOutage(t *testing.T) {
	t.Parallel()
	for _, class := range []syncer.Class{syncer.BadReply, syncer.ServerError, syncer.Refused, syncer.LocalFault} {
		b := newBench(t)
		b.connected()
		b.want(syncer.Local{Pending: 1}, syncer.OpPush)
		b.want(b.fail(syncer.OpPush, class))
		if s := b.state(syncer.StateReachable); s.LastError == nil || s.LastError.Reason != string(class) {
			t.Errorf("%s: the status does not tell: %+v", class, s)
		}
		b.want(syncer.Local{Pending: 2})
		b.want(b.ok(syncer.OpPull, syncer.Result{}), syncer.OpPull)
		b.wakes(time.Second, syncer.OpPush)
		b.want(b.ok(syncer.OpPush, syncer.Result{Sent: 2}))
		if s := b.engine.Status(); s.LastError != nil {
			t.Errorf("%s: still told after success: %v", class, s.LastError)
		}
	}
}

func TestCentralThatDoesNotHoldPulls(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.connected()
	b.want(b.ok(syncer.OpPull, syncer.Result{Empty: true}))
	b.wakes(time.Second, syncer.OpPull)
	b.now = b.now.Add(25 * time.Second)
	b.want(b.ok(syncer.OpPull, syncer.Result{Empty: true}), syncer.OpPull)
}

func TestAnswersOfAnOlderLifeAreIgnored(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(syncer.Start{Enrolled: true}, syncer.OpChallenge)
	b.want(syncer.Start{Enrolled: true}, syncer.OpChallenge)
	b.want(syncer.Done{Op: syncer.OpChallenge, Life: 1})
	b.want(syncer.Done{Op: syncer.OpChallenge, Life: 2}, syncer.OpSession)
}
