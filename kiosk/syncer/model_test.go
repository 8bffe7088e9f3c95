package syncer_test

import (
	"bytes"
	"crypto/ed25519"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// flight is a call that is under way: it may arrive at central, and its reply may
// arrive back, each later than it was sent.
type flight struct {
	call    *syncer.Call
	life    int
	at      time.Time // when the next thing happens to it
	arrived bool
	res     *http.Response
}

// world is a kiosk's engine and exchange, a central and a network that a rapid
// test drives by hand.
type world struct {
	t       *rapid.T
	now     time.Time
	engine  *syncer.Engine
	x       *syncer.Exchange
	ledger  *memoryLedger
	central *fakeCentral
	air     []*flight
	bad     bool // the network and central misbehave
	// floor is before when an operation must not be sent.
	floor map[syncer.Op]time.Time
	// soft is before when nothing but a push of our own may repeat it.
	soft map[syncer.Op]time.Time
}

func newWorld(t *rapid.T) *world {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, now: time.Unix(1_700_000_000, 0), ledger: newMemoryLedger(), central: newFakeCentral(public), bad: true,
		floor: map[syncer.Op]time.Time{}, soft: map[syncer.Op]time.Time{},
	}
	w.central.limits = syncproto.Limits{Items: 20, Bytes: 8 << 10, SpreadMs: 3000}
	w.engine = syncer.NewEngine(syncer.EngineConfig{Jitter: func() float64 {
		return rapid.Float64Range(0, 0.999999).Draw(t, "jitter")
	}})
	w.x = syncer.NewExchange(syncer.ExchangeConfig{
		Ledger: w.ledger, Key: testKey{private}, Version: "test", Now: func() time.Time { return w.now },
		Mono: func() time.Duration { return w.now.Sub(time.Unix(0, 0)) },
	})
	w.step(syncer.Start{Enrolled: true, Bootstrapped: true})
	return w
}

var lanes = map[syncer.Op]string{
	syncer.OpChallenge: "conn", syncer.OpSession: "conn", syncer.OpHello: "conn", syncer.OpPush: "push",
	syncer.OpPull: "pull", syncer.OpSnapshot: "pull", syncer.OpHeartbeat: "beat", syncer.OpReady: "probe",
}

// step runs the engine and puts what it wants into the air.
func (w *world) step(ev syncer.Event) {
	_, asked := ev.(syncer.Nudge)
	if l, ok := ev.(syncer.Local); ok {
		asked = l.Pending > 0
	}
	if d, ok := ev.(syncer.Done); ok && d.Op == syncer.OpReady && d.Failure == nil {
		asked = true
	}
	if asked {
		clear(w.soft)
	}
	for _, eff := range w.engine.Step(w.now, ev) {
		for _, f := range w.air {
			if lanes[f.call.Effect.Op] == lanes[eff.Op] {
				w.t.Fatalf("%s is sent while %s is in flight", eff.Op, f.call.Effect.Op)
			}
		}
		if w.now.Before(w.floor[eff.Op]) {
			w.t.Fatalf("%s is sent %v before Retry-After", eff.Op, w.floor[eff.Op].Sub(w.now))
		}
		if w.now.Before(w.soft[eff.Op]) {
			w.t.Fatalf("%s is repeated %v before the shortest wait, and nobody asked", eff.Op, w.soft[eff.Op].Sub(w.now))
		}
		call, result := w.x.Request(w.t.Context(), eff)
		if call == nil {
			w.t.Fatalf("%s had nothing to send: %+v", eff.Op, result)
		}
		w.air = append(w.air, &flight{call: call, life: eff.Life, at: w.now.Add(w.delay())})
	}
}

func (w *world) delay() time.Duration {
	return time.Duration(rapid.IntRange(1, 3000).Draw(w.t, "delay ms")) * time.Millisecond
}

// advance moves time to the next thing that happens, by most at the most.
func (w *world) advance(most time.Duration) {
	until := w.now.Add(most)
	for w.now.Before(until) {
		next := until
		if at := w.engine.Wake(w.now); !at.IsZero() && at.Before(next) {
			next = at
		}
		var due *flight
		for _, f := range w.air {
			if f.at.Before(next) {
				next, due = f.at, f
			}
		}
		if next.After(w.now) {
			w.now = next
		}
		if due == nil {
			w.step(syncer.Tick{})
			if at := w.engine.Wake(w.now); !at.IsZero() && !at.After(w.now) {
				w.t.Fatalf("the engine wants to be woken %v ago: its loop would spin", w.now.Sub(at))
			}
			continue
		}
		w.move(due)
	}
}

