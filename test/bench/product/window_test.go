package product_test

import (
	"fmt"
	"testing"
	"time"

	"rms/kiosk/localapi"
	"rms/test/bench/floor"
	"rms/test/bench/round"
	"rms/test/world"
)

// window measures the kiosk in its true window, on a screen that nobody sees.
func (h *house) window(b *testing.B) {
	h.central.Stop()
	defer h.central.Start()
	h.dock.Stop()
	win := h.w.Window(h.dock.Kiosk)
	for range b.N {
		h.windowStarts(b, win)
		h.windowKeys(b, win)
	}
	h.dock.Start()
	h.dock.await(b, "the kiosk serves", func(s localapi.Status) bool { return s.AsOf > 0 })
}

// windowStarts times from the start of the program until a scan that was typed
// into its window is recorded.
func (h *house) windowStarts(b *testing.B, win *world.Window) {
	var times round.Times
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
	b.ReportMetric(float64(times.Quantile(50).Milliseconds()), "start-ms")
}

// windowKeys types a minute of scans into the window, as chromium does into the
// page. A keyboard's keys bear the time at which the screen had them: what they
// wait for on their way to the page counts.
func (h *house) windowKeys(b *testing.B, win *world.Window) {
	codes, tags := h.fresh(b)
	tape := h.listen(b)
	win.Start(verbose)
	awaitScan(b, win, tape, "WINDOW-READY")
	awaitCards(b, win.Printed, 1)
	before := len(cardPainted.FindAllString(win.Printed(), -1))
	start := time.Now()
	for i, c := range codes {
		due := time.NewTimer(time.Until(start.Add(time.Duration(i) * time.Second / perSecond)))
		<-due.C
		if err := win.Type(c.Raw); err != nil {
			b.Fatal(err)
		}
	}
	seconds := time.Since(start).Seconds()
	awaitCards(b, win.Printed, before+len(codes))
	for _, id := range recorded(b, tape) {
		h.dock.acked[id] = true
	}
	if err := win.Terminate(); err != nil {
		b.Fatal(err)
	}
	cards, answered := paintings(b, win.Printed(), h.dock.DB(), tags)
	b.ReportMetric(float64(answered), "answered")
	reportCards(b, inOrder(b, cards, tags), len(codes), seconds)
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
