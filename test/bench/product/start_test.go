package product_test

import (
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"rms/kiosk/localapi"
	"rms/test/bench/company"
	"rms/test/bench/round"
)

// start times from the start of the process to the answer to its first scan.
func (h *house) start(b *testing.B) {
	const starts = 5
	var times round.Times
	for range b.N {
		for i := range starts {
			h.dock.Stop()
			begun := time.Now()
			h.dock.Start()
			a := h.dock.post(b, fmt.Sprintf("NO-SUCH-%d", i))
			times.Note(begun)
			if a.FactID == "" {
				b.Fatalf("the first scan was not taken: %+v", a)
			}
		}
	}
	b.ReportMetric(float64(times.Quantile(50).Milliseconds()), "p50-ms")
	b.ReportMetric(float64(times.Quantile(100).Milliseconds()), "max-ms")
}

// incremental times from the answer of central, which has committed, until the
// kiosk shows the row.
func (h *house) incremental(b *testing.B) {
	const changes = 100
	secret, _, err := company.Token()
	if err != nil {
		b.Fatal(err)
	}
	desk := h.central.As(secret)
	h.dock.await(b, "the kiosk has caught up", func(s localapi.Status) bool { return s.Waiting == 0 && s.Central.State == "reachable" })
	var times round.Times
	for range b.N {
		for i := range changes {
			place := map[string]string{"code": fmt.Sprintf("BER-NEW-%03d", i), "name": fmt.Sprintf("New shelf %03d", i), "kind": "shelf", "parent_id": string(company.Berlin)}
			var made struct {
				ID string `json:"id"`
			}
			if err := desk.Post(b.Context(), "/v1/places", place, &made); err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			h.dock.awaitPlace(b, place["name"])
			times.Note(start)
		}
	}
	b.ReportMetric(float64(times.Quantile(50).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times.Quantile(95).Microseconds())/1000, "p95-ms")
}

// awaitPlace asks until the kiosk knows a place.
func (d *dock) awaitPlace(b *testing.B, name string) {
	b.Helper()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	late := time.NewTimer(limit)
	defer late.Stop()
	for {
		var hits localapi.Hits
		if err := d.API().Get(b.Context(), "/api/assets?of=place&q="+url.QueryEscape(name), &hits); err != nil {
			b.Fatal(err)
		}
		if len(hits.Hits) > 0 {
			return
		}
		select {
		case <-again.C:
		case <-late.C:
			b.Fatalf("%s did not come in %v", name, limit)
		}
	}
}

// memory notes the resident set of a process now, and its peak, in MB.
func memory(b *testing.B, name string, pid int) {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for field, metric := range map[string]string{"VmRSS": name + "-MB", "VmHWM": name + "-peak-MB"} {
		_, rest, ok := strings.Cut(string(text), field+":")
		kb, _, cut := strings.Cut(strings.TrimSpace(rest), " ")
		n, err := strconv.Atoi(kb)
		if !ok || !cut || err != nil {
			b.Fatalf("%s of process %d: %q (%v)", field, pid, kb, err)
		}
		b.ReportMetric(float64(n)/1024, metric)
	}
}
