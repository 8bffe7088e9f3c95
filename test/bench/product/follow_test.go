package product_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"rms/test/bench/company"
	"rms/test/bench/round"
	"rms/test/world"
)

// follow hands things out over the API and times, from each answer, until Today, the
// list of what is out and the passport of the thing show it in a browser without a
// reload. A page that does not fails the run.
func (h *house) follow(b *testing.B) {
	const changes, password = 40, "a long enough one 123"
	secret, _, err := company.Token()
	if err != nil {
		b.Fatal(err)
	}
	desk := h.central.As(secret)
	for range b.N {
		name := fmt.Sprint(time.Now().UnixNano())
		login := "watcher" + name
		user := map[string]string{"login": login, "name": "Wanda", "role": "admin", "password": password}
		if err := desk.Post(b.Context(), "/v1/users", user, &struct{}{}); err != nil {
			b.Fatal(err)
		}
		tags := "LIVE" + name
		things := newThings(b, desk, tags, changes)
		seen := h.watched(b, map[string]any{"login": login, "password": password, "token": secret, "holder": company.Ada, "find": tags, "things": things})
		var all round.Times
		for _, page := range []string{"today", "list", "item"} {
			if len(seen[page]) != changes {
				b.Fatalf("%s showed %d changes, want %d", page, len(seen[page]), changes)
			}
			var times round.Times
			for _, ms := range seen[page] {
				times = append(times, time.Duration(ms*float64(time.Millisecond)))
			}
			all = append(all, times...)
			b.ReportMetric(float64(times.Quantile(95).Microseconds())/1000, page+"-p95-ms")
		}
		b.ReportMetric(float64(all.Quantile(50).Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(all.Quantile(95).Microseconds())/1000, "p95-ms")
	}
}

// thing is what a page can show.
type thing struct {
	ID  string `json:"id"`
	Tag string `json:"tag"`
}

// newThings are n things that no dock has had in its hands.
func newThings(b *testing.B, desk *world.Client, tags string, n int) (things []thing) {
	b.Helper()
	var items []map[string]any
	for i := range n {
		like := company.Asset(i)
		things = append(things, thing{Tag: fmt.Sprintf("%s-%02d", tags, i)})
		items = append(items, map[string]any{"op": "create", "row": map[string]any{"tag": things[i].Tag, "item_type_id": like.ItemTypeID, "home_place_id": like.HomePlaceID}})
	}
	var made struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	err := desk.Post(b.Context(), "/v1/inventory/assets/bulk", map[string]any{"all_or_nothing": true, "items": items}, &made)
	if err != nil || len(made.Items) != n {
		b.Fatalf("%d new things: %v", len(made.Items), err)
	}
	for i, m := range made.Items {
		things[i].ID = m.ID
	}
	return things
}

// watched is how many ms each page took to show each change.
func (h *house) watched(b *testing.B, in map[string]any) (ms map[string][]float64) {
	b.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		b.Fatal(err)
	}
	frontend, err := filepath.Abs(filepath.Join("..", "..", "..", "frontend", "package.json"))
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), "node", "follow.mjs", frontend, h.central.URL())
	cmd.Stdin, cmd.Stderr = bytes.NewReader(raw), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("watch central's pages: %v", err)
	}
	if err := json.Unmarshal(out, &ms); err != nil {
		b.Fatalf("the pages said %q: %v", out, err)
	}
	return ms
}
