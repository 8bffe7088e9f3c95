package localapi_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/localapi"
	"rms/kiosk/syncer"
	"rms/syncproto"
)

// Every path of the table, and no other, is there; every one of them but the page wants the token.
func TestRoutesAreThoseOfTheTable(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want := []string{
		"GET /api/assets", "GET /api/barcodes/{code}", "GET /api/demo", "GET /api/desk", "GET /api/events", "GET /api/exceptions",
		"GET /api/health", "GET /api/inbox", "GET /api/metrics", "GET /api/openapi.json", "GET /api/rent-actions", "GET /api/status",
		"GET /api/today", "POST /api/answers", "POST /api/enrol", "POST /api/heartbeat", "POST /api/inbox/{id}/answer",
		"POST /api/rent-actions", "POST /api/rent-actions/{id}/cancel", "POST /api/rent-actions/{id}/submit", "POST /api/scans", "POST /api/taps",
	}
	var got []string
	err := chi.Walk(b.api.Handler().(chi.Routes), func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		got = append(got, method+" "+path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
		t.Errorf("paths:\n%s", diff)
	}
	for _, r := range got {
		method, path, _ := strings.Cut(r, " ")
		req := request(t, method, strings.NewReplacer("{id}", "x", "{code}", "x.svg").Replace(path), nil)
		req.Header.Del("Authorization")
		b.refused(t, req, http.StatusUnauthorized, "no_token")
	}
}

func TestAScanOverHTTP(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	a := b.scan(t, desktest.ApprovedNumber)
	if a.Title.Text != "Order R-004711 is open" || a.Desk == nil || a.Desk.Mode != "out" || a.Desk.Order == nil {
		t.Errorf("answer %+v, want the order open", a)
	}
	req := localapi.ScanRequest{ID: newID(), Raw: desktest.Tag(1), Source: "wedge", GapsMs: []int64{12, 13}, Ended: "enter"}
	first := call[localapi.Answer](t, b, "POST", "/api/scans", req)
	again := call[localapi.Answer](t, b, "POST", "/api/scans", req)
	if diff := cmp.Diff(first, again, cmpopts.IgnoreFields(localapi.Answer{}, "Desk")); diff != "" {
		t.Errorf("the same id, another answer:\n%s", diff)
	}
	if first.FactID != req.ID || first.Title.Text != "Out on order R-004711" {
		t.Errorf("answer %+v", first)
	}
	d := call[localapi.Desk](t, b, "GET", "/api/desk", nil)
	if d.Ring == nil || d.Ring.N != 1 || d.Ring.M != desktest.Units || d.Last.Title.Text == "" || len(d.Recent) != 3 {
		t.Errorf("desk %+v", d)
	}
	req.Raw = desktest.Tag(2)
	b.refused(t, request(t, "POST", "/api/scans", req), http.StatusConflict, "id_reuse")
}

// Bad input: each is a clear problem with the next thing to do, and leaves nothing behind.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := newID()
	body := func(rest string) string { return fmt.Sprintf(`{"id":%q,%s}`, newID(), rest) }
	cases := map[string]struct {
		method, path, body string
		status             int
		reason, field      string
	}{
		"no JSON":              {"POST", "/api/scans", `hello`, 400, "malformed_request", "body"},
		"half of a JSON":       {"POST", "/api/scans", `{"id":`, 400, "malformed_request", "body"},
		"nothing":              {"POST", "/api/scans", ``, 400, "malformed_request", ""},
		"an array":             {"POST", "/api/scans", `[]`, 400, "malformed_request", "body"},
		"unknown field":        {"POST", "/api/scans", body(`"raw":"x","source":"wedge","force":true`), 400, "malformed_request", "force"},
		"wrong type":           {"POST", "/api/scans", body(`"raw":7,"source":"wedge"`), 400, "malformed_request", "raw"},
		"wrong source":         {"POST", "/api/scans", body(`"raw":"x","source":"mind"`), 400, "malformed_request", "source"},
		"no raw":               {"POST", "/api/scans", body(`"source":"wedge"`), 400, "no_raw", "raw"},
		"two raws":             {"POST", "/api/scans", body(`"raw":"x","raw_b64":"eA==","source":"wedge"`), 400, "no_raw", "raw"},
		"bad base64":           {"POST", "/api/scans", body(`"raw_b64":"%%%","source":"wedge"`), 400, "bad_base64", "raw_b64"},
		"not utf-8":            {"POST", "/api/scans", body("\"raw\":\"\xff\xfe\",\"source\":\"wedge\""), 400, "not_utf8", "raw"},
		"half a character":     {"POST", "/api/scans", body(`"raw":"LX\ud800","source":"wedge"`), 400, "not_utf8", "raw"},
		"id of version 4":      {"POST", "/api/scans", `{"id":"c0ffee00-0000-4000-8000-000000000000","raw":"x","source":"wedge"}`, 400, "bad_id", "id"},
		"id in capitals":       {"POST", "/api/scans", fmt.Sprintf(`{"id":%q,"raw":"x","source":"wedge"}`, strings.ToUpper(id)), 400, "bad_id", "id"},
		"no id":                {"POST", "/api/scans", `{"raw":"x","source":"wedge"}`, 400, "malformed_request", "id"},
		"unknown verb":         {"POST", "/api/taps", body(`"verb":"dance","value":""`), 400, "malformed_request", "verb"},
		"no lines":             {"POST", "/api/rent-actions", body(`"start":1,"end":2,"lines":[]`), 400, "malformed_request", "lines"},
		"no such order":        {"POST", "/api/rent-actions/nope/submit", body(`"reason":""`), 403, "needs_badge", ""},
		"no such entry":        {"POST", "/api/inbox/nope/answer", body(`"choice":"ok"`), 404, "no_such_entry", ""},
		"no such path":         {"GET", "/api/nothing", ``, 404, "no_such_path", ""},
		"method":               {"DELETE", "/api/desk", ``, 404, "no_such_path", ""},
		"long wait":            {"GET", "/api/events?wait=26s", ``, 400, "bad_wait", "wait"},
		"odd wait":             {"GET", "/api/events?wait=forever", ``, 400, "bad_wait", "wait"},
		"unknown query":        {"GET", "/api/assets?q=x&limit=9", ``, 400, "malformed_request", "limit"},
		"unknown search":       {"GET", "/api/assets?of=truck", ``, 400, "malformed_request", "of"},
		"enrolled already":     {"POST", "/api/enrol", body(`"central":"https://c.example","code":"abc"`), 409, "already_enrolled", ""},
		"no barcode":           {"GET", "/api/barcodes/%C3%A4.svg", ``, 400, "no_barcode", "code"},
		"long barcode":         {"GET", "/api/barcodes/" + strings.Repeat("A", 65) + ".svg", ``, 400, "no_barcode", "code"},
		"barcode without .svg": {"GET", "/api/barcodes/LX-1", ``, 404, "no_such_path", ""},
	}
	for name, c := range cases {
		var in any
		if c.method == "POST" {
			in = c.body
		}
		p := b.refused(t, request(t, c.method, c.path, in), c.status, c.reason)
		if p.Field != c.field {
			t.Errorf("%s: field %q, want %q (%s)", name, p.Field, c.field, p.Detail)
		}
	}
	if n := b.queued(t); n != 0 {
		t.Errorf("bad requests left %d items", n)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	huge := `{"id":"` + newID() + `","source":"wedge","raw":"` + strings.Repeat("A", 10<<20) + `"}`
	for _, path := range []string{"/api/scans", "/api/taps", "/api/answers", "/api/rent-actions", "/api/enrol", "/api/heartbeat"} {
		b.refused(t, request(t, "POST", path, huge), http.StatusRequestEntityTooLarge, "body_too_large")
	}
	bomb := request(t, "POST", "/api/scans", huge)
	bomb.Header.Set("Content-Encoding", "gzip")
	b.refused(t, bomb, http.StatusBadRequest, "compressed_body")
	bytesOnly := request(t, "POST", "/api/scans", `{"id":"`+newID()+`","raw":"x","source":"wedge"}`)
	bytesOnly.Header.Set("Content-Type", "application/octet-stream")
	b.refused(t, bytesOnly, http.StatusUnsupportedMediaType, "no_json")
	form := request(t, "POST", "/api/scans", "raw=x")
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.refused(t, form, http.StatusUnsupportedMediaType, "no_json")
	// The largest scan that is kept whole still fits.
	a := call[localapi.Answer](t, b, "POST", "/api/scans", localapi.ScanRequest{
		ID: newID(), RawB64: base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\xff", 8<<10))), Source: "wedge",
	})
	if a.Kind != "unknown" || a.FactID == "" || len([]rune(a.Raw)) > 64 {
		t.Errorf("answer %+v, want an unknown code that is kept", a)
	}
}

func TestStrangersStayOutside(t *testing.T) {
	t.Parallel()
	b := setup(t)
	change := func(f func(*http.Request)) *http.Request {
		req := request(t, "GET", "/api/desk", nil)
		f(req)
		return req
	}
	b.refused(t, change(func(r *http.Request) { r.Host = "evil.example" }), 403, "wrong_host")
	b.refused(t, change(func(r *http.Request) { r.Host = "127.0.0.1:7421" }), 403, "wrong_host")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }), 403, "wrong_origin")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Origin", "null") }), 403, "wrong_origin")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Origin", "https://"+host) }), 403, "wrong_origin")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }), 403, "wrong_origin")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+localToken+"x") }), 401, "no_token")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }), 401, "no_token")
	b.refused(t, change(func(r *http.Request) { r.Header.Set("Authorization", localToken) }), 401, "no_token")
	b.refused(t, change(func(r *http.Request) {
		r.Header.Del("Authorization")
		r.AddCookie(&http.Cookie{Name: "token", Value: localToken})
	}), 401, "no_token")
	own := change(func(r *http.Request) { r.Header.Set("Origin", "http://"+host) })
	if rec := b.serve(own); rec.Code != 200 {
		t.Errorf("our own page: %d %s", rec.Code, rec.Body)
	}
	page := request(t, "GET", "/", nil)
	page.Header.Del("Authorization")
	rec := b.serve(page)
	if rec.Code == http.StatusUnauthorized || rec.Header().Get("Content-Security-Policy") == "" || rec.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the page: %d %v", rec.Code, rec.Header())
	}
	page.Host = "evil.example"
	b.refused(t, page, 403, "wrong_host")
}

