package janitor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"rms/central/store"
	"rms/central/store/copies"
	"rms/internal/obs"
)

const (
	// countEvery is how often the generation is counted up while central runs: what
	// is older than that is known as such when it is put in place.
	countEvery = time.Hour
	// copyAgain is how soon a copy is tried again that could not be made.
	copyAgain = 5 * time.Minute
	// lookEvery is how often the keeper looks what is due.
	lookEvery = time.Minute
)

// Plan says which copies are made by themselves.
type Plan struct {
	To      string        // directory of the copies; empty: none are made
	Every   time.Duration // between two of them
	Keep    int           // how many stay there; 0: all
	OffHost []string      // directories on disks that are not in this machine
}

// Keeper counts the generation up and makes copies, as often as the plan says. Its
// fields are set before Serve; Health may be called from any goroutine.
type Keeper struct {
	DB     *store.DB
	Second SecondPlace
	Plan   Plan
	Log    *slog.Logger
	Now    func() time.Time

	counted, tried time.Time

	mu     sync.Mutex
	failed error // the last copy's
}

// String names the keeper in the log.
func (k *Keeper) String() string { return "keeper" }

// Serve looks what is due, at once and then every minute, until ctx ends.
func (k *Keeper) Serve(ctx context.Context) error {
	k.counted = k.Now() // the start has counted
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		k.Look(ctx)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// Look does what is due now. What fails is logged, and tried again.
func (k *Keeper) Look(ctx context.Context) {
	now := k.Now()
	if now.Sub(k.counted) >= countEvery {
		k.counted = now
		if err := k.Second.Next(ctx, k.DB); err != nil && ctx.Err() == nil {
			k.Log.Error("the generation was not counted up", "error", err)
		}
	}
	due, err := k.due(ctx, now)
	if due && err == nil {
		k.tried = now
		err = k.copy(ctx, now)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		k.Log.Error("the database was not backed up", "to", k.Plan.To, "error", err)
	}
	if due || err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.failed = err
	}
}

// due reports whether the newest copy is as old as the plan lets it get.
func (k *Keeper) due(ctx context.Context, now time.Time) (due bool, err error) {
	if k.Plan.To == "" || now.Sub(k.tried) < min(copyAgain, k.Plan.Every) {
		return false, nil
	}
	err = k.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		newest, ok, err := copies.NewestIn(ctx, tx, k.Plan.To)
		due = !ok || now.Sub(time.UnixMilli(int64(newest.CreatedAt))) >= k.Plan.Every
		return err
	})
	return due, err
}

func (k *Keeper) copy(ctx context.Context, now time.Time) error {
	to, err := TargetIn(k.Plan.To, k.Plan.OffHost, now)
	if err != nil {
		return err
	}
	if to.Dir != k.Plan.To {
		return fmt.Errorf("%s is no directory", k.Plan.To)
	}
	c, err := Copy(ctx, k.DB, k.Second, to, now)
	if err != nil {
		return err
	}
	k.Log.Info("the database was backed up", "to", c.Path, "bytes", c.Bytes, "off_host", c.OffHost)
	return k.thin(ctx)
}

// thin removes copies that the keeper made, the oldest first.
func (k *Keeper) thin(ctx context.Context) error {
	if k.Plan.Keep == 0 {
		return nil
	}
	var old []copies.Copy
	err := k.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		old, err = copies.Older(ctx, tx, k.Plan.To, k.Plan.Keep)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range old {
		if err := os.Remove(c.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove an old copy: %w", err)
		}
	}
	return k.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return copies.Forget(ctx, tx, old) })
}

// Health tells whether the last copy could be made.
func (k *Keeper) Health(context.Context) obs.Check {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed != nil {
		return obs.Degraded("the database is not backed up: "+k.failed.Error(), "look at "+k.Plan.To+": it is tried again every few minutes")
	}
	return obs.OK("")
}
