// Package store keeps central's state in one SQLite file: typed tables by
// concept, one file per concept.
//
// Invariants. A row of a business entity keeps its JSON in body and comes back
// exactly as it went in; every other column is derived from it by one function
// per entity. Business rows are written by the ledger alone; service rows by
// their one owner, through store/service. Rooms beneath this one keep further
// tables and read models as functions over a Tx. Counters live in heads and are
// saved last in their transaction, so their order is commit order.
//
// Concurrency. DB may be used from any goroutine; a Tx belongs to the function
// that it was given to. Writes take turns; a read sees one snapshot.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rms/central/store/words"
	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

//go:embed schema/sqlite/*.sql
var schemas embed.FS

// applicationID marks the file as central's ("rmsC").
const applicationID = 0x726d7343

// cacheKiB is what each connection keeps of the file: the inner pages of all indices
// of 100,000 things, which every change and every list of them goes through.
const cacheKiB = 12_000

// FileName is the database's name in the data directory.
const FileName = "central.db"

// ErrStale means that a row is not at the revision that the writer saw.
var ErrStale = errors.New("the row is not at the revision that was read")

// Faults are injected by tests of what happens around a commit.
type Faults = sqlitex.Faults

// Options say which database to open. Only Path is needed.
type Options struct {
	Path   string // of the database file; its directory must exist
	Now    func() time.Time
	Faults *Faults // tests break commits with it
	// MaxPages caps the file's size so that tests can meet a full disk; 0: no cap.
	MaxPages int
	// SkipCheck leaves out the check of the file at open, whose cost grows with it.
	SkipCheck bool
	// CheckRows compares, before each commit, the rows that a transaction kept at
	// hand with the stored ones: tests find what changes a row in place.
	CheckRows bool
}

// DB is central's database.
type DB struct {
	sql    *sqlitex.DB
	shared *sqlitex.Shared[*Tx]
	check  bool // the rows at hand
}

// Open opens or creates the database and migrates it. A file that was emptied is
// refused with a *rental.Error (database_emptied): it is never begun anew.
func Open(ctx context.Context, o Options) (*DB, error) {
	if emptied(o.Path) {
		return nil, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "database_emptied", Field: "data", Message: o.Path + " is empty (0 bytes): it is no database any more",
			Hint: "restore the last good backup; to begin a new company, give another --data directory",
		}
	}
	migrations, err := fs.Sub(schemas, "schema/sqlite")
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	db, err := sqlitex.Open(ctx, sqlitex.Options{
		Path: o.Path, Migrations: migrations, ApplicationID: applicationID,
		Now: o.Now, Faults: o.Faults, SkipCheck: o.SkipCheck, MaxPages: o.MaxPages, CacheKiB: cacheKiB,
	})
	if err != nil {
		return nil, err
	}
	opened := &DB{sql: db, check: o.CheckRows}
	opened.shared = sqlitex.NewShared(db, opened.transact, func(ctx context.Context, tx *Tx, fn func() error) error { return tx.Savepoint(ctx, fn) })
	return opened, nil
}

// Path returns the database's path in a data directory.
func Path(dir string) string { return filepath.Join(dir, FileName) }

// emptied reports whether there is a file at path that holds nothing: a database
// never is empty, so this one was.
func emptied(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// SQL returns the file beneath, for care of it (checks, backups, measures).
func (db *DB) SQL() *sqlitex.DB { return db.sql }

// Close waits for running transactions and closes the file.
func (db *DB) Close() error { return db.sql.Close() }

// Write runs fn in one immediate transaction: all or nothing. Writes that wait
// for their turn together share the transaction's commit, each with its own end.
// Counters that they moved are saved last. A file that is not at its path any more
// takes nothing: what is acknowledged must be found again. What an error means is
// told by sqlitex.DB.Write.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if err := db.sql.Present(); err != nil {
		return err
	}
	return db.shared.Write(ctx, fn)
}

