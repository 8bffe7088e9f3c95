package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// company is a central that runs in this process, and an operator far from it.
type company struct {
	testing.TB
	data, url, token string
	env              map[string]string
}

// open makes an empty company with an account for each role that a test names, and
// serves it.
func open(t *testing.T) *company {
	t.Helper()
	c := &company{TB: t, data: t.TempDir(), env: map[string]string{}}
	c.run("", "migrate", "--data", c.data)
	c.token = filepath.Join(c.data, "token")
	c.account("boss", "admin", c.token)
	printed, out := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--data", c.data}, c.lookup, terminal{in: strings.NewReader(""), out: out, err: io.Discard})
		_ = out.Close() // a pipe's Close never fails
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("central ended with %d", code)
		}
	})
	lines := bufio.NewReader(printed)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }() // ends with the pipe
	_, c.url, _ = strings.Cut(strings.TrimSpace(line), "listens on ")
	return c
}

func (c *company) lookup(name string) (string, bool) {
	v, ok := c.env[name]
	return v, ok
}

// account makes an account and keeps a token of it in a file.
func (c *company) account(login, role, file string) {
	c.Helper()
	c.run("a long enough one 123\n", "user", "add", login, "--name", login, "--role", role, "--data", c.data)
	secret := c.run("", "token", "add", "--user", login, "--name", "t", "--data", c.data)
	c.write(file, secret)
}

func (c *company) write(file, text string) {
	c.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		c.Fatal(err)
	}
}

// run types a command and wants it done; it returns what was printed.
func (c *company) run(in string, args ...string) string {
	c.Helper()
	code, out, errOut := c.try(in, args...)
	if code != 0 {
		c.Fatalf("%s ended with %d: %s", args, code, errOut)
	}
	return out
}

func (c *company) try(in string, args ...string) (code int, out, errOut string) {
	c.Helper()
	var o, e capture
	code = run(c.Context(), args, c.lookup, terminal{in: strings.NewReader(in), out: &o, err: &e})
	return code, string(o), string(e)
}

// far types a command to the running central.
func (c *company) far(args ...string) string {
	c.Helper()
	return c.run("", append(args, "--url", c.url, "--token-file", c.token)...)
}

// refused wants a command to end with a code and to say what is wrong and what to do.
func (c *company) refused(code int, says string, args ...string) {
	c.Helper()
	got, out, errOut := c.try("", args...)
	if got != code || !strings.Contains(errOut, says) || !strings.Contains(errOut, "next: ") || out != "" {
		c.Errorf("%s ended with %d, want %d with %q and what to do next: %s %s", args, got, code, says, errOut, out)
	}
}

func (c *company) has(text string, wants ...string) {
	c.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			c.Errorf("there is no %q in:\n%s", w, text)
		}
	}
}

// stock imports places, types, items and people into the running central.
func (c *company) stock() {
	c.Helper()
	for _, list := range [][2]string{
		{"places", "code,name,parent,kind,zone\nBLN,Berlin,,site,Europe/Berlin\nA-01,Shelf one,BLN,shelf,\n"},
		{"item_types", "code,name,kind\nLAMP,Fresnel 2000,serialized\n"},
		{"assets", "tag,item type,place\nL-0001,LAMP,A-01\nL-0002,LAMP,A-01\nL-0003,LAMP,A-01\n"},
		{"people", "name,email\nMara Berg,mara@example.org\n"},
	} {
		file := filepath.Join(c.data, list[0]+".csv")
		c.write(file, list[1])
		c.has(c.far("import", file, "--kind", list[0]), " wrong", "imported as ")
	}
}

