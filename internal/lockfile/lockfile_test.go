package lockfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"rms/internal/lockfile"
)

func TestOneAtATime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, err := lockfile.Take(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockfile.Take(path); !errors.Is(err, lockfile.ErrTaken) {
		t.Errorf("a second one got %v, want %v", err, lockfile.ErrTaken)
	}
	if got, want := lockfile.Owner(path), fmt.Sprintf("process %d", os.Getpid()); got != want {
		t.Errorf("it is held by %q, want %q", got, want)
	}
	if got := lockfile.Owner(path + ".none"); got != "another process" {
		t.Errorf("a lock that cannot be read is held by %q", got)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := lockfile.Take(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
}

func TestNoSuchDirectory(t *testing.T) {
	t.Parallel()
	if _, err := lockfile.Take(filepath.Join(t.TempDir(), "none", "lock")); err == nil {
		t.Error("want an error")
	}
}
