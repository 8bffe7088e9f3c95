package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/server"
	"rms/central/store"
	"rms/syncproto/rental"
)

// TestMethodsAndPaths: a wrong method is told the right ones, HEAD is a GET
// without a body, and whatever is nowhere is a problem document.
func TestMethodsAndPaths(t *testing.T) {
	t.Parallel()
	s := start(t, config(t))
	ask := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(method, "http://central/", nil)
		r.URL.Path = path
		s.Handler().ServeHTTP(w, r)
		return w
	}
	const id = "0190a5b4-7c00-7000-8000-000000000001"
	for _, tt := range []struct {
		method, path, allow string
		status              int
	}{
		{http.MethodDelete, "/v1/inventory/assets", "GET, HEAD, POST", 405},
		{http.MethodOptions, "/v1/inventory/assets", "GET, HEAD, POST", 405},
		{http.MethodPost, "/v1/people/" + id, "GET, HEAD, PUT, DELETE", 405},
		{http.MethodGet, "/v1/auth/login", "POST", 405},
		{http.MethodHead, "/v1/auth/login", "POST", 405},
		{http.MethodGet, "/v1/sync/push", "POST", 405},
		{"BREW", "/v1/info", "GET, HEAD", 405},
		{http.MethodPost, "/healthz", "GET, HEAD", 405},
		{http.MethodGet, "//v1/inventory/assets", "", 404},
		{http.MethodGet, "/v1//people", "", 404},
		{http.MethodGet, "/v1/people/", "", 404},
		{http.MethodGet, "/v1", "", 404},
		{http.MethodPost, "/nope", "", 404},
		{http.MethodGet, "/nope", "", 404},
		{http.MethodHead, "/nope", "", 404},
		{http.MethodGet, "/assets/", "", 404},
		{http.MethodGet, "/../central.db", "", 404},
		{http.MethodGet, "/v1/people", "", 401},
	} {
		w := ask(tt.method, tt.path)
		var doc struct {
			Status          int
			Hint, RequestID string
		}
		ok := w.Code == tt.status && w.Header().Get("Allow") == tt.allow && w.Header().Get("Content-Type") == "application/problem+json"
		if tt.method != http.MethodHead {
			ok = ok && json.Unmarshal(w.Body.Bytes(), &doc) == nil && doc.Status == tt.status && doc.Hint != "" && strings.Contains(w.Body.String(), `"request_id"`)
		}
		if !ok {
			t.Errorf("%s %s: %d, Allow %q, %s %s", tt.method, tt.path, w.Code, w.Header().Get("Allow"), w.Header().Get("Content-Type"), w.Body)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/v1/info", "/v1/openapi.json"} {
		if w := ask(http.MethodHead, path); w.Code != http.StatusOK {
			t.Errorf("HEAD %s: %d", path, w.Code)
		}
	}
}

// log keeps what was logged.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// beside works on a serving central's database, as its command line does.
func beside(t testing.TB, c server.Config, fn func(*store.DB, *ledger.Ledger)) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: store.Path(c.Data)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	l, err := ledger.New(t.Context(), ledger.Config{Store: db})
	if err != nil {
		t.Fatal(err)
	}
	fn(db, l)
}

// TestReadersThatWaitEndWithoutAnError when central stops.
func TestReadersThatWaitEndWithoutAnError(t *testing.T) {
	t.Parallel()
	c, out := config(t), &log{}
	s, err := server.New(t.Context(), c, "test", slog.New(slog.NewTextHandler(out, nil)))
	if err != nil {
		t.Fatal(err)
	}
	var secret string
	beside(t, c, func(db *store.DB, l *ledger.Ledger) {
		var hash string
		if secret, hash, err = auth.NewPeople(db, nil, nil, nil).NewToken(); err != nil {
			t.Fatal(err)
		}
		passwords, err := auth.NewPasswords(nil)
		if err != nil {
			t.Fatal(err)
		}
		password, err := passwords.Hash(t.Context(), "", "four loud crates")
		if err != nil {
			t.Fatal(err)
		}
		user := rental.User{PasswordHash: password, ID: rental.UserID(uuid.NewString()), Login: "boss", Name: "Boss", Role: rental.RoleAdmin}
		for _, row := range []rental.Row{user, rental.Token{ID: rental.TokenID(uuid.NewString()), Name: "x", UserID: user.ID, Role: rental.RoleAdmin, Hash: hash}} {
			_, err := l.Execute(t.Context(), rental.Command{
				ID: rental.ItemID(uuid.NewString()), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: row},
			}, rental.Actor{Kind: rental.ActorSystem})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	// A connection of its own: one that the shared client dials and never uses
	// is new to central, which waits for its first request.
	var own http.Transport
	t.Cleanup(own.CloseIdleConnections)
	reader := &http.Client{Transport: &own}
	answered := make(chan string, 1)
	go func() {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/v1/events?wait=25&types=kiosk.revoked", nil)
		if err != nil {
			answered <- err.Error()
			return
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		res, err := reader.Do(req)
		if err != nil {
			answered <- err.Error()
			return
		}
		answered <- res.Status + " retry after " + res.Header.Get("Retry-After")
		_ = res.Body.Close() // it is the status that counts
	}()
	for metrics := ""; !strings.Contains(metrics, "\nrms_http_requests_underway 1\n"); {
		select {
		case got := <-answered:
			t.Fatalf("the reader did not wait: it got %s", got)
		default:
			_, _, metrics = fetch(t, s.URL()+"/metrics")
		}
	}
	stop()
	if err := errors.Join(<-done, s.Close()); err != nil {
		t.Error(err)
	}
	if got := <-answered; got != "503 Service Unavailable retry after 5" {
		t.Errorf("the reader got %s", got)
	}
	if strings.Contains(out.String(), "level=ERROR") || strings.Contains(out.String(), "level=WARN") {
		t.Errorf("a stop that was asked for was logged as\n%s", out)
	}
}

// TestADatabaseThatCannotBeWrittenIsNotReady, and a log-in says so too.
func TestADatabaseThatCannotBeWrittenIsNotReady(t *testing.T) {
	t.Parallel()
	c := config(t)
	s := start(t, c)
	beside(t, c, func(db *store.DB, _ *ledger.Ledger) {
		err := db.Write(t.Context(), func(context.Context, *store.Tx) error {
			// Nobody else can write while this is not over.
			var both sync.WaitGroup
			for path, want := range map[string]string{"/readyz": `"down"`, "/v1/auth/login": `"store_unavailable"`} {
				both.Go(func() {
					w := httptest.NewRecorder()
					r := httptest.NewRequest(http.MethodGet, path, nil)
					if path == "/v1/auth/login" {
						r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"login":"boss","password":"x"}`))
						r.Header.Set("Content-Type", "application/json")
					}
					s.Handler().ServeHTTP(w, r)
					if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), `"hint"`) {
						t.Errorf("%s: %d %s", path, w.Code, w.Body)
					}
				})
			}
			both.Wait()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