// transact is one transaction for all that drive lets in.
func (db *DB) transact(ctx context.Context, drive func(ctx context.Context, tx *Tx) error) error {
	return db.sql.Write(ctx, func(ctx context.Context, raw *sql.Tx) error {
		tx := newTx(raw, db.sql.Writing())
		tx.known = known{}
		defer tx.close()
		if err := drive(ctx, tx); err != nil {
			return err
		}
		if db.check {
			if err := tx.checkKnown(ctx); err != nil {
				return err
			}
		}
		if err := words.Save(ctx, tx); err != nil {
			return err
		}
		return tx.saveHeads(ctx)
	})
}

// Read runs fn over one snapshot of the database.
func (db *DB) Read(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return db.sql.Read(ctx, func(ctx context.Context, raw *sql.Tx) error {
		tx := newTx(raw, db.sql.Reading())
		defer tx.close()
		return fn(ctx, tx)
	})
}

// Tx is one transaction. It prepares each statement once, because parsing costs
// more than running most of them.
type Tx struct {
	raw   *sql.Tx
	kept  *sqlitex.Statements
	stmts map[string]*sql.Stmt
	heads map[Head]*counter
	known known // nil where only reads are made
}

func newTx(raw *sql.Tx, kept *sqlitex.Statements) *Tx {
	return &Tx{raw: raw, kept: kept, stmts: map[string]*sql.Stmt{}, heads: map[Head]*counter{}}
}

// close frees the statements; the transaction itself ends with its function.
func (tx *Tx) close() {
	for _, s := range tx.stmts {
		_ = s.Close() // the transaction decides, not the statements
	}
}

func (tx *Tx) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := tx.stmts[query]; ok {
		return s, nil
	}
	s, err := tx.kept.In(ctx, tx.raw, query)
	if err != nil {
		return nil, err
	}
	tx.stmts[query] = s
	return s, nil
}

// Exec runs a statement and returns how many rows it changed. Exec, One and Each
// are for store and the rooms beneath it: SQL is written nowhere else.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // kept until the transaction ends
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// One scans the only row of a query; ok is false when there is none.
func (tx *Tx) One(ctx context.Context, query string, args []any, dest ...any) (ok bool, err error) {
	s, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // kept until the transaction ends
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Each calls scan for every row of a query.
func (tx *Tx) Each(ctx context.Context, query string, args []any, scan func(rows *sql.Rows) error) (err error) {
	s, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // kept until the transaction ends
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Savepoint runs fn so that its changes, counters included, can go alone: an
// error or a panic of fn takes back what fn did and nothing else.
func (tx *Tx) Savepoint(ctx context.Context, fn func() error) (err error) {
	before := make(map[Head]counter, len(tx.heads))
	for name, c := range tx.heads {
		before[name] = *c
	}
	done := false
	defer func() {
		if done && err == nil {
			return
		}
		clear(tx.known) // it may hold what is taken back
		for name, c := range tx.heads {
			if was, ok := before[name]; ok {
				*c = was
			} else {
				delete(tx.heads, name) // read again, should it be needed
			}
		}
	}()
	err = sqlitex.Savepoint(ctx, func(ctx context.Context, query string) error {
		_, err := tx.Exec(ctx, query)
		return err
	}, fn)
	done = true
	return err
}

// Transient reports whether err may pass by itself: the disk is full, locked or
// failing. What was tried should be tried again later.
func Transient(err error) bool { return sqlitex.IsTransient(err) }

// GivenUp reports whether the whole transaction is lost with err.
func GivenUp(err error) bool { return errors.Is(err, sqlitex.ErrSavepointLost) }

// UnknownOutcome reports whether a commit was tried and failed: the rows may be
// there or not. Doing the same again under the same id is safe.
func UnknownOutcome(err error) bool { return errors.Is(err, sqlitex.ErrUnknownOutcome) }
