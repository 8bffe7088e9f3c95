package sqlitex_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rms/internal/sqlitex"
)

const (
	childPath = "SQLITEX_CHILD_PATH" // the file to migrate
	childDies = "SQLITEX_CHILD_DIES" // "before 2": before the second commit
)

// TestMain turns the test binary into the process that is killed while it
// migrates.
func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		migrateAndDie(path, os.Getenv(childDies))
	}
	os.Exit(m.Run())
}

func TestMigrationsAreAppliedOnceAndInOrder(t *testing.T) {
	t.Parallel()
	o := sqlitex.Options{Path: filepath.Join(t.TempDir(), "x.db"), Migrations: parcels(), Now: clock}
	wantApplied(t, reopen(t, o), "1 0001_create_parcels.sql 1700000000000")
	steps := parcels()
	steps["0002_add_label.sql"] = &fstest.MapFile{Data: []byte("alter table parcels add column label text;\r\ninsert into parcels (id, grams) values ('a', 1);")}
	o.Migrations = steps
	wantApplied(t, reopen(t, o), "1 0001_create_parcels.sql 1700000000000", "2 0002_add_label.sql 1700000000000")

	steps["0002_add_label.sql"].Data = []byte(strings.ReplaceAll(string(steps["0002_add_label.sql"].Data), "\r\n", "\n"))
	db := reopen(t, o) // a checkout with other line ends is no edit
	wantIDs(t, db, "a")
	if v, err := db.SchemaVersion(t.Context()); v != 2 || err != nil {
		t.Errorf("got version %d, error %v; want 2", v, err)
	}
}

func wantApplied(t *testing.T, db *sqlitex.DB, want ...string) {
	t.Helper()
	rows, err := db.Reader().QueryContext(t.Context(), `select version || ' ' || name || ' ' || applied_ms from schema_migrations order by version`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
}

func TestOpenRefusesAnEditedOrNewerSchemaAndLeavesItAlone(t *testing.T) {
	t.Parallel()
	two := parcels()
	two["0002_add_label.sql"] = &fstest.MapFile{Data: []byte("alter table parcels add column label text;")}
	edited := parcels()
	edited["0001_create_parcels.sql"] = &fstest.MapFile{Data: []byte(createParcels + " ")}
	renamed := fstest.MapFS{"0001_make_parcels.sql": {Data: []byte(createParcels)}}
	for _, tt := range []struct {
		name string
		now  fstest.MapFS
		want error
		says string
	}{
		{"newer", parcels(), sqlitex.ErrNewerSchema, "0002_add_label.sql"},
		{"edited", edited, sqlitex.ErrEditedMigration, "0001_create_parcels.sql"},
		{"renamed", renamed, sqlitex.ErrEditedMigration, "0001_make_parcels.sql"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := setup(t, func(o *sqlitex.Options) { o.Migrations = two })
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			unchanged(t, db.Path(), func() {
				got := wantOpenError(t, sqlitex.Options{Path: db.Path(), Migrations: tt.now}, tt.want)
				if !strings.Contains(got, tt.says) {
					t.Errorf("%s does not say %s", got, tt.says)
				}
			})
		})
	}
}

func TestMigrationsWithABadNameOrNumberAreRefused(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{
		{}, {"0002_add_label.sql"}, {"0001_create_parcels.sql", "0003_add_label.sql"},
		{"0001_create_parcels.sql", "0001_drop_parcels.sql"}, {"1_create_parcels.sql"}, {"0001_parcels.sql"}, {"0001_create_parcels.sql", "notes.txt"},
	} {
		steps := fstest.MapFS{}
		for _, n := range names {
			steps[n] = &fstest.MapFile{Data: []byte("select 1;")}
		}
		path := filepath.Join(t.TempDir(), "x.db")
		if _, err := sqlitex.Open(t.Context(), sqlitex.Options{Path: path, Migrations: steps}); err == nil {
			t.Errorf("%v: want an error", names)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%v: a file was made all the same (%v)", names, err)
		}
	}
}