// TestOperatorAfar walks through an operator's day over the API.
func TestOperatorAfar(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.stock()

	table := c.far("items", "list")
	want := "TAG     TYPE          STATUS     PLACE  WITH  ORDER  DUE\n" +
		"L-0001  Fresnel 2000  available  A-01   -     -      -\n" +
		"L-0002  Fresnel 2000  available  A-01   -     -      -\n" +
		"L-0003  Fresnel 2000  available  A-01   -     -      -\n"
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("items list (-want +got):\n%s", diff)
	}
	var tags []string
	for line := range strings.Lines(c.far("items", "list", "--place=A-01", "--type=LAMP", "--site=BLN", "--limit=2", "--json")) {
		var row struct{ Tag string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		tags = append(tags, row.Tag)
	}
	if diff := cmp.Diff([]string{"L-0001", "L-0002"}, tags); diff != "" {
		t.Error(diff)
	}
	c.has(c.far("items", "show", "l-0002"), "tag       L-0002", "Fresnel 2000", "WHEN")
	c.has(c.far("items", "find", "fresnel"), "LAMP", "Fresnel 2000")
	c.has(c.far("items", "list", "--csv"), "L-0001", "L-0003")
	c.has(c.far("types", "show", "LAMP"), "items     3")
	c.has(c.far("types", "list"), "LAMP")
	c.has(c.far("places", "list", "--kind=site"), "Europe/Berlin")
	c.has(c.far("places", "show", "A-01"), "within    BLN")
	c.has(c.far("people", "list"), "Mara Berg")
	c.has(c.far("people", "show", "mara berg"), "mara@example.org")

	c.has(c.far("labels", "stocks"), "roll-38x19")
	sheet := filepath.Join(c.data, "labels.pdf")
	c.far("labels", "print", "L-0001", "--places=A-01", "--out", sheet)
	if text, err := os.ReadFile(sheet); err != nil || !bytes.HasPrefix(text, []byte("%PDF-")) {
		t.Errorf("labels: %v %.20q", err, text)
	}
	c.has(c.far("labels", "print", "L-0001", "--format=zpl", "--out=-"), "^XA")

	file := filepath.Join(c.data, "items.csv")
	if out := c.far("export", "items", "--out", file); out != "" {
		t.Errorf("export printed %q", out)
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.Contains(text, []byte("L-0002")) {
		t.Errorf("export: %v %q", err, text)
	}
	for _, list := range []string{"types", "stock", "places", "people", "orders", "jobs", "questions"} {
		c.has(c.far("export", list), ",")
	}

	code := strings.TrimSpace(c.far("kiosks", "enrol", "--site=BLN", "--name=Dock 1"))
	if len(code) < 8 || strings.ContainsAny(code, " \n") {
		t.Errorf("the code is %q", code)
	}
	c.has(c.far("kiosks", "list"), "LAST CONTACT")
	c.has(c.far("sessions", "list"), "ACCOUNT")
	var session struct{ Token string }
	c.post("/v1/auth/login", `{"login":"boss","password":"a long enough one 123"}`, nil)
	c.post("/v1/auth/login", `{"login":"boss","password":"a long enough one 123"}`, &session)
	c.account("mara", "viewer", filepath.Join(c.data, "mara"))
	c.post("/v1/auth/login", `{"login":"mara","password":"a long enough one 123"}`, nil)
	c.refused(5, "API token", "sessions", "revoke-others", "--url", c.url, "--token-file", c.token)
	c.env["RMS_TOKEN"] = session.Token
	c.has(c.run("", "sessions", "revoke-others", "--url", c.url), "1 sessions have ended")
	delete(c.env, "RMS_TOKEN")
	c.has(c.far("sessions", "list"), "mara")
	c.has(c.far("sessions", "revoke-others", "--account=Mara"), "1 sessions have ended")
	if list := c.far("sessions", "list"); strings.Contains(list, "mara") {
		c.Errorf("mara is logged in yet:\n%s", list)
	}
	c.refused(3, "no account nobody", "sessions", "revoke-others", "--account=nobody", "--url", c.url, "--token-file", c.token)
	c.has(c.far("tokens", "list"), "boss", "valid")
	made := strings.TrimSpace(c.far("tokens", "add", "--name=board", "--role=viewer", "--ttl=1h"))
	for line := range strings.Lines(c.far("tokens", "list")) {
		if cells := strings.Fields(line); cells[0] == "board" {
			c.has(c.far("tokens", "revoke", cells[len(cells)-1]), "board is revoked")
		}
	}
	c.env["RMS_TOKEN"] = made
	c.refused(5, "", "items", "list", "--url", c.url)
}

// TestDecisionsAfar: orders and questions are decided on, each with what to do when
// it cannot be.
func TestDecisionsAfar(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.stock()
	id := func(list, name string) string {
		var row struct{ ID string }
		if err := json.Unmarshal([]byte(c.far(list, "show", name, "--json")), &row); err != nil {
			t.Fatal(err)
		}
		return row.ID
	}
	order := func() (number string) {
		var row struct{ ID, Number string }
		body := `{"site_id":"` + id("places", "BLN") + `","title":"Opening night","window":{"start":4100000000000,"end":4100100000000},"lines":[{"item_type_id":"` + id("types", "LAMP") + `","requested_quantity":2}]}`
		c.post("/v1/rent-actions", body, &row)
		c.post("/v1/rent-actions/"+row.ID+"/submit", `{}`, nil)
		return row.Number
	}
	// An order is made and sent in, at once or later.
	made := func(want string, args ...string) string {
		out := strings.TrimSpace(c.far(append([]string{"orders", "create", "--site=BLN", "--from=2099-12-03 08:00", "--to=2099-12-04"}, args...)...))
		number, state, _ := strings.Cut(out, " ")
		if state != want {
			c.Errorf("orders create printed %q, want %q", out, want)
		}
		return number
	}
	draft := made("is draft", "--for=Mara Berg", "--title=Opening night", "--notes=two trucks", "LAMP=2")
	c.has(c.far("orders", "show", draft), "draft", "Opening night", "Mara Berg", "two trucks", "from      2099-12-03 08:00", "to        2099-12-05 00:00", "Fresnel 2000  2")
	c.has(c.far("orders", "submit", draft), draft+" is pending")
	c.refused(4, draft, "orders", "submit", draft, "--url", c.url, "--token-file", c.token)
	c.has(c.far("orders", "show", made("is pending", "--submit", "LAMP=1")), "pending")
	for says, args := range map[string][]string{
		"how many":        {"--from=2099-12-03", "LAMP"},
		"LAMP=some":       {"--from=2099-12-03", "LAMP=some"},
		"no time":         {"--from=tomorrow", "LAMP=1"},
		"large enough":    {"--from=2099-12-03", "LAMP=0"},
		"after it starts": {"--from=2099-12-09", "LAMP=1"},
	} {
		c.refused(2, says, append([]string{"orders", "create", "--site=BLN", "--to=2099-12-04", "--url", c.url, "--token-file", c.token}, args...)...)
	}
	c.refused(3, "no item type NOPE", "orders", "create", "--site=BLN", "--from=2099-12-03", "--to=2099-12-04", "NOPE=1", "--url", c.url, "--token-file", c.token)
	c.refused(3, "no job Gala", "orders", "create", "--site=BLN", "--from=2099-12-03", "--to=2099-12-04", "--job=Gala", "LAMP=1", "--url", c.url, "--token-file", c.token)

	first, second := order(), order()
	c.has(c.far("orders", "list", "--status=pending"), first, second, "Opening night")
	c.has(c.far("orders", "approve", first), first+" is approved")
	c.refused(4, first, "orders", "approve", first, "--url", c.url, "--token-file", c.token)
	c.refused(2, "--reason", "orders", "reject", second, "--url", c.url, "--token-file", c.token)
	c.has(c.far("orders", "reject", second, "--reason=no truck"), second+" is rejected")
	c.has(c.far("orders", "show", second), "no truck", "ASKED", "Fresnel 2000  2")
	c.has(c.far("orders", "cancel", first), first+" is cancelled")

	c.post("/v1/inventory/check-ins", `{"place_id":"`+id("places", "A-01")+`","lines":[{"tag":"L-0001"}]}`, nil)
	list := c.far("questions", "list")
	number := strings.Fields(strings.Split(list, "\n")[1])[0]
	c.has(list, "L-0001", "noted")
	c.has(c.far("questions", "show", number), "answers", "noted")
	c.refused(2, "", "questions", "answer", number, "perhaps", "--url", c.url, "--token-file", c.token)
	c.has(c.far("questions", "answer", number, "noted", "--reason=seen"), "resolved: noted")
	c.refused(4, number, "questions", "answer", number, "noted", "--url", c.url, "--token-file", c.token)
}

// post changes something as a page would.
func (c *company) post(path, body string, out any) {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.url+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	token, err := os.ReadFile(c.token)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		c.Fatalf("%s: %d %s %v", path, res.StatusCode, text, err)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			c.Fatal(err)
		}
	}
}

