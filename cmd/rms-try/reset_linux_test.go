package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestResetBesideARun: what a run has in use is not deleted; when it has ended,
// it is.
func TestResetBesideARun(t *testing.T) {
	t.Parallel()
	makefile, err := filepath.Abs("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lock", "central/central.lock", "kiosk/lock"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "rms-data", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		reset := func() (string, error) {
			cmd := exec.CommandContext(t.Context(), "make", "-f", makefile, "reset")
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			return string(out), err
		}
		unlock, err := lock(path)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := reset(); err == nil || !strings.Contains(out, "stop that make run first") || !exists(path) {
			t.Errorf("%s is held: %v, %s; it is still there: %t", name, err, out, exists(path))
		}
		unlock()
		if out, err := reset(); err != nil || exists(filepath.Join(dir, "rms-data")) {
			t.Errorf("%s is free: %v, %s", name, err, out)
		}
	}
}
