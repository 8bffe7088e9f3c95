package product_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	_ "modernc.org/sqlite" // reads how long the facts are

	"rms/kiosk/localapi"
	"rms/syncproto/tag"
	"rms/test/bench/company"
	"rms/test/bench/round"
)

// code is what is scanned; things are counted and timed.
type code struct {
	raw   string
	thing bool
}

// perCycle is how many orders go out before all of them come back.
const perCycle = 25

// next is the next code of a dock's day: order after order goes out, then all
// comes back, and then the next orders.
func (d *dock) next(b *testing.B, things int) code {
	b.Helper()
	if len(d.codes) == 0 {
		if d.orders+perCycle > company.Orders {
			b.Fatal("there is no order left: an order goes out once")
		}
		d.codes = cycle(d.badge, d.orders, things)
		d.orders += perCycle
	}
	c := d.codes[0]
	d.codes = d.codes[1:]
	return c
}

func cycle(badge string, first, things int) []code {
	out, in := []code{{raw: badge}}, []code{{raw: string(tag.CommandIn)}}
	for o := first; o < first+perCycle; o++ {
		out = append(out, code{raw: company.Number(o)})
		for k := range company.PerOrder {
			c := code{company.Tag((o*company.PerOrder + k) % things), true}
			out, in = append(out, c), append(in, c)
		}
		out = append(out, code{raw: string(tag.CommandFinish)})
	}
	return append(append(out, in...), code{raw: string(tag.CommandFinish)})
}

// work scans n things and times each until it is answered, over HTTP.
func (d *dock) work(b *testing.B, things, n int) (times round.Times) {
	b.Helper()
	for len(times) < n {
		c := d.next(b, things)
		start := time.Now()
		a := d.post(b, c.raw)
		if !c.thing {
			continue
		}
		times.Note(start)
		if a.FactID == "" || a.Kind == "unknown" || a.Outcome == "stop" {
			b.Fatalf("%s was answered %s %q, fact %q", c.raw, a.Outcome, a.Title.Text, a.FactID)
		}
	}
	return times
}

// scan works while central is away, then lets it take what waits, beside the
// peer.
func (h *house) scan(b *testing.B) {
	rounds, each := 2, 1000
	if h.things == 100_000 {
		rounds, each = 4, 2500
	}
	var away round.Times
	var race round.Race
	for range b.N {
		h.central.Stop()
		first := h.dock.work(b, h.things, 1000)
		memory(b, "kiosk", h.dock.PID())
		for r := range rounds {
			n := each - len(first)
			away = append(away, append(first, h.dock.work(b, h.things, n)...)...)
			first = nil
			ours, bytes := h.handOver(b)
			race.Add(ours, h.peer.Push(each, bytes))
			if r < rounds-1 {
				h.central.Stop()
			}
		}
		h.dock.work(b, h.things, 1000).Report(b, "online-")
	}
	away.Report(b, "")
	race.Report(b, "items/s", "peer")
}

// handOver starts central and times from when the kiosk begins to push until
// nothing waits. It also returns how long an item is.
func (h *house) handOver(b *testing.B) (rate float64, bytes int) {
	b.Helper()
	before, err := h.dock.status(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	bytes = itemBytes(b, h)
	begun := time.Now()
	h.central.Start()
	h.dock.await(b, "the queue is empty", func(s localapi.Status) bool {
		if s.Waiting == before.Waiting {
			begun = time.Now()
		}
		return s.Waiting == 0
	})
	return round.Rate(int(before.Waiting), begun), bytes
}

// itemBytes is how long the payload of a waiting item is.
func itemBytes(b *testing.B, h *house) int {
	b.Helper()
	return int(query(b, h.w.CopyDB(h.dock.DB(), "queue"), `select cast(avg(length(payload)) as integer) from outbox`))
}

func query(b *testing.B, path, text string) (n int64) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(context.WithoutCancel(b.Context()), text).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}
