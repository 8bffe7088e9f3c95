package sqlitex_test

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"rms/internal/sqlitex"
)

// TestTheLogMovesBesideTheWork commits less than a commit would move by itself,
// and waits until the rows stand in the file, while nobody writes.
func TestTheLogMovesBesideTheWork(t *testing.T) {
	t.Parallel()
	db := setup(t, func(*sqlitex.Options) {})
	size := func() int64 {
		t.Helper()
		info, err := os.Stat(db.Path())
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	page := strings.Repeat("x", 4000)
	for range 200 {
		err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `insert into parcels (id, grams) values (hex(randomblob(16)) || $1, 1)`, page)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	late := time.After(time.Minute)
	for size() < before+100*4096 {
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("the file went from %d to %d bytes: 200 pages stay in the log", before, size())
		}
	}
}
