package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/httpapi"
	"rms/central/ledger"
	"rms/central/store"
	"rms/internal/obs"
	"rms/syncproto/rental"
)

const password = "four loud crates"

// bench is an API over a true ledger and store.
type bench struct {
	testing.TB
	l   *ledger.Ledger
	api *httpapi.API
	url string
	// handler is what url serves, for tests with a server of their own.
	handler http.Handler
	hash    string
	log     *buffer
	// contract judges every answer.
	contract *contract
	// people and now are the API's own.
	people *auth.People
	db     *store.DB
	clock  *clock
}

// clock is the time of sessions and links; tests move it.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// buffer is a log that tests may read.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func setup(t testing.TB, change ...func(*httpapi.Config)) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	l, err := ledger.New(t.Context(), ledger.Config{Store: db})
	if err != nil {
		t.Fatal(err)
	}
	passwords, err := auth.NewPasswords(nil)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := passwords.Hash(t.Context(), "", password)
	if err != nil {
		t.Fatal(err)
	}
	log, time := &buffer{}, &clock{t: time.Now()}
	people := auth.NewPeople(db, passwords, time.now, nil)
	logger, err := obs.NewLogger(log, obs.LogOptions{Format: "text", Level: "debug"})
	if err != nil {
		t.Fatal(err)
	}
	config := httpapi.Config{
		Ledger: l, Store: db, People: people, Passwords: passwords, Version: "test",
		Logger: logger,
	}
	for _, c := range change {
		c(&config)
	}
	api := httpapi.New(config)
	r := chi.NewRouter()
	r.Use(obs.Requests(uuid.NewString))
	if err := api.Mount(r); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	return &bench{TB: t, l: l, api: api, handler: r, url: server.URL, hash: hash, log: log, people: people, db: db, clock: time, contract: newContract(t, api.Document())}
}

// client is somebody who is logged in.
type client struct {
	*bench
	token string
}

// as makes an account and logs it in.
func (b *bench) as(login string, role rental.Role, scopes ...rental.Scope) client {
	b.Helper()
	b.put(rental.User{
		ID: rental.UserID(uuid.NewString()), Login: login, Name: strings.ToUpper(login), Role: role, Scopes: scopes, PasswordHash: b.hash,
	})
	r := client{bench: b}.post("/v1/auth/login", `{"login":"`+login+`","password":"`+password+`"}`).is(http.StatusOK)
	return client{b, r.str("token")}
}

// put writes a row as central's command line does.
func (b *bench) put(row rental.Row) {
	b.Helper()
	_, err := b.l.Execute(b.Context(), rental.Command{
		ID: rental.ItemID(uuid.NewString()), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: row},
	}, rental.Actor{Kind: rental.ActorSystem})
	if err != nil {
		b.Fatal(err)
	}
}

// thing makes a site with a shelf and an item on it, and returns the shelf's id.
func (b *bench) thing(c client, tag string) string {
	b.Helper()
	site := c.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`)
	shelf := c.created("/v1/places", `{"name":"Shelf","kind":"shelf","code":"BLN-A-01","parent_id":"`+site.str("id")+`"}`)
	lamp := c.created("/v1/catalog/item-types", `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`)
	c.created("/v1/inventory/assets", `{"tag":"`+tag+`","item_type_id":"`+lamp.str("id")+`","home_place_id":"`+shelf.str("id")+`"}`)
	return shelf.str("id")
}

// answer is what came back.
type answer struct {
	testing.TB
	request string
	status  int
	header  http.Header
	raw     []byte
	body    map[string]any
}

func (c client) get(path string) *answer { return c.do(http.MethodGet, path, "") }

func (c client) post(path, body string) *answer { return c.do(http.MethodPost, path, body) }

func (c client) created(path, body string) *answer {
	c.Helper()
	return c.post(path, body).is(http.StatusCreated)
}

func (c client) do(method, path, body string, headers ...string) *answer {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.Header.Get("Content-Type") == "text/event-stream" { // it does not end
		return &answer{TB: c.TB, request: method + " " + path, status: resp.StatusCode, header: resp.Header}
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	a := &answer{TB: c.TB, request: method + " " + path, status: resp.StatusCode, header: resp.Header, raw: raw}
	if err := c.contract.check(method, path, a.status, a.header, raw); err != nil {
		c.Errorf("not as the document says: %v", err)
	}
	if len(raw) > 0 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			c.Fatalf("%s answered no JSON object: %s", a.request, raw)
		}
	}
	return a
}

func (a *answer) is(status int) *answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("%s answered %d, want %d: %s", a.request, a.status, status, a.raw)
	}
	if got := a.header.Get("Content-Type"); status >= http.StatusBadRequest && got != "application/problem+json" {
		a.Errorf("%s answered %d as %q, want a problem document", a.request, status, got)
	}
	return a
}

// at follows a path of names and indices.
func (a *answer) at(path string) any {
	var v any = a.body
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

func (a *answer) has(path string, want any) *answer {
	a.Helper()
	if got := a.at(path); got != want {
		a.Errorf("%s: %s is %v, want %v in %s", a.request, path, got, want, a.raw)
	}
	return a
}

func (a *answer) str(path string) string {
	switch v := a.at(path).(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (a *answer) list(path string) []map[string]any {
	var out []map[string]any
	items, _ := a.at(path).([]any)
	for _, i := range items {
		if m, ok := i.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}
