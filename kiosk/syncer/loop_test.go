package syncer_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/internal/testx"
	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const centralAddr = "127.0.0.1:7400"

type testKey struct{ private ed25519.PrivateKey }

func (k testKey) SignSession(kiosk rental.KioskID, nonce []byte) []byte {
	return ed25519.Sign(k.private, syncproto.SessionMessage(kiosk, nonce))
}

// rig is a kiosk and a central in one bubble with a network between them.
type rig struct {
	t       *testing.T
	network testx.Network
	central *fakeCentral
	ledger  *memoryLedger
	syncer  *syncer.Syncer
	server  *http.Server
}

// bubble runs fn with a rig whose syncer runs unless fn is told otherwise.
func bubble(t *testing.T, prepare func(*rig), fn func(*rig)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		public, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{t: t, central: newFakeCentral(public), ledger: newMemoryLedger()}
		transport, err := syncer.NewHTTP(syncer.HTTPConfig{URL: "http://" + centralAddr, Now: time.Now, Dial: r.network.DialContext, UserAgent: "test"})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		r.syncer = syncer.New(syncer.Config{
			ExchangeConfig: syncer.ExchangeConfig{
				Ledger: r.ledger, Key: testKey{private}, Version: "test", BootID: "boot",
				Now: time.Now, Mono: func() time.Duration { return 1000*time.Hour + time.Since(start) },
			},
			Transport: transport, Jitter: func() float64 { return 0.5 },
		})
		r.startCentral()
		if prepare != nil {
			prepare(r)
		}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan error)
		go func() { stopped <- r.syncer.Serve(ctx) }()
		synctest.Wait()
		fn(r)
		cancel()
		if err := <-stopped; err != nil {
			t.Errorf("Serve: %v", err)
		}
		r.stopCentral()
		transport.Close()
	})
}

func (r *rig) startCentral() {
	l, err := r.network.Listen(centralAddr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.server = &http.Server{Handler: r.central}
	go func(s *http.Server) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.t.Error(err)
		}
	}(r.server)
}

// stopCentral ends it as a crash does: connections break.
func (r *rig) stopCentral() {
	if err := r.server.Close(); err != nil {
		r.t.Error(err)
	}
	r.network.Cut()
	r.network.Heal()
	synctest.Wait()
}

// pass lets time go by.
func (r *rig) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// delivered checks that central has everything once and the queue is empty.
func (r *rig) delivered(n int) {
	r.t.Helper()
	if depth := r.ledger.depth(); depth != 0 {
		r.t.Errorf("%d items still wait; status %+v", depth, r.syncer.Status())
	}
	r.central.mu.Lock()
	defer r.central.mu.Unlock()
	if len(r.central.times) != n {
		r.t.Errorf("central has %d facts, want %d", len(r.central.times), n)
	}
	for id, times := range r.central.times {
		if times != 1 {
			r.t.Errorf("fact %s was stored %d times", id, times)
		}
	}
	if r.central.maxPush > 1 {
		r.t.Errorf("%d pushes at once", r.central.maxPush)
	}
}

func (r *rig) callsOf(path string) []time.Time {
	r.central.mu.Lock()
	defer r.central.mu.Unlock()
	return r.central.calls[path]
}

func (r *rig) state(want syncer.State) syncer.Status {
	r.t.Helper()
	s := r.syncer.Status()
	if s.State != want {
		r.t.Errorf("state %s, want %s (%v)", s.State, want, s.LastError)
	}
	return s
}

func (r *rig) hook(fn func(path string, w http.ResponseWriter, q *http.Request) bool) {
	r.central.mu.Lock()
	defer r.central.mu.Unlock()
	r.central.hook = fn
}

func TestDeliversAndPulls(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		r.ledger.mint(450, 100)
		r.pass(10 * time.Millisecond)
		r.delivered(450)
		r.state(syncer.StateReachable)
		if diff := cmp.Diff([]int{200, 200, 50}, r.central.sizes); diff != "" {
			t.Errorf("batches (-want +got):\n%s", diff)
		}
		if len(r.ledger.rows) != 450 || r.ledger.cursor != 450 {
			t.Errorf("pulled %d rows to cursor %d, want 450", len(r.ledger.rows), r.ledger.cursor)
		}
		r.pass(5 * time.Minute)
		if n := len(r.central.beats); n != 11 {
			t.Errorf("%d heartbeats in 5 minutes, want 11", n)
		}
		if n := len(r.callsOf("changes")); n > 30 {
			t.Errorf("%d pulls in 5 quiet minutes: the long-poll does not hold", n)
		}
		if n := r.ledger.quietPages(); n < 10 {
			t.Errorf("the ledger heard of %d pages without news in 5 minutes", n)
		}
	})
}

