package localapi

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// cards are the answers that the page has painted, with how long each took from the scan's last key: what a person waits
// for, which only the page can see.
type cards struct {
	log  *slog.Logger
	took prometheus.Histogram

	mu   sync.Mutex
	last recent[PaintedCard]
}

func newCards(reg *prometheus.Registry, log *slog.Logger) *cards {
	c := &cards{
		log: log,
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rms_kiosk_key_painted_seconds", Help: "From the last key of a scan to the frame that shows its card.",
			Buckets: []float64{0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5},
		}),
	}
	reg.MustRegister(c.took)
	return c
}

// note takes what a beat says. A page whose beat was not answered says it again: a card counts once.
func (c *cards) note(painted []PaintedCard) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range painted {
		if slices.ContainsFunc(c.last.kept, func(k PaintedCard) bool { return k.ID == p.ID }) {
			continue
		}
		c.last.add(p)
		c.took.Observe(p.took().Seconds())
		c.log.Debug("card painted", "gesture", p.ID, "us", p.Us)
	}
}

func (p PaintedCard) took() time.Duration { return time.Duration(p.Us) * time.Microsecond }

// latency is the distribution of the last cards.
func (c *cards) latency() Latency {
	c.mu.Lock()
	defer c.mu.Unlock()
	times := make([]time.Duration, 0, len(c.last.kept))
	for _, p := range c.last.kept {
		times = append(times, p.took())
	}
	return distribution(times)
}
