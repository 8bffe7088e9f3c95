package world

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// windowTags build the kiosk with its window.
const windowTags = "desktop,production,webkit2_41"

// pace is how long a scanner takes from key to key, ms: its buffer empties at
// once, so that a stall of this machine seldom falls between two keys of a code.
const pace = "2"

// Window is a kiosk in a true window on a screen of its own, which nobody sees.
type Window struct {
	w       *World
	kiosk   *Kiosk
	program string
	display string
	process *process
}

// Window makes a screen for a kiosk's window and builds the program. The kiosk
// must be enrolled and not running.
func (w *World) Window(k *Kiosk) *Window {
	w.tb.Helper()
	program := w.Path("rms-kiosk-window")
	if _, err := run(w.tb.Context(), "go", "build", "-tags", windowTags, "-o", program, "rms"); err != nil {
		w.tb.Fatal(err)
	}
	win := &Window{w: w, kiosk: k, program: program}
	screen := w.start("xvfb", "sh", "-c", "exec Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp -noreset 2>&1")
	win.display = ":" + screen.await(w.tb, regexp.MustCompile(`(?m)^\d+$`))
	w.startIn(win.env(), "matchbox", "matchbox-window-manager", "-use_titlebar", "no")
	return win
}

func (win *Window) env() []string {
	return []string{"DISPLAY=" + win.display, "WAYLAND_DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=disabled:", "NO_AT_BRIDGE=1", "HOME=" + win.w.Path("home")}
}

// Start starts the program, with additions to its environment, and waits for
// nothing.
func (win *Window) Start(env ...string) {
	win.w.tb.Helper()
	if err := os.MkdirAll(win.w.Path("home"), 0o700); err != nil {
		win.w.tb.Fatal(err)
	}
	win.process = win.w.startIn(append(win.env(), env...), "window", win.program, "-data", win.kiosk.Data)
}

// Open starts the program and waits for its window.
func (win *Window) Open() {
	tb := win.w.tb
	tb.Helper()
	win.Start()
	Until(tb, startLimit, "the window opens", func() error {
		return win.tool("xdotool", "search", "--onlyvisible", "--name", "RMS kiosk")
	})
}

// Scan types a code as a scanner does: fast, with no field in focus, and Enter.
func (win *Window) Scan(code string) {
	win.w.tb.Helper()
	if err := win.Type(code); err != nil {
		win.w.tb.Fatal(err)
	}
}

// Type is Scan where it is no matter whether there is anything to hear it.
func (win *Window) Type(code string) error {
	return win.tool("xdotool", "type", "--args", "1", "--delay", pace, code, "key", "--delay", pace, "Return")
}

// Picture writes what the screen shows as a PNG.
func (win *Window) Picture(path string) {
	win.w.tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		win.w.tb.Fatal(err)
	}
	if err := win.tool("import", "-window", "root", path); err != nil {
		win.w.tb.Fatal(err)
	}
}

// Printed is what the program has printed since its last start.
func (win *Window) Printed() string { return win.process.log.text() }

// Terminate asks the program to end and returns its error, nil for a clean exit.
func (win *Window) Terminate() error {
	win.w.tb.Helper()
	win.process.stop(win.w.tb)
	return win.process.err
}

// KillPage ends the process that draws the page, as a crash would.
func (win *Window) KillPage() {
	tb := win.w.tb
	tb.Helper()
	victims := offspring(win.process.cmd.Process.Pid, "WebKitWebProces")
	if len(victims) == 0 {
		tb.Fatal("the window has no web process")
	}
	for _, pid := range victims {
		p, err := os.FindProcess(pid)
		if err == nil {
			err = p.Kill()
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// Ended waits until the program has ended by itself and returns its error.
func (win *Window) Ended(limit time.Duration) error {
	win.w.tb.Helper()
	select {
	case <-win.process.done:
		return win.process.err
	case <-time.After(limit):
		win.w.tb.Fatalf("the program still runs after %v:\n%s", limit, win.process.tail())
		return nil
	}
}

func (win *Window) tool(argv ...string) error {
	ctx, cancel := context.WithTimeout(win.w.tb.Context(), startLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(environment(), win.env()...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(argv, " "), err, out)
	}
	return nil
}

// offspring lists the processes below pid whose name is name.
func offspring(pid int, name string) []int {
	children, found := map[int][]int{}, map[int]bool{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		id, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(filepath.Join("/proc", e.Name(), "stat"))
		open, closing := strings.IndexByte(string(stat), '('), strings.LastIndexByte(string(stat), ')')
		if err != nil || open < 0 || closing < open {
			continue // it has just ended
		}
		fields := strings.Fields(string(stat[closing+1:]))
		parent, err := strconv.Atoi(fields[1])
		if err != nil {
			continue
		}
		children[parent] = append(children[parent], id)
		found[id] = string(stat[open+1:closing]) == name
	}
	var out []int
	for queue := children[pid]; len(queue) > 0; queue = queue[1:] {
		if found[queue[0]] {
			out = append(out, queue[0])
		}
		queue = append(queue, children[queue[0]]...)
	}
	return out
}
