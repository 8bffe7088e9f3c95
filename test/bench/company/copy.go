package company

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// copies are the companies that were made in this process, by size.
var copies struct {
	sync.Mutex
	dir string
	has map[int]bool
}

// Of copies a company of n things into dir, central's data directory. It is made
// once in each run of a test binary.
func Of(tb testing.TB, dir string, n int) {
	tb.Helper()
	copies.Lock()
	defer copies.Unlock()
	if err := keep(tb, n); err != nil {
		tb.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(kept(n))); err != nil {
		tb.Fatalf("copy the company: %v", err)
	}
}

func kept(n int) string { return filepath.Join(copies.dir, fmt.Sprint(n)) }

func keep(tb testing.TB, n int) (err error) {
	tb.Helper()
	if copies.dir == "" {
		copies.has = map[int]bool{}
		if copies.dir, err = os.MkdirTemp("", "rms-company-*"); err != nil {
			return fmt.Errorf("make a directory for companies: %w", err)
		}
	}
	if copies.has[n] {
		return nil
	}
	if err := os.MkdirAll(kept(n), 0o700); err != nil {
		return fmt.Errorf("make a directory for a company: %w", err)
	}
	if err := Make(tb.Context(), kept(n), n); err != nil {
		return fmt.Errorf("make a company of %d things: %w", n, err)
	}
	copies.has[n] = true
	return nil
}

// Run runs the benchmarks of a package and removes the companies: call it in
// TestMain.
func Run(m interface{ Run() int }) int {
	code := m.Run()
	copies.Lock()
	defer copies.Unlock()
	if err := os.RemoveAll(copies.dir); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "remove the companies:", err)
		return max(code, 1)
	}
	return code
}
