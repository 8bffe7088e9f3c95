package world

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
)

// Kiosk is one kiosk with its data directory. Its address changes with every
// start; its token stays.
type Kiosk struct {
	// Name is what central calls it.
	Name string
	// Data is its data directory.
	Data string

	w       *World
	client  atomic.Pointer[Client]
	process *process
}

// EnrolKiosk makes a kiosk at a site of c, which must be running, by a code and
// over the network. It does not run yet.
func (w *World) EnrolKiosk(c *Central, name, site, returns string) *Kiosk {
	w.tb.Helper()
	k := &Kiosk{Name: name, w: w, Data: w.Path(strings.ReplaceAll(strings.ToLower(name), " ", "-"))}
	k.EnrolAgain(c, site, returns)
	return k
}

// EnrolAgain enrols its data directory, whatever that holds, by a code of c. It
// must not run.
func (k *Kiosk) EnrolAgain(c *Central, site, returns string) {
	tb := k.w.tb
	tb.Helper()
	code := c.Command("kiosk", "code", "--site", site, "--returns", returns, "--name", k.Name)
	b, err := programs()
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := run(tb.Context(), b.kiosk, "enrol", "--central", c.URL(), "--code", code, "--data", k.Data); err != nil {
		tb.Fatal(err)
	}
}

var kioskReady = regexp.MustCompile(`http://[0-9.]+:[0-9]+/#token=\S+`)

// Start starts it without a window, on the data that are there, with additions to
// its environment.
func (k *Kiosk) Start(env ...string) {
	tb := k.w.tb
	tb.Helper()
	b, err := programs()
	if err != nil {
		tb.Fatal(err)
	}
	k.process = k.w.startIn(env, filepath.Base(k.Data), b.kiosk, "-headless", "-listen", "127.0.0.1:0", "-data", k.Data)
	base, token, _ := strings.Cut(k.process.await(tb, kioskReady), "/#token=")
	kept, err := os.ReadFile(filepath.Join(k.Data, "local.token"))
	if err != nil || strings.TrimSpace(string(kept)) != token {
		tb.Fatalf("%s printed another token than it keeps (%v)", k.Name, err)
	}
	k.client.Store(&Client{base: base, token: token})
}

// API speaks to the kiosk where it runs now.
func (k *Kiosk) API() *Client { return k.client.Load() }

// Page is the address of its page, with the token that opens it.
func (k *Kiosk) Page() string {
	c := k.API()
	return c.base + "/#token=" + c.token
}

// PID is the id of its process.
func (k *Kiosk) PID() int { return k.process.cmd.Process.Pid }

// Printed is what it has printed since its last start.
func (k *Kiosk) Printed() string { return k.process.log.text() }

// Kill ends it as a power cut would.
func (k *Kiosk) Kill() { k.process.kill() }

// Stop asks it to end.
func (k *Kiosk) Stop() { k.w.tb.Helper(); k.process.stop(k.w.tb) }

// DB is the path of its database.
func (k *Kiosk) DB() string { return only(k.w.tb, k.Data) }
