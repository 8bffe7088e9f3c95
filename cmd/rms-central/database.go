package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/google/uuid"

	"rms/central/janitor"
	"rms/central/ledger"
	"rms/central/server"
	"rms/central/store"
	"rms/internal/sqlitex"
	"rms/syncproto/rental"
)

// dataFlag is shared by the commands that work on the database.
type dataFlag struct {
	Data string `help:"Directory of the database." default:"./data" type:"path" placeholder:"DIR"`
}

// with opens the store and the ledger for fn. The database must be there unless
// it may be made.
func (d dataFlag) with(ctx context.Context, t terminal, create bool, fn func(db *store.DB, l *ledger.Ledger) error) (err error) {
	path := store.Path(d.Data)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !create {
		return noDatabase(d.Data, "give its directory with --data, or make a new one: rms-central migrate --data "+d.Data)
	}
	if err := makeData(d.Data, !create); err != nil {
		return err
	}
	if err := janitor.Unsettled(d.Data); err != nil {
		return err
	}
	// The file is checked as serve checks it: a small command, too, writes, and a
	// list of what a damaged file still holds would pass for all.
	db, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return hinted(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	l, err := ledger.New(ctx, ledger.Config{Store: db, Version: server.Version, Logger: slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return hinted(err)
	}
	return fn(db, l)
}

func noDatabase(data, hint string) error {
	return &rental.Error{Code: rental.CodeNotFound, Reason: "no_database", Message: "there is no database in " + data, Hint: hint}
}

// makeData makes the data directory, unless it must be there.
func makeData(data string, mustExist bool) error {
	if mustExist {
		return nil
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	return nil
}

// hinted adds what an operator can do about a database's error.
func hinted(err error) error {
	if hint := sqlitex.HintFor(err); hint != "" {
		return &rental.Error{Code: rental.CodeUnavailable, Reason: "database", Message: err.Error(), Hint: hint}
	}
	return err
}

// operator is who works on the command line: whoever may write the database's
// file may do everything.
var operator = rental.Actor{Kind: rental.ActorSystem}

// put writes a row as the operator: a new one (rev -1), or over the revision that
// was read.
func put(ctx context.Context, l *ledger.Ledger, row rental.Row, rev int64) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("mint an id: %w", err)
	}
	_, err = l.Execute(ctx, rental.Command{
		ID: rental.ItemID(id.String()), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: row, IfRev: rev},
	}, operator)
	return err
}

type migrateCmd struct {
	dataFlag
}

// Run migrates.
func (c *migrateCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, true, func(db *store.DB, _ *ledger.Ledger) error {
		v, err := db.SQL().SchemaVersion(ctx)
		if err != nil {
			return err
		}
		return t.say("%s is at schema %d", db.SQL().Path(), v)
	})
}
