package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rms/central/ledger/memory"
	"rms/central/store"
	"rms/syncproto/rental"
)

const (
	// ChunkCommands is how many commands InChunks puts into one transaction: with
	// more, the cost of the commit is no longer what counts.
	ChunkCommands = 250
	// chunkTime is how long a chunk may hold the one writer. A kiosk's push waits
	// 250 ms for its turn before it is told to come again.
	chunkTime = 100 * time.Millisecond
	// maxRemembered bounds what a batch keeps at hand, in rows and sets.
	maxRemembered = 10_000
)

// Batch executes commands in one transaction of the caller's. It belongs to the
// function that it was given to.
type Batch struct {
	l   *Ledger
	tx  *store.Tx
	now rental.Millis
	mem *memory.Memory
	// careful: each command has a savepoint of its own. Without it a command that
	// fails after it has begun to write spoils the batch, which is then run again.
	careful bool
	spoilt  error // ends the transaction, whatever the function says
	count   int   // of commands, taken or not
}

// errSpoilt ends a batch that must be run again with a savepoint per command.
var errSpoilt = errors.New("a command failed while it was written: each needs a savepoint of its own")

// Together runs fn in one transaction: all that its batch executes commits
// together, or, when fn fails, nothing does. A command that is refused leaves
// nothing behind, and fn may go on after it.
//
// fn may be run a second time from its start, when a command clashes with a row
// as it is written: what it gathers must begin anew with it.
//
// Nobody else writes while fn runs, and pushes of kiosks wait for it. Whoever has
// more than ChunkCommands to do, and can do it in parts, uses InChunks.
func (l *Ledger) Together(ctx context.Context, fn func(ctx context.Context, b *Batch) error) error {
	now := millis(l.now())
	err := l.together(ctx, now, false, fn)
	if errors.Is(err, errSpoilt) {
		err = l.together(ctx, now, true, fn)
	}
	if err != nil {
		return fmt.Errorf("execute together: %w", err)
	}
	return nil
}

func (l *Ledger) together(ctx context.Context, now rental.Millis, careful bool, fn func(ctx context.Context, b *Batch) error) error {
	return l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		b := &Batch{l: l, tx: tx, now: now, mem: memory.New(), careful: careful}
		if err := fn(ctx, b); err != nil {
			return errors.Join(b.spoilt, err)
		}
		return b.spoilt
	})
}

// Tx is the batch's transaction, for reading what is there now.
func (b *Batch) Tx() *store.Tx { return b.tx }

// Now is the moment at which all that the batch executes happens.
func (b *Batch) Now() rental.Millis { return b.now }

// Execute is Ledger.Execute within the batch: the same rules, rows, feed, events,
// audit line and record, and idempotent by the command's id as well. A command
// that is refused, or that clashes with what is there, has no effect; those before
// and after it have theirs. It counts for the commit of the batch alone.
func (b *Batch) Execute(ctx context.Context, c rental.Command, a rental.Actor) (Result, error) {
	if b.spoilt != nil {
		return Result{}, b.spoilt
	}
	b.count++
	payload, err := ownPayload(c)
	if err != nil {
		return Result{}, fmt.Errorf("execute %s: %w", c.Kind, err)
	}
	if b.mem.Len() > maxRemembered {
		b.mem.Clear()
	}
	var r Result
	run := func() error {
		j, stored, err := b.l.consider(ctx, b.tx, b.mem, c, a, b.now, payload)
		if err != nil || stored != nil {
			r = stored.orNone()
			return err
		}
		if r, err = b.l.settleOwn(ctx, b.tx, b.mem, j); err != nil && !b.careful {
			b.spoilt = errSpoilt
		}
		return err
	}
	if b.careful || drawsNumber(c.Body) {
		err = b.tx.Savepoint(ctx, run)
	} else {
		err = run()
	}
	if err != nil {
		return Result{}, b.failed(fmt.Errorf("execute %s: %w", c.Kind, err))
	}
	return r, nil
}

// failed takes note of what an error means for the batch.
func (b *Batch) failed(err error) error {
	b.mem.Clear() // it may hold what was taken back
	if b.spoilt == nil && (store.Transient(err) || store.GivenUp(err)) {
		b.spoilt = err // nothing more can be written
	}
	return err
}

// drawsNumber reports whether judging such a command moves a counter.
func drawsNumber(b rental.Body) bool {
	_, ok := b.(rental.RentActionCreateBody)
	return ok
}

// InChunks calls each for 0 to n-1, in order and in as many transactions as it
// takes for none to hold the writer long; between them others have their turn. An
// error of each takes back its chunk and ends the work. done is how many calls
// were committed: they stay. A chunk may be run again from its start, as Together
// says; each finds its place by i.
func (l *Ledger) InChunks(ctx context.Context, n int, each func(ctx context.Context, b *Batch, i int) error) (done int, err error) {
	for done < n {
		next := done
		err := l.Together(ctx, func(ctx context.Context, b *Batch) error {
			began := time.Now()
			for next = done; next < n; next++ {
				if b.count >= ChunkCommands || next > done && time.Since(began) >= chunkTime {
					return nil
				}
				if err := each(ctx, b, next); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return done, err
		}
		done = next
	}
	return done, nil
}
