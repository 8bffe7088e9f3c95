package world

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Central is one central with its data directory. It keeps its address over
// restarts, as kiosks know it by that.
type Central struct {
	// Client speaks to it without an account.
	*Client
	// Data is its data directory.
	Data string

	w       *World
	listen  string
	process *process
}

// demo is the directory of a demo company that every World copies; made once.
var demo string

// demoData makes the demo company once and returns its data directory.
func demoData(tb testing.TB) string {
	tb.Helper()
	seeding.Lock()
	defer seeding.Unlock()
	if demo != "" {
		return demo
	}
	b, err := programs()
	if err != nil {
		tb.Fatal(err)
	}
	dir := filepath.Join(b.dir, "demo")
	if _, err := run(tb.Context(), b.central, "demo", "--seed", "--data", dir); err != nil {
		tb.Fatal(err)
	}
	demo = dir
	return demo
}

// DemoCentral makes a central with a demo company of its own. It does not run
// yet.
func (w *World) DemoCentral() *Central {
	w.tb.Helper()
	return w.NewCentral(func(dir string) {
		if err := os.CopyFS(dir, os.DirFS(demoData(w.tb))); err != nil {
			w.tb.Fatalf("copy the demo company: %v", err)
		}
	})
}

// NewCentral makes a central whose data directory fill has filled. It does not
// run yet.
func (w *World) NewCentral(fill func(dir string)) *Central {
	w.tb.Helper()
	c := &Central{w: w, Data: w.Path("central"), listen: freeAddress(w.tb)}
	fill(c.Data)
	c.Client = &Client{base: "http://" + c.listen}
	return c
}

// As speaks to it with an API token.
func (c *Central) As(token string) *Client { return &Client{base: c.base, token: token} }

// PID is the id of its process.
func (c *Central) PID() int { return c.process.cmd.Process.Pid }

// EmptyCentral makes a central without a company. It does not run yet.
func (w *World) EmptyCentral() *Central { w.tb.Helper(); return w.NewCentral(func(string) {}) }

// At is the same central, found by kiosks at another address: that of a proxy.
func (c *Central) At(url string) *Central {
	there := *c
	there.Client = &Client{base: url}
	return &there
}

// freeAddress is an address of this machine at which nobody listens.
func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	return l.Addr().String()
}

// URL is where kiosks find it.
func (c *Central) URL() string { return c.base }

// DB is the path of its database.
func (c *Central) DB() string { return only(c.w.tb, c.Data) }

var centralReady = regexp.MustCompile(`central is ready`)

// Start starts it, on the data that are there, with flags that serve takes.
func (c *Central) Start(flags ...string) {
	c.w.tb.Helper()
	b, err := programs()
	if err != nil {
		c.w.tb.Fatal(err)
	}
	c.process = c.w.start("central", append([]string{b.central, "serve", "--listen", c.listen, "--data", c.Data}, flags...)...)
	c.process.await(c.w.tb, centralReady)
}

// Kill ends it as a power cut would.
func (c *Central) Kill() { c.process.kill() }

// Stop asks it to end.
func (c *Central) Stop() { c.w.tb.Helper(); c.process.stop(c.w.tb) }

// Command runs rms-central beside it on the same data, and returns what that
// printed.
func (c *Central) Command(args ...string) string {
	c.w.tb.Helper()
	return c.CommandIn("", args...)
}

// CommandIn is Command with something on standard input.
func (c *Central) CommandIn(stdin string, args ...string) string {
	c.w.tb.Helper()
	b, err := programs()
	if err != nil {
		c.w.tb.Fatal(err)
	}
	text, err := runIn(c.w.tb.Context(), stdin, append(append([]string{b.central}, args...), "--data", c.Data)...)
	if err != nil {
		c.w.tb.Fatal(err)
	}
	return text
}

// only is the one database file of a data directory.
func only(tb testing.TB, dir string) string {
	tb.Helper()
	found, err := fs.Glob(os.DirFS(dir), "*.db")
	if err == nil && len(found) != 1 {
		err = errors.New("there must be one database")
	}
	if err != nil {
		tb.Fatalf("%s: %v: %v", dir, found, err)
	}
	return filepath.Join(dir, found[0])
}
