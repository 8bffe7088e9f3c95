package store_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/store"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestSchema holds the schema that a fresh database gets: a change of it is a
// new migration, seen in review.
func TestSchema(t *testing.T) {
	t.Parallel()
	s := open(t)
	got, err := s.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/schema.sql"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the schema changed (-want +got); -update writes it:\n%s", diff)
	}
}

func open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