func TestOutageAndReturn(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		r.stopCentral()
		r.pass(time.Hour)
		r.ledger.mint(600, 50)
		r.pass(time.Minute)
		if s := r.state(syncer.StateUnreachable); s.LastError == nil || s.LastError.Hint == "" || s.RetryAt.IsZero() {
			t.Errorf("the status does not help: %+v", s)
		}
		r.central.run = "run-2"
		r.startCentral()
		r.pass(6 * time.Second) // one probe
		r.delivered(600)
		r.state(syncer.StateReachable)
	})
}

func TestLinkUpTriesAtOnce(t *testing.T) {
	bubble(t, func(r *rig) { r.network.Cut() }, func(r *rig) {
		r.ledger.mint(1, 10)
		r.pass(20 * time.Minute)
		r.network.Heal()
		r.syncer.Nudge()
		r.pass(time.Millisecond)
		r.delivered(1)
	})
}

func TestReplyLostOnTheWay(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		lost := 0
		r.hook(func(path string, w http.ResponseWriter, q *http.Request) bool {
			if path != "push" || lost >= 5 {
				return false
			}
			lost++
			if _, err := r.central.push(q); err != nil {
				t.Error(err)
			}
			panic(http.ErrAbortHandler)
		})
		r.ledger.mint(300, 10)
		r.pass(3 * time.Minute)
		r.delivered(300)
		if lost != 5 {
			t.Errorf("%d replies lost, want 5", lost)
		}
	})
}

func TestNeverEnrolledThenEnrolled(t *testing.T) {
	bubble(t, func(r *rig) { r.ledger.enrolled = false }, func(r *rig) {
		r.pass(time.Hour)
		r.state(syncer.StateNever)
		if n := len(r.central.calls); n != 0 {
			t.Errorf("central was called %d times", n)
		}
		r.ledger.mu.Lock()
		r.ledger.enrolled = true
		r.ledger.announce()
		r.ledger.mu.Unlock()
		r.pass(time.Second)
		r.state(syncer.StateReachable)
	})
}

func TestBootstrap(t *testing.T) {
	bubble(t, func(r *rig) {
		r.ledger.boot, r.ledger.inc = false, ""
		r.central.parts[rental.Places] = [][]syncproto.SnapshotRow{
			{{ID: "a", Rev: 1, Body: []byte("{}")}, {ID: "b", Rev: 2, Body: []byte("{}")}}, {{ID: "c", Rev: 3, Body: []byte("{}")}},
		}
		r.central.parts[rental.Exceptions] = [][]syncproto.SnapshotRow{{{ID: "x", Rev: 9, Body: []byte("{}")}}}
		// Every other part breaks off: the snapshot goes on where it was.
		var n atomic.Int64
		r.central.hook = func(path string, _ http.ResponseWriter, _ *http.Request) bool {
			if strings.HasPrefix(path, "snapshot/") && n.Add(1)%2 == 0 {
				panic(http.ErrAbortHandler)
			}
			return false
		}
	}, func(r *rig) {
		r.pass(10 * time.Minute)
		want := map[string]int64{"places/a": 1, "places/b": 2, "places/c": 3, "exceptions/x": 9}
		if diff := cmp.Diff(want, r.ledger.rows); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if !r.ledger.boot || r.ledger.inc != "inc-1" {
			t.Errorf("bootstrapped %v, incarnation %q", r.ledger.boot, r.ledger.inc)
		}
		if n := len(r.callsOf("snapshot/places/0")); n > 3 {
			t.Errorf("the first part was fetched %d times", n)
		}
		r.state(syncer.StateReachable)
	})
}

func TestDivergedKeepsRecording(t *testing.T) {
	bubble(t, func(r *rig) {
		r.ledger.mint(3, 10)
		r.central.items[1], r.central.head = []byte("other"), syncproto.Hash{9}
		for seq := uint64(2); seq <= 5; seq++ {
			r.central.items[seq] = []byte("other")
		}
	}, func(r *rig) {
		r.ledger.mint(1, 10)
		r.pass(10*time.Minute + time.Second)
		r.ledger.mint(1, 10)
		r.pass(time.Minute)
		r.state(syncer.StateDiverged)
		if r.ledger.halted != syncer.ReasonDiverged || r.ledger.depth() != 5 {
			t.Errorf("halted %q with %d waiting, want 5", r.ledger.halted, r.ledger.depth())
		}
		if n := len(r.callsOf("push")) + len(r.callsOf("changes")); n != 0 {
			t.Errorf("%d pushes and pulls while diverged", n)
		}
		if n := len(r.callsOf("hello")); n < 11 || n > 13 {
			t.Errorf("%d hellos in 11 minutes, want one a minute", n)
		}
		r.central.mu.Lock()
		clear(r.central.items)
		r.central.head = syncproto.Hash{}
		r.central.mu.Unlock()
		r.pass(time.Minute)
		r.delivered(5)
		if r.ledger.halted != "" {
			t.Errorf("still halted: %s", r.ledger.halted)
		}
	})
}

