package product_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rms/kiosk/localapi"
	"rms/test/bench/floor"
	"rms/test/bench/round"
	"rms/test/world"
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
// looked for at central in the end.
func (h *house) chromium(b *testing.B) {
	h.central.Stop()
	defer h.central.Start()
	for range b.N {
		// Codes that were scanned a moment ago would be repeats: a new cycle begins.
		h.dock.codes = nil
		codes, tags := h.dock.deal(b, h.things, typed)
		tape := h.listen(b)
		painted, seconds := h.keys(b, codes)
		var times round.Times
		at := 0
		for _, p := range painted {
			i := slices.Index(tags[at:], p.Tag)
			if i < 0 {
				b.Fatalf("the card of %s came out of order", p.Tag)
			}
			at += i + 1
			times = append(times, time.Duration(p.Ms*float64(time.Millisecond)))
		}
		for _, id := range recorded(b, tape) {
			h.dock.acked[id] = true
		}
		times.Report(b, "")
		b.ReportMetric(float64(len(painted)), "cards")
		b.ReportMetric(float64(len(codes))/seconds, "scans/s")
	}
}

type painting struct {
	Tag string  `json:"tag"`
	Ms  float64 `json:"ms"`
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

// window times from the start of the program until a scan that was typed into its
// window is recorded, on a screen that nobody sees.
func (h *house) window(b *testing.B) {
	h.central.Stop()
	defer h.central.Start()
	h.dock.Stop()
	win := h.w.Window(h.dock.Kiosk)
	var times round.Times
	for range b.N {
		for i := range 3 {
			tape := h.listen(b)
			start := time.Now()
			win.Start()
			awaitScan(b, win, tape, fmt.Sprintf("WINDOW-%d", i))
			times.Note(start)
			if err := win.Terminate(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(times.Quantile(50).Milliseconds()), "start-ms")
	h.dock.Start()
	h.dock.await(b, "the kiosk serves", func(s localapi.Status) bool { return s.AsOf > 0 })
}

// awaitScan types a code again and again until the first was recorded.
func awaitScan(b *testing.B, win *world.Window, tape *floor.Tape, code string) {
	b.Helper()
	const often = 300 * time.Millisecond // longer than a scanner's silence, which ends a code
	world.Until(b, limit, "the window hears a scan", func() error {
		if err := win.Type(code); err != nil {
			return err // there is no window yet
		}
		again := time.NewTimer(often)
		defer again.Stop()
		<-again.C
		if len(recorded(b, tape)) == 0 {
			return fmt.Errorf("%s is not recorded", code)
		}
		return nil
	})
}
