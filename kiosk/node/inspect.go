package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rms/internal/disk"
	"rms/internal/sqlitex"
	"rms/kiosk/store"
)

const (
	// inspectEvery is how often the whole database is read, beside every start. A disk that rots tells nobody by itself.
	inspectEvery = 24 * time.Hour
	// inspectAgain is how soon it is tried again when it could not be read for another reason than damage.
	inspectAgain = time.Minute
)

// suspectFile stands in the data directory from when the database was found damaged until it is found whole.
const suspectFile = "kiosk.db.damaged"

// inspector reads the whole database beside the scans: at a start nobody waits for it. docs/adr/0050 says why.
type inspector struct {
	n *Node
}

// Serve inspects at once and from then on every day, until ctx ends.
func (i inspector) Serve(ctx context.Context) error {
	for {
		wait := inspectEvery
		if err := i.inspect(ctx); err != nil && ctx.Err() == nil {
			i.n.log.Error("check the database", "error", err)
			wait = inspectAgain
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// inspect reads the whole database once. A damaged one is left as it is: the kiosk records nothing more, says so, and
// begins its next start like that. A whole one is worked on again.
func (i inspector) inspect(ctx context.Context) error {
	began := time.Now()
	err := i.n.store.Check(ctx)
	switch {
	case err == nil:
		i.n.log.Info("the database is whole", "took", time.Since(began).Round(time.Millisecond).String())
		if err := os.Remove(filepath.Join(i.n.cfg.Data, suspectFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear the database's name: %w", err)
		}
		i.n.ledger.SetDamaged(false)
		return nil
	case store.Damaged(err):
		i.n.ledger.SetDamaged(true) // before anything that may fail on such a disk
		i.n.log.Error("the database is damaged: nothing more is recorded", "error", err, "hint", sqlitex.HintFor(err))
		return disk.Replace(filepath.Join(i.n.cfg.Data, suspectFile), []byte(err.Error()+"\n"))
	}
	return err
}

// isSuspect reports whether the database was found damaged and not whole since.
func isSuspect(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, suspectFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look whether the database was found damaged: %w", err)
	}
	return true, nil
}