// TestStockAfar: what is counted is listed, counted, corrected and taken back.
func TestStockAfar(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.stock()
	c.post("/v1/catalog/item-types", `{"code":"XLR10","name":"XLR cable 10 m","kind":"fungible","returns":true}`, nil)
	c.has(c.far("stock", "count", "XLR10", "24", "--at=A-01"), "24 x XLR cable 10 m at A-01")
	c.has(c.far("stock", "receive", "XLR10", "10", "--at=A-01"), "34 x XLR cable 10 m at A-01")
	c.has(c.far("stock", "adjust", "XLR10", "--at=A-01", "--by=-3", "--reason=torn"), "31 x XLR cable 10 m at A-01")
	c.refused(4, "only 31 are there", "stock", "adjust", "XLR10", "--at=A-01", "--by=-32", "--reason=torn", "--url", c.url, "--token-file", c.token)
	c.refused(2, "not counted", "stock", "count", "LAMP", "3", "--at=A-01", "--url", c.url, "--token-file", c.token)
	want := "CODE   TYPE            PLACE  SITE    ON HAND  COUNTED\n"
	table := c.far("stock", "list", "xlr", "--site=BLN")
	c.has(table, "XLR10", "XLR cable 10 m", "31", "A-01")
	if head, _, _ := strings.Cut(table, "\n"); strings.Join(strings.Fields(head), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("the head is %q", head)
	}
	c.has(c.far("stock", "list", "--csv"), "XLR10", ",31,")
	c.has(c.far("stock", "totals"), "XLR10", "31")
	entries := c.far("stock", "history", "XLR10", "--at=A-01")
	c.has(entries, "adjust", "-3", "torn", "receive", "+10", "count")
	last := strings.Fields(strings.Split(entries, "\n")[1])
	c.has(c.far("stock", "undo", last[len(last)-1], "--reason=found again"), "34 x XLR cable 10 m at A-01")
	c.has(c.far("stock", "history", "XLR10", "--at=A-01"), "taken back by t: found again")
	c.refused(4, "taken back before", "stock", "undo", last[len(last)-1], "--url", c.url, "--token-file", c.token)
	c.refused(3, "no stock", "stock", "history", "XLR10", "--at=BLN", "--url", c.url, "--token-file", c.token)
}

