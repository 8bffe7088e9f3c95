package sqlitex

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
)

// sidecars are the files that SQLite keeps beside a database.
var sidecars = []string{"", "-wal", "-shm"}

// claim makes the file where there is none, and takes the rights of everybody
// else from it and from what lies beside it: SQLite gives its other files the
// rights of the database. A file that somebody else owns keeps its rights.
func (db *DB) claim() error {
	// For a file that cannot be opened like this SQLite has the better words.
	if f, err := os.OpenFile(db.path, os.O_RDWR|os.O_CREATE, 0o600); err == nil {
		if err := f.Close(); err != nil {
			return fmt.Errorf("%w: %w", ErrIO, err)
		}
	}
	for _, end := range sidecars {
		info, err := os.Stat(db.path + end)
		if err != nil || info.Mode().Perm()&0o077 == 0 {
			continue
		}
		err = os.Chmod(db.path+end, info.Mode().Perm()&^0o077)
		if err != nil && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: keep the file to this user: %w", ErrIO, err)
		}
	}
	return nil
}

// Present is nil while the path leads to the file that is open, else ErrGone:
// the file was deleted, moved away or replaced, and what is written to it is
// lost with the process. Windows lets nobody do that to an open file.
func (db *DB) Present() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	now, err := os.Stat(db.path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	if !os.SameFile(db.file, now) {
		return fmt.Errorf("%w: there is another file at %s", ErrGone, db.path)
	}
	return nil
}
