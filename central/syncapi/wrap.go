package syncapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// retryAfter is what a busy server asks for, in seconds.
const retryAfter = 1

type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	items    prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) metrics {
	m := metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rms_sync_requests_total", Help: "Requests of kiosks, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rms_sync_request_seconds", Help: "How long requests of kiosks took, by route; changes wait for news.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 30},
		}, []string{"route"}),
		items: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rms_sync_push_items", Help: "Items in a push.", Buckets: []float64{1, 2, 5, 10, 20, 50, 100, 200},
		}),
	}
	if reg != nil {
		reg.MustRegister(m.requests, m.seconds, m.items)
	}
	return m
}

// answer notes the status of what is written.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// wrap makes a handler of h: it writes problems, logs, counts and recovers.
func (a *API) wrap(route string, h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		out := &answer{ResponseWriter: w}
		err := guarded(out, r, h)
		if err != nil && out.status == 0 {
			err = stopping(r.Context(), err)
			out.Header().Del("Content-Encoding")
			if code := rental.CodeOf(err); code == rental.CodeRateLimited || code == rental.CodeUnavailable {
				out.Header().Set("Retry-After", strconv.Itoa(retryAfter))
			}
			if werr := problem.Write(out, r, err); werr != nil {
				err = errors.Join(err, werr)
			}
		}
		if out.status == 0 {
			out.status = http.StatusOK
		}
		a.metrics.requests.WithLabelValues(route, strconv.Itoa(out.status)).Inc()
		a.metrics.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
		if err != nil {
			a.log.Log(r.Context(), level(out.status, err), "a kiosk's request failed", "method", r.Method, "route", route, "status", out.status, "remote", r.RemoteAddr, "error", err)
		}
	})
}

// level: what is broken here is an error, what a kiosk did wrong a warning, and
// what happens every day is neither.
func level(status int, err error) slog.Level {
	switch {
	case errors.Is(err, errGone), errors.Is(err, context.Canceled), status == http.StatusTooManyRequests, status == http.StatusUnauthorized:
		return slog.LevelInfo
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	}
	return slog.LevelWarn
}

func guarded(w http.ResponseWriter, r *http.Request, h func(http.ResponseWriter, *http.Request) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return h(w, r)
}

// stopping tells a request that was cut off by the end of the process, or by its
// caller, or whose write could not be done now, from a bug. The server ends the
// requests that wait with http.ErrServerClosed as the cause.
func stopping(ctx context.Context, err error) error {
	e := &rental.Error{Code: rental.CodeUnavailable, Hint: "ask again"}
	switch {
	case errors.Is(err, context.Canceled) && errors.Is(context.Cause(ctx), http.ErrServerClosed):
		e.Reason, e.Message = "stopping", "central is stopping"
	case errors.Is(err, context.Canceled):
		e.Reason, e.Message = "caller_gone", "the caller left before it was answered"
		err = errors.Join(errGone, err)
	case errors.Is(err, context.DeadlineExceeded):
		e.Reason, e.Message = "too_slow", "the request took too long"
	default:
		return err
	}
	return errors.Join(e, err)
}

// Refuse answers every request with the problem of an error, for paths that no
// room has.
func (a *API) Refuse(err error) http.HandlerFunc {
	return a.wrap("none", func(http.ResponseWriter, *http.Request) error { return err }).ServeHTTP
}
