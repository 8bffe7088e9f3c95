package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/central/client"
	"rms/syncproto/rental"
)

// script is a central that answers one call after another with what a test wrote.
type script struct {
	*client.Client
	mu    sync.Mutex
	asked []string // "METHOD path?query key"
	waits []time.Duration
}

// calls returns what was asked so far.
func (s *script) calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

type reply struct {
	status int
	header []string
	body   string
	cut    bool // the connection breaks before the answer
}

func play(t *testing.T, replies ...reply) *script {
	t.Helper()
	s := &script{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		n := len(s.asked)
		s.asked = append(s.asked, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Idempotency-Key")+r.Header.Get("Last-Event-ID")))
		s.mu.Unlock()
		if n >= len(replies) {
			t.Errorf("asked once more: %s", s.asked[n])
			return
		}
		answer := replies[n]
		if answer.cut {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(answer.header); i += 2 {
			w.Header().Set(answer.header[i], answer.header[i+1])
		}
		w.WriteHeader(answer.status)
		_, _ = io.WriteString(w, answer.body)
	}))
	t.Cleanup(server.Close)
	keys := 0
	made, err := client.New(client.Config{
		URL: server.URL, Token: "secret",
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.waits = append(s.waits, d)
			return ctx.Err()
		},
		NewKey: func() string {
			keys++
			return fmt.Sprint("key", keys)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Client = made
	return s
}

func refusal(status int, reason string, header ...string) reply {
	return reply{
		status: status, header: append([]string{"Content-Type", "application/problem+json", "X-Request-Id", "R1"}, header...),
		body: fmt.Sprintf(`{"type":"about:blank","title":"T","status":%d,"reason":%q,"detail":"D","field":"F","hint":"H"}`, status, reason),
	}
}

// TestSentAgainOnlyWhereSafe: what may be sent twice is, under one key; what may
// not is left to whoever called.
func TestSentAgainOnlyWhereSafe(t *testing.T) {
	t.Parallel()
	var (
		ok    = reply{status: 200, body: `{"id":"p"}`}
		lost  = reply{cut: true}
		busy  = refusal(503, "unavailable", "Retry-After", "2")
		full  = refusal(429, "too_many_requests", "Retry-After", "3")
		tries = refusal(429, "too_many_tries", "Retry-After", "3")
		never = refusal(503, "unavailable", "Retry-After", "3600")
		read  = func(c *client.Client, t *testing.T) error { _, err := c.People.Get(t.Context(), "p"); return err }
		keyed = func(c *client.Client, t *testing.T) error {
			_, err := c.People.Create(t.Context(), client.PersonInput{Name: "Mara"})
			return err
		}
		bare = func(c *client.Client, t *testing.T) error {
			_, err := c.Tokens.Create(t.Context(), client.TokenInput{Name: "T"})
			return err
		}
	)
	for name, tt := range map[string]struct {
		do      func(*client.Client, *testing.T) error
		replies []reply
		asked   []string
		reason  string
	}{
		"a lost reading call":    {read, []reply{lost, ok}, []string{"GET /v1/people/p", "GET /v1/people/p"}, ""},
		"a busy reading call":    {read, []reply{busy, busy, busy, ok}, []string{"GET /v1/people/p", "GET /v1/people/p", "GET /v1/people/p", "GET /v1/people/p"}, ""},
		"busy for too long":      {read, []reply{busy, busy, busy, busy}, []string{"GET /v1/people/p", "GET /v1/people/p", "GET /v1/people/p", "GET /v1/people/p"}, "unavailable"},
		"busy for an hour":       {read, []reply{never}, []string{"GET /v1/people/p"}, "unavailable"},
		"a lost change":          {keyed, []reply{lost, ok}, []string{"POST /v1/people key1", "POST /v1/people key1"}, ""},
		"a busy change":          {keyed, []reply{busy, ok}, []string{"POST /v1/people key1", "POST /v1/people key1"}, ""},
		"a refused change":       {keyed, []reply{refusal(409, "in_use")}, []string{"POST /v1/people key1"}, "in_use"},
		"a broken change":        {keyed, []reply{refusal(500, "internal")}, []string{"POST /v1/people key1"}, "internal"},
		"a lost one without key": {bare, []reply{lost}, []string{"POST /v1/tokens"}, "no_answer"},
		"a busy one without key": {bare, []reply{busy}, []string{"POST /v1/tokens"}, "unavailable"},
		"turned away at the door": {
			bare, []reply{full, ok}, []string{"POST /v1/tokens", "POST /v1/tokens"}, "",
		},
		"locked out": {bare, []reply{tries}, []string{"POST /v1/tokens"}, "too_many_tries"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(t, tt.replies...)
			err := tt.do(s.Client, t)
			if diff := cmp.Diff(tt.asked, s.calls()); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if got := rental.ReasonOf(err); got != tt.reason || (err == nil) != (tt.reason == "") {
				t.Errorf("reason %q of %v, want %q", got, err, tt.reason)
			}
			for i, w := range s.waits {
				if strings.Contains(name, "busy") && w < 2*time.Second || w <= 0 {
					t.Errorf("wait %d was %v", i, w)
				}
			}
		})
	}
}

// TestRefusalIsWhole: all that central says of an error arrives.
func TestRefusalIsWhole(t *testing.T) {
	t.Parallel()
	s := play(t, refusal(412, "rev_mismatch", "ETag", `"8"`))
	_, err := s.People.Put(t.Context(), "p", client.PersonInput{Name: "M"}, client.IfMatch(`"7"`))
	var r *client.Refusal
	var e *rental.Error
	if !errors.As(err, &r) || !errors.As(err, &e) || !errors.Is(err, &rental.Error{Code: rental.CodePreconditionFailed, Reason: "rev_mismatch"}) {
		t.Fatalf("got %#v", err)
	}
	want := rental.Error{Code: rental.CodePreconditionFailed, Reason: "rev_mismatch", Message: "D", Field: "F", Hint: "H"}
	if diff := cmp.Diff(want, *e); diff != "" || r.ETag != `"8"` || r.RequestID != "R1" || r.Status != 412 {
		t.Errorf("%+v %s", r, diff)
	}
}

// TestStrangers: an answer that central cannot have written is none.
func TestStrangers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]reply{
		"a log-in page":       {status: 200, header: []string{"Content-Type", "text/html"}, body: "<html>"},
		"a redirect":          {status: 302, header: []string{"Location", "http://192.0.2.1/"}},
		"a proxy's error":     {status: 404, header: []string{"Content-Type", "text/html"}, body: "<html>"},
		"no JSON":             {status: 200, body: `{"id":`},
		"another document":    {status: 404, header: []string{"Content-Type", "application/problem+json"}, body: `{"status":500,"reason":"x"}`},
		"something by itself": {status: 304},
	} {
		s := play(t, tt)
		if _, err := s.People.Get(t.Context(), "p"); rental.ReasonOf(err) != "not_central" {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := play(t, reply{status: 304})
	if _, err := s.People.Get(t.Context(), "p", client.IfNoneMatch(`"7"`)); !errors.Is(err, client.ErrNotModified) {
		t.Errorf("not modified: %v", err)
	}
	for _, address := range []string{"", "central", "ftp://x", "http://", "https://me:secret@x", "https://x?token=1"} {
		if _, err := client.New(client.Config{URL: address}); rental.ReasonOf(err) != "bad_central_url" {
			t.Errorf("%q: %v", address, err)
		}
	}
	if !client.Plain("http://central.example") || client.Plain("https://central.example") || client.Plain("http://127.0.0.1:7") || client.Plain("http://localhost") {
		t.Error("Plain is wrong")
	}
}

// TestIDsStayInTheirSegment: an id is no path.
func TestIDsStayInTheirSegment(t *testing.T) {
	t.Parallel()
	s := play(t, reply{status: 200, body: `{}`})
	if _, err := s.People.Get(t.Context(), "../users/x?y#z"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET /v1/people/..%2Fusers%2Fx%3Fy%23z"}, s.calls()); diff != "" {
		t.Error(diff)
	}
}

// TestPages: all are walked, no more than are wanted, and none for ever.
func TestPages(t *testing.T) {
	t.Parallel()
	page := func(next string, ids ...string) reply {
		var items []string
		for _, id := range ids {
			items = append(items, `{"id":"`+id+`"}`)
		}
		return reply{status: 200, body: `{"items":[` + strings.Join(items, ",") + `],"next":"` + next + `"}`}
	}
	s := play(t, page("n1", "a", "b"), page("n2"), page("", "c"), page("n1", "a", "b"), page("n1", "a"), page("n1", "a"), page("n1", "a"), refusal(403, "forbidden"))
	walk := func(most int) (ids []rental.PersonID, reason string) {
		for p, err := range s.People.List(t.Context(), client.PersonQuery{Query: "a b", SiteID: []rental.SiteID{"x", "y"}}) {
			if err != nil {
				return ids, rental.ReasonOf(err)
			}
			if ids = append(ids, p.ID); len(ids) == most {
				break
			}
		}
		return ids, ""
	}
	for _, tt := range []struct {
		most   int
		want   []rental.PersonID
		reason string
	}{
		{0, []rental.PersonID{"a", "b", "c"}, ""}, {1, []rental.PersonID{"a"}, ""},
		{0, []rental.PersonID{"a"}, "pages_stand_still"}, {0, []rental.PersonID{"a"}, "forbidden"},
	} {
		ids, reason := walk(tt.most)
		if diff := cmp.Diff(tt.want, ids); diff != "" || reason != tt.reason {
			t.Errorf("%q %s", reason, diff)
		}
	}
	if diff := cmp.Diff([]string{"GET /v1/people?q=a+b&site_id=x%2Cy", "GET /v1/people?after=n1&q=a+b&site_id=x%2Cy"}, s.calls()[:2]); diff != "" {
		t.Error(diff)
	}
}

// TestFollow: a stream that breaks off is taken up where it was, each event comes
// once, and what was missed is said.
func TestFollow(t *testing.T) {
	t.Parallel()
	stream := func(frames ...string) reply {
		return reply{status: 200, header: []string{"Content-Type", "text/event-stream"}, body: strings.Join(frames, "\n\n") + "\n\n"}
	}
	const open, other = "event: open\nid: 4\ndata: {\"after\":4,\"incarnation\":1}", "event: open\nid: 4\ndata: {\"after\":4,\"incarnation\":2}"
	event := func(n string) string { return "id: " + n + "\ndata: {\"rmsseq\":\"" + n + "\"}" }
	for name, tt := range map[string]struct {
		replies []reply
		asked   []string
		want    string
		reason  string
	}{
		"taken up": {
			[]reply{
				stream("retry: 1000", open, event("5"), ": here\nid: 7"), {cut: true}, refusal(503, "unavailable"),
				stream(open, event("8"), "event: end\nid: 8\ndata: {\"reason\":\"right_lost\"}"), refusal(403, "forbidden"),
			},
			[]string{"", " 7", " 7", " 7", " 8"}, "5 8", "forbidden",
		},
		"a half event comes again": {
			[]reply{{status: 200, header: []string{"Content-Type", "text/event-stream"}, body: open + "\n\n" + "id: 5\ndata: {\"rms"}, stream(open, event("5")), refusal(401, "not_logged_in")},
			[]string{"", " 4", " 5"}, "5", "not_logged_in",
		},
		"missed":     {[]reply{stream("event: reset\nid: 9\ndata: {\"reason\":\"events_gone\"}", event("10"))}, []string{""}, "", "events_gone"},
		"restored":   {[]reply{stream(open, event("5")), stream(other, event("6"))}, []string{"", " 5"}, "5", "restored"},
		"no event":   {[]reply{stream(open, "id: 5\ndata: <html>")}, []string{""}, "", "not_central"},
		"a stranger": {[]reply{{status: 200, header: []string{"Content-Type", "text/html"}}}, []string{""}, "", "not_central"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(t, tt.replies...)
			var got []string
			var last error
			for e, err := range s.Follow(t.Context(), client.Follow{}) {
				if last = err; err == nil {
					got = append(got, e.RMSSeq)
				}
			}
			if reason := rental.ReasonOf(last); reason != tt.reason || strings.Join(got, " ") != tt.want {
				t.Errorf("got %v and %q (%v), want %s and %q", got, reason, last, tt.want, tt.reason)
			}
			for i := range tt.asked {
				tt.asked[i] = "GET /v1/events/stream" + tt.asked[i]
			}
			if diff := cmp.Diff(tt.asked, s.calls()); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFollowEndsWithItsContext, and when nobody wants more.
func TestFollowEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := play(t, reply{status: 200, header: []string{"Content-Type", "text/event-stream"}, body: "id: 5\ndata: {\"rmsseq\":\"5\"}\n\n"})
	for e, err := range s.Follow(ctx, client.Follow{}) {
		if err != nil || e.RMSSeq != "5" {
			t.Errorf("got %v %v", e, err)
		}
		break
	}
	cancel()
	for _, err := range s.Follow(ctx, client.Follow{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}
