package sqlitex

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// migration is one numbered step of the schema.
type migration struct {
	version int
	name    string
	text    string
	sum     string // SHA-256 of text, lower-case hex
}

var migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9]+(_[a-z0-9]+)+\.sql$`)

// loadMigrations reads the steps and refuses a name or a number out of order, so
// that two branches can not both add the same number unnoticed.
func loadMigrations(fsys fs.FS) ([]migration, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	var steps []migration
	for _, e := range entries {
		m := migrationName.FindStringSubmatch(e.Name())
		if e.IsDir() || m == nil {
			return nil, fmt.Errorf("migration %s: its name must be NNNN_verb_noun.sql", e.Name())
		}
		version, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", e.Name(), err)
		}
		if want := len(steps) + 1; version != want {
			return nil, fmt.Errorf("migration %s: the next number is %04d", e.Name(), want)
		}
		text, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", e.Name(), err)
		}
		// A checkout may have turned the line ends.
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		sum := sha256.Sum256(text)
		steps = append(steps, migration{version: version, name: e.Name(), text: string(text), sum: hex.EncodeToString(sum[:])})
	}
	if len(steps) == 0 {
		return nil, errors.New("there are no migrations")
	}
	return steps, nil
}

const createMigrations = `create table if not exists schema_migrations (
	version    integer primary key, -- 1, 2, 3 ...
	name       text    not null,
	sha256     text    not null,    -- of the file's text, lower-case hex
	applied_ms integer not null     -- UTC
) strict`

// migrate brings the file to the last step. Each step is one transaction with
// its own record: a kill leaves whole steps.
func (db *DB) migrate(ctx context.Context, steps []migration, now func() time.Time) error {
	applied, err := db.applied(ctx)
	if err != nil {
		return err
	}
	for i, have := range applied {
		if i >= len(steps) {
			return fmt.Errorf("%w: it has %d migrations, the last of them %s; this program knows %d", ErrNewerSchema, len(applied), applied[len(applied)-1].name, len(steps))
		}
		if want := steps[i]; have.version != want.version || have.name != want.name || have.sum != want.sum {
			return fmt.Errorf("%w: %s (sha256 %.12s), known here as %s (sha256 %.12s)", ErrEditedMigration, have.name, have.sum, want.name, want.sum)
		}
	}
	for _, step := range slices.Clone(steps[len(applied):]) {
		err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return step.apply(ctx, tx, now()) })
		if err != nil {
			return fmt.Errorf("apply migration %s: %w", step.name, err)
		}
	}
	return nil
}

func (db *DB) applied(ctx context.Context) (steps []migration, err error) {
	var tables int
	if err := db.writer.QueryRowContext(ctx, `select count(*) from sqlite_schema where name = 'schema_migrations'`).Scan(&tables); err != nil {
		return nil, fmt.Errorf("look for applied migrations: %w", err)
	}
	if tables == 0 {
		return nil, nil
	}
	rows, err := db.writer.QueryContext(ctx, `select version, name, sha256 from schema_migrations order by version`)
	if err != nil {
		return nil, fmt.Errorf("read the applied migrations: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var m migration
		if err := rows.Scan(&m.version, &m.name, &m.sum); err != nil {
			return nil, fmt.Errorf("read an applied migration: %w", err)
		}
		steps = append(steps, m)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the applied migrations: %w", err)
	}
	return steps, nil
}

func (m migration) apply(ctx context.Context, tx *sql.Tx, now time.Time) error {
	// A step may rebuild a table that others refer to; all must fit at its end.
	if _, err := tx.ExecContext(ctx, "pragma defer_foreign_keys = 1"); err != nil {
		return fmt.Errorf("defer foreign keys: %w", err)
	}
	if _, err := tx.ExecContext(ctx, createMigrations); err != nil {
		return fmt.Errorf("create the table of migrations: %w", err)
	}
	// Another process may have opened the same new file and been quicker; only
	// here, with the turn to write, is that certain.
	var sum string
	err := tx.QueryRowContext(ctx, `select sha256 from schema_migrations where version = $1`, m.version).Scan(&sum)
	switch {
	case err == nil && sum == m.sum:
		return nil
	case err == nil:
		return fmt.Errorf("%w: %s (sha256 %.12s), known here with sha256 %.12s", ErrEditedMigration, m.name, sum, m.sum)
	case !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("look for it: %w", err)
	}
	if _, err := tx.ExecContext(ctx, m.text); err != nil {
		return err
	}
	if err := checkForeignKeys(ctx, tx); err != nil {
		return err
	}
	const insert = `insert into schema_migrations (version, name, sha256, applied_ms) values ($1, $2, $3, $4)`
	if _, err := tx.ExecContext(ctx, insert, m.version, m.name, m.sum, now.UnixMilli()); err != nil {
		return fmt.Errorf("record it: %w", err)
	}
	return nil
}

func checkForeignKeys(ctx context.Context, q Querier) error {
	var table, parent string
	err := q.QueryRowContext(ctx, `select "table", "parent" from pragma_foreign_key_check limit 1`).Scan(&table, &parent)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("check the foreign keys: %w", err)
	}
	return fmt.Errorf("a row of %s refers to a row of %s that is not there", table, parent)
}