// TestANewEpochBringsEverything: central was put back and gives an epoch. All items come
// again, the catalogue is loaded anew, and nobody had to do anything.
func TestANewEpochBringsEverything(t *testing.T) {
	bubble(t, func(r *rig) {
		r.central.parts[rental.Places] = [][]syncproto.SnapshotRow{{{ID: "a", Rev: 1, Body: []byte("{}")}}}
		r.ledger.mint(3, 10)
	}, func(r *rig) {
		r.pass(time.Minute)
		r.delivered(3)
		r.stopCentral()
		r.ledger.mint(2, 10)
		r.pass(time.Minute)
		r.central.mu.Lock()
		r.central.inc, r.central.run, r.central.epoch, r.central.feed = "inc-2", "run-2", &syncproto.Epoch{7}, nil
		clear(r.central.times)
		r.central.mu.Unlock()
		r.startCentral()
		r.pass(2 * time.Minute)
		r.delivered(5)
		r.state(syncer.StateReachable)
		if r.ledger.turned != 1 || !r.ledger.boot || r.ledger.inc != "inc-2" || r.ledger.rows["places/a"] != 1 {
			t.Errorf("%d epochs were begun, rows %v of %q", r.ledger.turned, r.ledger.rows, r.ledger.inc)
		}
		if r.central.prefix != "K3" {
			t.Errorf("central was told the prefix %q", r.central.prefix)
		}
	})
}

// TestAnAnswerOfAnEarlierEpochIsDropped: a page that was asked for before the kiosk began
// anew, and comes after it, is nothing of the new rows.
func TestAnAnswerOfAnEarlierEpochIsDropped(t *testing.T) {
	var slow chan struct{}
	bubble(t, func(r *rig) {
		slow = make(chan struct{}) // of this bubble
		r.central.hook = func(path string, _ http.ResponseWriter, _ *http.Request) bool {
			if strings.HasPrefix(path, "snapshot/") {
				<-slow
			}
			return false
		}
	}, func(r *rig) {
		r.pass(time.Second) // a pull waits for news now
		r.central.mu.Lock()
		r.central.epoch, r.central.run = &syncproto.Epoch{7}, "run-2"
		r.central.mu.Unlock()
		r.ledger.mint(1, 10) // its push is told to say hello first
		r.pass(2 * time.Second)
		if r.ledger.turned != 1 {
			t.Fatalf("%d epochs were begun", r.ledger.turned)
		}
		r.central.mu.Lock()
		r.central.addRow("late")
		r.central.mu.Unlock()
		r.pass(2 * time.Second)
		if r.ledger.early != 0 || r.ledger.boot {
			t.Errorf("%d pages came before the catalogue, which is there: %t", r.ledger.early, r.ledger.boot)
		}
		close(slow)
		r.pass(time.Minute)
		r.delivered(1)
		r.state(syncer.StateReachable)
	})
}

// TestAnEpochForSomebodyElseIsNotBegun.
func TestAnEpochForSomebodyElseIsNotBegun(t *testing.T) {
	for name, identity := range map[string]*syncproto.EnrolReply{
		"none":            nil,
		"another kiosk's": {KioskID: "0190a5b4-7c00-7000-8000-00000000000b", Epoch: syncproto.Epoch{7}, NumberPrefix: "K4", SiteID: "site"},
		"the same one":    {KioskID: kioskID, Epoch: testEpoch, NumberPrefix: "K3", SiteID: "site"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(r *rig) {
				r.central.hook = func(path string, w http.ResponseWriter, q *http.Request) bool {
					if path != "hello" {
						return false
					}
					answer(w, q, syncproto.HelloReply{Proto: 2, Run: "r", Incarnation: "inc-1", Action: syncproto.ActionRotate, Identity: identity}, nil)
					return true
				}
			}, func(r *rig) {
				r.ledger.mint(1, 10)
				r.pass(10 * time.Minute)
				if r.ledger.turned != 0 || r.ledger.depth() != 1 {
					t.Errorf("%d epochs were begun, %d items wait", r.ledger.turned, r.ledger.depth())
				}
				if n := len(r.callsOf("hello")); n > 60 {
					t.Errorf("%d hellos in ten minutes", n)
				}
			})
		})
	}
}