// No PIN, badge or token is in the log, whatever is asked.
func TestSecretsAreNotLogged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const secretPIN = "90817263"
	b.scan(t, desktest.MaxBadge)
	b.scan(t, desktest.PendingNumber)
	d := call[localapi.Desk](t, b, "GET", "/api/desk", nil)
	if d.Ask == nil {
		t.Fatal("no PIN is asked")
	}
	call[localapi.Answer](t, b, "POST", "/api/answers", localapi.AnswerRequest{ID: newID(), AskID: d.Ask.ID, Value: secretPIN, Badge: desktest.MaxBadge})
	b.serve(request(t, "POST", "/api/answers", `{"id":"x","ask_id":7,"value":"`+secretPIN+`","badge":"`+desktest.MaxBadge+`"}`))
	b.serve(request(t, "GET", "/api/barcodes/"+desktest.MaxBadge+".svg", nil))
	b.serve(request(t, "GET", "/api/assets?q="+secretPIN, nil))
	log := b.log.String()
	if !strings.Contains(log, "/api/answers") {
		t.Fatal("the log holds no requests: this test proves nothing")
	}
	for _, secret := range []string{secretPIN, desktest.MaxBadge, desktest.MaxBadge[2:], localToken} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestBeforeEnrolmentOnlyWhatIsNeededForItAnswers(t *testing.T) {
	t.Parallel()
	b := setupIn(t, t.TempDir())
	b.refused(t, request(t, "GET", "/api/desk", nil), 503, "not_enrolled")
	b.refused(t, request(t, "POST", "/api/scans", localapi.ScanRequest{ID: newID(), Raw: "x", Source: "wedge"}), 503, "not_enrolled")
	if st := call[localapi.Status](t, b, "GET", "/api/status", nil); st.Enrolled || st.Version != "1.2.3" {
		t.Errorf("status %+v", st)
	}
	call[localapi.Health](t, b, "GET", "/api/health", nil)
	b.refused(t, request(t, "POST", "/api/enrol", localapi.EnrolRequest{ID: newID(), Central: "ftp://x", Code: "a"}), 400, "bad_address")
	req := localapi.EnrolRequest{ID: newID(), Central: "https://c.example", Code: "abc"}
	e := call[localapi.Enrolled](t, b, "POST", "/api/enrol", req)
	if again := call[localapi.Enrolled](t, b, "POST", "/api/enrol", req); again != e {
		t.Errorf("the same request again: %+v, want %+v", again, e)
	}
	if e.Kiosk != "Dock 1" || e.Prefix != "K3" || e.Site.Zone != "Europe/Berlin" {
		t.Errorf("enrolled %+v", e)
	}
	call[localapi.Desk](t, b, "GET", "/api/desk", nil)
}

