//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// trial is one data directory with the fakes' links; runs are started in it.
type trial struct {
	t      *testing.T
	dir    string
	events string
	conf   config
}

func setup(t *testing.T) *trial {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{centralProgram, kioskProgram, "rms-try"} {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	tr := &trial{t: t, dir: dir, events: filepath.Join(dir, "events")}
	base := freeBase()
	tr.conf = config{
		bin: dir, data: filepath.Join(dir, "rms-data"), centralPort: base, kioskPort: base + portsTried, networkPort: base + 2*portsTried,
		env:        append(without(os.Environ(), "DISPLAY", "WAYLAND_DISPLAY"), "FAKE_EVENTS="+tr.events),
		startLimit: time.Minute, catalogue: time.Minute, windowTrial: 5 * time.Second, grace: 15 * time.Second,
	}
	return tr
}

func without(env []string, names ...string) []string {
	var out []string
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		if name != names[0] && name != names[len(names)-1] {
			out = append(out, e)
		}
	}
	return out
}

// session is a run in the background.
type session struct {
	t     *testing.T
	keys  *os.File
	lines chan string
	said  []string
	end   context.CancelFunc
	err   chan error
}

func (tr *trial) start() *session {
	tr.t.Helper()
	in, keys, err := os.Pipe()
	if err != nil {
		tr.t.Fatal(err)
	}
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(tr.t.Context())
	s := &session{t: tr.t, keys: keys, lines: make(chan string), end: cancel, err: make(chan error, 1)}
	c := tr.conf
	c.keys, c.out = in, w
	go func() {
		s.err <- run(ctx, c)
		_ = w.Close()
	}()
	go func() {
		defer close(s.lines)
		for lines := bufio.NewScanner(r); lines.Scan(); {
			s.lines <- lines.Text()
		}
	}()
	tr.t.Cleanup(func() { // a failed test must not leave processes
		cancel()
		for range s.lines {
		}
		_ = keys.Close()
		_ = in.Close()
	})
	return s
}

// until reads the output up to the first line that matches.
func (s *session) until(pattern string) string {
	s.t.Helper()
	re := regexp.MustCompile(pattern)
	for line := range s.lines {
		s.said = append(s.said, line)
		if re.MatchString(line) {
			return line
		}
	}
	s.t.Fatalf("the run ended without saying %q: %v\n%s", pattern, <-s.err, strings.Join(s.said, "\n"))
	return ""
}

// ready waits for the last line and returns central's and the kiosk's address.
func (s *session) ready() (central, kiosk string) {
	s.t.Helper()
	central = strings.TrimPrefix(s.until(`^Central: `), "Central: ")
	kiosk = strings.TrimSpace(strings.TrimPrefix(s.until(`^Kiosk: `), "Kiosk:"))
	s.until("^" + regexp.QuoteMeta(keysLine) + "$")
	return central, kiosk
}

// wait drains the output and returns run's error.
func (s *session) wait() error {
	for line := range s.lines {
		s.said = append(s.said, line)
	}
	return <-s.err
}

func (tr *trial) eventLines() []string {
	tr.t.Helper()
	data, err := os.ReadFile(tr.events)
	if err != nil {
		tr.t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(regexp.MustCompile(` \d+`).ReplaceAllString(string(data), "")), "\n")
}

// gone fails if a process of the trial still lives.
func (tr *trial) gone() {
	tr.t.Helper()
	data, err := os.ReadFile(tr.events)
	if err != nil {
		tr.t.Fatal(err)
	}
	found := regexp.MustCompile(`started (\d+)`).FindAllStringSubmatch(string(data), -1)
	if len(found) == 0 {
		tr.t.Error("no process was ever started")
	}
	for _, m := range found {
		pid, err := strconv.Atoi(m[1])
		if err != nil {
			tr.t.Fatal(err)
		}
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			tr.t.Errorf("process %d is still there: %v", pid, err)
		}
	}
}

// setUp are the words for what takes time and is done once.
var setUp = []string{"Writing the demo company, about 15 s, once ...", "Enrolling the kiosk, once ..."}

