// Package product_test measures the true binaries on loopback, as they ship,
// beside the peer.
//
// Invariants: timings decide nothing here; make bench reads them. At the end both
// databases are read: a fact that was acknowledged and is not at central, or is
// there twice, fails the run.
//
// Concurrency: benchmarks run one after another.
package product_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/localapi"
	"rms/test/bench/company"
	"rms/test/bench/peer"
	"rms/test/bench/round"
	"rms/test/world"
)

func TestMain(m *testing.M) { os.Exit(company.Run(both{m})) }

// both removes what two packages share among tests.
type both struct{ m *testing.M }

func (b both) Run() int { return world.Run(b.m) }

const (
	// limit is how long anything may take, on a machine that does much else.
	limit = 5 * time.Minute
	// look is how often a kiosk is asked how it stands.
	look = 50 * time.Millisecond
)

// house is a company with its central, a peer, and Berlin's dock.
type house struct {
	w       *world.World
	central *world.Central
	peer    *peer.Peer
	things  int
	dock    *dock
}

// BenchmarkProduct goes through a kiosk's life: it comes to know the company,
// scans while central is away, hands over, hears of changes, and starts again.
func BenchmarkProduct(b *testing.B) {
	for _, n := range round.Sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := world.New(b)
			h := &house{w: w, peer: peer.Start(b), things: n}
			h.central = w.NewCentral(func(dir string) { company.Of(b, dir, n) })
			h.central.Start()
			b.Run("bootstrap", h.bootstrap)
			h.dock = h.open(b, "Dock 1", company.BerlinCode, company.ReturnsCode)
			b.Run("scan", h.scan)
			b.Run("incremental", h.incremental)
			b.Run("start", h.start)
			b.Run("follow", h.follow) // before docks that leave a queue behind, which would fill Today
			if n == 100_000 {
				b.Run("chromium", h.chromium)
				b.Run("window", h.window)
			}
			h.nothingLost(b)
		})
	}
}

// dock is a kiosk at work, with what it has acknowledged.
type dock struct {
	*world.Kiosk
	badge  string
	codes  []code // still to be scanned
	orders int    // that have been dealt out
	acked  map[string]bool
}

// open enrols a kiosk, starts it and waits until it knows the company.
func (h *house) open(b *testing.B, name, site, returns string) *dock {
	b.Helper()
	d := &dock{Kiosk: h.w.EnrolKiosk(h.central, name, site, returns), acked: map[string]bool{}}
	var err error
	if d.badge, err = company.Badge(); err != nil {
		b.Fatal(err)
	}
	d.Start()
	d.await(b, "the company is known", func(s localapi.Status) bool { return s.AsOf > 0 })
	return d
}

func (d *dock) status(ctx context.Context) (s localapi.Status, err error) {
	err = d.API().Get(ctx, "/api/status", &s)
	return s, err
}

// await waits until the kiosk stands so.
func (d *dock) await(b *testing.B, what string, so func(localapi.Status) bool) {
	b.Helper()
	again := time.NewTicker(look)
	defer again.Stop()
	late := time.NewTimer(limit)
	defer late.Stop()
	for {
		s, err := d.status(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if so(s) {
			return
		}
		select {
		case <-again.C:
		case <-late.C:
			b.Fatalf("%s: not in %v: %+v", what, limit, s)
		}
	}
}

// post scans a code and notes what was acknowledged.
func (d *dock) post(b *testing.B, raw string) localapi.Answer {
	b.Helper()
	var a localapi.Answer
	in := localapi.ScanRequest{ID: uuid.Must(uuid.NewV7()).String(), Raw: raw, Source: "wedge"}
	if err := d.API().Post(b.Context(), "/api/scans", in, &a); err != nil {
		b.Fatalf("scan %q: %v", raw, err)
	}
	if a.FactID != "" {
		d.acked[a.FactID] = true
	}
	return a
}

// nothingLost ends both sides and looks for every acknowledged fact at central.
func (h *house) nothingLost(b *testing.B) {
	b.Helper()
	h.dock.await(b, "the queue is empty", func(s localapi.Status) bool { return s.Waiting == 0 })
	h.dock.Stop()
	h.central.Stop()
	db, err := sql.Open("sqlite", "file:"+h.w.CopyDB(h.central.DB(), "central")+"?_pragma=query_only(1)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(b.Context(), "select item_id from facts where kiosk_id is not null")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]int{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			b.Fatal(err)
		}
		stored[id]++
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	for id := range h.dock.acked {
		if stored[id] != 1 {
			b.Errorf("fact %s was acknowledged and is at central %d times", id, stored[id])
		}
	}
	if len(h.dock.acked) == 0 {
		b.Error("nothing was acknowledged")
	}
}