// TestOneEnrolmentAtATime: a second one in the middle of the first would give the kiosk another epoch than it begins to
// record under.
func TestOneEnrolmentAtATime(t *testing.T) {
	t.Parallel()
	b := setupIn(t, t.TempDir())
	asked := 0
	b.enrolling = func() {
		if asked++; asked == 1 {
			b.refused(t, request(t, "POST", "/api/enrol", localapi.EnrolRequest{ID: newID(), Central: "https://c.example", Code: "b"}), 503, "enrolling")
		}
	}
	call[localapi.Enrolled](t, b, "POST", "/api/enrol", localapi.EnrolRequest{ID: newID(), Central: "https://c.example", Code: "a"})
	if asked != 1 {
		t.Errorf("central was asked %d times", asked)
	}
	b.refused(t, request(t, "POST", "/api/enrol", localapi.EnrolRequest{ID: newID(), Central: "https://c.example", Code: "b"}), 409, "already_enrolled")
}

// TestAnOldQueueIsSaid: the longer central is away, the longer ago was its last hello.
func TestAnOldQueueIsSaid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.Ledger.NoteHello(t.Context(), syncproto.HelloReply{Incarnation: "desktest"}, 0, 1); err != nil {
		t.Fatal(err)
	}
	b.scan(t, desktest.Tag(1))
	queue := func() string {
		t.Helper()
		for _, c := range call[localapi.Health](t, b, "GET", "/api/health", nil).Checks {
			if c.Name == "queue" {
				return c.State
			}
		}
		return "not there"
	}
	if got := queue(); got != "ok" {
		t.Errorf("a queue of now is %q", got)
	}
	b.mu.Lock()
	b.now = b.now.Add(25 * time.Hour)
	b.mu.Unlock()
	if got := queue(); got != "warn" {
		t.Errorf("a queue of yesterday is %q, want warn", got)
	}
}

