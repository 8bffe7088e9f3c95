package sqlitex_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"rms/internal/sqlitex"
)

// modes are the rights of others on a database and what lies beside it.
func modes(t *testing.T, path string) map[string]os.FileMode {
	t.Helper()
	found := map[string]os.FileMode{}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(path + end); err == nil {
			found[end] = info.Mode().Perm()
		}
	}
	return found
}

func openAt(t *testing.T, path string) *sqlitex.DB {
	t.Helper()
	db, err := sqlitex.Open(t.Context(), sqlitex.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func write(t *testing.T, db *sqlitex.DB, statement string) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFilesAreForTheirUserAlone: in a directory that everybody may read, a new
// database, its log and its index are closed to others, and so is an old one
// that was not.
func TestFilesAreForTheirUserAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // modes mean nothing there
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // that is the case
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a.db")
	check := func(what string) {
		t.Helper()
		db := openAt(t, path)
		write(t, db, "create table if not exists things (id integer primary key) strict")
		found := modes(t, path)
		if len(found) != 3 {
			t.Errorf("%s: found %v, want three files", what, found)
		}
		for end, mode := range found {
			if mode != 0o600 {
				t.Errorf("%s: a.db%s is %o, want 600", what, end, mode)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	check("a new one")
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.WriteFile(path+end, nil, 0o644); end != "" && err != nil { //nolint:gosec // that is the case
			t.Fatal(err)
		}
		if err := os.Chmod(path+end, 0o644); err != nil { //nolint:gosec // that is the case
			t.Fatal(err)
		}
	}
	check("an old one")
	if err := os.Chmod(path, 0o444); err != nil { //nolint:gosec // that is the case
		t.Fatal(err)
	}
	if db, err := sqlitex.Open(t.Context(), sqlitex.Options{Path: path}); err == nil {
		_ = db.Close() // root may write to anything
	}
	if got := modes(t, path)[""]; got != 0o400 {
		t.Errorf("a file that was made read-only is %o, want 400", got)
	}
}

// TestAFileThatIsGone: the database is moved away, another one stands in its
// place, and it comes back.
func TestAFileThatIsGone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // an open file stays where it is
	}
	path := filepath.Join(t.TempDir(), "a.db")
	db := openAt(t, path)
	write(t, db, "create table things (id integer primary key) strict")
	present := func(what string, want error) {
		t.Helper()
		if err := db.Present(); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	present("at its place", nil)
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	present("moved away", sqlitex.ErrGone)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	present("replaced", sqlitex.ErrGone)
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	present("back again", nil)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
