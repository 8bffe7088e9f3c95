package readme_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rms/test/world"
)

// guest is the newcomer that .ci/guest has made.
type guest struct {
	account  *user.User
	uid, gid uint32
}

func enter(t *testing.T) *guest {
	t.Helper()
	name := os.Getenv("RMS_GUEST")
	if name == "" {
		t.Fatal("there is no guest to do what the README says: type `.ci/stage readme`, as root")
	}
	account, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{account: account, uid: number(t, account.Uid), gid: number(t, account.Gid)}
	if g.uid == 0 || g.gid == 0 {
		t.Fatalf("%s has the rights of root", name)
	}
	return g
}

func number(t *testing.T, id string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(id, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}

// path is a path in the guest's clone.
func (g *guest) path(name string) string { return filepath.Join(g.account.HomeDir, "rms", name) }

// command is a line typed by the guest in the clone, in a session of its own.
func (g *guest) command(line string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir, cmd.Env = g.path(""), g.environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: &syscall.Credential{Uid: g.uid, Gid: g.gid}}
	return cmd
}

// notTheirs is what belongs to whoever runs the test: homes, caches, a screen,
// the build server, and the make that runs this.
var notTheirs = regexp.MustCompile(`^(HOME|USER|LOGNAME|MAIL|XDG_.*|GOCACHE|GOMODCACHE|GOPATH|GOBIN|GOENV|GOFLAGS|DISPLAY|WAYLAND_DISPLAY|CI|RMS_.*|MAKE.*|MFLAGS|PWD|OLDPWD)=`)

func (g *guest) environment() []string {
	env := slices.DeleteFunc(os.Environ(), notTheirs.MatchString)
	return append(env, "HOME="+g.account.HomeDir, "USER="+g.account.Username, "LOGNAME="+g.account.Username, "NO_APT=1")
}

// processes are the ids of all that the guest runs.
func (g *guest) processes() (ids []int) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return []int{-1} // never taken for none
	}
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // it has ended
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid == g.uid {
			ids = append(ids, id)
		}
	}
	return ids
}

// dryRun asks what a command would do.
func (g *guest) dryRun(t *testing.T, line string) {
	t.Helper()
	verb, ok := strings.CutPrefix(line, "make ")
	if !ok {
		t.Fatalf("%q is not a make command", line)
	}
	if out, err := g.command("make -n " + verb).CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) == 0 {
		t.Errorf("make -n %s: %v\n%s", verb, err, out)
	}
}

// running is a `make run`.
type running struct {
	guest *guest
	cmd   *exec.Cmd
	keys  io.WriteCloser
	done  chan struct{}

	mu  sync.Mutex
	out bytes.Buffer
}

// buildLimit is how long a first start may take with empty caches, on a machine
// that does much else.
const buildLimit = 15 * time.Minute

// start types the line and waits for the last line that it prints.
func (g *guest) start(t *testing.T, line string) *running {
	t.Helper()
	r := &running{guest: g, cmd: g.command(line), done: make(chan struct{})}
	r.cmd.Stdout, r.cmd.Stderr = r, r
	var err error
	if r.keys, err = r.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(r.done)
		_ = r.cmd.Wait() // interrupt tells a good end from a bad one by what it left
	}()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("make run printed:\n%s", r.text())
		}
		_ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGINT) // it may have ended
	})
	world.Until(t, buildLimit, "the last line", func() error {
		select {
		case <-r.done:
			t.Fatalf("%s ended before its last line", line)
		default:
		}
		if !strings.Contains(r.text(), lastLine+"\n") {
			return fmt.Errorf("not yet: %q", lastLine)
		}
		return nil
	})
	return r
}

// Write keeps what is printed.
func (r *running) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.Write(p)
}

func (r *running) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.String()
}

// press presses a key and waits until the terminal says something new.
func (r *running) press(t *testing.T, key, says string) {
	t.Helper()
	before := len(r.text())
	if _, err := io.WriteString(r.keys, key); err != nil {
		t.Fatal(err)
	}
	world.Until(t, limit, "the terminal says "+says, func() error {
		if more := r.text()[before:]; !strings.Contains(more, says) {
			return fmt.Errorf("it says %q", more)
		}
		return nil
	})
}

// interrupt presses Ctrl-C, as a terminal passes it on: to the whole group. None
// of the guest's processes is left after it.
func (r *running) interrupt(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(-r.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	world.Until(t, limit, "all that the guest ran has ended", func() error {
		if left := r.guest.processes(); len(left) > 0 {
			return fmt.Errorf("processes %v", left)
		}
		return nil
	})
	<-r.done
	if !strings.Contains(r.text(), "Everything stays in rms-data") {
		t.Errorf("Ctrl-C did not end it well:\n%s", r.text())
	}
}
