package httpapi_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rms/central/auth"
	"rms/central/httpapi"
	"rms/central/httpapi/door"
	"rms/internal/testx"
	"rms/syncproto/rental"
)

// frame is one server-sent event; a silent one moves the cursor alone.
type frame struct {
	Name, ID, Data string
	Silent         bool
}

// feed is a stream that is being read.
type feed struct {
	testing.TB
	resp *http.Response
	text *bufio.Scanner
	body map[string]any
	last string // the id that a browser would come back with
}

// follow opens a stream.
func (c client) follow(ctx context.Context, from *http.Client, url, lastID string) *feed {
	c.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := from.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { _ = resp.Body.Close() })
	return &feed{TB: c.TB, resp: resp, text: bufio.NewScanner(resp.Body)}
}

func (c client) stream(query, lastID string) *feed {
	c.Helper()
	f := c.follow(c.Context(), http.DefaultClient, c.url+"/v1/events/stream"+query, lastID)
	if f.resp.StatusCode != http.StatusOK {
		c.Fatalf("the stream answered %d", f.resp.StatusCode)
	}
	return f
}

// read returns the next frame; ok is false at the end of the stream.
func (f *feed) read() (fr frame, ok bool) {
	fr.Silent = true
	seen := false
	for f.text.Scan() {
		line := f.text.Text()
		name, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "" && seen:
			return fr, true
		case line == "":
		case name == "event":
			fr.Name = value
		case name == "id":
			fr.ID, f.last, seen = value, value, true
		case name == "data":
			fr.Data, fr.Silent, seen = value, false, true
		}
	}
	return fr, false
}

// next is the next frame that a page would be told of.
func (f *feed) next() frame {
	f.Helper()
	for {
		fr, ok := f.read()
		if !ok {
			f.Fatalf("the stream ended: %v", f.text.Err())
		}
		if !fr.Silent {
			f.body = nil
			if err := json.Unmarshal([]byte(fr.Data), &f.body); err != nil {
				f.Fatalf("no JSON: %s", fr.Data)
			}
			return fr
		}
	}
}

func (f *feed) is(name, path string, want any) *feed {
	f.Helper()
	fr := f.next()
	a := &answer{TB: f.TB, body: f.body}
	if fr.Name != name || a.at(path) != want {
		f.Errorf("the next event is %q with %s = %v, want %q with %v: %s", fr.Name, path, a.at(path), name, want, fr.Data)
	}
	return f
}

func (f *feed) over() {
	f.Helper()
	if fr, ok := f.read(); ok {
		f.Errorf("after its end the stream sent %+v", fr)
	}
}

func quick(c *httpapi.Config) {
	c.Stream = door.StreamConfig{Heartbeat: 40 * time.Millisecond, Check: 10 * time.Millisecond, Gather: time.Millisecond}
}

func (b *bench) itemType(c client, code string) *answer {
	b.Helper()
	return c.created("/v1/catalog/item-types", `{"code":"`+code+`","name":"Lamp","kind":"serialized","returns":true}`)
}

