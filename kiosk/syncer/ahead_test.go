package syncer_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// threeParts makes a new kiosk load places in three parts.
func threeParts(r *rig) {
	r.ledger.boot, r.ledger.inc = false, ""
	r.central.parts[rental.Places] = places("a", "b", "c")
}

func places(ids ...string) (parts [][]syncproto.SnapshotRow) {
	for i, id := range ids {
		parts = append(parts, []syncproto.SnapshotRow{{ID: id, Rev: int64(i + 1), Body: []byte("{}")}})
	}
	return parts
}

func (r *rig) loaded(want map[string]int64) {
	r.t.Helper()
	r.ledger.mu.Lock()
	defer r.ledger.mu.Unlock()
	if diff := cmp.Diff(want, r.ledger.rows); diff != "" || !r.ledger.boot {
		r.t.Errorf("loaded %v; rows (-want +got):\n%s", r.ledger.boot, diff)
	}
}

var allThree = map[string]int64{"places/a": 1, "places/b": 2, "places/c": 3}

// TestNextPartComesMeanwhile: while a part is applied the next one is fetched,
// and no further one.
func TestNextPartComesMeanwhile(t *testing.T) {
	applied := make(chan struct{})
	bubble(t, func(r *rig) {
		threeParts(r)
		applied = make(chan struct{})
		r.ledger.onPart = func(_ syncproto.SnapshotManifest, part int) {
			if part == 0 {
				<-applied
			}
		}
	}, func(r *rig) {
		fetched := func() (n [3]int) {
			for i := range n {
				n[i] = len(r.callsOf(fmt.Sprintf("snapshot/places/%d", i)))
			}
			return n
		}
		r.pass(time.Second)
		if got, want := fetched(), [3]int{1, 1, 0}; got != want {
			t.Errorf("while the first part is applied the parts were fetched %v times, want %v", got, want)
		}
		close(applied)
		synctest.Wait()
		if got, want := fetched(), [3]int{1, 1, 1}; got != want {
			t.Errorf("the parts were fetched %v times, want %v", got, want)
		}
		r.loaded(allThree)
	})
}

// TestReadAheadFails: what comes in place of a part that is fetched ahead is the
// answer to its call; where nothing comes, the call is made at once.
func TestReadAheadFails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request)
		// soon: without any wait; firsts: fetches of the first part
		soon   bool
		firsts int
		wait   time.Duration
	}{
		{"broken off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-ndjson")
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"id":`))
			_ = http.NewResponseController(w).Flush() // or the client sees nothing and asks again
			panic(http.ErrAbortHandler)
		}, true, 1, 0},
		{"busy", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "30")
			answer(w, r, nil, &rental.Error{Code: rental.CodeRateLimited, Reason: "busy"})
		}, false, 1, 30 * time.Second},
		{"gone", func(w http.ResponseWriter, r *http.Request) {
			answer(w, r, nil, &rental.Error{Code: rental.CodePreconditionFailed, Reason: problem.ReasonSnapshotGone})
		}, false, 2, 0},
		{"session over", func(w http.ResponseWriter, r *http.Request) {
			answer(w, r, nil, &rental.Error{Code: rental.CodeUnauthenticated, Reason: "session_over"})
		}, false, 1, 0},
		{"nonsense", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-ndjson")
			_, _ = w.Write([]byte(`{"id":`))
		}, false, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var once sync.Once
			bubble(t, func(r *rig) {
				threeParts(r)
				r.central.hook = func(path string, w http.ResponseWriter, q *http.Request) (done bool) {
					if path == "snapshot/places/1" {
						once.Do(func() {
							done = true
							tt.answer(w, q)
						})
					}
					return done
				}
			}, func(r *rig) {
				if tt.soon {
					r.loaded(allThree)
				}
				r.pass(5 * time.Minute)
				r.loaded(allThree)
				if n := len(r.callsOf("snapshot/places/0")); n != tt.firsts {
					t.Errorf("the first part was fetched %d times, want %d", n, tt.firsts)
				}
				seconds := r.callsOf("snapshot/places/1")
				if len(seconds) != 2 || seconds[1].Sub(seconds[0]) < tt.wait {
					t.Errorf("the second part was fetched at %v, want twice, %v apart", seconds, tt.wait)
				}
			})
		})
	}
}

// TestReadAheadOfAnOldLoad: a kiosk that begins anew while the next part is at
// hand takes nothing of the old snapshot.
func TestReadAheadOfAnOldLoad(t *testing.T) {
	var applied chan struct{}
	bubble(t, func(r *rig) {
		threeParts(r)
		applied = make(chan struct{})
		var once sync.Once
		r.ledger.onPart = func(syncproto.SnapshotManifest, int) { once.Do(func() { <-applied }) }
	}, func(r *rig) {
		r.central.mu.Lock()
		r.central.snap = "2"
		r.central.parts[rental.Places] = places("d", "e", "f")
		r.central.mu.Unlock()
		r.syncer.Enrolled()
		close(applied)
		r.pass(5 * time.Minute)
		r.loaded(map[string]int64{"places/d": 1, "places/e": 2, "places/f": 3})
	})
}

// TestStopWhileReadingAhead: a syncer that is told to stop does not wait for a
// part that nobody wants any more.
func TestStopWhileReadingAhead(t *testing.T) {
	bubble(t, func(r *rig) {
		threeParts(r)
		applied := make(chan struct{})
		r.central.hook = func(path string, _ http.ResponseWriter, q *http.Request) bool {
			if path != "snapshot/places/1" {
				return false
			}
			close(applied)
			<-q.Context().Done()
			return true
		}
		r.ledger.onPart = func(syncproto.SnapshotManifest, int) { <-applied }
	}, func(r *rig) {
		if n := len(r.callsOf("snapshot/places/1")); n != 1 {
			t.Fatalf("the second part was asked for %d times", n)
		}
	})
}
