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
	"strings"

	"modernc.org/sqlite"

	"rms/internal/disk"
)

// backupPages is how many pages a backup copies between two looks at its
// context: 4 MB of 4 KiB pages.
const backupPages = 1000

// WAL is the state of the write-ahead log after a checkpoint.
type WAL struct {
	Bytes  int64 // size of the -wal file now
	Pages  int   // in the log
	Moved  int   // of them moved into the database
	Pinned bool  // a reader, or another process, kept some of it from moving
}

// Checkpoint moves the write-ahead log into the database and cuts it to nothing,
// as far as open reads allow.
func (db *DB) Checkpoint(ctx context.Context) (WAL, error) {
	var w WAL
	if err := db.writer.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&w.Pinned, &w.Pages, &w.Moved); err != nil {
		return WAL{}, explain("checkpoint", err)
	}
	var err error
	w.Bytes, err = db.WALBytes()
	return w, err
}

// WALBytes is the size of the write-ahead log, 0 when there is none.
func (db *DB) WALBytes() (int64, error) {
	info, err := os.Stat(db.path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("measure the write-ahead log: %w", err)
	}
	return info.Size(), nil
}

// IntegrityCheck reads the whole file and answers ErrCorrupt with the first
// problems when it is damaged. It reads through a connection of its own: the
// pages that another one has cached would hide what happened to the disk.
func (db *DB) IntegrityCheck(ctx context.Context) error { return db.checkApart(ctx, "integrity_check") }

// QuickCheck is IntegrityCheck without the comparison of indices with their
// tables: the check that Open makes unless it is told to leave it out.
func (db *DB) QuickCheck(ctx context.Context) error { return db.checkApart(ctx, "quick_check") }

func (db *DB) checkApart(ctx context.Context, pragma string) error {
	pool, err := openPool(ctx, db.path, 1, defaultBusyTimeout, url.Values{"_pragma": {"query_only(1)"}})
	if err != nil {
		return explain("check database "+db.path, err)
	}
	return explain("check database "+db.path, errors.Join(check(ctx, pool, pragma), pool.Close()))
}

func check(ctx context.Context, q Querier, pragma string) (err error) {
	rows, err := q.QueryContext(ctx, "pragma "+pragma+"(5)")
	if err != nil {
		return fmt.Errorf("%s: %w", pragma, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var problems []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
		if line != "ok" {
			problems = append(problems, line)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", pragma, err)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w: %s: %s", ErrCorrupt, pragma, strings.Join(problems, "; "))
	}
	return nil
}

// Schema is the text of every table, index, trigger and view, in one order, for
// golden tests.
func (db *DB) Schema(ctx context.Context) (text string, err error) {
	rows, err := db.reader.QueryContext(ctx, `select sql from sqlite_schema where sql is not null order by tbl_name, type <> 'table', name`)
	if err != nil {
		return "", explain("read the schema", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var b strings.Builder
	for rows.Next() {
		var stmt string
		if err := rows.Scan(&stmt); err != nil {
			return "", explain("read the schema", err)
		}
		b.WriteString(stmt + ";\n\n")
	}
	return b.String(), explain("read the schema", rows.Err())
}

// SchemaVersion is the number of the last applied migration.
func (db *DB) SchemaVersion(ctx context.Context) (int, error) {
	var v int
	err := db.reader.QueryRowContext(ctx, `select coalesce(max(version), 0) from schema_migrations`).Scan(&v)
	return v, explain("read the schema's version", err)
}

// backuper is the part of the driver's connection that makes online backups.
type backuper interface {
	NewBackup(uri string) (*sqlite.Backup, error)
}

// Backup writes one consistent copy of the running database to path: a single
// file, checked in full and on the disk before it gets its name. Writers go on
// meanwhile. An existing file is refused, never replaced.
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("back up to %s: %w", path, fs.ErrExist)
	}
	partial := path + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what an earlier backup left: %w", err)
	}
	defer func() {
		if err != nil {
			for _, end := range []string{"", "-journal", "-wal", "-shm"} {
				_ = os.Remove(partial + end) // it may not be there; err says enough
			}
		}
	}()
	if err := db.copyTo(ctx, partial); err != nil {
		return explain("back up to "+path, err)
	}
	if err := finishCopy(ctx, partial); err != nil {
		return explain("check the backup "+path, err)
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	return disk.Sync(filepath.Dir(path))
}

func (db *DB) copyTo(ctx context.Context, path string) (err error) {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// An open snapshot keeps a writer from sending the copy back to its start.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	var n int
	if err := tx.QueryRowContext(ctx, `select count(*) from sqlite_schema`).Scan(&n); err != nil {
		return err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return conn.Raw(func(c any) error {
		source, ok := c.(backuper)
		if !ok {
			return errors.New("the driver makes no online backups")
		}
		return copyPages(ctx, source, dsn(abs, url.Values{"_pragma": {"synchronous(off)"}}))
	})
}

func copyPages(ctx context.Context, source backuper, uri string) (err error) {
	backup, err := source.NewBackup(uri)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backup.Finish()) }()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err = backup.Step(backupPages); err != nil {
			return err
		}
	}
	return nil
}

// finishCopy makes the copy a single file, checks all of it and waits until the
// disk has it.
func finishCopy(ctx context.Context, path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	pool, err := openPool(ctx, abs, 1, defaultBusyTimeout, url.Values{"_pragma": {"journal_mode(delete)"}})
	if err != nil {
		return err
	}
	err = check(ctx, pool, "integrity_check")
	if err := errors.Join(err, pool.Close()); err != nil {
		return err
	}
	return disk.Sync(abs)
}