// A gesture's news says which desk it made; news of the store says none, and a gesture does not take its place.
func TestNewsOfAGestureBearsTheDesksRevision(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := call[localapi.Events](t, b, "GET", "/api/events?after=0&wait=0s", nil)
	for len(first.Events) < 6 { // the news of the start, one of each topic
		first = call[localapi.Events](t, b, "GET", "/api/events?after=0&wait=1s", nil)
	}
	b.scan(t, desktest.Tag(1))
	var d localapi.Desk
	revs := func() (of []int64) {
		for _, e := range call[localapi.Events](t, b, "GET", "/api/events?after=0&wait=0s", nil).Events {
			if e.Topic == "desk" {
				of = append(of, e.Rev)
			}
		}
		slices.Sort(of)
		return of
	}
	d = call[localapi.Desk](t, b, "GET", "/api/desk", nil)
	if diff := cmp.Diff([]int64{0, d.Rev}, revs()); diff != "" || d.Rev == 0 {
		t.Errorf("news of the desk, of the store and then of a gesture (rev %d):\n%s", d.Rev, diff)
	}
	b.scan(t, desktest.Tag(2))
	newer := call[localapi.Desk](t, b, "GET", "/api/desk", nil)
	if diff := cmp.Diff([]int64{0, newer.Rev}, revs()); diff != "" || newer.Rev <= d.Rev {
		t.Errorf("after one more gesture (rev %d after %d):\n%s", newer.Rev, d.Rev, diff)
	}
}

func TestNewsWakesWhoWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := call[localapi.Events](t, b, "GET", "/api/events?after=0&wait=0s", nil)
	for len(first.Events) < 6 { // the news of the start, one of each topic
		first = call[localapi.Events](t, b, "GET", "/api/events?after=0&wait=1s", nil)
	}
	got := make(chan localapi.Events, 1)
	go func() {
		got <- call[localapi.Events](t, b, "GET", fmt.Sprintf("/api/events?after=%d&wait=25s", first.Next), nil)
	}()
	b.scan(t, desktest.Tag(1))
	e := <-got // without news this takes 25 s and has none
	if e.Boot != first.Boot || len(e.Events) == 0 || e.Events[0].Topic != "desk" || e.Next <= first.Next {
		t.Errorf("news %+v after %+v", e, first)
	}
	// News of the store and of the connection arrives too.
	b.sync.set(syncer.Status{State: syncer.StateUnreachable})
	topics := map[string]bool{}
	for next := int64(0); !topics["status"] || !topics["today"] || !topics["orders"] || !topics["inbox"]; {
		e := call[localapi.Events](t, b, "GET", fmt.Sprintf("/api/events?after=%d&wait=25s", next), nil)
		if len(e.Events) == 0 {
			t.Fatalf("no news for 25 s, had %v", topics)
		}
		for _, ev := range e.Events {
			topics[ev.Topic] = true
		}
		next = e.Next
	}
	// A number from another life starts again.
	if e := call[localapi.Events](t, b, "GET", "/api/events?after=99999999&wait=0s", nil); e.Next > 1000 || len(e.Events) == 0 {
		t.Errorf("after a number that never was: %+v", e)
	}
	b.api.Quiesce()
	start := time.Now()
	call[localapi.Events](t, b, "GET", "/api/events?after=99999&wait=25s", nil)
	if time.Since(start) > 20*time.Second {
		t.Error("a kiosk that is being stopped lets nobody wait")
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.scan(t, desktest.AdaBadge)
	b.scan(t, desktest.ApprovedNumber)
	b.scan(t, desktest.Tag(1))
	today := call[localapi.Today](t, b, "GET", "/api/today", nil)
	if len(today.Out) != 1 || today.Out[0].Number != desktest.ApprovedNumber || today.Out[0].N != 1 || today.Out[0].M != desktest.Units || today.Out[0].Job != "Summer festival" || len(today.Back) != 1 {
		t.Errorf("today %+v", today)
	}
	for path, want := range map[string]string{
		"/api/assets?q=0017":            desktest.Tag(17),
		"/api/assets?q=gaf&of=type":     "TAPE",
		"/api/assets?q=theat&of=place":  desktest.TheatreCode,
		"/api/assets?q=festival&of=job": desktest.FestivalNumber,
	} {
		h := call[localapi.Hits](t, b, "GET", path, nil)
		if len(h.Hits) == 0 || h.Hits[0].Tag != want {
			t.Errorf("%s: %+v, want %s", path, h.Hits, want)
		}
	}
	if h := call[localapi.Hits](t, b, "GET", "/api/assets?q=love&of=person", nil); len(h.Hits) != 1 || h.Hits[0].Name != "Ada Lovelace" {
		t.Errorf("people %+v", h.Hits)
	}
	if h := call[localapi.Hits](t, b, "GET", "/api/assets?q=spot", nil); len(h.Hits) != 12 || !h.More {
		t.Errorf("%d hits, more %v, want 12 and more", len(h.Hits), h.More)
	}
	list := call[localapi.OrderList](t, b, "GET", "/api/rent-actions?q=4712", nil)
	if len(list.Orders) != 1 || list.Orders[0].Number != desktest.PendingNumber || list.Orders[0].Lines[0].Requested != desktest.Units {
		t.Errorf("orders %+v", list)
	}
	x := call[localapi.Exceptions](t, b, "GET", "/api/exceptions", nil)
	if x.Open != 1 || len(x.Exceptions[0].Choices) != 3 || x.Exceptions[0].Title.Text == "" || x.Exceptions[0].Subject.Tag != desktest.Tag(7) {
		t.Errorf("exceptions %+v", x)
	}
	if in := call[localapi.Inbox](t, b, "GET", "/api/inbox", nil); in.Open != 0 || in.Entries == nil {
		t.Errorf("inbox %+v", in)
	}
	if d := call[localapi.Demo](t, b, "GET", "/api/demo", nil); d.Demo || d.Codes == nil {
		t.Errorf("demo %+v", d)
	}
	st := call[localapi.Status](t, b, "GET", "/api/status", nil)
	if st.Kiosk != "Dock 1" || st.Site.Name != "Berlin" || st.Waiting != 2 || st.Central.State != "reachable" || st.AsOf == 0 || st.Central.URL == "" {
		t.Errorf("status %+v", st)
	}
	h := call[localapi.Health](t, b, "GET", "/api/health", nil)
	if h.Answer.Count != 3 || h.Misreads.Scans != 3 || len(h.Checks) != 7 || len(h.Versions) != 4 {
		t.Errorf("health %+v", h)
	}
	for _, c := range h.Checks {
		if c.Value.Text == "" || strings.Contains(c.Value.Text, "check.") || c.State != "ok" && c.Hint == nil {
			t.Errorf("check %+v", c)
		}
	}
	reply := call[localapi.HeartbeatReply](t, b, "POST", "/api/heartbeat", localapi.Heartbeat{Screen: "/", Sound: "ok"})
	if reply.Boot == "" || b.api.LastBeat().IsZero() {
		t.Errorf("heartbeat %+v", reply)
	}
	svg := b.serve(request(t, "GET", "/api/barcodes/OLD%2F0815.svg", nil))
	if svg.Code != 200 || svg.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(svg.Body.String(), "OLD/0815") {
		t.Errorf("barcode: %d %v %.80s", svg.Code, svg.Header(), svg.Body)
	}
	metrics := b.serve(request(t, "GET", "/api/metrics", nil))
	if !strings.Contains(metrics.Body.String(), `rms_kiosk_scans_total{kind="item"} 1`) || !strings.Contains(metrics.Body.String(), "rms_kiosk_scan_answer_seconds_count 3") {
		t.Errorf("metrics lack the scans: %.400s", metrics.Body)
	}
}

