package release_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto"
)

// tap stands between a kiosk and central and keeps what they say.
type tap struct {
	t  *testing.T
	mu sync.Mutex
	// said holds the messages of each kind, at most maxOfAKind.
	said map[string][]message
}

const maxOfAKind = 6

// bodyKey is where a request's context holds the body that a kiosk sent.
type bodyKey struct{}

// listen puts a tap before the server at base, and returns where it listens.
func listen(t *testing.T, base string) (*tap, string) {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{t: t, said: map[string][]message{}}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	proxy.ModifyResponse = p.keep
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), bodyKey{}, body)))
	}))
	t.Cleanup(server.Close)
	return p, server.URL
}

// keep notes a message that has been answered.
func (p *tap) keep(res *http.Response) error {
	r := res.Request
	if !strings.HasPrefix(r.URL.Path, "/v1/sync/") {
		return nil
	}
	m := message{Method: r.Method, Path: r.URL.Path, Status: res.StatusCode, Media: res.Header.Get("Content-Type")}
	if sent, ok := r.Context().Value(bodyKey{}).([]byte); ok && len(sent) > 0 {
		m.Request = plain(p.t, r.Header.Get("Content-Encoding"), sent)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	res.Body = io.NopCloser(bytes.NewReader(raw))
	text := plain(p.t, res.Header.Get("Content-Encoding"), raw)
	if strings.HasPrefix(m.Media, "application/x-ndjson") {
		m.Rows = strings.Split(strings.TrimSpace(string(text)), "\n")
	} else {
		m.Reply = text
	}
	kind := kindOf(m)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.said[kind]) < maxOfAKind {
		p.said[kind] = append(p.said[kind], m)
	}
	return nil
}

func plain(t *testing.T, encoding string, raw []byte) []byte {
	if encoding != "gzip" || len(raw) == 0 {
		return raw
	}
	zip, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Error(err)
		return nil
	}
	out, err := io.ReadAll(zip)
	if err != nil {
		t.Error(err)
	}
	return out
}

// kindOf names a message after its route.
func kindOf(m message) string {
	name := strings.TrimPrefix(m.Path, "/v1/sync/")
	if parts := strings.Split(name, "/"); parts[0] == "snapshot" {
		name = [...]string{"snapshot", "manifest", "part"}[len(parts)-1]
	}
	if m.Status/100 != 2 {
		name += fmt.Sprintf("-%d", m.Status)
	}
	return name
}

// write writes what was said, one file a message.
func (p *tap) write(dir string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := os.MkdirAll(dir, 0o750); err != nil {
		p.t.Fatal(err)
	}
	for kind, all := range p.said {
		for i, m := range all {
			writeJSON(p.t, filepath.Join(dir, fmt.Sprintf("%s-%d.json", kind, i+1)), m)
		}
	}
}

// types are the Go types of each kind of message: what a kiosk sends, what it
// is answered, and the rows of an answer that has many.
var types = map[string]struct{ request, reply, row func() any }{
	"enrol":     {request: of[syncproto.EnrolRequest], reply: of[syncproto.EnrolReply]},
	"challenge": {request: of[syncproto.ChallengeRequest], reply: of[syncproto.ChallengeReply]},
	"session":   {request: of[syncproto.SessionRequest], reply: of[syncproto.SessionReply]},
	"hello":     {request: of[syncproto.HelloRequest], reply: of[syncproto.HelloReply]},
	"push":      {request: of[syncproto.PushRequest], reply: of[syncproto.PushReply]},
	"changes":   {reply: of[syncproto.ChangesPage]},
	"manifest":  {reply: of[syncproto.SnapshotManifest]},
	"part":      {row: of[syncproto.SnapshotRow]},
	"heartbeat": {request: of[syncproto.Heartbeat]},
}

func of[T any]() any { return new(T) }

// understand reads every message of a release as this program does: nothing of
// it is lost between reading and writing it again.
func understand(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		var m message
		readJSON(t, file, &m)
		kind := kindOf(m)
		typ, ok := types[kind]
		if !ok {
			continue // a refusal: a problem document
		}
		seen[kind] = true
		name := path.Base(filepath.ToSlash(file))
		if typ.request != nil {
			same(t, name+", request", m.Request, typ.request())
		}
		if typ.reply != nil {
			same(t, name+", reply", m.Reply, typ.reply())
		}
		for _, r := range m.Rows {
			same(t, name+", row", []byte(r), typ.row())
		}
	}
	for kind := range types {
		if !seen[kind] {
			t.Errorf("no message of kind %s is kept", kind)
		}
	}
}

func same(t *testing.T, name string, raw []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	again, err := json.Marshal(into)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-sent +understood):\n%s", name, diff)
	}
}