// TestTailGoesOn: what was printed is kept, and the next run begins after it.
func TestTailGoesOn(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.stock()
	keep := filepath.Join(c.data, "seen")
	seqs := func(text string) (out []string) {
		for line := range strings.Lines(text) {
			var e struct{ RMSSeq, SpecVersion string }
			if err := json.Unmarshal([]byte(line), &e); err != nil || e.SpecVersion != "1.0" {
				t.Fatalf("%q: %v", line, err)
			}
			out = append(out, e.RMSSeq)
		}
		return out
	}
	var got []string
	got = append(got, seqs(c.far("events", "tail", "--json", "--after=0", "--keep", keep, "--count=2", "--types=asset.*,place.*"))...)
	got = append(got, seqs(c.far("events", "tail", "--json", "--after=0", "--keep", keep, "--count=3", "--types=asset.*,place.*"))...)
	all := seqs(c.far("events", "tail", "--json", "--after=0", "--count=5", "--types=asset.*,place.*"))
	if diff := cmp.Diff(all, got); diff != "" {
		t.Errorf("two runs differ from one (-one +two):\n%s", diff)
	}
	c.has(c.far("events", "tail", "--after=0", "--count=1"), "user.created", "user/")
	// A place that central does not know of ends it, with what to do.
	c.write(keep, "999999\n")
	c.refused(4, "not known", "events", "tail", "--keep", keep, "--url", c.url, "--token-file", c.token)
}

