package obs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"rms/internal/obs"
)

func TestLoggerHoldsFormatLevelAndRequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log, err := obs.NewLogger(&out, obs.LogOptions{Format: "json", Level: "warn"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := obs.WithRequestID(t.Context(), "r-1")
	log.InfoContext(ctx, "unheard")
	log.With("part", "dock").WithGroup("belt").WarnContext(ctx, "slow", "metres", 3)
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("not one JSON line: %v\n%s", err, &out)
	}
	delete(got, "time")
	want := map[string]any{"level": "WARN", "msg": "slow", "part": "dock", "belt": map[string]any{"metres": 3.0, "request_id": "r-1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	out.Reset()
	if log, err = obs.NewLogger(&out, obs.LogOptions{}); err != nil {
		t.Fatal(err)
	}
	log.Info("plain")
	if !strings.Contains(out.String(), "level=INFO msg=plain\n") {
		t.Errorf("got %q, want plain text", out.String())
	}
}

func TestLoggerRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, o := range []obs.LogOptions{{Format: "xml"}, {Level: "loud"}} {
		if _, err := obs.NewLogger(&bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v: want an error", o)
		}
	}
}

func TestRequestsGetAnID(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, came, want string }{
		{"none", "", "minted"},
		{"from a proxy", "Trace-1_2.3", "Trace-1_2.3"},
		{"forged log line", "x\nlevel=ERROR", "minted"},
		{"not ASCII", "é", "minted"},
		{"too long", strings.Repeat("a", 65), "minted"},
		{"just fits", strings.Repeat("a", 64), strings.Repeat("a", 64)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var inside string
			h := obs.Requests(func() string { return "minted" })(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				inside = obs.RequestID(r.Context())
			}))
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			r.Header[obs.RequestIDHeader] = []string{tt.came}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Header().Get(obs.RequestIDHeader); inside != tt.want || got != tt.want {
				t.Errorf("got %q inside and %q in the answer, want %q", inside, got, tt.want)
			}
		})
	}
}

func get(t *testing.T, h http.Handler) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	return w.Code, w.Body.String()
}

func TestHealthIsThatOfTheWorstPart(t *testing.T) {
	t.Parallel()
	var h obs.Health
	report := func(code int, status obs.Status, checks ...obs.Check) {
		t.Helper()
		gotCode, body := get(t, h.ReadyHandler())
		var got obs.Report
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(obs.Report{Status: status, Checks: append([]obs.Check{}, checks...)}, got); diff != "" || gotCode != code {
			t.Errorf("got code %d, want %d; report (-want +got):\n%s", gotCode, code, diff)
		}
	}
	report(200, obs.StatusOK)

	store := obs.Check{Name: "store", Status: obs.StatusOK, Message: "3 MB"}
	h.Watch("store", func(context.Context) obs.Check { return obs.OK("3 MB") })
	report(200, obs.StatusOK, store)

	mqtt := obs.Check{Name: "mqtt", Status: obs.StatusDegraded, Message: "port taken", Hint: "stop the other broker"}
	h.Watch("mqtt", func(context.Context) obs.Check { return obs.Degraded(mqtt.Message, mqtt.Hint) })
	report(200, obs.StatusDegraded, mqtt, store)

	h.Watch("store", func(context.Context) obs.Check { panic("boom") })
	report(503, obs.StatusDown, mqtt, obs.Check{Name: "store", Status: obs.StatusDown, Message: "its check panicked: boom", Hint: "report this with the log"})

	h.Watch("store", func(context.Context) obs.Check { return obs.Check{} })
	if code, _ := get(t, h.ReadyHandler()); code != 503 {
		t.Errorf("got code %d for a check without a status, want 503", code)
	}
	if code, body := get(t, obs.LiveHandler()); code != 200 || body != "{\"status\":\"ok\"}\n" {
		t.Errorf("got %d %q, want a live process", code, body)
	}
}

func TestHealthMayBeWatchedAndAskedAtOnce(t *testing.T) {
	t.Parallel()
	var h obs.Health
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { h.Watch("a", func(context.Context) obs.Check { return obs.OK("") }) })
		group.Go(func() {
			if got := h.Report(t.Context()).Status; got != obs.StatusOK {
				t.Errorf("got %s, want ok", got)
			}
		})
	}
	group.Wait()
}

func TestMetricsAreServed(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger, err := obs.NewLogger(&log, obs.LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reg := obs.NewRegistry("rms-dock", "1.2.3")
	scans := prometheus.NewCounter(prometheus.CounterOpts{Name: "rms_scans_total"})
	reg.MustRegister(scans)
	scans.Add(3)
	_, body := get(t, obs.MetricsHandler(reg, logger))
	for _, want := range []string{"rms_scans_total 3\n", `rms_build_info{program="rms-dock",version="1.2.3"} 1`, "go_goroutines "} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	reg.MustRegister(broken{})
	if _, body = get(t, obs.MetricsHandler(reg, logger)); !strings.Contains(body, "rms_scans_total 3\n") || !strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("a broken metric must be logged and cost only itself; log %q", log.String())
	}
}

// broken is a metric that can not be collected.
type broken struct{}

func (broken) Describe(chan<- *prometheus.Desc) {}
func (broken) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.NewInvalidMetric(prometheus.NewDesc("rms_broken", "", nil, nil), context.Canceled)
}
