package sqlitex_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/internal/sqlitex"
)

const createParcels = `create table parcels (
	id    text primary key,
	grams integer not null check (grams > 0)
) strict;
create index parcels_by_grams on parcels (grams); -- heaviest first
`

// parcels is a schema of one step.
func parcels() fstest.MapFS {
	return fstest.MapFS{"0001_create_parcels.sql": {Data: []byte(createParcels)}}
}

// clock is what an applied migration is stamped with.
func clock() time.Time { return time.UnixMilli(1_700_000_000_000) }

// setup opens a fresh database; change may be nil.
func setup(tb testing.TB, change func(*sqlitex.Options)) *sqlitex.DB {
	tb.Helper()
	o := sqlitex.Options{Path: filepath.Join(tb.TempDir(), "a ?#%41.db"), Migrations: parcels(), Now: clock, ApplicationID: 0x726d7300}
	if change != nil {
		change(&o)
	}
	return reopen(tb, o)
}

func reopen(tb testing.TB, o sqlitex.Options) *sqlitex.DB {
	tb.Helper()
	db, err := sqlitex.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// put stores one parcel inside a transaction.
func put(id string) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `insert into parcels (id, grams) values ($1, 1)`, id)
		return err
	}
}

func wantIDs(tb testing.TB, db *sqlitex.DB, want ...string) {
	tb.Helper()
	var list sql.NullString
	row := db.Reader().QueryRowContext(tb.Context(), `select group_concat(id, ' ') from (select id from parcels order by id)`)
	if err := row.Scan(&list); err != nil {
		tb.Fatal(err)
	}
	if diff := cmp.Diff(strings.Join(want, " "), list.String); diff != "" {
		tb.Errorf("parcels (-want +got):\n%s", diff)
	}
}

func wantError(tb testing.TB, err, kind error) {
	tb.Helper()
	if !errors.Is(err, kind) {
		tb.Fatalf("got error %v, want %v", err, kind)
	}
	if sqlitex.HintFor(err) == "" {
		tb.Errorf("%v has no hint", err)
	}
}

func TestOpenSetsEveryPragma(t *testing.T) {
	t.Parallel()
	db := setup(t, func(o *sqlitex.Options) { o.BusyTimeout = 1234 * time.Millisecond })
	pragmas := func(q sqlitex.Querier) map[string]string {
		got := map[string]string{}
		for _, name := range []string{"journal_mode", "synchronous", "foreign_keys", "busy_timeout", "journal_size_limit", "wal_autocheckpoint", "query_only", "application_id"} {
			var v string
			if err := q.QueryRowContext(t.Context(), "pragma "+name).Scan(&v); err != nil {
				t.Error(err)
			}
			got[name] = v
		}
		return got
	}
	var writer map[string]string
	err := db.Write(t.Context(), func(_ context.Context, tx *sql.Tx) error { writer = pragmas(tx); return nil })
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "1234",
		"journal_size_limit": "67108864", "wal_autocheckpoint": "8192", "query_only": "0", "application_id": fmt.Sprint(0x726d7300),
	}
	if diff := cmp.Diff(want, writer); diff != "" {
		t.Errorf("writer (-want +got):\n%s", diff)
	}
	if got := pragmas(db.Reader())["query_only"]; got != "1" {
		t.Errorf("a reader has query_only = %s, want 1", got)
	}
	if _, err := os.Stat(db.Path()); err != nil {
		t.Errorf("the file does not have the name it was given: %v", err)
	}
}

func TestWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	mine := errors.New("mine")
	if err := db.Write(t.Context(), put("kept")); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return errors.Join(put("lost")(ctx, tx), mine)
	})
	if !errors.Is(err, mine) || errors.Is(err, sqlitex.ErrUnknownOutcome) {
		t.Errorf("got %v, want the function's own error", err)
	}
	func() {
		defer func() {
			if got := recover(); got != "boom" {
				t.Errorf("got panic %v, want boom", got)
			}
		}()
		_ = db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if err := put("lost too")(ctx, tx); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	err = db.Write(t.Context(), put("kept"))
	if !sqlitex.IsUnique(err) {
		t.Errorf("got %v, want a unique violation", err)
	}
	if err := db.Write(t.Context(), put("last")); err != nil {
		t.Errorf("the writer is not usable after errors and a panic: %v", err)
	}
	wantIDs(t, db, "kept", "last")
}