// TestExitCodes: each kind of failure has its own, and says what to do next.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	c := open(t)
	guest := filepath.Join(c.data, "guest")
	c.account("guest", "viewer", guest)
	bad := filepath.Join(c.data, "bad")
	c.write(bad, "rms_forged")
	at := func(token string, args ...string) []string {
		return append(args, "--url", c.url, "--token-file", token)
	}
	c.refused(2, "--url", "items", "list")
	c.refused(2, "bogus", at(c.token, "items", "list", "--bogus")...)
	c.refused(2, "token", at(c.token, "items", "list", "--token=rms_secret")...)
	c.refused(2, "no address", "items", "list", "--url=central", "--token-file", c.token)
	c.refused(2, "status", at(c.token, "items", "list", "--status=bogus")...)
	c.refused(3, "no item L-9", at(c.token, "items", "show", "L-9")...)
	c.refused(3, "no kiosk K9", at(c.token, "kiosks", "revoke", "K9")...)
	c.refused(5, "rms-central token add", at(bad, "items", "list")...)
	c.refused(2, "rms-central items show --help", at(c.token, "items", "show")...)
	c.refused(2, "nope.csv", at(c.token, "import", filepath.Join(c.data, "nope.csv"))...)
	c.refused(5, "", at(guest, "kiosks", "enrol", "--site=0190a5b4-7c00-7000-8000-000000000001")...)
	c.refused(5, "no API token", "items", "list", "--url", c.url)
	c.refused(2, "missing", at(filepath.Join(c.data, "missing"), "items", "list")...)
	foreign := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	t.Cleanup(foreign.Close)
	c.refused(6, "not central's", "items", "list", "--url", foreign.URL, "--token-file", c.token)
	// The environment serves as well as a file, and a file that others read is named.
	c.env["RMS_URL"], c.env["RMS_TOKEN"] = c.url, "rms_forged"
	c.refused(5, "", "items", "list")
	delete(c.env, "RMS_TOKEN")
	if err := os.Chmod(guest, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, said := c.try("", "items", "list", "--token-file", guest); code != 0 || !strings.Contains(said, "chmod 600") {
		t.Errorf("%d %s", code, said)
	}
}

// TestHostileNames: what central sends moves no cursor and turns no writing round.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	c := &company{TB: t, data: t.TempDir(), env: map[string]string{"RMS_TOKEN": "x"}}
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"items":[{"name":"a\u001b[2Jb\tc\nd\u202ee","email":"\u0007"}]}`)
	}))
	t.Cleanup(far.Close)
	got := c.run("", "people", "list", "--url", far.URL)
	if strings.ContainsAny(got, "\x1b\x07\t\u202e") || strings.Count(got, "\n") != 2 {
		t.Errorf("got %q", got)
	}
	if got := c.run("", "people", "list", "--json", "--url", far.URL); strings.Count(got, "\n") != 1 || strings.ContainsAny(got, "\x1b\x07") {
		t.Errorf("got %q", got)
	}
}

// TestWhereCentralRunsMayBeSaidFirst: before the verb or after it, and a verb that
// is missing is asked for in the same words.
func TestWhereCentralRunsMayBeSaidFirst(t *testing.T) {
	t.Parallel()
	c := open(t)
	want := c.run("", "items", "list", "--url", c.url, "--token-file", c.token, "--json")
	for _, args := range [][]string{
		{"--url", c.url, "--token-file", c.token, "items", "list", "--json"},
		{"--token-file=" + c.token, "--url=" + c.url, "items", "list", "--json"},
		{"--url=" + c.url, "items", "list", "--json", "--token-file", c.token},
	} {
		if diff := cmp.Diff(want, c.run("", args...)); diff != "" {
			t.Errorf("%v (-want +got)\n%s", args, diff)
		}
	}
	for _, args := range [][]string{{"--url"}, {"--url", c.url}, {"--url=" + c.url, "--token-file"}} {
		var out, err bytes.Buffer
		if code := run(t.Context(), args, c.lookup, terminal{in: strings.NewReader(""), out: &out, err: &err}); code != 2 || !strings.Contains(err.String(), "next:") {
			t.Errorf("%v ended with %d and said %q", args, code, err.String())
		}
	}
}
