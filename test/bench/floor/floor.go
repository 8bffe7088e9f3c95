// Package floor writes once more what the product wrote: the same rows and bytes,
// in the same transactions, by a program that does nothing else. Its rate is what
// the driver, the file and the disk allow.
//
// Invariants: a Tape only reads; a Program knows no rule and computes nothing. It
// opens its file with the product's durability and compiles each statement once.
//
// Concurrency: a Tape and a Program belong to one goroutine.
package floor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the floor is the bare driver
)

// Source is a table whose rows only ever come, with the column that counts
// upwards as they do.
type Source struct{ Table, Key string }

// Write is one statement. Action is how much the key of a row that was read back
// is above the last one before them: 1 is the first action's, where an action
// moves the key by one.
type Write struct {
	Query  string
	Args   []any
	Action int64
}

// ByAction gives each action its writes.
func ByAction(all []Write) map[int64][]Write {
	by := map[int64][]Write{}
	for _, w := range all {
		by[w.Action] = append(by[w.Action], w)
	}
	return by
}

// Tape reads back what was written since it was last asked.
type Tape struct {
	db      *sql.DB
	sources []Source
	marks   []int64
}

// Listen opens a Tape over the database at path, from now on.
func Listen(ctx context.Context, path string, sources ...Source) (*Tape, error) {
	db, err := open(path, "query_only(1)")
	if err != nil {
		return nil, err
	}
	t := &Tape{db: db, sources: sources, marks: make([]int64, len(sources))}
	for i, s := range sources {
		query := fmt.Sprintf("select coalesce(max(%s), 0) from %s", s.Key, s.Table)
		if err := db.QueryRowContext(ctx, query).Scan(&t.marks[i]); err != nil {
			return nil, errors.Join(fmt.Errorf("find the end of %s: %w", s.Table, err), db.Close())
		}
	}
	return t, nil
}

// Next returns the rows that came since, table by table in the order of the
// sources, as writes.
func (t *Tape) Next(ctx context.Context) (all []Write, err error) {
	for i, s := range t.sources {
		if all, t.marks[i], err = t.read(ctx, s, t.marks[i], all); err != nil {
			return nil, fmt.Errorf("read back %s: %w", s.Table, err)
		}
	}
	return all, nil
}

func (t *Tape) read(ctx context.Context, s Source, mark int64, all []Write) ([]Write, int64, error) {
	query := fmt.Sprintf("select %s as tape_key, t.* from %s t where %s > ? order by 1", s.Key, s.Table, s.Key)
	rows, err := t.db.QueryContext(ctx, query, mark)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, 0, err
	}
	insert := fmt.Sprintf("insert or replace into %s values (?%s)", s.Table, strings.Repeat(", ?", len(columns)-2))
	last := mark
	for rows.Next() {
		values, pointers := make([]any, len(columns)-1), make([]any, len(columns))
		pointers[0] = &last
		for i := range values {
			pointers[i+1] = &values[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return nil, 0, err
		}
		all = append(all, Write{Query: insert, Args: values, Action: last - mark})
	}
	return all, last, rows.Err()
}

// Updates are the writes that leave the rows of a table as they are now, one for
// each of ids, in their order.
func (t *Tape) Updates(ctx context.Context, table string, ids []string) ([]Write, error) {
	var all []Write
	for _, id := range ids {
		w, err := t.update(ctx, table, id)
		if err != nil {
			return nil, fmt.Errorf("read back %s %s: %w", table, id, err)
		}
		all = append(all, w)
	}
	return all, nil
}

func (t *Tape) update(ctx context.Context, table, id string) (w Write, err error) {
	rows, err := t.db.QueryContext(ctx, "select * from "+table+" where id = ?", id)
	if err != nil {
		return w, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return w, err
	}
	w.Args = make([]any, len(columns))
	sets, pointers := make([]string, len(columns)), make([]any, len(columns))
	for i, name := range columns {
		pointers[i] = &w.Args[i]
		sets[i] = fmt.Sprintf("%s = ?%d", name, i+1)
	}
	w.Query = fmt.Sprintf("update %s set %s where id = ?%d", table, strings.Join(sets, ", "), len(columns)+1)
	if !rows.Next() {
		return w, errors.Join(sql.ErrNoRows, rows.Err())
	}
	if err := rows.Scan(pointers...); err != nil {
		return w, err
	}
	w.Args = append(w.Args, id)
	return w, rows.Close()
}

// Close ends the reading.
func (t *Tape) Close() error { return t.db.Close() }

// Program is the bare program over a database of its own.
type Program struct {
	db    *sql.DB
	stmts map[string]*sql.Stmt
}

// Open opens the bare program over a copy of the product's database.
func Open(path string) (*Program, error) {
	db, err := open(path, "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &Program{db: db, stmts: map[string]*sql.Stmt{}}, nil
}

// Beside makes a copy of a product's database with its own backup, and opens the
// bare program over the copy and a Tape over the original at path. Both end with
// the test.
func Beside(tb testing.TB, path string, backup func(ctx context.Context, to string) error, sources ...Source) (*Program, *Tape) {
	tb.Helper()
	copied := filepath.Join(tb.TempDir(), "floor.db")
	if err := backup(tb.Context(), copied); err != nil {
		tb.Fatal(err)
	}
	bare, err := Open(copied)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = bare.Close() }) // it is thrown away
	tape, err := Listen(tb.Context(), path, sources...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = tape.Close() }) // it only read
	return bare, tape
}

// MustCount demands that a query for one number answers so.
func (p *Program) MustCount(tb testing.TB, query string, want int64) {
	tb.Helper()
	if got, err := p.Count(tb.Context(), query); err != nil || got != want {
		tb.Fatalf("%s: got %d, want %d (%v)", query, got, want, err)
	}
}

// Set changes a setting of the one connection, as the product does.
func (p *Program) Set(ctx context.Context, pragma string) error {
	_, err := p.db.ExecContext(ctx, "pragma "+pragma)
	return err
}

// Do makes the writes in one transaction, durable when it returns.
func (p *Program) Do(ctx context.Context, writes []Write) error {
	for _, w := range writes {
		if err := p.prepare(ctx, w.Query); err != nil {
			return err
		}
	}
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, w := range writes {
		if _, err := tx.StmtContext(ctx, p.stmts[w.Query]).ExecContext(ctx, w.Args...); err != nil { //nolint:sqlclosecheck // the transaction closes it
			return errors.Join(fmt.Errorf("%s: %w", w.Query, err), tx.Rollback())
		}
	}
	return tx.Commit()
}

func (p *Program) prepare(ctx context.Context, query string) error {
	if p.stmts[query] != nil {
		return nil
	}
	s, err := p.db.PrepareContext(ctx, query) //nolint:sqlclosecheck // Close does
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	p.stmts[query] = s
	return nil
}

// Count answers a query for one number, to see that all was written.
func (p *Program) Count(ctx context.Context, query string) (n int64, err error) {
	err = p.db.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// Close ends the program.
func (p *Program) Close() error {
	var errs []error
	for _, s := range p.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, p.db.Close())...)
}

func open(path string, pragmas ...string) (*sql.DB, error) {
	v := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"busy_timeout(10000)", "temp_store(memory)"}, pragmas...)}
	db, err := sql.Open("sqlite", "file://"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+v.Encode())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return db, nil
}
