package server_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rms/central/server"
	"rms/central/store"
	"rms/syncproto/rental"
)

// TestAnOlderDatabaseIsNotServed, nor a new company begun where there was one.
func TestAnOlderDatabaseIsNotServed(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.GenerationFile = filepath.Join(t.TempDir(), "elsewhere", "generation")
	if err := os.Mkdir(filepath.Dir(c.GenerationFile), 0o700); err != nil {
		t.Fatal(err)
	}
	serveOnce(t, c)
	older, err := os.ReadFile(store.Path(c.Data))
	if err != nil {
		t.Fatal(err)
	}
	serveOnce(t, c)
	if err := os.WriteFile(store.Path(c.Data), older, 0o600); err != nil {
		t.Fatal(err)
	}
	refused := func(want string) {
		t.Helper()
		s, err := server.New(t.Context(), c, "test", quiet())
		if rental.ReasonOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if err == nil {
			_ = s.Close() // the test has failed
		}
	}
	refused("database_older")
	if err := os.Remove(store.Path(c.Data)); err != nil {
		t.Fatal(err)
	}
	refused("database_gone")
	if _, err := os.Stat(store.Path(c.Data)); err == nil {
		t.Error("a new database was begun")
	}
}

func serveOnce(t *testing.T, c server.Config) {
	t.Helper()
	s, err := server.New(t.Context(), c, "test", quiet())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestARestoreIsFinishedAtTheStart that was broken off before its last step.
func TestARestoreIsFinishedAtTheStart(t *testing.T) {
	t.Parallel()
	c := config(t)
	serveOnce(t, c)
	if err := os.Rename(store.Path(c.Data), store.Path(c.Data)+".restoring"); err != nil {
		t.Fatal(err)
	}
	serveOnce(t, c)
	if left, err := filepath.Glob(filepath.Join(c.Data, "*restoring*")); err != nil || len(left) != 0 {
		t.Errorf("left: %v %v", left, err)
	}
}

// TestCopiesAreMadeWhileItServes and what they hold is told to whoever watches.
func TestCopiesAreMadeWhileItServes(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.BackupTo, c.BackupEvery = t.TempDir(), 3600e9
	c.OffHost = []string{c.BackupTo}
	s := start(t, c)
	before := httptest.NewServer(s.Handler())
	defer before.Close()
	if _, _, metrics := fetch(t, before.URL+"/metrics"); !strings.Contains(metrics, "\nrms_backup_off_host_timestamp_seconds 0\n") {
		t.Errorf("before: %s", metrics)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	for {
		_, _, metrics := fetch(t, s.URL()+"/metrics")
		if strings.Contains(metrics, "rms_backup_off_host_timestamp_seconds 1.") && strings.Contains(metrics, "\nrms_backup_off_host_facts_behind 0\n") {
			break
		}
	}
	if _, _, ready := fetch(t, s.URL()+"/readyz"); !strings.Contains(ready, `"backup"`) {
		t.Errorf("ready says %s", ready)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if made, err := filepath.Glob(filepath.Join(c.BackupTo, "central-*.db")); err != nil || len(made) != 1 {
		t.Errorf("made: %v %v", made, err)
	}
}
