// Package world starts the product's true binaries for a test: one central and
// its kiosks, on free ports of this machine, with the defaults that are shipped.
//
// Invariants: what a World has started ends with its test, by its own process id
// and in no other way. Data and logs of a test that failed stay where the test
// says; those of one that passed are removed. Only addresses, directories and
// names are ever set.
//
// Concurrency: a World and what it starts belong to one test. The clients of a
// Central and a Kiosk may be used from any goroutine of it.
package world

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// World is where one test's programs live.
type World struct {
	tb  testing.TB
	dir string

	mu        sync.Mutex
	processes []*process
}

// New makes an empty World. The programs are built once in each run of a test
// binary.
func New(tb testing.TB) *World {
	tb.Helper()
	dir, err := os.MkdirTemp("", "rms-world-*")
	if err != nil {
		tb.Fatal(err)
	}
	w := &World{tb: tb, dir: dir}
	tb.Cleanup(w.close)
	if _, err := programs(); err != nil {
		tb.Fatal(err)
	}
	return w
}

// Path is a path below the World's own directory.
func (w *World) Path(name string) string { return filepath.Join(w.dir, name) }

// close ends what still runs, and keeps what a failed test may need.
func (w *World) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.processes {
		p.kill()
	}
	if !w.tb.Failed() {
		if err := os.RemoveAll(w.dir); err != nil {
			w.tb.Errorf("remove the world: %v", err)
		}
		return
	}
	w.tb.Logf("data and logs are kept in %s", w.dir)
	for _, p := range w.processes {
		w.tb.Logf("%s printed last:\n%s", p.name, p.tail())
	}
}

// binaries are the built programs.
type binaries struct{ dir, kiosk, central string }

var (
	built    binaries
	builtErr error
	building sync.Once
	seeding  sync.Mutex // guards the demo company beside the programs
)

// programs builds both programs, once.
func programs() (binaries, error) {
	building.Do(func() { built, builtErr = build() })
	return built, builtErr
}

func build() (b binaries, err error) {
	if b.dir, err = os.MkdirTemp("", "rms-programs-*"); err != nil {
		return b, fmt.Errorf("make a directory for the programs: %w", err)
	}
	suffix := ""
	if runtime.GOOS == "windows" {
		suffix = ".exe"
	}
	b.kiosk, b.central = filepath.Join(b.dir, "rms-kiosk"+suffix), filepath.Join(b.dir, "rms-central"+suffix)
	for out, of := range map[string]string{b.kiosk: "rms", b.central: "rms/cmd/rms-central"} {
		// No context of a test: the programs outlive the one that asked first.
		cmd := exec.CommandContext(context.Background(), "go", "build", "-o", out, of)
		if text, err := cmd.CombinedOutput(); err != nil {
			return b, fmt.Errorf("build %s: %w\n%s", of, err, text)
		}
	}
	return b, nil
}

// Run runs the tests of a package and removes what they shared: call it in
// TestMain.
func Run(m *testing.M) int {
	code := m.Run()
	if built.dir != "" {
		if err := os.RemoveAll(built.dir); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, "remove the programs:", err)
			return max(code, 1)
		}
	}
	return code
}

// run runs a program to its end and returns what it printed.
func run(ctx context.Context, argv ...string) (string, error) { return runIn(ctx, "", argv...) }

// runIn is run with something on standard input.
func runIn(ctx context.Context, stdin string, argv ...string) (string, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = environment()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, stderr.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// environment is this process's without the product's own settings: the
// programs run with what they ship.
func environment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "RMS_") {
			env = append(env, v)
		}
	}
	return env
}

// CopyDB copies a database whose program has ended, or was killed, into the
// World and returns the copy's path: reading it then changes nothing that a
// program will open again.
func (w *World) CopyDB(path, name string) string {
	w.tb.Helper()
	dir := w.Path("copy-" + name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		w.tb.Fatal(err)
	}
	copied := filepath.Join(dir, filepath.Base(path))
	// The log of changes holds what the file does not have yet; -shm is made anew.
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(path + suffix)
		if suffix != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(copied+suffix, raw, 0o600)
		}
		if err != nil {
			w.tb.Fatalf("copy a database: %v", err)
		}
	}
	return copied
}
