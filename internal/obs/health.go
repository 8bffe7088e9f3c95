package obs

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Status is how well a part is. The zero value is no status.
type Status string

// A degraded part still does its main job; one that is down does not.
const (
	StatusOK       Status = "ok"
	StatusDegraded Status = "degraded"
	StatusDown     Status = "down"
)

// rank orders the statuses by how bad they are. What is unknown is the worst.
func (s Status) rank() int {
	switch s {
	case StatusOK:
		return 0
	case StatusDegraded:
		return 1
	case StatusDown:
		return 2
	}
	return 3
}

// Check is what one part says about itself.
type Check struct {
	Name    string `json:"name"`
	Status  Status `json:"status"`
	Message string `json:"message,omitempty"`
	Hint    string `json:"hint,omitempty"` // the next thing to do, when it is not ok
}

// OK is a check without complaint.
func OK(message string) Check { return Check{Status: StatusOK, Message: message} }

// Degraded is a check of a part that still does its main job.
func Degraded(message, hint string) Check {
	return Check{Status: StatusDegraded, Message: message, Hint: hint}
}

// Down is a check of a part that does not do its job.
func Down(message, hint string) Check {
	return Check{Status: StatusDown, Message: message, Hint: hint}
}

// Report is the health of a whole program: its status is that of its worst part.
type Report struct {
	Status Status  `json:"status"`
	Checks []Check `json:"checks"`
}

// Health knows the parts of a program and asks them how they are. The zero
// value knows none.
type Health struct {
	mu     sync.Mutex
	probes map[string]func(context.Context) Check
}

// Watch adds a part, or replaces the one of that name. The probe must be quick
// and heed its context; it may be called from several goroutines at once.
func (h *Health) Watch(name string, probe func(context.Context) Check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.probes == nil {
		h.probes = map[string]func(context.Context) Check{}
	}
	h.probes[name] = probe
}

// Report asks every part. A part that panics, or that answers no status, is
// down.
func (h *Health) Report(ctx context.Context) Report {
	h.mu.Lock()
	checks := make([]Check, 0, len(h.probes))
	probes := make(map[string]func(context.Context) Check, len(h.probes))
	for name, probe := range h.probes {
		checks = append(checks, Check{Name: name})
		probes[name] = probe
	}
	h.mu.Unlock()

	slices.SortFunc(checks, func(a, b Check) int { return strings.Compare(a.Name, b.Name) })
	report := Report{Status: StatusOK, Checks: checks}
	for i := range checks {
		checks[i] = ask(ctx, checks[i].Name, probes[checks[i].Name])
		if checks[i].Status.rank() > report.Status.rank() {
			report.Status = checks[i].Status
		}
	}
	return report
}

func ask(ctx context.Context, name string, probe func(context.Context) Check) (c Check) {
	defer func() {
		if p := recover(); p != nil {
			c = Down(fmt.Sprintf("its check panicked: %v", p), "report this with the log")
		}
		if c.Status.rank() > StatusDown.rank() {
			c = Down(fmt.Sprintf("its check answered %q", c.Status), "report this with the log")
		}
		c.Name = name
	}()
	return probe(ctx)
}

// ReadyHandler serves the report for /readyz: 200 while the program does its
// main job, 503 when a part is down.
func (h *Health) ReadyHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report := h.Report(r.Context())
		code := http.StatusOK
		if report.Status == StatusDown {
			code = http.StatusServiceUnavailable
		}
		serveJSON(w, code, report)
	})
}

// LiveHandler serves /healthz: 200 as long as the process answers at all.
func LiveHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		serveJSON(w, http.StatusOK, map[string]Status{"status": StatusOK})
	})
}

func serveJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	// The peer may be gone; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(v)
}
