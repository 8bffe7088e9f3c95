package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/service"
	"rms/central/syncapi"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const site rental.SiteID = "0190a5b4-7c00-7000-8000-0000000000aa"

// house is a central behind HTTP, and kiosks that were enrolled over it.
type house struct {
	testing.TB
	db    *store.DB
	l     *ledger.Ledger
	url   string
	log   *log
	clock atomic.Int64 // added to the time, ns
}

func setup(t testing.TB) *house {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, db: db, log: &log{}}
	now := func() time.Time { return time.Now().Add(time.Duration(h.clock.Load())) }
	if h.l, err = ledger.New(t.Context(), ledger.Config{Store: db, Now: now, Version: "test"}); err != nil {
		t.Fatal(err)
	}
	kiosks, err := auth.NewKiosks(db, nil)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range syncapi.New(syncapi.Config{Ledger: h.l, Kiosks: kiosks, Now: now, Logger: slog.New(slog.NewTextHandler(h.log, nil))}).Routes() {
		mux.Handle(r.Method+" "+r.Path, r.Handler)
	}
	server := httptest.NewServer(mux)
	h.url = server.URL
	t.Cleanup(func() {
		server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := store.NewRecord(rental.Place{ID: rental.PlaceID(site), Code: "BER", Kind: rental.PlaceSite, Zone: "Europe/Berlin", Meta: rental.Meta{Rev: 1, SiteID: site}})
		if err != nil {
			return err
		}
		return tx.Put(ctx, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) code() string {
	h.Helper()
	code, hash, err := auth.NewEnrolmentCode(nil)
	if err != nil {
		h.Fatal(err)
	}
	err = h.l.NewEnrolmentCode(h.Context(), rental.Actor{Kind: rental.ActorSystem}, service.EnrolmentCode{
		Hash: hash, SiteID: site, Name: "Dock", ExpiresAt: rental.Millis(time.Now().Add(time.Hour).UnixMilli()),
	})
	if err != nil {
		h.Fatal(err)
	}
	return code
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (h *house) do(method, path, token string, header map[string]string, body []byte) reply {
	h.Helper()
	req, err := http.NewRequestWithContext(h.Context(), method, h.url+path, bytes.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // read to its end
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, raw}
}

// post sends a message and reads the answer into out, which must be a 200.
func (h *house) post(path, token string, in, out any) {
	h.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		h.Fatal(err)
	}
	r := h.do("POST", "/v1/sync/"+path, token, nil, raw)
	if r.status != http.StatusOK {
		h.Fatalf("%s: %d %s", path, r.status, r.body)
	}
	if err := json.Unmarshal(r.body, out); err != nil {
		h.Fatal(err)
	}
}

// dock is an enrolled kiosk with a session.
type dock struct {
	*house
	private ed25519.PrivateKey
	syncproto.EnrolReply
	token string
	run   string
	seq   uint64
	head  syncproto.Hash
}

func (h *house) dock() *dock {
	h.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		h.Fatal(err)
	}
	d := &dock{house: h, private: private}
	h.post("enrol", "", syncproto.EnrolRequest{Proto: 1, Code: h.code(), PublicKey: public}, &d.EnrolReply)
	d.session()
	var hello syncproto.HelloReply
	h.post("hello", d.token, syncproto.HelloRequest{Proto: 1, Epoch: d.Epoch}, &hello)
	if hello.Action != syncproto.ActionOK || hello.SiteID != site || hello.Zone != "Europe/Berlin" {
		h.Fatalf("hello: %+v", hello)
	}
	d.run = hello.Run
	return d
}

func (d *dock) signed() syncproto.SessionRequest {
	d.Helper()
	var c syncproto.ChallengeReply
	d.post("challenge", "", syncproto.ChallengeRequest{KioskID: d.KioskID}, &c)
	return syncproto.SessionRequest{KioskID: d.KioskID, Nonce: c.Nonce, Signature: ed25519.Sign(d.private, syncproto.SessionMessage(d.KioskID, c.Nonce))}
}

func (d *dock) session() {
	d.Helper()
	var s syncproto.SessionReply
	d.post("session", "", d.signed(), &s)
	d.token = s.Token
}

// scans mints n scans and returns the push of them.
func (d *dock) scans(n int) syncproto.PushRequest {
	d.Helper()
	req := syncproto.PushRequest{Proto: 1, Run: d.run, Epoch: d.Epoch, FirstSeq: d.seq + 1, PrevHash: d.head}
	for range n {
		body, err := json.Marshal(rental.ScanBody{Raw: []byte("X"), Printable: "X"})
		if err != nil {
			d.Fatal(err)
		}
		raw, err := syncproto.Payload{
			ID: rental.ItemID(uuid.Must(uuid.NewV7()).String()), Kind: rental.KindScan, Schema: 1,
			Actor: syncproto.Author{Verified: rental.VerifiedNone}, Occurred: syncproto.Clock{DeviceMs: 1}, Body: body,
		}.Mint()
		if err != nil {
			d.Fatal(err)
		}
		d.seq++
		d.head = syncproto.Chain(d.head, uuid.MustParse(string(d.KioskID)), d.Epoch, d.seq, syncproto.ContentHash(raw))
		req.Items = append(req.Items, syncproto.Item{Seq: d.seq, Payload: raw})
	}
	return req
}

func (h *house) facts() int {
	h.Helper()
	var n int
	if err := h.db.SQL().Reader().QueryRowContext(h.Context(), `select count(*) from facts where kiosk_id is not null`).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func zipped(t testing.TB, raw []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestEnrolSessionHelloPush(t *testing.T) {
	t.Parallel()
	h := setup(t)
	d := h.dock()
	var pushed syncproto.PushReply
	h.post("push", d.token, d.scans(200), &pushed)
	if pushed.AppliedThrough != 200 || pushed.HeadHash != d.head || len(pushed.Verdicts) != 200 {
		t.Errorf("got %d %d", pushed.AppliedThrough, len(pushed.Verdicts))
	}
	raw, err := json.Marshal(d.scans(3))
	if err != nil {
		t.Fatal(err)
	}
	if r := h.do("POST", "/v1/sync/push", d.token, map[string]string{"Content-Encoding": "gzip"}, zipped(t, raw)); r.status != 200 {
		t.Errorf("a compressed push: %d %s", r.status, r.body)
	}
	if n := h.facts(); n != 203 {
		t.Errorf("%d facts, want 203", n)
	}
	if r := h.do("POST", "/v1/sync/heartbeat", d.token, nil, []byte(`{"queue_depth": 7, "news_of_tomorrow": [1]}`)); r.status != http.StatusNoContent {
		t.Errorf("heartbeat: %d %s", r.status, r.body)
	}
	var page syncproto.ChangesPage
	if r := h.do("GET", "/v1/sync/changes?cursor=0", d.token, nil, nil); json.Unmarshal(r.body, &page) != nil || page.Changes == nil {
		t.Errorf("changes: %d %s", r.status, r.body)
	}
	var m syncproto.SnapshotManifest
	r := h.do("GET", "/v1/sync/snapshot/places", d.token, nil, nil)
	if err := json.Unmarshal(r.body, &m); err != nil || m.Rows != 1 || m.Parts != 1 {
		t.Fatalf("manifest: %d %s", r.status, r.body)
	}
	for _, encoding := range []string{"gzip", "identity"} {
		r = h.do("GET", "/v1/sync/snapshot/places/0?id="+m.ID, d.token, map[string]string{"Accept-Encoding": encoding}, nil)
		body := r.body
		if encoding == "gzip" {
			zr, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(zr); err != nil {
				t.Fatal(err)
			}
		}
		var row syncproto.SnapshotRow
		if err := json.Unmarshal(body, &row); err != nil || row.ID != string(site) || r.header.Get("Content-Type") != "application/x-ndjson" {
			t.Errorf("part, %s: %v %s %s", encoding, err, r.header.Get("Content-Type"), body)
		}
	}
}

func TestHostileInput(t *testing.T) {
	t.Parallel()
	h := setup(t)
	d, other := h.dock(), h.dock()
	good, err := json.Marshal(d.scans(1))
	if err != nil {
		t.Fatal(err)
	}
	foreign := other.scans(1)
	foreignRaw, err := json.Marshal(foreign)
	if err != nil {
		t.Fatal(err)
	}
	bomb := zipped(t, make([]byte, 64<<20))
	if len(bomb) > syncproto.MaxPushBody {
		t.Fatal("the bomb is no bomb")
	}
	var many syncproto.PushRequest
	if err := json.Unmarshal(good, &many); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		many.Items = append(many.Items, syncproto.Item{Seq: uint64(i + 2), Payload: []byte("x")})
	}
	manyRaw, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	gz := map[string]string{"Content-Encoding": "gzip"}
	for _, tt := range []struct {
		name, method, path, token string
		header                    map[string]string
		body                      []byte
		status                    int
		reason                    string
	}{
		{"no session", "POST", "push", "", nil, good, 401, "session_missing"},
		{"a made-up session", "POST", "push", "AAAA", nil, good, 401, "session_over"},
		{"another kiosk's epoch", "POST", "push", d.token, nil, foreignRaw, 409, "hello_first"},
		{"a gzip bomb", "POST", "push", d.token, gz, bomb, 413, "body_too_large"},
		{"10 MB", "POST", "push", d.token, nil, bytes.Repeat([]byte(" "), 10<<20), 413, "body_too_large"},
		{"10 MB before any session", "POST", "enrol", "", nil, bytes.Repeat([]byte("["), 10<<20), 413, "body_too_large"},
		{"201 items", "POST", "push", d.token, nil, manyRaw, 413, "too_many_items"},
		{"HTML", "POST", "push", d.token, nil, []byte("<!doctype html><p>Log in"), 400, "bad_json"},
		{"nothing", "POST", "push", d.token, nil, nil, 400, "bad_json"},
		{"an array", "POST", "push", d.token, nil, []byte("[]"), 400, "bad_json"},
		{"two messages", "POST", "push", d.token, nil, append(bytes.Clone(good), good...), 400, "bad_json"},
		{"a wrong type", "POST", "push", d.token, nil, []byte(`{"first_seq":"one"}`), 400, "bad_json"},
		{"a negative seq", "POST", "push", d.token, nil, []byte(`{"first_seq":-1}`), 400, "bad_json"},
		{"no base64", "POST", "push", d.token, nil, []byte(`{"items":[{"seq":1,"payload":"*"}]}`), 400, "bad_json"},
		{"a bad hash", "POST", "push", d.token, nil, []byte(`{"prev_hash":"zz"}`), 400, "bad_hex"},
		{"deep JSON", "POST", "push", d.token, nil, bytes.Repeat([]byte(`{"a":`), 40_000), 400, "bad_json"},
		{"no gzip", "POST", "push", d.token, gz, good, 400, "bad_body"},
		{"half a gzip", "POST", "push", d.token, gz, zipped(t, good)[:20], 400, "bad_body"},
		{"brotli", "POST", "push", d.token, map[string]string{"Content-Encoding": "br"}, good, 400, "bad_encoding"},
		{"a wrong code", "POST", "enrol", "", nil, []byte(`{"proto":1,"code":"000-000","public_key":"` + strings.Repeat("A", 43) + `="}`), 403, "code_refused"},
		{"a short key", "POST", "enrol", "", nil, []byte(`{"proto":1,"code":"000","public_key":"AAAA"}`), 400, "bad_enrolment"},
		{"an old protocol", "POST", "enrol", "", nil, []byte(`{"proto":0,"code":"000"}`), 426, "upgrade_required"},
		{"a cursor beyond the feed", "GET", "changes?cursor=99999", d.token, nil, nil, 410, "resync"},
		{"a cursor that is none", "GET", "changes?cursor=-1", d.token, nil, nil, 400, "invalid"},
		{"a long wait", "GET", "changes?cursor=0&wait=1h", d.token, nil, nil, 400, "invalid"},
		{"an unknown collection", "GET", "snapshot/users", d.token, nil, nil, 404, "unknown_collection"},
		{"an unknown snapshot", "GET", "snapshot/places/0?id=x", d.token, nil, nil, 410, "snapshot_gone"},
		{"a part that is none", "GET", "snapshot/places/..%2f?id=x", d.token, nil, nil, 400, "invalid"},
	} {
		r := h.do(tt.method, "/v1/sync/"+tt.path, tt.token, tt.header, tt.body)
		var doc struct {
			Status int
			Reason string
		}
		if err := json.Unmarshal(r.body, &doc); err != nil || r.status != tt.status || doc.Reason != tt.reason || doc.Status != tt.status ||
			r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: got %d %s %.200s, want %d %s", tt.name, r.status, r.header.Get("Content-Type"), r.body, tt.status, tt.reason)
		}
	}
	if n := h.facts(); n != 0 {
		t.Errorf("%d facts came of it", n)
	}
	var pushed syncproto.PushReply
	var req syncproto.PushRequest
	if err := json.Unmarshal(good, &req); err != nil {
		t.Fatal(err)
	}
	h.post("push", d.token, req, &pushed)
}

func TestSessionsEndAndNoncesAreUsedUp(t *testing.T) {
	t.Parallel()
	h := setup(t)
	d := h.dock()
	signed := d.signed()
	var s syncproto.SessionReply
	h.post("session", "", signed, &s)
	raw, err := json.Marshal(signed)
	if err != nil {
		t.Fatal(err)
	}
	if r := h.do("POST", "/v1/sync/session", "", nil, raw); r.status != 401 {
		t.Errorf("a replayed nonce: %d %s", r.status, r.body)
	}
	h.clock.Add(int64(syncproto.SessionTTL))
	if r := h.do("GET", "/v1/sync/changes?cursor=0", d.token, nil, nil); r.status != 401 {
		t.Errorf("an expired session: %d %s", r.status, r.body)
	}
	d.session()
	if err := h.l.RevokeKiosk(t.Context(), rental.Actor{Kind: rental.ActorSystem}, d.KioskID); err != nil {
		t.Fatal(err)
	}
	if r := h.do("GET", "/v1/sync/changes?cursor=0", d.token, nil, nil); r.status != 403 || !bytes.Contains(r.body, []byte(`"revoked"`)) {
		t.Errorf("a revoked kiosk: %d %s", r.status, r.body)
	}
}

func TestACodeLetsOneKioskIn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	code := h.code()
	var wg sync.WaitGroup
	var in atomic.Int64
	for i := range 8 {
		public, _, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			raw, err := json.Marshal(syncproto.EnrolRequest{Proto: 1, Code: code, PublicKey: public, Name: fmt.Sprint("Dock ", i)})
			if err != nil {
				t.Error(err)
				return
			}
			if r := h.do("POST", "/v1/sync/enrol", "", nil, raw); r.status == 200 {
				in.Add(1)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d kiosks came in on one code", in.Load())
	}
}

func TestChangesWakeOnACommit(t *testing.T) {
	t.Parallel()
	h := setup(t)
	d := h.dock()
	got := make(chan syncproto.ChangesPage, 1)
	go func() {
		var page syncproto.ChangesPage
		r := h.do("GET", "/v1/sync/changes?cursor=0&wait=25s", d.token, nil, nil)
		if err := json.Unmarshal(r.body, &page); err != nil {
			t.Errorf("%d %s", r.status, r.body)
		}
		got <- page
	}()
	// Whether the commit or the question comes first, the answer must hold it.
	_, err := h.l.Execute(t.Context(), rental.Command{
		ID: rental.ItemID(uuid.Must(uuid.NewV7()).String()), Kind: rental.KindPut,
		Body: rental.PutBody{Row: rental.ItemType{ID: rental.ItemTypeID(uuid.NewString()), Code: "LED", Name: "Wash light", Kind: rental.Serialized}},
	}, rental.Actor{Kind: rental.ActorSystem})
	if err != nil {
		t.Fatal(err)
	}
	if page := <-got; len(page.Changes) != 1 || page.Next != 1 || page.More {
		t.Errorf("got %+v", page)
	}
}

// TestAKioskThatLeavesIsNoError: its power or its line goes, every day.
func TestAKioskThatLeavesIsNoError(t *testing.T) {
	t.Parallel()
	h := setup(t)
	d := h.dock()
	var page syncproto.ChangesPage
	if r := h.do("GET", "/v1/sync/changes?cursor=0", d.token, nil, nil); json.Unmarshal(r.body, &page) != nil {
		t.Fatalf("%d %s", r.status, r.body)
	}
	ctx, leave := context.WithCancel(t.Context())
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { leave() }})
	req, err := http.NewRequestWithContext(traced, http.MethodGet, fmt.Sprintf("%s/v1/sync/changes?cursor=%d&wait=25s", h.url, page.Next), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.token)
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Fatalf("it was answered %s", res.Status)
	}
	deadline := time.After(20 * time.Second)
	for !strings.Contains(h.log.String(), "route=/v1/sync/changes") {
		select {
		case <-deadline:
			t.Fatalf("the log does not speak of it: %s", h.log)
		default:
			runtime.Gosched()
		}
	}
	if got := h.log.String(); strings.Contains(got, "level=ERROR") || strings.Contains(got, "stopping") {
		t.Errorf("it was logged as\n%s", got)
	}
}
