package localapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/localapi"
	"rms/kiosk/syncer"
)

const localToken = "the-token-of-this-test-0123456789abcdef"

// host is how the kiosk is addressed.
const host = "127.0.0.1:7420"

// bench is a kiosk's API over a real store. Its clock stands unless it is set.
type bench struct {
	*desktest.Kiosk
	api  *localapi.Server
	sync *connection
	log  *lockedBuffer
	// enrolling is called while central is asked; nil does nothing.
	enrolling func()

	mu  sync.Mutex
	now time.Time
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(2 * time.Second) // between two looks nothing is a scanner's repeat
	return b.now
}

// connection is how it stands with central, as a test says.
type connection struct {
	mu      sync.Mutex
	status  syncer.Status
	changed chan struct{}
}

func (c *connection) Watch() (syncer.Status, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status, c.changed
}

func (c *connection) Nudge() {}

func (c *connection) set(s syncer.Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = s
	close(c.changed)
	c.changed = make(chan struct{})
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// setup is the API of an enrolled kiosk that holds the company, in headless mode.
func setup(t testing.TB) *bench { return setupIn(t, desktest.Dir(t)) }

func setupIn(t testing.TB, dir string) *bench {
	t.Helper()
	b := &bench{
		now: desktest.Start, log: &lockedBuffer{},
		sync: &connection{status: syncer.Status{State: syncer.StateReachable}, changed: make(chan struct{})},
	}
	log := slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b.Kiosk = desktest.Open(t, dir, b.clock, log, func(rev int64) { b.api.DeskChanged(rev) })
	var err error
	b.api, err = localapi.New(localapi.Config{
		Desk: b.Desk, Store: b.Store, Sync: b.sync, Changed: b.Ledger.Changed, Log: log, Now: b.clock, Version: "1.2.3",
		Enrol: func(ctx context.Context, _, _ string) error {
			if b.enrolling != nil {
				b.enrolling()
			}
			return b.Ledger.Enrol(ctx, desktest.Enrolment())
		},
		Central: func() string { return "https://central.example" },
		Guard:   &localapi.Guard{Token: localToken, Hosts: []string{host}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = b.Desk.Serve(ctx) }) // both end by cancel alone
	wg.Go(func() { _ = b.api.Serve(ctx) })
	t.Cleanup(func() {
		cancel()
		wg.Wait()
		if err := b.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// request is a request as the page makes it.
func request(t testing.TB, method, path string, body any) *http.Request {
	t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r = bytes.NewReader(raw)
	}
	req := httptest.NewRequestWithContext(t.Context(), method, path, r)
	req.Host = host
	req.Header.Set("Authorization", "Bearer "+localToken)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

func (b *bench) serve(req *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	b.api.Handler().ServeHTTP(rec, req)
	return rec
}

// call makes a request that must be answered with 200.
func call[O any](t testing.TB, b *bench, method, path string, body any) O {
	t.Helper()
	rec := b.serve(request(t, method, path, body))
	if rec.Code != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, path, rec.Code, rec.Body)
	}
	var o O
	dec := json.NewDecoder(rec.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&o); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return o
}

// refused makes a request that must be answered with a problem.
func (b *bench) refused(t testing.TB, req *http.Request, status int, reason string) localapi.Problem {
	t.Helper()
	rec := b.serve(req)
	var p localapi.Problem
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
		t.Fatalf("%s %s: %d, no problem document: %s", req.Method, req.URL, rec.Code, rec.Body)
	}
	if rec.Code != status || p.Reason != reason || p.Status != status || p.Code == "" || p.Hint == "" {
		t.Errorf("%s %s: %d %+v, want %d %s with a code and a hint", req.Method, req.URL, rec.Code, p, status, reason)
	}
	if ct := rec.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("%s %s: content type %q", req.Method, req.URL, ct)
	}
	return p
}

func (b *bench) scan(t testing.TB, raw string) localapi.Answer {
	t.Helper()
	return call[localapi.Answer](t, b, "POST", "/api/scans", localapi.ScanRequest{ID: newID(), Raw: raw, Source: "wedge"})
}

// queued is how many items wait for central.
func (b *bench) queued(t testing.TB) int64 {
	t.Helper()
	p, err := b.Ledger.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p.QueueDepth
}
