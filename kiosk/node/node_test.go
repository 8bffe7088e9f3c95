package node_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/identity"
	"rms/kiosk/localapi"
	"rms/syncproto"
)

// run runs the program to its end.
func run(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	cmd := command(t, args...)
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() }) // one that does not end fails by its exit code
	defer timer.Stop()
	raw, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return code, string(raw)
}

func TestASecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	dir := desktest.Dir(t)
	k := start(t, dir)
	code, out := run(t, "-headless", "-listen", "127.0.0.1:0", "-data", dir)
	if want := fmt.Sprintf("process %d", k.cmd.Process.Pid); code != 3 || !strings.Contains(out, want) {
		t.Errorf("exit %d, %q, want 3 and %q", code, out, want)
	}
	code, out = run(t, "enrol", "--central", "http://127.0.0.1:1", "--code", "x", "--data", dir)
	if code != 3 {
		t.Errorf("enrol beside a running kiosk: exit %d, %q, want 3", code, out)
	}
	if a, ok := k.scan(newScan(desktest.Tag(1))); !ok || a.Kind != "item" {
		t.Error("the first process does not work any more")
	}
	// A killed one leaves no lock behind.
	k.kill()
	start(t, dir)
}

func TestTheTokenIsKeptAndPrivate(t *testing.T) {
	t.Parallel()
	dir := desktest.Dir(t)
	if _, err := identity.OpenKey(dir); err != nil {
		t.Fatal(err)
	}
	first := start(t, dir)
	first.kill()
	second := start(t, dir)
	if first.token != second.token || len(first.token) < 40 {
		t.Errorf("tokens %q and %q, want one long one", first.token, second.token)
	}
	for _, name := range []string{"local.token", "device.key", "lock"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v, want 0600", name, info, err)
		}
	}
	second.kill()
	if strings.Contains(second.stderr.String(), second.token) {
		t.Error("the log holds the token")
	}
}

func TestSIGTERMStopsInOrder(t *testing.T) {
	t.Parallel()
	k := start(t, desktest.Dir(t))
	if _, ok := k.scan(newScan(desktest.Tag(1))); !ok {
		t.Fatal("no answer")
	}
	// A page waits for news for longer than stopping may take. The number is that of the newest news, once all is quiet.
	waiting := make(chan struct{})
	polled := make(chan struct{})
	go func() {
		defer close(polled)
		for after := int64(0); ; {
			trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
				if after > 0 {
					waitOnce(waiting)
				}
			}}
			_, raw, ok := k.doTraced(trace, "GET", fmt.Sprintf("/api/events?after=%d&wait=25s", after), nil)
			var e localapi.Events
			if !ok || json.Unmarshal(raw, &e) != nil || len(e.Events) == 0 {
				return
			}
			after = e.Next
		}
	}()
	<-waiting
	if err := k.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-k.done
	if code := k.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit %d, want 0\n%s", code, k.stderr)
	}
	<-polled
}

