package sqlitex_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"rms/internal/sqlitex"
)

// wantOpenError opens in vain and returns the message.
func wantOpenError(t *testing.T, o sqlitex.Options, kind error) string {
	t.Helper()
	db, err := sqlitex.Open(t.Context(), o)
	if err == nil {
		_ = db.Close() // the test fails anyway
	}
	wantError(t, err, kind)
	return err.Error()
}

// unchanged fails when fn changes the file.
func unchanged(t *testing.T, path string, fn func()) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fn()
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Errorf("%s was changed", path)
	}
}

func TestOpenRefusesWhatIsNoPlaceForADatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, path string
		want       error
	}{
		{"no path", "", sqlitex.ErrCannotOpen},
		{"a directory", dir, sqlitex.ErrCannotOpen},
		{"no directory", filepath.Join(dir, "none", "x.db"), sqlitex.ErrCannotOpen},
		{"below a file", filepath.Join(text, "x.db"), sqlitex.ErrCannotOpen},
		{"not a database", text, sqlitex.ErrNotDatabase},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			unchanged(t, text, func() {
				wantOpenError(t, sqlitex.Options{Path: tt.path, Migrations: parcels()}, tt.want)
			})
		})
	}
}

func TestOpenRefusesADirectoryThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "sealed")
	if err := os.Mkdir(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		// No permission stops this user; a directory of the kernel does.
		dir = "/proc/self"
	}
	wantOpenError(t, sqlitex.Options{Path: filepath.Join(dir, "x.db"), Migrations: parcels()}, sqlitex.ErrCannotOpen)
}

func TestOpenRefusesTheDatabaseOfAnotherProgram(t *testing.T) {
	t.Parallel()
	other := setup(t, func(o *sqlitex.Options) { o.ApplicationID = 7 })
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	unchanged(t, other.Path(), func() {
		wantOpenError(t, sqlitex.Options{Path: other.Path(), Migrations: parcels(), ApplicationID: 8}, sqlitex.ErrForeign)
	})

	bare := setup(t, func(o *sqlitex.Options) { o.Migrations, o.ApplicationID = nil, 0 })
	err := bare.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `create table songs (title text)`)
		return err
	})
	if err := errors.Join(err, bare.Close()); err != nil {
		t.Fatal(err)
	}
	unchanged(t, bare.Path(), func() {
		wantOpenError(t, sqlitex.Options{Path: bare.Path(), Migrations: parcels()}, sqlitex.ErrForeign)
	})
}

func TestOpenRefusesADamagedFile(t *testing.T) {
	t.Parallel()
	const page = 4096
	for _, tt := range []struct {
		name   string
		damage func(data []byte) []byte
		want   error
	}{
		{"truncated", func(d []byte) []byte { return d[:len(d)/2/page*page] }, sqlitex.ErrCorrupt},
		{"a page of noise", func(d []byte) []byte { copy(d[4*page:], bytes.Repeat([]byte{0xa5}, page)); return d }, sqlitex.ErrCorrupt},
		{"no header", func(d []byte) []byte { copy(d, "SQLite format 9"); return d }, sqlitex.ErrNotDatabase},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := setup(t, nil)
			fill(t, db, 1000)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(db.Path())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(db.Path(), tt.damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			wantOpenError(t, sqlitex.Options{Path: db.Path(), Migrations: parcels()}, tt.want)
		})
	}
}