// move lets a flight arrive at central, or back.
func (w *world) move(f *flight) {
	if !f.arrived {
		f.arrived = true
		f.at = w.now.Add(w.delay())
		fate := "fine"
		if w.bad {
			fate = rapid.SampledFrom([]string{"fine", "fine", "fine", "lost", "reply lost", "twice", "busy", "portal", "too large", "restart", "error", "retry"}).Draw(w.t, "fate")
		}
		w.arrive(f, fate)
		return
	}
	w.air = slices.DeleteFunc(w.air, func(o *flight) bool { return o == f })
	var err error
	if f.res == nil {
		err = http.ErrServerClosed
	} else {
		err = f.call.Read(f.res)
	}
	op := f.call.Effect.Op
	result := w.x.Finish(w.t.Context(), f.call, err)
	if fail := result.Failure; fail != nil {
		switch {
		case fail.RetryAfter > 0:
			w.floor[op] = w.now.Add(fail.RetryAfter)
		case fail.Class == syncer.Unreachable || fail.Class == syncer.NotCentral || fail.Class == syncer.ServerError:
			w.soft[op] = w.now.Add(time.Second)
		}
		if fail.Class == syncer.BadReply || fail.Class == syncer.LocalFault {
			w.t.Fatalf("%s: a true reply was not taken: %v", op, fail)
		}
	}
	w.step(syncer.Done{Op: op, Life: f.life, Result: result})
}

func (w *world) arrive(f *flight, fate string) {
	c := w.central
	switch fate {
	case "lost":
		return
	case "restart":
		c.run += "x"
	case "busy":
		f.res = respond(func(rw http.ResponseWriter) {
			rw.Header().Set("Retry-After", "7")
			answer(rw, &http.Request{}, nil, &rental.Error{Code: rental.CodeUnavailable, Reason: "busy"})
		})
		return
	case "portal":
		f.res = respond(func(rw http.ResponseWriter) {
			rw.Header().Set("Content-Type", "text/html")
			_, _ = rw.Write([]byte("<html>"))
		})
		return
	case "too large", "error":
		code := map[string]rental.Code{"too large": rental.CodeTooLarge, "error": rental.CodeInternal}[fate]
		f.res = respond(func(rw http.ResponseWriter) {
			answer(rw, &http.Request{}, nil, &rental.Error{Code: code, Reason: "planted"})
		})
		return
	}
	if req, ok := f.call.In.(syncproto.PushRequest); ok && fate == "retry" && int(req.FirstSeq) == len(c.items)+1 && req.Run == c.run {
		p, err := syncproto.ParsePayload(req.Items[0].Payload)
		if err != nil {
			w.t.Fatal(err)
		}
		f.res = respond(func(rw http.ResponseWriter) {
			answer(rw, nil, syncproto.PushReply{
				AppliedThrough: req.FirstSeq - 1, HeadHash: c.head,
				Verdicts: []syncproto.VerdictEntry{{Seq: req.FirstSeq, ID: p.ID, Verdict: rental.Retry}},
			}, nil)
		})
		return
	}
	f.res = w.serve(f.call)
	if fate == "twice" && f.call.Effect.Op != syncer.OpSession {
		f.res = w.serve(f.call)
	}
	if fate == "reply lost" {
		f.res = nil
	}
}

func respond(fn func(http.ResponseWriter)) *http.Response {
	rec := httptest.NewRecorder()
	fn(rec)
	return rec.Result()
}

func (w *world) serve(call *syncer.Call) *http.Response {
	body, header, err := call.Body()
	if err != nil {
		w.t.Fatal(err)
	}
	req := httptest.NewRequest(call.Method, strings.Replace(call.Path, "wait=25s", "wait=0s", 1), bytes.NewReader(body))
	req.Header = header
	return respond(func(rw http.ResponseWriter) { w.central.ServeHTTP(rw, req) })
}

// TestModel lets a dock work over a network that loses, repeats, delays and
// lies, and checks that every gesture arrives once, that nothing is sent before
// its time, and that after the last fault the queue empties by itself.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		minted := 0
		t.Repeat(map[string]func(*rapid.T){
			"mint": func(t *rapid.T) {
				n := rapid.IntRange(1, 30).Draw(t, "gestures")
				w.ledger.mint(n, rapid.IntRange(0, 900).Draw(t, "size"))
				minted += n
				w.step(syncer.Local{Pending: int64(w.ledger.depth())})
			},
			"nudge": func(*rapid.T) { w.step(syncer.Nudge{}) },
			"pass": func(t *rapid.T) {
				w.advance(time.Duration(rapid.IntRange(1, 40).Draw(t, "seconds")) * time.Second)
			},
			"": func(t *rapid.T) {
				for id, n := range w.central.times {
					if n != 1 {
						t.Fatalf("%s was stored %d times", id, n)
					}
				}
				if stored, acked := len(w.central.items), int(w.ledger.acked); acked > stored || stored > minted {
					t.Fatalf("%d acked, %d stored, %d minted", acked, stored, minted)
				}
			},
		})
		w.bad = false
		w.advance(2*time.Minute + 30*time.Second)
		if w.ledger.depth() != 0 || len(w.central.items) != minted {
			t.Fatalf("after heal %d wait, central has %d of %d; %+v", w.ledger.depth(), len(w.central.items), minted, w.engine.Status())
		}
		if got := w.engine.Status().State; got != syncer.StateReachable {
			t.Fatalf("state %s after heal", got)
		}
		if w.ledger.cursor != uint64(len(w.central.feed)) {
			t.Fatalf("cursor %d, feed %d after heal", w.ledger.cursor, len(w.central.feed))
		}
	})
}
