package door

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rms/central/auth"
	"rms/syncproto/rental"
)

// StreamConfig bounds the streams of events. Fields that are 0 have the defaults.
type StreamConfig struct {
	PerSession int           // streams of one session or token; 8: a page in each tab
	InAll      int           // streams of everybody; 500
	Batch      int           // events that a stream holds at most; 100
	Heartbeat  time.Duration // a sign of life for proxies, which end what is silent; 15 s
	Check      time.Duration // how long a right that was lost may go unnoticed; 5 s
	Gather     time.Duration // a burst is read in steps of this: each commit would wake every reader; 200 ms
	Write      time.Duration // a reader who takes nothing for so long is cut; 10 s
}

func (c StreamConfig) withDefaults() StreamConfig {
	number := func(n *int, or int) {
		if *n == 0 {
			*n = or
		}
	}
	span := func(d *time.Duration, or time.Duration) {
		if *d == 0 {
			*d = or
		}
	}
	number(&c.PerSession, 8)
	number(&c.InAll, 500)
	number(&c.Batch, 100)
	span(&c.Heartbeat, 15*time.Second)
	span(&c.Check, 5*time.Second)
	span(&c.Gather, 200*time.Millisecond)
	span(&c.Write, 10*time.Second)
	return c
}

// Streams counts the streams that are open.
type Streams struct {
	StreamConfig
	mu    sync.Mutex
	all   int
	of    map[string]int
	open  prometheus.Gauge
	held  prometheus.Gauge
	ended *prometheus.CounterVec
}

func newStreams(c StreamConfig, metrics prometheus.Registerer) *Streams {
	s := &Streams{
		StreamConfig: c.withDefaults(), of: map[string]int{},
		open: prometheus.NewGauge(prometheus.GaugeOpts{Name: "rms_event_streams", Help: "Streams of events that are open."}),
		held: prometheus.NewGauge(prometheus.GaugeOpts{Name: "rms_event_streams_held", Help: "Events that streams have read and not yet sent."}),
		ended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rms_event_streams_ended_total", Help: "Streams of events that ended, by reason; slow_reader took nothing for too long.",
		}, []string{"reason"}),
	}
	if metrics != nil {
		metrics.MustRegister(s.open, s.held, s.ended)
	}
	return s
}

// Begin counts a stream of an identity, and returns what counts its end, by
// reason. Too many are refused.
func (s *Streams) Begin(id auth.Identity) (end func(reason string), err error) {
	whose := "session " + id.Session
	if id.Session == "" {
		whose = "token " + string(id.Actor.TokenID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[whose] >= s.PerSession || s.all >= s.InAll {
		return nil, &rental.Error{
			Code: rental.CodeRateLimited, Reason: "too_many_streams", Message: "too many streams of events are open",
			Hint: "close a page that follows them, or read GET /v1/events from time to time",
		}
	}
	s.of[whose]++
	s.all++
	s.open.Inc()
	return func(reason string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.of[whose]--; s.of[whose] == 0 {
			delete(s.of, whose)
		}
		s.all--
		s.open.Dec()
		s.ended.WithLabelValues(reason).Inc()
	}, nil
}

// Hold counts events that are read and not yet sent; n is negative once they are.
func (s *Streams) Hold(n int) { s.held.Add(float64(n)) }
