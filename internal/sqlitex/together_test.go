package sqlitex_test

import (
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"rms/internal/sqlitex"
)

// TestOpenedTogether: a new file that is opened several times at once is
// migrated once.
func TestOpenedTogether(t *testing.T) {
	t.Parallel()
	steps := fstest.MapFS{
		"0001_create_things.sql": {Data: []byte("create table things (id integer primary key) strict;")},
		"0002_add_names.sql":     {Data: []byte("alter table things add column name text;")},
	}
	for range 5 {
		path := filepath.Join(t.TempDir(), "new.db")
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				db, err := sqlitex.Open(t.Context(), sqlitex.Options{Path: path, Migrations: steps})
				if err != nil {
					t.Error(err)
					return
				}
				if v, err := db.SchemaVersion(t.Context()); err != nil || v != 2 {
					t.Errorf("version %d %v", v, err)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}
