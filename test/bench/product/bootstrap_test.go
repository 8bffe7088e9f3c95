package product_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"rms/kiosk/localapi"
	"rms/syncproto"
	"rms/test/bench/company"
	"rms/test/bench/round"
)

// bootstrap starts new kiosks of the site that owns nothing: all that they get of
// the things is their cards. Central starts anew before each, so that it has no
// snapshot ready.
func (h *house) bootstrap(b *testing.B) {
	rounds := 3
	if h.things == 100_000 {
		rounds = 1
	}
	var race round.Race
	var times round.Times
	bytes := cardBytes(b)
	for range b.N {
		for r := range rounds {
			ours := h.newKiosk(b, r, &times)
			theirs := h.peer.Pull(h.things, bytes)
			race.Add(ours, theirs)
		}
	}
	race.Report(b, "rows/s", "peer")
	b.ReportMetric(times.Quantile(50).Seconds(), "s")
}

func (h *house) newKiosk(b *testing.B, r int, times *round.Times) float64 {
	b.Helper()
	h.central.Stop()
	h.central.Start()
	start := time.Now()
	d := h.open(b, fmt.Sprintf("Dock L%d", r), company.LondonCode, company.LondonReturns)
	times.Note(start)
	rate := round.Rate(h.things, start)
	d.await(b, "central is reachable", func(s localapi.Status) bool { return s.Central.State == "reachable" })
	var hits localapi.Hits
	last := company.Tag(h.things - 1)
	if err := d.API().Get(b.Context(), "/api/assets?q="+last, &hits); err != nil || len(hits.Hits) == 0 || hits.Hits[0].Tag != last {
		b.Fatalf("the last thing is not known: %+v (%v)", hits, err)
	}
	d.Stop()
	return rate
}

// cardBytes is how long a card is on the wire.
func cardBytes(b *testing.B) int {
	b.Helper()
	card := company.Asset(1).Card()
	body, err := json.Marshal(card)
	if err != nil {
		b.Fatal(err)
	}
	row, err := json.Marshal(syncproto.SnapshotRow{ID: string(card.ID), Rev: 1, Body: body})
	if err != nil {
		b.Fatal(err)
	}
	return len(row)
}
