package sqlitex

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"
)

// writing marks the context of a running write, so that a write inside a write
// is an error instead of a wait for ever.
type writing struct{ db *DB }

// Write runs fn in one IMMEDIATE transaction and commits it. Waiting for the
// turn can be cancelled; from then on the context that fn gets, and must use,
// can not. An error or a panic of fn rolls everything back.
//
// An error that matches ErrUnknownOutcome means that the commit was tried and
// failed: the rows may be there or not. Any other error means that nothing was
// written. fn must pass on every error of a statement that it does not run in a
// Savepoint.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx) error) error {
	if ctx.Value(writing{db}) != nil {
		return errors.New("write inside a write: pass the transaction on instead")
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return explain("wait for the turn to write", err)
	}
	defer func() {
		_ = conn.Close() // never an error after the work is done: the pool takes it back
		db.writes.keep(ctx)
	}()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for the turn to write: %w", err)
	}
	sure := context.WithValue(context.WithoutCancel(ctx), writing{db}, true)
	tx, err := conn.BeginTx(sure, nil)
	if err != nil {
		return explain("begin to write", err)
	}
	ended := false
	defer func() {
		if ended { // otherwise fn panicked, or ended its goroutine
			return
		}
		if tx.Rollback() != nil {
			discard(conn)
		}
	}()
	err = fn(sure, tx)
	ended = true
	if err != nil {
		if back := tx.Rollback(); back != nil {
			// SQLite itself may have rolled back already; a fresh connection
			// settles it.
			discard(conn)
		}
		return explain("write", err)
	}
	if err := db.commit(tx); err != nil {
		discard(conn)
		return unknownOutcome(err)
	}
	return nil
}

func (db *DB) commit(tx *sql.Tx) error {
	if f := db.faults.BeforeCommit; f != nil {
		if err := f(); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	db.log.committed()
	if f := db.faults.AfterCommit; f != nil {
		return f()
	}
	return nil
}

// discard closes the connection instead of giving it back to the pool.
func discard(conn *sql.Conn) {
	// Raw answers ErrBadConn because that is what it was told.
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}

// Read runs fn in a transaction that sees one snapshot of the database: the last
// commit before fn's first query. It can be cancelled, and writes nothing.
func (db *DB) Read(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx) error) error {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain("begin to read", ended(ctx, err))
	}
	defer func() {
		_ = tx.Rollback() // nothing to lose: it only read
		db.reads.keep(ctx)
	}()
	return explain("read", fn(ctx, tx))
}

// ended says of a beginning that was broken off that its caller has gone: the
// driver calls it interrupted there, and there alone.
func ended(ctx context.Context, err error) error {
	if gone := ctx.Err(); gone != nil && code(err)&0xff == sqlite3.SQLITE_INTERRUPT && !errors.Is(err, gone) {
		return fmt.Errorf("%w (%w)", gone, err)
	}
	return err
}

// Savepoint runs fn inside a transaction so that its changes can go alone: an
// error or a panic of fn takes back what fn did, and leaves what was before it.
// exec runs a statement in the transaction. Savepoints may be nested. After an error
// that matches ErrSavepointLost the whole transaction is gone and must be given up.
func Savepoint(ctx context.Context, exec func(ctx context.Context, query string) error, fn func() error) (err error) {
	if err := exec(ctx, "savepoint item"); err != nil { // the innermost of a name counts
		return fmt.Errorf("set a savepoint: %w", errors.Join(ErrSavepointLost, err))
	}
	ended := false
	defer func() {
		if !ended {
			// The panic goes on and tells more than an error of the way back.
			_ = rollbackTo(ctx, exec)
		}
	}()
	err = fn()
	ended = true
	if err != nil {
		return errors.Join(err, rollbackTo(ctx, exec))
	}
	if err := exec(ctx, "release item"); err != nil {
		return fmt.Errorf("release a savepoint: %w", errors.Join(ErrSavepointLost, err))
	}
	return nil
}

func rollbackTo(ctx context.Context, exec func(ctx context.Context, query string) error) error {
	for _, query := range []string{"rollback to item", "release item"} {
		if err := exec(ctx, query); err != nil {
			return fmt.Errorf("go back to a savepoint: %w", errors.Join(ErrSavepointLost, err))
		}
	}
	return nil
}