func TestOrdersOverHTTP(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := localapi.NewOrder{
		ID: newID(), JobID: desktest.Festival, PlaceID: desktest.Theatre, Start: 1_795_000_000_000, End: 1_795_086_400_000, Note: "careful",
		Lines: []localapi.NewLine{{TypeID: desktest.Spot, Quantity: 4}},
	}
	b.refused(t, request(t, "POST", "/api/rent-actions", in), 403, "needs_badge")
	b.scan(t, desktest.AdaBadge)
	o := call[localapi.Order](t, b, "POST", "/api/rent-actions", in)
	again := call[localapi.Order](t, b, "POST", "/api/rent-actions", in)
	if o.Number != "K3-0001" || o.Status != "draft" || again.ID != o.ID || o.Lines[0].Requested != 4 || o.Note != "careful" {
		t.Errorf("order %+v, again %+v", o, again)
	}
	step := localapi.OrderGesture{ID: newID()}
	if o = call[localapi.Order](t, b, "POST", "/api/rent-actions/"+o.ID+"/submit", step); o.Status != "pending" {
		t.Errorf("submitted, it is %s", o.Status)
	}
	b.refused(t, request(t, "POST", "/api/rent-actions/"+o.ID+"/submit", localapi.OrderGesture{ID: newID()}), 409, "order_is_pending")
	if o = call[localapi.Order](t, b, "POST", "/api/rent-actions/"+o.ID+"/cancel", localapi.OrderGesture{ID: newID(), Reason: "rain"}); o.Status != "cancelled" {
		t.Errorf("cancelled, it is %s", o.Status)
	}
	in.ID, in.Submit = newID(), true
	if o = call[localapi.Order](t, b, "POST", "/api/rent-actions", in); o.Status != "pending" || o.Number != "K3-0002" {
		t.Errorf("created and submitted: %+v", o)
	}
}
