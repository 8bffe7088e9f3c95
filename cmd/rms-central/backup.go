package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rms/central/janitor"
	"rms/central/ledger"
	"rms/central/server"
	"rms/central/store"
	"rms/internal/lockfile"
	"rms/syncproto/rental"
)

type backupCmd struct {
	dataFlag
	To             string   `required:"" help:"Directory for the copy, or the name of its file." type:"path" placeholder:"DIR|FILE"`
	OffHost        []string `help:"Directories whose disks are not in this machine: what a copy there holds, kiosks need not keep for central." type:"path" placeholder:"DIR"`
	GenerationFile string   `help:"The file of that name that central is given." type:"path" placeholder:"FILE"`
}

// Help shows how to be asked for one every hour.
func (backupCmd) Help() string {
	return "The copy is made while central goes on serving, read again in full, and on the disk when the command ends.\n\n" +
		"Examples:\n  rms-central backup --to=/mnt/nas/rms --off-host=/mnt/nas\n  rms-central serve --backup-to=/mnt/nas/rms --off-host=/mnt/nas   (every hour, by itself)"
}

// Run makes one copy.
func (c *backupCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, _ *ledger.Ledger) error {
		now := time.Now()
		to, err := janitor.TargetIn(c.To, c.OffHost, now)
		if err != nil {
			return err
		}
		made, err := janitor.Copy(ctx, db, janitor.SecondPlaceOf(c.GenerationFile, c.Data), to, now)
		if err != nil {
			return hinted(err)
		}
		where := "on this machine: what it holds counts as safe only off it (--off-host)"
		if made.OffHost {
			where = "off this machine"
		}
		return t.say("%s\n%d facts, %.1f MB, read again and whole; %s", made.Path, made.LastFact, float64(made.Bytes)/1e6, where)
	})
}

type restoreCmd struct {
	dataFlag
	From           string `help:"The copy that backup wrote." type:"path" placeholder:"FILE" xor:"which" required:""`
	InPlace        bool   `help:"Go on from the database that is there: somebody has set this machine back, or copied the file." xor:"which" required:""`
	GenerationFile string `help:"The file of that name that central is given." type:"path" placeholder:"FILE"`
}

// Help says what a restore brings about.
func (restoreCmd) Help() string {
	return "Central must be stopped. The database that was in use is kept beside the restored one, never deleted. Kiosks notice at their next contact, send again what the copy lacks, and read all from the start.\n\n" +
		"Everybody has to log in again. What was revoked after the copy was made is valid again until you revoke it once more.\n\n" +
		"Example:\n  rms-central restore --from=/mnt/nas/rms/central-20261123T080000Z.db"
}

// Run restores.
func (c *restoreCmd) Run(ctx context.Context, t terminal) (err error) {
	release, err := take(c.Data, c.InPlace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	second := janitor.SecondPlaceOf(c.GenerationFile, c.Data)
	var r janitor.Restored
	if c.InPlace {
		r, err = janitor.TakeAsItIs(ctx, c.Data, second)
	} else {
		r, err = janitor.Restore(ctx, c.From, c.Data, second)
	}
	if err != nil {
		return hinted(err)
	}
	if r.Aside != "" {
		if err := t.say("The database that was in use is kept as %s", r.Aside); err != nil {
			return err
		}
	}
	return t.say("%s holds %d facts, generation %d. Start central: kiosks send again what it lacks.\n"+
		"Look through tokens, accounts and kiosks: what was revoked after the copy was made is valid again.", store.Path(c.Data), r.LastFact, r.Generation)
}

// take has the data directory to itself while central is stopped.
func take(data string, mustExist bool) (release func() error, err error) {
	if _, err := os.Stat(store.Path(data)); mustExist && errors.Is(err, fs.ErrNotExist) {
		return nil, noDatabase(data, "give its directory with --data; to put a backup there: rms-central restore --from FILE")
	}
	if err := makeData(data, mustExist); err != nil {
		return nil, err
	}
	lock, err := lockfile.Take(filepath.Join(data, server.LockName))
	switch {
	case errors.Is(err, lockfile.ErrTaken):
		return nil, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "already_running", Field: "data", Message: "central serves " + data + " (" + lockfile.Owner(filepath.Join(data, server.LockName)) + ")",
			Hint: "stop it first: nobody may write while a database is put in place",
		}
	case err != nil:
		return nil, fmt.Errorf("take the data directory: %w", err)
	}
	return lock.Release, nil
}