// waitOnce closes c unless it is closed; one goroutine calls it.
func waitOnce(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

// stub is a central that enrols one kiosk.
func stub(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in syncproto.EnrolRequest
		if r.URL.Path != "/v1/sync/enrol" || json.NewDecoder(r.Body).Decode(&in) != nil || in.Code != "good" || len(in.PublicKey) != 32 {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"type":"about:blank","title":"Forbidden","status":403,"detail":"that code is not valid","reason":"bad_code","hint":"rms-central kiosk code"}`))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(desktest.Enrolment()) // the client has gone: the test sees it
	}))
	t.Cleanup(s.Close)
	return s
}

func TestEnrolment(t *testing.T) {
	t.Parallel()
	central := stub(t)
	dir := t.TempDir()
	enrol := func(code string) (int, string) {
		return run(t, "enrol", "--central", central.URL, "--code", code, "--data", dir)
	}
	if code, out := enrol("bad"); code != 1 || !strings.Contains(out, "that code is not valid") || !strings.Contains(out, "rms-central kiosk code") {
		t.Errorf("a bad code: exit %d, %q", code, out)
	}
	if code, out := enrol("good"); code != 0 || !strings.Contains(out, "enrolled as Dock 1 (K3)") {
		t.Errorf("a good code: exit %d, %q", code, out)
	}
	code, out := run(t, "enrol", "--central", strings.Replace(central.URL, "127.0.0.1", "localhost", 1), "--code", "bad", "--data", dir)
	if code != 1 || !strings.Contains(out, "that code is not valid") {
		t.Errorf("again elsewhere with a bad code: exit %d, %q", code, out)
	}
	k := start(t, dir)
	var st localapi.Status
	if _, raw, ok := k.do("GET", "/api/status", nil); !ok || json.Unmarshal(raw, &st) != nil || !st.Enrolled || st.Central.URL != central.URL {
		t.Errorf("status %+v, want enrolled at %s", st, central.URL) // which a failed enrolment elsewhere has not changed
	}
	if a, ok := k.scan(newScan("LX-1")); !ok || a.Outcome != "stop" {
		t.Errorf("before its first snapshot it answers %+v (%v)", a, ok)
	}
}

// TestALostKeyIsSaid: a kiosk whose key is gone, or is another one, starts, says
// so with the next step, makes no new key, and takes scans.
func TestALostKeyIsSaid(t *testing.T) {
	t.Parallel()
	central := stub(t)
	dir := t.TempDir()
	if code, out := run(t, "enrol", "--central", central.URL, "--code", "good", "--data", dir); code != 0 {
		t.Fatalf("enrol: exit %d, %q", code, out)
	}
	path := filepath.Join(dir, identity.KeyFile)
	if err := os.Rename(path, path+".elsewhere"); err != nil {
		t.Fatal(err)
	}
	lost := func(what string) {
		t.Helper()
		k := start(t, dir)
		if a, ok := k.scan(newScan("LX-1")); !ok || a.FactID == "" {
			t.Errorf("%s: a scan is answered %+v (%v)", what, a, ok)
		}
		k.kill()
		if out := k.stderr.String(); !strings.Contains(out, "level=ERROR") || !strings.Contains(out, "device key") || !strings.Contains(out, "rms-kiosk enrol --central URL --code CODE") {
			t.Errorf("%s: the log says %s", what, out)
		}
	}
	lost("no key")
	if _, err := os.Stat(path); err == nil {
		t.Error("a new key was made")
	}
	if _, err := identity.OpenKey(dir); err != nil {
		t.Fatal(err)
	}
	lost("another key")
	if err := os.Rename(path+".elsewhere", path); err != nil {
		t.Fatal(err)
	}
	k := start(t, dir)
	k.kill()
	if out := k.stderr.String(); strings.Contains(out, "device key") {
		t.Errorf("with the key back the log says %s", out)
	}
}

// TestADatabaseThatIsGone: the files go, and later others stand at their place,
// while the kiosk runs. It acknowledges nothing that nobody would find again, and
// works on when its own are back.
func TestADatabaseThatIsGone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // an open file stays where it is
	}
	dir := desktest.Dir(t)
	k := start(t, dir)
	if _, ok := k.scan(newScan(desktest.Tag(1))); !ok {
		t.Fatal("no answer")
	}
	refused := func(what string) {
		t.Helper()
		status, raw, ok := k.post("/api/scans", newScan("LX-1"))
		if !ok || status < 500 || !strings.Contains(string(raw), "store_gone") || !strings.Contains(string(raw), "put the file back") {
			t.Errorf("%s: a scan is answered %d %s", what, status, raw)
		}
		if _, raw, ok := k.do("GET", "/api/health", nil); !ok || !strings.Contains(string(raw), "check.store_gone") {
			t.Errorf("%s: the health page says %s", what, raw)
		}
	}
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	refused("deleted")
	if err := os.CopyFS(dir, os.DirFS(desktest.Dir(t))); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
	refused("replaced")
	if err := errors.Join(os.Rename(dir, dir+".second"), os.Rename(dir+".away", dir)); err != nil {
		t.Fatal(err)
	}
	if a, ok := k.scan(newScan("LX-1")); !ok || a.FactID == "" {
		t.Errorf("with the files back a scan is answered %+v (%v)", a, ok)
	}
}

// TestWhatIsBrokenIsSaid: each thing that can be wrong with the directory's files
// is refused once, by path, with the next step, and nothing new is begun there.
func TestWhatIsBrokenIsSaid(t *testing.T) {
	t.Parallel()
	central := stub(t)
	for name, c := range map[string]struct {
		harm func(dir string) error
		want string
		next string
	}{
		"address cut off": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "central.json"), []byte(`{"url":`), 0o600)
		}, "central.json does not say where central is", "write {\"url\":"},
		"address empty":    {func(dir string) error { return os.WriteFile(filepath.Join(dir, "central.json"), []byte(`{}`), 0o600) }, "central.json does not say where central is", "write {\"url\":"},
		"database emptied": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "kiosk.db"), nil, 0o600) }, "kiosk.db is empty (0 bytes)", "put the database back"},
		"database gone":    {func(dir string) error { return os.Remove(filepath.Join(dir, "kiosk.db")) }, "kiosk.db is gone", "put the database back"},
		"not a database": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "kiosk.db"), []byte(strings.Repeat("x", 9000)), 0o600)
		}, "the file is not a database", "check the path"},
		"lock not a file": {func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "lock")), os.Mkdir(filepath.Join(dir, "lock"), 0o700))
		}, "the lock of the data directory cannot be opened", "give this user the right"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if code, out := run(t, "enrol", "--central", central.URL, "--code", "good", "--data", dir); code != 0 {
				t.Fatalf("enrol: exit %d, %q", code, out)
			}
			if err := c.harm(dir); err != nil {
				t.Fatal(err)
			}
			code, out := run(t, "-headless", "-listen", "127.0.0.1:0", "-data", dir)
			if code != 1 || strings.Count(out, c.want) != 1 || !strings.Contains(out, "("+c.next) || strings.Contains(out, "is in use") {
				t.Errorf("exit %d, %q, want 1, once %q, and (%s", code, out, c.want, c.next)
			}
			if name == "database gone" {
				if _, err := os.Stat(filepath.Join(dir, "kiosk.db")); err == nil {
					t.Error("a new database was begun")
				}
			}
		})
	}
}

func TestCommandLines(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(file, []byte(`{"listen":"10.0.0.1:80","colour":"red"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	notADir := filepath.Join(file, "below")
	cases := map[string]struct {
		args []string
		code int
		want string
	}{
		"version":          {[]string{"-version"}, 0, "rms-kiosk 0.1.0, protocol 2"},
		"help":             {[]string{"-help"}, 0, "-headless"},
		"help: enrol":      {[]string{"-help"}, 0, "rms-kiosk enrol --central URL --code CODE"},
		"help: variables":  {[]string{"-help"}, 0, "RMS_DISK_FLOOR_MB"},
		"help: defaults":   {[]string{"-help"}, 0, "127.0.0.1:7420"},
		"help of enrol":    {[]string{"enrol", "-help"}, 0, "rms-central kiosk code"},
		"unknown flag":     {[]string{"-fullscreen"}, 2, "fullscreen"},
		"unknown command":  {[]string{"serve"}, 2, "there is only the command enrol"},
		"no window":        {[]string{"-data", dir}, 1, "-headless"},
		"open to all":      {[]string{"-headless", "-listen", "0.0.0.0:7420", "-data", dir}, 2, "127.0.0.1:7420"},
		"no address":       {[]string{"-headless", "-listen", "here", "-data", dir}, 2, "write it as"},
		"unknown setting":  {[]string{"-headless", "-config", file, "-data", dir}, 2, "colour"},
		"no file":          {[]string{"-headless", "-config", file + "x", "-data", dir}, 2, "correct -config"},
		"data unwritable":  {[]string{"-headless", "-listen", "127.0.0.1:0", "-data", notADir}, 1, "choose another one with -data"},
		"enrol incomplete": {[]string{"enrol", "-data", dir}, 2, "--central URL --code CODE"},
		"enrol nowhere":    {[]string{"enrol", "-data", dir, "-central", "nonsense", "-code", "x"}, 1, "no address of central"},
	}
	for name, c := range cases {
		code, out := run(t, c.args...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit %d, %q, want %d and %q", name, code, out, c.code, c.want)
		}
	}
}
