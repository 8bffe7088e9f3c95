package product_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rms/test/bench/floor"
)

const (
	// perSecond is how fast people scan at a busy dock.
	perSecond = 8
	// typed is how many things are scanned: a minute's.
	typed = 60 * perSecond
)

// keyed is a code for the page; a thing's card shows its tag.
type keyed struct {
	Raw string `json:"raw"`
	Tag string `json:"tag,omitempty"`
}

// deal takes the next codes until n things are among them.
func (d *dock) deal(b *testing.B, things, n int) (all []keyed, tags []string) {
	b.Helper()
	for len(tags) < n {
		c := d.next(b, things)
		k := keyed{Raw: c.raw}
		if c.thing {
			k.Tag = c.raw
			tags = append(tags, c.raw)
		}
		all = append(all, k)
	}
	return all, tags
}

// chromium types a minute of scans into the kiosk's page. Cards out of order fail
// the run; how many of the things had one is told, and each fact that was made is
// looked for at central in the end. The page's own account of its cards is what is
// reported, as of the window; a card that a look from outside has not seen in that
// order fails the run too.
func (h *house) chromium(b *testing.B) {
	h.central.Stop()
	defer h.central.Start()
	h.dock.Stop()
	h.dock.Start(verbose)
	for range b.N {
		codes, tags := h.fresh(b)
		tape := h.listen(b)
		seen, seconds := h.keys(b, codes)
		awaitCards(b, h.dock.Printed, len(codes))
		for _, id := range recorded(b, tape) {
			h.dock.acked[id] = true
		}
		cards, answered := paintings(b, h.dock.Printed(), h.dock.DB(), tags)
		inOrder(b, cards, names(seen))
		b.ReportMetric(float64(answered), "answered")
		outside := inOrder(b, seen, tags)
		b.ReportMetric(float64(outside.Quantile(99).Microseconds())/1000, "outside-p99-ms")
		reportCards(b, inOrder(b, cards, tags), len(codes), seconds)
	}
}

// fresh are a minute's codes of orders that nobody has begun: what was scanned a
// moment ago would be a repeat.
func (h *house) fresh(b *testing.B) (codes []keyed, tags []string) {
	b.Helper()
	h.dock.codes = nil
	return h.dock.deal(b, h.things, typed)
}

func names(cards []painting) (all []string) {
	for _, c := range cards {
		all = append(all, c.Tag)
	}
	return all
}

func (h *house) keys(b *testing.B, codes []keyed) ([]painting, float64) {
	b.Helper()
	in, err := json.Marshal(map[string]any{"codes": codes, "perSecond": perSecond})
	if err != nil {
		b.Fatal(err)
	}
	frontend, err := filepath.Abs(filepath.Join("..", "..", "..", "frontend", "package.json"))
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), "node", "keys.mjs", frontend, h.dock.Page())
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("type into the page: %v", err)
	}
	var said struct {
		Painted []painting `json:"painted"`
		Seconds float64    `json:"seconds"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		b.Fatalf("the page said %q: %v", out, err)
	}
	return said.Painted, said.Seconds
}

// listen hears of what the dock records from now on, while central is away: what
// waits does not leave.
func (h *house) listen(b *testing.B) *floor.Tape {
	b.Helper()
	tape, err := floor.Listen(b.Context(), h.dock.DB(), floor.Source{Table: "outbox", Key: "seq"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = tape.Close() }) // it only read
	return tape
}

// recorded are the ids of what was recorded since.
func recorded(b *testing.B, tape *floor.Tape) (ids []string) {
	b.Helper()
	rows, err := tape.Next(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range rows {
		id, ok := r.Args[1].(string) // after seq, the item's id
		if !ok {
			b.Fatalf("the queue holds %v", r.Args[1])
		}
		ids = append(ids, id)
	}
	return ids
}
