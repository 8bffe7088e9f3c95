// Package sqlitex opens one SQLite file the way this product needs it, and is
// the only importer of the driver.
//
// Invariants. One connection writes, several read. A write transaction is
// IMMEDIATE, runs under a context that nobody can cancel, and is all or nothing,
// also when its function panics. A commit is on the disk when Write returns nil
// (WAL, synchronous=FULL). A commit that failed has an unknown outcome and says
// so (ErrUnknownOutcome): look the row up by its id before anything else.
// Migrations are append-only; a file that a newer program wrote, or that another
// program owns, is never touched.
//
// Concurrency. Every method of DB may be called from any goroutine. Writes take
// turns; reads see the last commit before they began and wait for nobody. The log
// is moved into the database beside them, by a goroutine that Close ends.
package sqlitex

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

const (
	// defaultReaders is enough for a page, a sync loop and a report at once;
	// each costs a page cache of 2 MB.
	defaultReaders = 4

	// defaultBusyTimeout covers a checkpoint or a backup by another process.
	defaultBusyTimeout = 5 * time.Second

	// journalSizeLimit is what the WAL is cut down to after a checkpoint, in
	// bytes; until then it grows with the oldest open read.
	journalSizeLimit = 64 << 20
)

// Options say which file to open and how. Only Path is needed.
type Options struct {
	Path string // of the database file; its directory must exist

	// Migrations holds NNNN_verb_noun.sql files at its root, numbered from
	// 0001 without a gap. Open applies those that the file lacks.
	Migrations fs.FS

	// ApplicationID marks the file as ours (PRAGMA application_id). A file
	// with another mark is refused. 0 checks nothing.
	ApplicationID int32

	Readers int // reading connections; 0 means 4
	// CacheKiB is how much of the file each connection may keep in memory, in KiB; 0
	// is SQLite's own 2,000.
	CacheKiB    int
	BusyTimeout time.Duration // wait for a lock of another process; 0 means 5 s
	SkipCheck   bool          // leave out quick_check, whose cost grows with the file

	Now func() time.Time // stamps applied migrations; nil means time.Now

	// MaxPages caps the file's size in pages (PRAGMA max_page_count), so that
	// a test can meet a full disk. 0 means no cap.
	MaxPages int
	// Faults lets a test break commits. nil breaks nothing.
	Faults *Faults
}

// Faults are injected by tests of what happens around a commit. A nil function
// does nothing; an error from either makes Write answer ErrUnknownOutcome.
type Faults struct {
	BeforeCommit func() error // an error: nothing is committed
	AfterCommit  func() error // an error: it is committed, but its writer is not told
}

// DB is one open SQLite file.
type DB struct {
	path   string
	file   fs.FileInfo // of the open file
	writer *sql.DB
	reader *sql.DB
	writes *Statements
	reads  *Statements
	log    *checkpointer
	faults Faults
}

// Querier is what a query needs: a transaction, a connection or a pool.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Open opens or creates the file, checks it and migrates it.
func Open(ctx context.Context, o Options) (*DB, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil || o.Path == "" {
		return nil, fmt.Errorf("open database %q: %w", o.Path, errors.Join(ErrCannotOpen, err))
	}
	if o.Readers == 0 {
		o.Readers = defaultReaders
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	var steps []migration
	if o.Migrations != nil {
		if steps, err = loadMigrations(o.Migrations); err != nil {
			return nil, err
		}
	}
	if err := probe(ctx, path, o); err != nil {
		return nil, explain("open database "+path, err)
	}
	db := &DB{path: path}
	if o.Faults != nil {
		db.faults = *o.Faults
	}
	if err := db.open(ctx, o, steps); err != nil {
		return nil, errors.Join(explain("open database "+path, err), db.closePools())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, o Options, steps []migration) error {
	err := db.claim()
	if err != nil {
		return err
	}
	db.writer, err = openPool(ctx, db.path, 1, o.BusyTimeout, writerParams(o))
	if err != nil {
		return err
	}
	db.writes = newStatements(db.writer)
	if !o.SkipCheck {
		if err := check(ctx, db.writer, "quick_check"); err != nil {
			return err
		}
	}
	if err := db.mark(ctx, o.ApplicationID); err != nil {
		return err
	}
	if o.Migrations != nil {
		if err := db.migrate(ctx, steps, o.Now); err != nil {
			return err
		}
	}
	if db.file, err = os.Stat(db.path); err != nil {
		return fmt.Errorf("%w: %w", ErrCannotOpen, err)
	}
	if db.reader, err = openPool(ctx, db.path, o.Readers, o.BusyTimeout, readerParams(o)); err != nil {
		return err
	}
	db.reads = newStatements(db.reader)
	db.log, err = startCheckpointer(ctx, db.path, o)
	return err
}

// mark writes the application id into a file that has none.
func (db *DB) mark(ctx context.Context, id int32) error {
	var have int32
	if err := db.writer.QueryRowContext(ctx, "pragma application_id").Scan(&have); err != nil {
		return fmt.Errorf("read the application id: %w", err)
	}
	if id == 0 || id == have {
		return nil
	}
	if _, err := db.writer.ExecContext(ctx, "pragma application_id = "+strconv.Itoa(int(id))); err != nil {
		return fmt.Errorf("mark the file as ours: %w", err)
	}
	return nil
}

func openPool(ctx context.Context, path string, size int, patience time.Duration, params url.Values) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", dsn(path, params))
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	if err := connect(ctx, pool, patience); err != nil {
		return nil, errors.Join(fmt.Errorf("connect: %w", err), pool.Close())
	}
	return pool, nil
}

// connect makes the pool's first connection. SQLite answers "locked" at once,
// without its busy timeout, when two connections turn on WAL in a new file or
// the last one of another process closes it: that passes, so we ask again until
// as long as the busy timeout has gone by.
func connect(ctx context.Context, pool *sql.DB, patience time.Duration) error {
	const pause = 5 * time.Millisecond
	for began := time.Now(); ; {
		err := pool.PingContext(ctx)
		if !errors.Is(kindOf(err), ErrLocked) || time.Since(began) >= patience {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause):
		}
	}
}