// TestAnotherIncarnationStopsEverything: a central that answers ok and is not the one that the rows came from. What it
// was once given it may lack.
func TestAnotherIncarnationStopsEverything(t *testing.T) {
	bubble(t, func(r *rig) {
		r.central.inc = "inc-2"
		r.ledger.mint(3, 10)
	}, func(r *rig) {
		r.pass(10 * time.Minute)
		if s := r.state(syncer.StateDiverged); s.LastError == nil || s.LastError.Hint == "" {
			t.Errorf("status tells %+v", s.LastError)
		}
		if r.ledger.halted != "incarnation_changed" || r.ledger.depth() != 3 {
			t.Errorf("halted for %q with %d waiting, want incarnation_changed and 3", r.ledger.halted, r.ledger.depth())
		}
		if n := len(r.callsOf("push")) + len(r.callsOf("changes")); n != 0 {
			t.Errorf("%d pushes and pulls", n)
		}
		r.central.mu.Lock()
		r.central.inc = "inc-1"
		r.central.mu.Unlock()
		r.pass(2 * time.Minute)
		r.delivered(3)
		if r.ledger.halted != "" {
			t.Errorf("still halted: %s", r.ledger.halted)
		}
	})
}

func TestRetryAfterOverHTTP(t *testing.T) {
	for name, header := range map[string]string{"seconds": "17", "date": "Sat, 01 Jan 2000 00:00:17 GMT"} {
		t.Run(name, func(t *testing.T) {
			var first time.Time
			bubble(t, func(r *rig) {
				r.central.hook = func(path string, w http.ResponseWriter, q *http.Request) bool {
					if path != "push" || !first.IsZero() {
						return false
					}
					first = time.Now()
					w.Header().Set("Retry-After", header)
					answer(w, q, nil, &rental.Error{Code: rental.CodeRateLimited, Reason: "busy", Message: "busy"})
					return true
				}
			}, func(r *rig) {
				r.ledger.mint(1, 10)
				for range 40 { // an impatient dock
					r.pass(time.Second)
					r.ledger.mint(1, 10)
					r.syncer.Nudge()
				}
				r.pass(time.Second)
				pushes := r.callsOf("push")
				if got := pushes[1].Sub(pushes[0]); got < 17*time.Second || got > 18*time.Second {
					t.Errorf("pushed again after %v, want 17 s", got)
				}
				r.delivered(41)
			})
		})
	}
}

func TestClockOffset(t *testing.T) {
	bubble(t, func(r *rig) {
		r.central.skew = -90 * time.Second
		r.central.hook = func(path string, _ http.ResponseWriter, _ *http.Request) bool {
			if path == "hello" {
				<-time.After(40 * time.Millisecond) // central reads its clock at the end
			}
			return false
		}
	}, func(r *rig) {
		r.pass(time.Second)
		if r.ledger.offset < -90_000-r.ledger.err || r.ledger.offset > -90_000+r.ledger.err || r.ledger.err != 21 {
			t.Errorf("offset %d ± %d ms, want -90000 within ± 21", r.ledger.offset, r.ledger.err)
		}
	})
}

func TestSessionEndsUnnoticed(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		for range 5 {
			r.central.mu.Lock()
			r.central.token = "another"
			r.central.mu.Unlock()
			r.ledger.mint(2, 10)
			r.pass(time.Second)
		}
		r.delivered(10)
	})
}

// hang takes the request and never answers it. A server notices that its client
// went only after it has read the body.
func hang(q *http.Request) bool {
	_, _ = io.Copy(io.Discard, q.Body)
	<-q.Context().Done()
	return true
}

func TestPullsWhilePushHangs(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		r.hook(func(path string, _ http.ResponseWriter, q *http.Request) bool {
			return path == "push" && hang(q)
		})
		r.ledger.mint(1, 10)
		r.pass(time.Second)
		for i := range 5 {
			r.central.mu.Lock()
			r.central.addRow(string(rune('a' + i)))
			r.central.mu.Unlock()
			r.pass(time.Second)
			if len(r.ledger.rows) != i+1 {
				t.Fatalf("%d rows pulled while a push hangs, want %d", len(r.ledger.rows), i+1)
			}
		}
		r.hook(nil)
		r.pass(3 * time.Minute)
		r.delivered(1)
	})
}

func TestStopDoesNotWaitForCentral(t *testing.T) {
	bubble(t, nil, func(r *rig) {
		r.hook(func(_ string, _ http.ResponseWriter, q *http.Request) bool { return hang(q) })
		r.ledger.mint(1, 10)
		r.pass(time.Second)
		// bubble ends Serve now; it must return though central never answers.
	})
}