func TestFirstAndSecondRun(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	s := tr.start()
	_, kiosk := s.ready()
	if got := tr.eventLines(); got[len(got)-1] != "catalogue read" {
		t.Errorf("codes to try are shown before the kiosk knows them: %v", got)
	}
	if page, _, _ := strings.Cut(kiosk, "/#token=s3cret"); page == kiosk || !get(page+"/central") {
		t.Errorf("the kiosk at %q does not reach central", kiosk)
	}
	said := strings.Join(s.said, "\n")
	for _, text := range setUp {
		if strings.Count(said, text) != 1 {
			t.Errorf("the first run does not say once %q:\n%s", text, said)
		}
	}
	for text, want := range map[string]bool{"password starlight": true, "BADGE-B": true, "at London": false, "BADGE-L": false, "So much": true} {
		if strings.Contains(said, text) != want {
			t.Errorf("shown is %q, not %v:\n%s", text, want, said)
		}
	}
	s.end()
	if err := s.wait(); err != nil {
		t.Errorf("the first run ended with %v", err)
	}
	tr.gone()

	s = tr.start()
	_, kiosk = s.ready()
	page, _, _ := strings.Cut(kiosk, "/#")
	if !get(page + "/central") {
		t.Error("at the second run the kiosk does not reach central")
	}
	if !strings.Contains(strings.Join(s.said, "\n"), "password starlight") {
		t.Error("the second run does not show the log-ins")
	}
	for _, text := range setUp {
		if strings.Contains(strings.Join(s.said, "\n"), text) {
			t.Errorf("the second run says %q and does no such thing", text)
		}
	}
	s.end()
	if err := s.wait(); err != nil {
		t.Errorf("the second run ended with %v", err)
	}
	want := []string{
		"seeded", "central started", "enrolled", "kiosk started", "catalogue read", "kiosk stopped", "central stopped",
		"central started", "kiosk started", "kiosk stopped", "central stopped",
	}
	if diff := cmp.Diff(want, tr.eventLines()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	tr.gone()
}

// TestNoCatalogue: a kiosk that central does not answer is of use all the same.
func TestNoCatalogue(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	tr.conf.env = append(tr.conf.env, "FAKE_CATALOGUE=never")
	tr.conf.catalogue = time.Nanosecond
	s := tr.start()
	s.until("^The kiosk still does not know the catalogue")
	s.ready()
	s.end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

// TestSecretsStayPrivate: log-ins, badge codes and the kiosk's token are in the
// data directory; nobody else on the machine may read them.
func TestSecretsStayPrivate(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	s := tr.start()
	s.ready()
	s.end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
	for _, path := range []string{tr.conf.data, filepath.Join(tr.conf.data, "log"), tr.conf.logFile("kiosk"), tr.conf.demoText()} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if others := info.Mode().Perm() & 0o077; others != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
	}
}

func TestTakenPortsMove(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	first, second := take(t), take(t)
	tr.conf.centralPort, tr.conf.kioskPort = first, second
	s := tr.start()
	central, kiosk := s.ready()
	for _, c := range []struct {
		url   string
		taken int
	}{{central, first}, {kiosk, second}} {
		got, err := strconv.Atoi(regexp.MustCompile(`127\.0\.0\.1:(\d+)`).FindStringSubmatch(c.url)[1])
		if err != nil || got <= c.taken || got >= c.taken+portsTried {
			t.Errorf("with %d taken the address is %s", c.taken, c.url)
		}
		if said := strings.Join(s.said, "\n"); !strings.Contains(said, fmt.Sprintf("Port %d is taken", c.taken)) {
			t.Errorf("nothing was said of port %d:\n%s", c.taken, said)
		}
	}
	s.end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

func take(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// TestProgramDies: wherever a program gives up at the start, its last lines are
// shown, what ran is stopped, and the next run takes up from there.
func TestProgramDies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ env, want, then string }{
		"demo":      {"FAKE_CENTRAL_DIES=demo", "the disk is on fire", "seeded"},
		"serve":     {"FAKE_CENTRAL_DIES=serve", "line 39 of trouble", "central started"},
		"code":      {"FAKE_CENTRAL_DIES=code", "the disk is on fire", "enrolled"},
		"the kiosk": {"FAKE_KIOSK_DIES=1", "no such table: meta", "kiosk started"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := setup(t)
			healthy := tr.conf.env
			tr.conf.env = append(healthy[:len(healthy):len(healthy)], c.env)
			s := tr.start()
			err := s.wait()
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), filepath.Join("rms-data", "log")) {
				t.Fatalf("error = %v, want one with %q and the log's place", err, c.want)
			}
			if strings.Contains(err.Error(), "line 3 of trouble") {
				t.Errorf("more than the last lines: %v", err)
			}
			tr.conf.env = healthy
			s = tr.start()
			s.ready()
			s.end()
			if err := s.wait(); err != nil {
				t.Errorf("the next run: %v", err)
			}
			if all := tr.eventLines(); strings.Count(strings.Join(all, "\n"), c.then) != 1 {
				t.Errorf("%q did not happen exactly once: %v", c.then, all)
			}
			tr.gone()
		})
	}
}