func TestAMigrationThatFailsOrBreaksAReferenceChangesNothing(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"fails in its second half": "insert into parcels (id, grams) values ('a', 1); insert into nowhere values (1);",
		"breaks a reference": `create table labels (parcel text references parcels (id) deferrable initially deferred);
			insert into labels values ('nobody');`,
		"a string in double quotes": `insert into parcels (id, grams) values ("a", 1);`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := parcels()
			steps["0002_add_label.sql"] = &fstest.MapFile{Data: []byte(text)}
			o := sqlitex.Options{Path: filepath.Join(t.TempDir(), "x.db"), Migrations: steps}
			if _, err := sqlitex.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "0002_add_label.sql") {
				t.Fatalf("got %v, want an error that names the migration", err)
			}
			o.Migrations = parcels()
			db := reopen(t, o)
			wantIDs(t, db)
			if schema, err := db.Schema(t.Context()); err != nil || strings.Contains(schema, "labels") {
				t.Errorf("error %v, schema\n%s", err, schema)
			}
		})
	}
}

const manySteps = 6

// many is a schema of several steps, each of which fills some pages.
func many() fstest.MapFS {
	steps := parcels()
	for i := 2; i <= manySteps; i++ {
		steps[fmt.Sprintf("%04d_fill_parcels.sql", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			`with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
			 insert into parcels (id, grams) select printf('%d-%%0200d', i), 1 from n;`, i)}
	}
	return steps
}

// migrateAndDie kills its own process with SIGKILL at the given point.
func migrateAndDie(path, point string) {
	when, number, _ := strings.Cut(point, " ")
	last, err := strconv.Atoi(number)
	if err != nil {
		fail(err)
	}
	commits := 0
	die := func(here string) func() error {
		return func() error {
			if here == "before" {
				commits++
			}
			if here != when || commits != last {
				return nil
			}
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return err
			}
			if err := self.Kill(); err != nil {
				return err
			}
			select {} // the signal is on its way
		}
	}
	o := sqlitex.Options{Path: path, Migrations: many(), Faults: &sqlitex.Faults{BeforeCommit: die("before"), AfterCommit: die("after")}}
	fail(func() error {
		db, err := sqlitex.Open(context.Background(), o)
		if err != nil {
			return err
		}
		return errors.Join(db.Close(), errors.New("it lived"))
	}())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}

func TestKillDuringAMigrationLeavesWholeSteps(t *testing.T) {
	t.Parallel()
	for step := 1; step <= manySteps; step++ {
		for when, done := range map[string]int{"before": step - 1, "after": step} {
			point := fmt.Sprintf("%s %d", when, step)
			t.Run(point, func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "x.db")
				child := exec.CommandContext(t.Context(), os.Args[0])
				child.Env = append(os.Environ(), childPath+"="+path, childDies+"="+point)
				out, err := child.CombinedOutput()
				if child.ProcessState == nil || child.ProcessState.ExitCode() == 3 || err == nil {
					t.Fatalf("the child was not killed: %v\n%s", err, out)
				}
				bare := reopen(t, sqlitex.Options{Path: path})
				var n int
				if done > 0 {
					if n, err = bare.SchemaVersion(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if n != done {
					t.Errorf("got %d steps after the kill, want %d", n, done)
				}
				if err := bare.Close(); err != nil {
					t.Fatal(err)
				}
				whole := reopen(t, sqlitex.Options{Path: path, Migrations: many()})
				if err := whole.Reader().QueryRowContext(t.Context(), `select count(*) from parcels`).Scan(&n); err != nil || n != 500*(manySteps-1) {
					t.Errorf("got %d rows, error %v; want %d", n, err, 500*(manySteps-1))
				}
				if err := whole.IntegrityCheck(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
