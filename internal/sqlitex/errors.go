package sqlitex

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a database file. Match with errors.Is; HintFor tells
// the operator what to do.
var (
	// ErrUnknownOutcome: a commit was tried and failed. The rows may be there
	// or not: look one up by its id.
	ErrUnknownOutcome = errors.New("the commit failed and its outcome is unknown")
	// ErrSavepointLost: the transaction around a savepoint is gone.
	ErrSavepointLost = errors.New("the transaction around the savepoint is gone")

	ErrLocked      = errors.New("the database is locked by another process")
	ErrFull        = errors.New("the disk is full")
	ErrReadOnly    = errors.New("the database can not be written")
	ErrCorrupt     = errors.New("the database is damaged")
	ErrNotDatabase = errors.New("the file is not a database")
	ErrForeign     = errors.New("the database belongs to another program")
	ErrCannotOpen  = errors.New("the database file can not be opened")
	ErrGone        = errors.New("the database was deleted or moved away while it is open")
	ErrIO          = errors.New("the disk failed")

	// ErrNewerSchema: a newer program has migrated the file.
	ErrNewerSchema = errors.New("the database was written by a newer version")
	// ErrEditedMigration: an applied migration's text is not the one applied.
	ErrEditedMigration = errors.New("an applied migration was edited")
)

// hints are the next thing to do, for a person with a terminal.
var hints = []struct {
	kind error
	hint string
}{
	{ErrUnknownOutcome, "look the row up by its id; if it is not there, do it again with the same id"},
	{ErrLocked, "another process has the file open: stop it, then start again"},
	{ErrFull, "free some disk space; what was not acknowledged was not stored"},
	{ErrReadOnly, "make the file and its directory writable for the user that runs this program"},
	{ErrCorrupt, "keep the file, and restore the last good backup"},
	{ErrNotDatabase, "check the path; move the file away if it is in the way"},
	{ErrForeign, "check the path: each program needs a database of its own"},
	{ErrCannotOpen, "check that the directory exists and that the user that runs this program may write to it"},
	{ErrGone, "put the file back at its place, or stop this program: nothing more is written to it"},
	{ErrIO, "check the disk and its connection; look into the system's log"},
	{ErrNewerSchema, "start the version that wrote it or a newer one, or restore a backup made before the upgrade"},
	{ErrEditedMigration, "start the version that wrote it; a migration is never edited, a new one is added"},
}

// HintFor is the next thing to do about err, or "" when this package does not
// know.
func HintFor(err error) string {
	for _, h := range hints {
		if errors.Is(err, h.kind) {
			return h.hint
		}
	}
	return ""
}

// IsUnique reports whether err is the violation of a UNIQUE or PRIMARY KEY
// constraint.
func IsUnique(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return true
	}
	return false
}

func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return sqlite3.SQLITE_OK
}

// kindOf maps a result code, whose lower byte is its class, to our word for it.
func kindOf(err error) error {
	switch code(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrLocked
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_CORRUPT:
		return ErrCorrupt
	case sqlite3.SQLITE_NOTADB:
		return ErrNotDatabase
	case sqlite3.SQLITE_CANTOPEN:
		return ErrCannotOpen
	case sqlite3.SQLITE_IOERR:
		return ErrIO
	}
	return nil
}

// explain wraps an error of the database with what was tried and our word for
// it. Any other error is the caller's own and passes through as it is.
func explain(op string, err error) error {
	if err == nil {
		return nil
	}
	kind := kindOf(err)
	switch {
	case kind != nil && !errors.Is(err, kind):
		return fmt.Errorf("%s: %w (%w)", op, kind, err)
	case HintFor(err) != "":
		return fmt.Errorf("%s: %w", op, err)
	}
	return err
}

func unknownOutcome(err error) error {
	if kind := kindOf(err); kind != nil {
		err = errors.Join(kind, err)
	}
	return fmt.Errorf("%w: %w", ErrUnknownOutcome, err)
}

// IsTransient reports whether err, of a statement or of a transaction, may pass
// by itself: the disk is full, locked, failing or not writable, or the file is
// not at its place. The same again later may succeed.
func IsTransient(err error) bool {
	kind := kindOf(err)
	for _, k := range []error{ErrFull, ErrLocked, ErrIO, ErrReadOnly, ErrGone} {
		if errors.Is(kind, k) || errors.Is(err, k) {
			return true
		}
	}
	return false
}
