// Package storetest looks at a kiosk's file behind the store's back, by plain
// SQL, for tests of every room of the kiosk.
//
// Invariants: what it opens it closes with the test. It is imported by tests
// alone.
//
// Concurrency: each call is on its own.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"rms/internal/sqlitex"
)

func open(t testing.TB, dir string) *sqlitex.DB {
	t.Helper()
	db, err := sqlitex.Open(t.Context(), sqlitex.Options{Path: filepath.Join(dir, "kiosk.db"), SkipCheck: true, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func closeDB(t testing.TB, db *sqlitex.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// Exec changes the file in dir; changing nothing fails the test.
func Exec(t testing.TB, dir, statement string, args ...any) {
	t.Helper()
	db := open(t, dir)
	defer closeDB(t, db)
	err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("%s changed %d rows: %w", statement, n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Column is the first column of a query, as text.
func Column(t testing.TB, dir, query string, args ...any) []string {
	t.Helper()
	db := open(t, dir)
	defer closeDB(t, db)
	all, err := column(t.Context(), db.Reader(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Read runs fn over the file in dir; its error fails the test.
func Read(t testing.TB, dir string, fn func(ctx context.Context, db *sql.DB) error) {
	t.Helper()
	db := open(t, dir)
	defer closeDB(t, db)
	if err := fn(t.Context(), db.Reader()); err != nil {
		t.Fatal(err)
	}
}

// Dump is every row of every table as text, table by table, to compare.
func Dump(t testing.TB, dir string) map[string][]string {
	t.Helper()
	db := open(t, dir)
	defer closeDB(t, db)
	all, err := dump(t.Context(), db.Reader())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func dump(ctx context.Context, q *sql.DB) (map[string][]string, error) {
	tables, err := column(ctx, q, `select name from sqlite_schema where type = 'table' order by name`)
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for _, table := range tables {
		names, err := column(ctx, q, `select name from pragma_table_info($1)`, table)
		if err != nil {
			return nil, err
		}
		list := ""
		for i, c := range names {
			if i > 0 {
				list += ` || '|' || `
			}
			list += `coalesce(quote("` + c + `"), '')`
		}
		if all[table], err = column(ctx, q, `select `+list+` from "`+table+`" order by 1`); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func column(ctx context.Context, q *sql.DB, query string, args ...any) (all []string, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
