//go:build unix

package lockfile

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestAChildOnItsWayHoldsNothing gives the lock back while somebody else has the
// file open too, as a child process has between its fork and its own program.
func TestAChildOnItsWayHoldsNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	child, err := syscall.Dup(int(first.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Close(child) }()
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := Take(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
}