func TestWriteCannotBeCancelledOnceItHasBegun(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Write(ctx, func(sure context.Context, tx *sql.Tx) error {
		cancel()
		return errors.Join(sure.Err(), put("a")(sure, tx))
	})
	if err != nil {
		t.Error(err)
	}
	wantIDs(t, db, "a")
}

func TestWaitingForTheTurnCanBeCancelled(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Write(t.Context(), func(inner context.Context, tx *sql.Tx) error {
		waiting := make(chan error, 1)
		go func() { waiting <- db.Write(ctx, put("never")) }()
		cancel()
		if err := <-waiting; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want a cancelled wait", err)
		}
		if err := db.Write(inner, put("never")); err == nil {
			t.Error("a write inside a write must fail, or it waits for ever")
		}
		return put("a")(inner, tx)
	})
	if err != nil {
		t.Error(err)
	}
	wantIDs(t, db, "a")
}

func TestFailedCommitHasUnknownOutcome(t *testing.T) {
	t.Parallel()
	broken := errors.New("the controller went away")
	for _, tt := range []struct {
		name  string
		fault func(arm *bool) sqlitex.Faults
		want  []string
	}{
		{"before", func(arm *bool) sqlitex.Faults { return sqlitex.Faults{BeforeCommit: failIf(arm, broken)} }, []string{"b"}},
		{"after", func(arm *bool) sqlitex.Faults { return sqlitex.Faults{AfterCommit: failIf(arm, broken)} }, []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			armed := false
			faults := tt.fault(&armed)
			db := setup(t, func(o *sqlitex.Options) { o.Faults = &faults })
			armed = true
			err := db.Write(t.Context(), put("a"))
			wantError(t, err, sqlitex.ErrUnknownOutcome)
			if !errors.Is(err, broken) {
				t.Errorf("%v does not hold its cause", err)
			}
			armed = false
			if err := db.Write(t.Context(), put("b")); err != nil {
				t.Fatal(err)
			}
			wantIDs(t, db, tt.want...)
		})
	}
}

func failIf(armed *bool, err error) func() error {
	return func() error {
		if *armed {
			return err
		}
		return nil
	}
}

func TestACommitThatSQLiteRefusesHasUnknownOutcome(t *testing.T) {
	t.Parallel()
	db := setup(t, func(o *sqlitex.Options) {
		o.Migrations = fstest.MapFS{"0001_create_pairs.sql": {Data: []byte(
			`create table parcels (id text primary key, other text references parcels (id) deferrable initially deferred, grams integer) strict`)}}
	})
	err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `insert into parcels (id, other) values ('a', 'nobody')`)
		return err
	})
	wantError(t, err, sqlitex.ErrUnknownOutcome)
	if err := db.Write(t.Context(), put("b")); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, db, "b")
}