func fill(t *testing.T, db *sqlitex.DB, n int) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		for i := range n {
			if err := put(fmt.Sprintf("%06d-%s", i, strings.Repeat("x", 40)))(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestIntegrityCheckSeesWhatHappensLater(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	fill(t, db, 1000)
	if _, err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.IntegrityCheck(t.Context()); err != nil {
		t.Fatalf("a healthy file: %v", err)
	}
	f, err := os.OpenFile(db.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, 4096), 6*4096)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	wantError(t, db.IntegrityCheck(t.Context()), sqlitex.ErrCorrupt)
}

func TestALockedFileSaysSo(t *testing.T) {
	t.Parallel()
	holder := setup(t, nil)
	second := reopen(t, sqlitex.Options{Path: holder.Path(), Migrations: parcels(), BusyTimeout: time.Millisecond})
	err := holder.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		err := second.Write(context.WithoutCancel(ctx), put("never"))
		wantError(t, err, sqlitex.ErrLocked)
		if errors.Is(err, sqlitex.ErrUnknownOutcome) {
			t.Errorf("%v: a write that never began has a known outcome", err)
		}
		return put("a")(ctx, tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Write(t.Context(), put("b")); err != nil {
		t.Errorf("after the lock is gone: %v", err)
	}
	wantIDs(t, holder, "a", "b")
}

func TestOpenOfALockedFileSaysSo(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	conn := lockExclusively(t, db.Path())
	wantOpenError(t, sqlitex.Options{Path: db.Path(), Migrations: parcels(), BusyTimeout: time.Millisecond}, sqlitex.ErrLocked)
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	reopen(t, sqlitex.Options{Path: db.Path(), Migrations: parcels()})
}

// lockExclusively holds the file as a program that knows no WAL sharing does.
func lockExclusively(t *testing.T, path string) *sql.DB {
	t.Helper()
	other, err := sql.Open("sqlite", "file://"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)+"?_pragma=locking_mode(exclusive)")
	if err != nil {
		t.Fatal(err)
	}
	other.SetMaxOpenConns(1)
	for _, stmt := range []string{"begin exclusive", "create table lock (x)", "commit"} {
		if _, err := other.ExecContext(t.Context(), stmt); err != nil {
			t.Fatal(err)
		}
	}
	return other
}

func TestAFullDiskLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	db := setup(t, func(o *sqlitex.Options) { o.MaxPages = 20 })
	var acked []string
	for i := range 10_000 {
		id := fmt.Sprintf("%05d-%s", i, strings.Repeat("x", 500))
		err := db.Write(t.Context(), put(id))
		if err != nil {
			wantError(t, err, sqlitex.ErrFull)
			break
		}
		acked = append(acked, id)
	}
	if len(acked) == 0 || len(acked) == 10_000 {
		t.Fatalf("%d writes fitted; the cap does not work", len(acked))
	}
	wantIDs(t, db, acked...)
	if err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `delete from parcels where id > '00002'`)
		return err
	}); err != nil {
		t.Errorf("making room on a full disk: %v", err)
	}
	if err := db.Write(t.Context(), put("again")); err != nil {
		t.Errorf("after room was made: %v", err)
	}
	if err := db.IntegrityCheck(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAFullDiskDuringAMigrationLeavesWholeSteps(t *testing.T) {
	t.Parallel()
	steps := parcels()
	steps["0002_fill_parcels.sql"] = &fstest.MapFile{Data: []byte(
		`with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
		 insert into parcels (id, grams) select printf('%0500d', i), 1 from n;`)}
	o := sqlitex.Options{Path: filepath.Join(t.TempDir(), "x.db"), Migrations: steps, MaxPages: 50}
	if got := wantOpenError(t, o, sqlitex.ErrFull); !strings.Contains(got, "0002_fill_parcels.sql") {
		t.Errorf("%s does not name the migration", got)
	}
	o.Migrations = parcels()
	wantIDs(t, reopen(t, o))
}

func TestBackupIsOneCheckedFile(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	fill(t, db, 5_000)
	path := filepath.Join(t.TempDir(), "copy of ?.db")
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() { // writers go on during the copy
		for i := 0; ; i++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
				if err := db.Write(t.Context(), put(fmt.Sprint("during ", i))); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	err := db.Backup(t.Context(), path)
	close(stop)
	if err := errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(names) != 1 {
		t.Errorf("got files %q, error %v; want the backup alone", names, err)
	}
	if err := db.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want a refusal to replace a backup", err)
	}
	copied := reopen(t, sqlitex.Options{Path: path, Migrations: parcels(), ApplicationID: 0x726d7300})
	var n int
	if err := copied.Reader().QueryRowContext(t.Context(), `select count(*) from parcels where id not like 'during%'`).Scan(&n); err != nil || n != 5_000 {
		t.Errorf("the copy has %d of 5000 rows, error %v", n, err)
	}
}

func TestABackupThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	fill(t, db, 1000)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Backup(ctx, filepath.Join(dir, "x.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancelled backup", err)
	}
	wantError(t, db.Backup(t.Context(), filepath.Join(dir, "none", "x.db")), sqlitex.ErrCannotOpen)

	if _, err := db.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(db.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, 4096), 6*4096)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	wantError(t, db.Backup(t.Context(), filepath.Join(dir, "x.db")), sqlitex.ErrCorrupt)
	if names, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(names) != 0 {
		t.Errorf("got files %q, error %v; want none", names, err)
	}
}
