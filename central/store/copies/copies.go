// Package copies keeps what backups of the database hold, and what of each kiosk's
// chain is safe though this machine were lost.
//
// Invariants. A position is raised only for a copy that holds it, and is never
// lowered: what a kiosk was told is durable stays so.
//
// Concurrency. All of it runs in the caller's transaction.
package copies

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Copy is one backup of the database.
type Copy struct {
	No        int64  // in the order in which they were made; Add gives it
	Path      string // absolute, as the machine that made it names it
	OffHost   bool   // it lies on a disk that is not in this machine
	Bytes     int64
	LastFact  uint64 // facts.no of the last fact in it; 0: none
	CreatedAt rental.Millis
}

// Add notes a copy.
func Add(ctx context.Context, tx *store.Tx, c Copy) error {
	const insert = `insert into copies (path, dir, off_host, bytes, last_fact, created_ms) values ($1, $2, $3, $4, $5, $6)`
	if _, err := tx.Exec(ctx, insert, c.Path, filepath.Dir(c.Path), c.OffHost, c.Bytes, int64(c.LastFact), int64(c.CreatedAt)); err != nil {
		return fmt.Errorf("note the copy %s: %w", c.Path, err)
	}
	return nil
}

const selectCopies = `select no, path, off_host, bytes, last_fact, created_ms from copies `

func find(ctx context.Context, tx *store.Tx, where string, args ...any) ([]Copy, error) {
	var out []Copy
	err := tx.Each(ctx, selectCopies+where, args, func(rows *sql.Rows) error {
		var c Copy
		err := rows.Scan(&c.No, &c.Path, &c.OffHost, &c.Bytes, &c.LastFact, &c.CreatedAt)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the copies: %w", err)
	}
	return out, nil
}

func first(all []Copy, err error) (Copy, bool, error) {
	if err != nil || len(all) == 0 {
		return Copy{}, false, err
	}
	return all[0], true, nil
}

// NewestIn returns the newest copy in a directory.
func NewestIn(ctx context.Context, tx *store.Tx, dir string) (Copy, bool, error) {
	return first(find(ctx, tx, `where dir = $1 order by no desc limit 1`, dir))
}

// NewestOffHost returns the newest copy that is not in this machine.
func NewestOffHost(ctx context.Context, tx *store.Tx) (Copy, bool, error) {
	return first(find(ctx, tx, `where off_host = 1 order by no desc limit 1`))
}

// Older returns the copies in a directory beyond the newest so many.
func Older(ctx context.Context, tx *store.Tx, dir string, keep int) ([]Copy, error) {
	return find(ctx, tx, `where dir = $1 order by no desc limit -1 offset $2`, dir, keep)
}

// Forget takes copies that were removed from the list.
func Forget(ctx context.Context, tx *store.Tx, gone []Copy) error {
	for _, c := range gone {
		if _, err := tx.Exec(ctx, `delete from copies where no = $1`, c.No); err != nil {
			return fmt.Errorf("forget the copy %s: %w", c.Path, err)
		}
	}
	return nil
}

// Place is how far a database knows an epoch's chain.
type Place struct {
	KioskID rental.KioskID
	Epoch   syncproto.Epoch
	LastSeq uint64
}

// Places are all epochs' places in the database that tx reads.
func Places(ctx context.Context, tx *store.Tx) ([]Place, error) {
	var out []Place
	err := tx.Each(ctx, `select kiosk_id, epoch, last_seq from kiosk_epochs order by kiosk_id, epoch`, nil, func(rows *sql.Rows) error {
		var p Place
		var epoch string
		if err := rows.Scan(&p.KioskID, &epoch, &p.LastSeq); err != nil {
			return err
		}
		var err error
		p.Epoch, err = syncproto.ParseEpoch(epoch)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read where the chains stand: %w", err)
	}
	return out, nil
}

// Raise notes that everything up to these places lies in a copy off this machine.
func Raise(ctx context.Context, tx *store.Tx, places []Place) error {
	const raise = `update kiosk_epochs set durable_seq = $1 where kiosk_id = $2 and epoch = $3 and durable_seq < $1`
	for _, p := range places {
		if _, err := tx.Exec(ctx, raise, int64(p.LastSeq), string(p.KioskID), p.Epoch.String()); err != nil {
			return fmt.Errorf("raise what is durable of kiosk %s: %w", p.KioskID, err)
		}
	}
	return nil
}

// EndSessions logs everybody out: people and kiosks. A copy may hold a session that
// was ended after it was made.
func EndSessions(ctx context.Context, tx *store.Tx) error {
	for _, end := range []string{`delete from sessions`, `delete from kiosk_sessions`, `delete from nonces`} {
		if _, err := tx.Exec(ctx, end); err != nil {
			return fmt.Errorf("end the sessions: %w", err)
		}
	}
	return nil
}