func TestKioskEndsWhileRunning(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/quit": "", "/crash": "assertion failed"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			tr := setup(t)
			s := tr.start()
			_, kiosk := s.ready()
			page, _, _ := strings.Cut(kiosk, "/#")
			_ = get(page + path) // may be answered or not: it dies
			err := s.wait()
			if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("run = %v, want %q", err, want)
			}
			tr.gone()
		})
	}
}

func TestKeyCutsAndRestores(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	s := tr.start()
	_, kiosk := s.ready()
	page, _, _ := strings.Cut(kiosk, "/#")
	if !get(page + "/central") {
		t.Fatal("central is out of reach before the cut")
	}
	press := func(keys, answer string) {
		t.Helper()
		if _, err := s.keys.WriteString(keys); err != nil {
			t.Fatal(err)
		}
		s.until(answer)
	}
	press("o", "CUT")
	if get(page + "/central") {
		t.Error("central is within reach after the cut")
	}
	press("x\no\n", "is back")
	if !get(page + "/central") {
		t.Error("central is out of reach after the network came back")
	}
	if err := s.keys.Close(); err != nil { // no more keys: the run goes on
		t.Fatal(err)
	}
	if !get(page + "/central") {
		t.Error("the run ended with its keyboard")
	}
	s.end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	t.Run("works", func(t *testing.T) {
		t.Parallel()
		tr := setup(t)
		tr.conf.env = append(tr.conf.env, "DISPLAY=:77")
		tr.conf.windowTrial = time.Nanosecond // it lives; how long is tried decides nothing
		s := tr.start()
		if _, kiosk := s.ready(); kiosk != "in its window" {
			t.Errorf("the kiosk is %q", kiosk)
		}
		s.end()
		if err := s.wait(); err != nil {
			t.Error(err)
		}
	})
	t.Run("dies", func(t *testing.T) {
		t.Parallel()
		tr := setup(t)
		tr.conf.env = append(tr.conf.env, "DISPLAY=:77", "FAKE_WINDOW=dies")
		s := tr.start()
		s.until("cannot open display :77")
		if _, kiosk := s.ready(); !strings.Contains(kiosk, "#token=") {
			t.Errorf("the kiosk is %q, want an address", kiosk)
		}
		s.end()
		if err := s.wait(); err != nil {
			t.Error(err)
		}
		tr.gone()
	})
	t.Run("not wanted", func(t *testing.T) {
		t.Parallel()
		tr := setup(t)
		tr.conf.env = append(tr.conf.env, "DISPLAY=:77")
		tr.conf.headless = true
		s := tr.start()
		if _, kiosk := s.ready(); !strings.Contains(kiosk, "#token=") {
			t.Errorf("the kiosk is %q, want an address", kiosk)
		}
		s.end()
		if err := s.wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestStubbornChildIsKilled(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	tr.conf.env = append(tr.conf.env, "FAKE_STUBBORN=kiosk")
	tr.conf.grace = time.Millisecond
	s := tr.start()
	s.ready()
	s.end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
	if said := strings.Join(s.said, "\n"); !strings.Contains(said, "kiosk did not end") {
		t.Errorf("nothing was said of the kill:\n%s", said)
	}
	tr.gone()
}

func TestTwoRunsOnOneDirectory(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	s := tr.start()
	s.ready()
	if err := tr.start().wait(); err == nil || !strings.Contains(err.Error(), "in use by another run") {
		t.Errorf("a second run on the same data: %v", err)
	}
	s.end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

func TestDamagedMemory(t *testing.T) {
	t.Parallel()
	tr := setup(t)
	if err := os.MkdirAll(tr.conf.data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tr.conf.keptFile(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tr.start().wait(); err == nil || !strings.Contains(err.Error(), "make reset") {
		t.Errorf("error = %v, want one that names make reset", err)
	}
}