func TestSavepointsGoAlone(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	mine := errors.New("mine")
	err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		item := func(id string, end func() error) (err error) {
			defer func() {
				if p := recover(); p != nil {
					err = fmt.Errorf("panic: %v", p)
				}
			}()
			return sqlitex.Savepoint(ctx, in(tx), func() error {
				if err := put(id)(ctx, tx); err != nil {
					return err
				}
				return end()
			})
		}
		if err := item("a", func() error { return nil }); err != nil {
			t.Error(err)
		}
		if err := item("b", func() error { return mine }); !errors.Is(err, mine) || errors.Is(err, sqlitex.ErrSavepointLost) {
			t.Errorf("got %v, want the function's own error", err)
		}
		if err := item("c", func() error { panic("boom") }); err == nil || err.Error() != "panic: boom" {
			t.Errorf("got %v, want the panic", err)
		}
		if err := item("a", func() error { return nil }); !sqlitex.IsUnique(err) {
			t.Errorf("got %v, want a unique violation", err)
		}
		if err := item("d", func() error { return item("e", func() error { return item("f", func() error { return mine }) }) }); !errors.Is(err, mine) {
			t.Errorf("got %v, want the inner error", err)
		}
		return item("g", func() error {
			if err := item("h", func() error { return mine }); !errors.Is(err, mine) {
				t.Errorf("got %v, want the inner error", err)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	wantIDs(t, db, "a", "g")
}

func TestReadSeesOneSnapshot(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	count := func(ctx context.Context, tx *sql.Tx) (n int) {
		if err := tx.QueryRowContext(ctx, `select count(*) from parcels`).Scan(&n); err != nil {
			t.Error(err)
		}
		return n
	}
	err := db.Read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		before := count(ctx, tx)
		if err := db.Write(ctx, put("a")); err != nil {
			t.Error(err)
		}
		if after := count(ctx, tx); before != after {
			t.Errorf("the snapshot moved from %d to %d rows", before, after)
		}
		if _, err := tx.ExecContext(ctx, `delete from parcels`); err == nil {
			t.Error("a read must not write")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Read(ctx, func(context.Context, *sql.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancelled read", err)
	}
	wantIDs(t, db, "a")
}

func TestWritersTakeTurnsAndReadersDoNotWait(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	const writers, each = 8, 25
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
					return errors.Join(put(fmt.Sprintf("%d-%d-x", w, i))(ctx, tx), put(fmt.Sprintf("%d-%d-y", w, i))(ctx, tx))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
		group.Go(func() {
			for range each {
				var n int
				if err := db.Reader().QueryRowContext(t.Context(), `select count(*) from parcels`).Scan(&n); err != nil || n%2 != 0 {
					t.Errorf("got %d rows, error %v; want whole pairs", n, err)
				}
			}
		})
	}
	group.Wait()
	var n int
	if err := db.Reader().QueryRowContext(t.Context(), `select count(*) from parcels`).Scan(&n); err != nil || n != 2*writers*each {
		t.Errorf("got %d rows, error %v; want %d", n, err, 2*writers*each)
	}
}

func TestSchemaIsDumped(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	got, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(createParcels, ";")
	if !strings.HasPrefix(strings.ToLower(got), first) || !strings.Contains(got, "parcels_by_grams on parcels (grams);") || !strings.Contains(got, "schema_migrations") {
		t.Errorf("got schema\n%s", got)
	}
}

func TestCheckpointEmptiesTheLogUnlessAReaderPinsIt(t *testing.T) {
	t.Parallel()
	db := setup(t, func(o *sqlitex.Options) { o.BusyTimeout = time.Millisecond })
	err := db.Read(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `select count(*) from parcels`).Scan(&n); err != nil {
			return err
		}
		if err := db.Write(ctx, put("a")); err != nil {
			return err
		}
		wal, err := db.Checkpoint(ctx)
		if !wal.Pinned || wal.Bytes == 0 {
			t.Errorf("got %+v beside an open read, want a pinned log", wal)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wal, err := db.Checkpoint(t.Context())
	if diff := cmp.Diff(sqlitex.WAL{}, wal); err != nil || diff != "" {
		t.Errorf("error %v, log (-want +got):\n%s", err, diff)
	}
	wantIDs(t, db, "a")
}

func TestARenewedWriterIsAsOpenLeftIt(t *testing.T) {
	t.Parallel()
	db := setup(t, nil)
	pragma := func(text string) (n int) {
		t.Helper()
		err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, text).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := pragma("pragma cache_size")
	if got := pragma("pragma cache_size = -1234; select 1"); got != 1 {
		t.Fatal(got)
	}
	if got := pragma("pragma cache_size"); got != -1234 {
		t.Fatalf("the cache is %d, want -1234", got)
	}
	if err := db.RenewWriter(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := pragma("pragma cache_size"); got != before {
		t.Errorf("the cache is %d, want %d", got, before)
	}
	if got := pragma("pragma synchronous"); got != 2 {
		t.Errorf("synchronous is %d, want 2 (full)", got)
	}
	err := db.Write(t.Context(), func(ctx context.Context, _ *sql.Tx) error {
		if db.RenewWriter(ctx) == nil {
			t.Error("a writer was renewed inside a write")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// in runs statements in a transaction.
func in(tx *sql.Tx) func(ctx context.Context, query string) error {
	return func(ctx context.Context, query string) error {
		_, err := tx.ExecContext(ctx, query)
		return err
	}
}
