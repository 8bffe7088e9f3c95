// Package door is what all of central's HTTP API has in common: who comes in,
// what a body may be, how a row is read, made and changed, and how an error leaves.
//
// Invariants. No rule is in here. What is not marked public needs somebody who is
// logged in and may do the route's action. A change runs in its command's own
// transaction, and under a key it is made once. Errors leave as problem documents
// with the next thing to do, and no secret reaches a log.
//
// Concurrency. Everything may be used from any goroutine.
package door

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"rms/central/auth"
	"rms/central/exchange/intake"
	"rms/central/ledger"
	"rms/central/store"
	"rms/internal/obs"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

const (
	// maxBody is the most that a request may send, in bytes.
	maxBody = 1 << 20
	// sessionCookie holds a browser's session.
	sessionCookie = "rms_session"
	// pageHeader must come with every change that a cookie vouches for: a form or
	// an image on somebody else's page cannot send it.
	pageHeader = "X-RMS-Page"
)

// Config is what an API is made from. Metrics and Now may be nil.
type Config struct {
	Ledger    *ledger.Ledger
	Store     *store.DB
	People    *auth.People
	Passwords *auth.Passwords
	Logger    *slog.Logger
	Metrics   prometheus.Registerer
	Version   string
	Now       func() time.Time
	// Rate is how many requests a second one token or session may send, five seconds'
	// worth at once; 0: as many as it likes.
	Rate int
	// Secure marks cookies for TLS only; false on plain loopback.
	Secure bool
	// Intake takes lists in; nil makes one, which nobody lets run.
	Intake *intake.Intake
	// Stream bounds the streams of events.
	Stream StreamConfig
}

// Door is what handlers are given.
type Door struct {
	Config
	Streams  *Streams
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	underway prometheus.Gauge
	limits   *limits
}

// New makes a door.
func New(c Config) *Door {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Intake == nil {
		c.Intake = intake.New(intake.Config{Store: c.Store, Ledger: c.Ledger, Scannable: ScannableCode, Now: c.Now, Logger: c.Logger})
	}
	d := &Door{
		Config: c, limits: &limits{rate: c.Rate, callers: map[string]*rate.Limiter{}}, Streams: newStreams(c.Stream, c.Metrics),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rms_http_requests_total", Help: "Requests of people and programs, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rms_http_request_seconds", Help: "How long requests of people and programs took, by route.", Buckets: prometheus.DefBuckets,
		}, []string{"route"}),
		underway: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "rms_http_requests_underway", Help: "Requests of people and programs that are not answered yet, those that wait for news too.",
		}),
	}
	if c.Metrics != nil {
		c.Metrics.MustRegister(d.requests, d.seconds, d.underway)
	}
	return d
}

// settle sets what huma has once for the whole program: its own errors look like
// ours, a list is never null, and NAME is not name: Go's decoder takes one for the
// other, and of both it would keep the last without a word.
var settle = sync.OnceFunc(func() {
	huma.NewError = newError
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
})

// Settings is how huma serves an API of ours.
func (d *Door) Settings() huma.Config {
	settle()
	config := huma.DefaultConfig("RMS central", d.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema in bodies
	config.Formats = map[string]huma.Format{"application/json": jsonFormat(), "json": jsonFormat()}
	config.Transformers = append(config.Transformers, func(ctx huma.Context, _ string, v any) (any, error) {
		if p, ok := v.(problemError); ok { // huma's own have not heard of the request
			p.RequestID = obs.RequestID(ctx.Context())
			return p, nil
		}
		if l, ok := v.(sparse); ok {
			return l.thin()
		}
		return v, nil
	})
	config.RejectUnknownQueryParameters = true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "an API token (rms_...) or a session's token"},
		"session": {Type: "apiKey", In: "cookie", Name: d.CookieName()},
	}
	config.Info.Description = "Orders, things, and what the docks did. Errors are RFC 9457 problem documents with a stable reason and a hint."
	return config
}

// observe counts and logs a request, and turns a panic into a problem.
func (d *Door) observe(ctx huma.Context, next func(huma.Context)) {
	began := time.Now()
	d.underway.Inc()
	defer d.underway.Dec()
	route := ctx.Operation().Method + " " + ctx.Operation().Path
	defer func() {
		if p := recover(); p != nil {
			d.Logger.ErrorContext(ctx.Context(), "a request panicked", "route", route, "panic", fmt.Sprint(p))
			d.refuse(ctx, errors.New("panic"))
		}
		status := ctx.Status()
		d.requests.WithLabelValues(route, fmt.Sprint(status)).Inc()
		d.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
		d.Logger.DebugContext(ctx.Context(), "request", "route", route, "status", status, "ms", time.Since(began).Milliseconds())
	}()
	next(ctx)
}

// refuseEncoded refuses compressed bodies: no request of ours is large enough.
func (d *Door) refuseEncoded(ctx huma.Context, next func(huma.Context)) {
	if e := ctx.Header("Content-Encoding"); e != "" && e != "identity" {
		d.refuse(ctx, &rental.Error{
			Code: rental.CodeInvalid, Reason: "encoded_body", Message: "the body is encoded as " + e, Hint: "send it plain",
		})
		return
	}
	next(ctx)
}

// refuse writes err as a problem document.
func (d *Door) refuse(ctx huma.Context, err error) {
	p := problemOf(ctx.Context(), err)
	d.report(ctx.Context(), ctx.Operation().Path, p, err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", problem.ContentType)
	ctx.SetStatus(p.Status)
	if werr := p.writeTo(ctx.BodyWriter()); werr != nil {
		d.Logger.InfoContext(ctx.Context(), "a reader left", "error", werr)
	}
}

// NewID is a fresh command id.
func NewID() (rental.ItemID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("mint an id: %w", err)
	}
	return rental.ItemID(id.String()), nil
}