// dsn writes the path as a URI with an empty authority, so that '?', '#' and '%'
// in a directory's name stay part of it.
func dsn(path string, params url.Values) string {
	slashed := filepath.ToSlash(path)
	if runtime.GOOS == "windows" && !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/x is written file:///C:/x
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + params.Encode()
}

func baseParams(o Options) url.Values {
	v := url.Values{
		"_dqs":       {"0"}, // "x" is a name, never a string
		"_defensive": {"1"}, // SQL can not damage the file's structure
		"_error_rc":  {"1"}, // no stale message beside a result code
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", o.BusyTimeout.Milliseconds()),
			"temp_store(memory)", // an appliance may have no writable /tmp
		},
	}
	if o.CacheKiB > 0 {
		v["_pragma"] = append(v["_pragma"], fmt.Sprintf("cache_size(-%d)", o.CacheKiB))
	}
	return v
}

func writerParams(o Options) url.Values {
	v := baseParams(o)
	v.Set("_txlock", "immediate")
	v["_pragma"] = append(v["_pragma"],
		"journal_mode(wal)",
		"synchronous(full)",
		"foreign_keys(1)",
		fmt.Sprintf("journal_size_limit(%d)", journalSizeLimit),
		fmt.Sprintf("wal_autocheckpoint(%d)", checkpointAt),
	)
	if o.MaxPages > 0 {
		v["_pragma"] = append(v["_pragma"], fmt.Sprintf("max_page_count(%d)", o.MaxPages))
	}
	return v
}

// checkpointerParams: what is moved into the database is on the disk before the
// log may be overwritten.
func checkpointerParams(o Options) url.Values {
	v := baseParams(o)
	v["_pragma"] = append(v["_pragma"], "synchronous(full)")
	return v
}

func readerParams(o Options) url.Values {
	v := baseParams(o)
	v["_pragma"] = append(v["_pragma"], "query_only(1)")
	return v
}

// probe looks at an existing file before anything writes to it: turning on WAL
// would already change a file that belongs to somebody else.
func probe(ctx context.Context, path string, o Options) (err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCannotOpen, err)
	}
	if info.IsDir() {
		return fmt.Errorf("%w: it is a directory", ErrCannotOpen)
	}
	params := readerParams(o)
	params.Set("mode", "rw")
	pool, err := openPool(ctx, path, 1, o.BusyTimeout, params)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	var id int32
	if err := pool.QueryRowContext(ctx, "pragma application_id").Scan(&id); err != nil {
		return fmt.Errorf("read the application id: %w", err)
	}
	var ours, tables int
	const count = `select coalesce(sum(name = 'schema_migrations'), 0), count(*) from sqlite_schema where type = 'table'`
	if err := pool.QueryRowContext(ctx, count).Scan(&ours, &tables); err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	if id != 0 && o.ApplicationID != 0 && id != o.ApplicationID {
		return fmt.Errorf("%w: its application id is %#x, ours is %#x", ErrForeign, id, o.ApplicationID)
	}
	if o.Migrations != nil && tables > 0 && ours == 0 {
		return fmt.Errorf("%w: it has %d tables and no schema_migrations", ErrForeign, tables)
	}
	return nil
}

// Path is the absolute path of the database file.
func (db *DB) Path() string { return db.path }

// Reader is the pool of reading connections, for a single query that needs no
// common snapshot with another one.
func (db *DB) Reader() *sql.DB { return db.reader }

// PrepareWriter compiles a statement once for the writing connection; inside a
// Write, run it through tx.StmtContext. It waits for the turn to write, so that
// it must not be called inside one.
func (db *DB) PrepareWriter(ctx context.Context, query string) (*sql.Stmt, error) {
	if ctx.Value(writing{db}) != nil {
		return nil, errors.New("prepare inside a write: it would wait for itself")
	}
	stmt, err := db.writer.PrepareContext(ctx, query)
	return stmt, explain("prepare a statement", err)
}

// RenewWriter closes the writing connection for a fresh one: what pragmas have
// changed is as Open left it, and the page cache of a large write is given back.
// SQLite would keep the cache's hash table at its largest, and walk all of it at
// every commit that has split a page.
func (db *DB) RenewWriter(ctx context.Context) error {
	if ctx.Value(writing{db}) != nil {
		return errors.New("renew the writer inside a write: it would wait for itself")
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return explain("wait for the turn to write", err)
	}
	discard(conn)
	return nil
}

// Close waits for running transactions, moves the WAL into the file and closes
// it. The file is whole without Close, too.
func (db *DB) Close() error {
	if err := db.closePools(); err != nil {
		return fmt.Errorf("close database %s: %w", db.path, err)
	}
	return nil
}

// closePools closes the readers first: the last connection, the writer's,
// checkpoints and removes the WAL.
func (db *DB) closePools() error {
	errs := []error{db.log.close()}
	for _, pool := range []*sql.DB{db.reader, db.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}
