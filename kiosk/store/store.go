package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

//go:embed schema/*.sql
var schema embed.FS

// fileName is the database's name in the data directory.
const fileName = "kiosk.db"

// Path is the database's path in a data directory.
func Path(dir string) string { return filepath.Join(dir, fileName) }

// applicationID marks the file as a kiosk's: "RMSK".
const applicationID = 0x524d534b

// Options are for tests and tools; the zero value is what a kiosk runs with.
type Options struct {
	Now       func() time.Time // stamps migrations; nil means time.Now
	Readers   int              // reading connections; 0 means the default
	SkipCheck bool             // leave out the check of the whole file at start
	MaxPages  int              // caps the file's size, to meet a full disk
	Faults    *Faults          // breaks commits
}

// Faults lets tests break commits, before and after they happen.
type Faults = sqlitex.Faults

// Store is one kiosk's open database. Its View reads the last commit.
type Store struct {
	View
	db     *sqlitex.DB
	dir    string
	reads  *cache
	writes *cache
	bulk   atomic.Bool // the writing connection has room for many rows
}

// Open opens or creates kiosk.db in dir, which must exist, and migrates it. The
// error is a *rental.Error with a hint when the file cannot be used.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	steps, err := fs.Sub(schema, "schema")
	if err != nil {
		return nil, fmt.Errorf("find the schema: %w", err)
	}
	db, err := sqlitex.Open(ctx, sqlitex.Options{
		Path: filepath.Join(dir, fileName), Migrations: steps, ApplicationID: applicationID,
		Readers: o.Readers, SkipCheck: o.SkipCheck, Now: o.Now, MaxPages: o.MaxPages, Faults: o.Faults,
	})
	if err != nil {
		return nil, unusable(err)
	}
	reads, writes := newCache(db.Reader().PrepareContext), newCache(db.PrepareWriter)
	q := querier{direct: db.Reader(), cache: reads}
	dec := newDecoder()
	return &Store{View: View{q: q, dec: dec, known: &known{}, before: math.MaxInt64}, db: db, dir: dir, reads: reads, writes: writes}, nil
}

func unusable(err error) error {
	hint := sqlitex.HintFor(err)
	if hint == "" {
		hint = "run doctor, or call the office"
	}
	return &unusableError{said: &rental.Error{
		Code: rental.CodeUnavailable, Reason: "store_unusable",
		Message: "this kiosk's database cannot be used: " + err.Error(), Hint: hint,
	}, cause: err}
}

// unusableError says its cause once.
type unusableError struct {
	said  *rental.Error
	cause error
}

// Error says what cannot be used, why, and the next step.
func (e *unusableError) Error() string { return e.said.Error() }

// Unwrap returns both for errors.Is and errors.As.
func (e *unusableError) Unwrap() []error { return []error{e.said, e.cause} }

// Close ends the store; it is whole without it, too.
func (s *Store) Close() error { return errors.Join(s.reads.close(), s.writes.close(), s.db.Close()) }

// Present is nil while the path leads to the database that is open. It costs one
// look at the directory.
func (s *Store) Present() error { return s.db.Present() }

// Dir is the data directory.
func (s *Store) Dir() string { return s.dir }

// Sizes are what a health page shows, in bytes.
type Sizes struct{ DB, WAL int64 }

// Sizes measures the database and its write-ahead log.
func (s *Store) Sizes() (Sizes, error) {
	info, err := os.Stat(s.db.Path())
	if err != nil {
		return Sizes{}, fmt.Errorf("measure the database: %w", err)
	}
	wal, err := s.db.WALBytes()
	return Sizes{DB: info.Size(), WAL: wal}, err
}

// SchemaVersion is the number of the last applied migration.
func (s *Store) SchemaVersion(ctx context.Context) (int, error) { return s.db.SchemaVersion(ctx) }

// Schema is the text of all tables and indices, for golden tests.
func (s *Store) Schema(ctx context.Context) (string, error) { return s.db.Schema(ctx) }

// Backup writes a consistent copy of the running database to path.
func (s *Store) Backup(ctx context.Context, path string) error { return s.db.Backup(ctx, path) }

// Check reads the whole file as it is on the disk, while scans go on. The error
// of a damaged one is told by Damaged.
func (s *Store) Check(ctx context.Context) error { return s.db.QuickCheck(ctx) }

// ReasonGone is why no gesture is taken while the file is not at its place.
const ReasonGone = "store_gone"

// ReasonDamaged is why nothing is written while the file is known to be broken.
const ReasonDamaged = "store_damaged"

// Damaged reports whether err says that the file itself is broken.
func Damaged(err error) bool {
	return errors.Is(err, sqlitex.ErrCorrupt) || errors.Is(err, sqlitex.ErrNotDatabase)
}

// Checkpoint moves the write-ahead log into the database.
func (s *Store) Checkpoint(ctx context.Context) error {
	_, err := s.db.Checkpoint(ctx)
	return err
}

// Read runs fn over one snapshot of the database.
func (s *Store) Read(ctx context.Context, fn func(ctx context.Context, v View) error) error {
	defer s.reads.fill(ctx)
	return s.db.Read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return fn(ctx, View{q: querier{direct: tx, tx: tx, cache: s.reads}, dec: s.dec, before: math.MaxInt64})
	})
}

// Tx is the one running write transaction. Its View reads its own writes.
type Tx struct {
	View
	ctx    context.Context // the writer's, which nobody can cancel
	direct sqlitex.Querier // the transaction itself, without the cache of statements
	bulk   *atomic.Bool
	// catalogue is set when rows have moved that the store keeps at hand.
	catalogue *bool
}

func (t *Tx) moves(c rental.Collection) {
	if t.known.keeps(c) {
		*t.catalogue = true
	}
}

// Context is the transaction's context, for reads through its View.
func (t *Tx) Context() context.Context { return t.ctx }

// ErrUnknownOutcome is matched by an error of Write whose commit was tried and
// failed: what was written is there or not, and must be looked up by its id.
var ErrUnknownOutcome = sqlitex.ErrUnknownOutcome

// ErrFull is matched by an error of Write on a full disk.
var ErrFull = sqlitex.ErrFull

// Write runs fn in one IMMEDIATE transaction that is on the disk when Write
// returns nil. Packages other than ledger write through ledger.Service.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	defer s.writes.fill(ctx)
	var catalogue bool
	err := s.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		q := querier{direct: tx, tx: tx, cache: s.writes}
		return fn(&Tx{View: View{q: q, dec: s.dec, before: math.MaxInt64}, ctx: ctx, direct: tx, bulk: &s.bulk, catalogue: &catalogue})
	})
	if catalogue {
		s.known.forget() // whatever came of it
	}
	return err
}

// exec runs a statement that must change exactly want rows; want < 0 is any.
func (t *Tx) exec(what string, want int64, query string, args ...any) error {
	res, err := t.q.ExecContext(t.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if want < 0 {
		return nil
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if n != want {
		return fmt.Errorf("%s: %d rows changed, want %d", what, n, want)
	}
	return nil
}
