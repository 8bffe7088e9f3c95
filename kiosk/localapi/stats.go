package localapi

import (
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// lastScans is how many scans the health page's distribution is made of.
const lastScans = 1000

// stats measures scans: how long until the answer, and how many could not be read or were not known.
type stats struct {
	now  func() time.Time
	took prometheus.Histogram
	bad  *prometheus.CounterVec

	mu    sync.Mutex
	last  recent[time.Duration]
	day   string
	today Misreads
}

func newStats(reg *prometheus.Registry, now func() time.Time) *stats {
	s := &stats{
		now: now,
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rms_kiosk_scan_answer_seconds", Help: "From a scan's arrival at the kiosk to its answer.",
			Buckets: []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5},
		}),
		bad: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rms_kiosk_scans_total", Help: "Codes read, by what they turned out to be.",
		}, []string{"kind"}),
	}
	reg.MustRegister(s.took, s.bad)
	return s
}

// start begins to measure a scan; the function that it returns ends it with its answer.
func (s *stats) start() func(Answer) {
	begun := time.Now() // for a duration alone
	return func(a Answer) { s.note(time.Since(begun), a) }
}

func (s *stats) note(took time.Duration, a Answer) {
	s.took.Observe(took.Seconds())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.add(took)
	s.turnDay()
	for _, one := range append([]Answer{a}, a.Also...) {
		s.bad.WithLabelValues(one.Kind).Inc()
		s.today.Scans++
		switch one.Kind {
		case "misread":
			s.today.Misread++
		case "unknown":
			s.today.Unknown++
		}
	}
}

// turnDay begins to count anew at the machine's midnight.
func (s *stats) turnDay() {
	if day := s.now().Format(time.DateOnly); day != s.day {
		s.day, s.today = day, Misreads{}
	}
}

// latency is the distribution of the last scans.
func (s *stats) latency() Latency {
	s.mu.Lock()
	times := slices.Clone(s.last.kept)
	s.mu.Unlock()
	return distribution(times)
}

// recent keeps the newest lastScans of what is added, in no order.
type recent[T any] struct {
	kept []T
	next int
}

func (r *recent[T]) add(v T) {
	if len(r.kept) < lastScans {
		r.kept = append(r.kept, v)
		return
	}
	r.kept[r.next] = v
	r.next = (r.next + 1) % lastScans
}

// distribution sorts the times.
func distribution(times []time.Duration) Latency {
	slices.Sort(times)
	return Latency{Count: int64(len(times)), P50Us: quantile(times, 50), P99Us: quantile(times, 99)}
}

// quantile is the smallest duration that percent of the sorted ones do not exceed, in microseconds.
func quantile(sorted []time.Duration, percent int) int64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*percent + 99) / 100
	return sorted[max(rank, 1)-1].Microseconds()
}

func (s *stats) misreads() Misreads {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turnDay()
	return s.today
}