// TestStreamFollows: what is committed arrives, once and in order, from where the
// reader stood; filters narrow it; what was passed over is not looked through again.
func TestStreamFollows(t *testing.T) {
	t.Parallel()
	c := setup(t, quick)
	admin := c.as("boss", "admin")
	c.itemType(admin, "before")
	live := admin.stream("", "").is("open", "incarnation", c.l.Incarnation())
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"} {
		if got := live.resp.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	head := live.last
	a := c.itemType(admin, "a")
	live.is("", "type", "rms.item_type.created")
	if got, want := live.body["subject"], "item_type/"+a.str("id"); got != want || live.body["rmsseq"] != live.last {
		t.Errorf("the first event is about %v at %v, want %v at %s", got, live.body["rmsseq"], want, live.last)
	}
	seenA := live.last
	admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`)
	live.is("", "type", "rms.place.created")
	b := c.itemType(admin, "b")
	live.is("", "subject", "item_type/"+b.str("id"))
	// Whoever comes back is given what he missed: his header counts before his address.
	admin.stream("?after="+head, seenA).is("open", "after", number(seenA)).is("", "type", "rms.place.created").is("", "subject", "item_type/"+b.str("id"))
	admin.stream("?after="+head, "").is("open", "after", number(head)).is("", "subject", "item_type/"+a.str("id"))
	admin.stream("?types=place.*&after="+head, "").is("open", "after", number(head)).is("", "type", "rms.place.created")
	admin.stream("?subjects=item_type/"+b.str("id")+"&after="+head, "").is("open", "after", number(head)).is("", "subject", "item_type/"+b.str("id"))
	none := admin.stream("?types=rent_action.closed&after="+head, "").is("open", "after", number(head))
	for none.last != live.last { // the cursor moves without a word
		if fr, ok := none.read(); !ok || !fr.Silent {
			t.Fatalf("a filtered stream sent %+v", fr)
		}
	}
	admin.get("/v1/events/stream?after=-1").is(http.StatusBadRequest)
	admin.get("/v1/events/stream?after=x").is(http.StatusBadRequest)
}

func number(text string) any {
	var v any
	_ = json.Unmarshal([]byte(text), &v) // what is no number differs
	return v
}

// TestStreamResets: whoever has seen what central has not is told to read all again.
func TestStreamResets(t *testing.T) {
	t.Parallel()
	c := setup(t, quick)
	admin := c.as("boss", "admin")
	head := admin.get("/v1/events").str("head")
	for last, reason := range map[string]string{"99999999999": "cursor_ahead", "yesterday": "malformed_cursor", "-1": "malformed_cursor"} {
		admin.stream("", last).is("open", "after", number(head)).is("reset", "reason", reason)
	}
	admin.stream("?after=99999999999", "").is("open", "head", number(head)).is("reset", "reason", "cursor_ahead")
	err := c.db.SQL().Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `delete from outbox where seq < $1`, head)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if head != "1" {
		admin.stream("?after=0", "").is("open", "head", number(head)).is("reset", "reason", "events_gone")
	}
}

// TestStreamEndsWithTheRight: a stream ends with the reason once its reader may no
// longer see it, nothing that happened later is in it, and the next request is 401.
func TestStreamEndsWithTheRight(t *testing.T) {
	t.Parallel()
	c := setup(t, quick)
	admin := c.as("boss", "admin")
	user := rental.User{ID: rental.UserID(uuid.NewString()), Login: "eve", Name: "Eve", Role: rental.RoleTechnician, PasswordHash: c.hash}
	login := func() client {
		c.put(user)
		return client{c, client{bench: c}.post("/v1/auth/login", `{"login":"eve","password":"`+password+`"}`).is(http.StatusOK).str("token")}
	}
	for _, test := range []struct {
		reason string
		lose   func(eve client)
	}{
		{"not_logged_in", func(eve client) { eve.post("/v1/auth/logout", "").is(http.StatusNoContent) }},
		{"session_revoked", func(client) { login().post("/v1/sessions/revoke-others", "{}").is(http.StatusOK) }},
		{"rights_changed", func(client) {
			less := user
			less.Role = rental.RoleViewer
			c.put(less)
		}},
		{"account_closed", func(client) {
			gone := user
			gone.Disabled = true
			c.put(gone)
		}},
		{"token_revoked", func(eve client) {
			id := admin.get("/v1/tokens").str("items.0.id")
			admin.post("/v1/tokens/"+id+"/revoke", "").is(http.StatusOK)
		}},
		{"session_expired", func(client) { c.clock.move(auth.IdleSession) }},
	} {
		eve := login()
		if strings.HasPrefix(test.reason, "token") {
			made := eve.created("/v1/tokens", `{"name":"robot","role":"technician"}`)
			eve.token = made.str("secret")
		}
		live := eve.stream("", "").is("open", "incarnation", c.l.Incarnation())
		test.lose(eve)
		if test.reason != "session_expired" {
			c.itemType(admin, uuid.NewString()[:8]) // committed later: it is not for Eve
		}
		for fr := live.next(); fr.Name != "end"; fr = live.next() {
			if live.body["type"] == "rms.item_type.created" {
				t.Errorf("%s: a stream went on: %s", test.reason, fr.Data)
			}
		}
		if live.body["reason"] != test.reason || live.body["hint"] == "" {
			t.Errorf("the stream ended with %v, want %s", live.body, test.reason)
		}
		live.over()
		eve.get("/v1/events/stream").is(http.StatusUnauthorized)
	}
}

// TestStreamShowsWhatMayBeSeen: names of accounts and tokens are the admin's, in
// the stream and in the list, and a right that was lost in between counts.
func TestStreamShowsWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	c := setup(t, quick)
	admin, viewer := c.as("boss", "admin"), c.as("guest", "viewer")
	all := admin.stream("", "").is("open", "incarnation", c.l.Incarnation())
	some := viewer.stream("", "").is("open", "incarnation", c.l.Incarnation())
	second := rental.User{ID: rental.UserID(uuid.NewString()), Login: "second", Name: "Second", Role: rental.RoleAdmin, PasswordHash: c.hash}
	c.put(second)
	admin.created("/v1/tokens", `{"name":"secret plans","role":"viewer"}`)
	c.itemType(admin, "lamp")
	all.is("", "type", "rms.user.created").is("", "type", "rms.token.created").is("", "type", "rms.item_type.created")
	some.is("", "type", "rms.item_type.created")
	if got := viewer.get("/v1/events").is(http.StatusOK); strings.Contains(string(got.raw), "secret plans") || strings.Contains(string(got.raw), `"boss"`) {
		t.Errorf("a viewer reads of accounts: %s", got.raw)
	}
	if got := admin.get("/v1/events").is(http.StatusOK); !strings.Contains(string(got.raw), "secret plans") {
		t.Errorf("the admin does not read of accounts: %s", got.raw)
	}
	other := client{c, client{bench: c}.post("/v1/auth/login", `{"login":"second","password":"`+password+`"}`).str("token")}
	other.token = other.created("/v1/tokens", `{"name":"robot","role":"admin"}`).str("secret")
	live := other.stream("", "").is("open", "incarnation", c.l.Incarnation())
	second.Role = rental.RoleViewer
	c.put(second)
	live.is("", "type", "rms.user.updated") // one's own
	admin.created("/v1/tokens", `{"name":"more plans","role":"viewer"}`)
	c.itemType(admin, "lens")
	live.is("", "type", "rms.item_type.created")
}

// TestStreamOutlivesARequest: the server's deadlines are a request's, not a stream's.
func TestStreamOutlivesARequest(t *testing.T) {
	t.Parallel()
	c := setup(t, quick)
	admin := c.as("boss", "admin")
	const deadline = 100 * time.Millisecond
	server := httptest.NewUnstartedServer(c.handler)
	server.Config.ReadTimeout, server.Config.WriteTimeout = deadline, deadline
	server.Start()
	t.Cleanup(server.Close)
	live := admin.follow(t.Context(), http.DefaultClient, server.URL+"/v1/events/stream", "").is("open", "incarnation", c.l.Incarnation())
	<-time.After(3 * deadline)
	c.itemType(admin, "lamp")
	live.is("", "type", "rms.item_type.created")
}

// TestStreamLimit: one session cannot take all streams, and an end makes room.
func TestStreamLimit(t *testing.T) {
	t.Parallel()
	metrics := prometheus.NewRegistry()
	c := setup(t, quick, func(h *httpapi.Config) { h.Stream.PerSession, h.Stream.InAll, h.Metrics = 2, 3, metrics })
	a, b := c.as("a", "viewer"), c.as("b", "viewer")
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	a.follow(ctx, http.DefaultClient, c.url+"/v1/events/stream", "").is("open", "incarnation", c.l.Incarnation())
	a.stream("", "").is("open", "incarnation", c.l.Incarnation())
	a.get("/v1/events/stream").is(http.StatusTooManyRequests).has("reason", "too_many_streams")
	b.stream("", "").is("open", "incarnation", c.l.Incarnation())
	b.get("/v1/events/stream").is(http.StatusTooManyRequests)
	if got := gauge(t, metrics, "rms_event_streams"); got != 3 {
		t.Errorf("%v streams are open, want 3", got)
	}
	leave()
	until(t, func() bool { return gauge(t, metrics, "rms_event_streams") == 2 })
	a.stream("", "").is("open", "incarnation", c.l.Incarnation())
}

// until waits for what another goroutine is about to do.
func until(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); {
		if time.Now().After(end) {
			t.Fatal("it did not happen")
		}
		<-time.After(time.Millisecond)
	}
}

func gauge(t *testing.T, from *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := from.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, f := range families {
		if f.GetName() == name {
			for _, m := range f.GetMetric() {
				sum += m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

// TestManyStreams: two hundred readers and a burst. Those who read get all of it in
// order; those who do not hold no more than one batch each, and miss nothing once
// they read again; one who never does is cut, and comes back to where he was.
func TestManyStreams(t *testing.T) {
	t.Parallel()
	const readers, burst, batch = 200, 120, 8
	metrics := prometheus.NewRegistry()
	c := setup(t, func(h *httpapi.Config) {
		h.Metrics = metrics
		h.Stream = door.StreamConfig{PerSession: readers + 1, Batch: batch, Gather: 5 * time.Millisecond, Write: time.Minute}
	})
	admin := c.as("boss", "admin")
	// Over pipes nothing waits in the kernel: who does not read holds up his writer.
	var pipes testx.Network
	listener, err := pipes.Listen("central:80")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: c.handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	feeds := make([]*feed, readers)
	for i := range feeds {
		feeds[i] = admin.follow(t.Context(), pipes.Client(), "http://central:80/v1/events/stream", "").is("open", "incarnation", c.l.Incarnation())
	}
	var want []string
	for i := range burst {
		want = append(want, "item_type/"+c.itemType(admin, fmt.Sprintf("t%03d", i)).str("id"))
	}
	take := func(feeds []*feed) {
		var all sync.WaitGroup
		for _, f := range feeds {
			all.Go(func() {
				var got []string
				for len(got) < burst {
					fr, ok := f.read()
					if !ok {
						t.Errorf("a stream ended: %v", f.text.Err())
						return
					}
					if !fr.Silent {
						got = append(got, subjectOf(fr))
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("a reader was not sent all in order (-want +got):\n%s", diff)
				}
			})
		}
		all.Wait()
	}
	take(feeds[:readers/2])
	if held := gauge(t, metrics, "rms_event_streams_held"); held < 1 || held > readers/2*batch {
		t.Errorf("%v events are held for %d readers who read nothing, want at most %d for each", held, readers/2, batch)
	}
	take(feeds[readers/2:])
	until(t, func() bool { return gauge(t, metrics, "rms_event_streams_held") == 0 })
}

func subjectOf(fr frame) string {
	var e struct {
		Subject string `json:"subject"`
	}
	_ = json.Unmarshal([]byte(fr.Data), &e) // what is no JSON has no subject
	return e.Subject
}

// TestSlowReaderIsCut, and comes back to where he was.
func TestSlowReaderIsCut(t *testing.T) {
	t.Parallel()
	metrics := prometheus.NewRegistry()
	c := setup(t, quick, func(h *httpapi.Config) { h.Metrics, h.Stream.Write, h.Stream.Batch = metrics, 50*time.Millisecond, 50 })
	admin := c.as("boss", "admin")
	var pipes testx.Network
	listener, err := pipes.Listen("central:80")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: c.handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	slow := admin.follow(t.Context(), pipes.Client(), "http://central:80/v1/events/stream", "").is("open", "incarnation", c.l.Incarnation())
	const events = 30
	var want []string
	for i := range events {
		want = append(want, "item_type/"+c.itemType(admin, fmt.Sprintf("t%03d", i)).str("id"))
	}
	until(t, func() bool { return gauge(t, metrics, "rms_event_streams_ended_total") == 1 })
	var got []string
	for fr, ok := slow.read(); ok; fr, ok = slow.read() { // what was underway still arrives
		if !fr.Silent {
			got = append(got, subjectOf(fr))
		}
	}
	if len(got) == events {
		t.Error("the reader was sent all: he was not slow")
	}
	again := admin.stream("", slow.last)
	for len(got) < events {
		if fr := again.next(); fr.Name == "" {
			got = append(got, subjectOf(fr))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a reader who came back was not sent all (-want +got):\n%s", diff)
	}
}
