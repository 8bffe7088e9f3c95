// Package testx holds what tests of several rooms need: golden files, and a
// network that lives in memory and so works inside a testing/synctest bubble.
//
// Only test files import it. A Network may be used from any goroutine; golden
// files are written by the -update flag only.
package testx

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// Golden compares got with the file at path, relative to the test's package. Run
// the test with -update to write it, then read the difference before you commit.
func Golden(tb testing.TB, path string, got []byte) {
	tb.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			tb.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatalf("golden file: %v (run the test with -update to write it)", err)
	}
	// A checkout may have turned the line ends.
	want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		tb.Errorf("%s (-want +got; run the test with -update if this is meant):\n%s", path, diff)
	}
}
