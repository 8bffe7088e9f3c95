package sqlitex

import (
	"context"
	"database/sql"
	"sync/atomic"
)

const (
	// checkpointEvery is after how many commits the log is moved into the
	// database, beside the work: about 1,000 pages of a kiosk's scans.
	checkpointEvery = 64

	// checkpointAt is at how many pages of 4 KiB a commit moves the log itself,
	// because the work is ahead of the checkpointer. Much of it is moved by then.
	checkpointAt = 8192
)

// checkpointer moves the write-ahead log into the database through a connection
// of its own. A commit that did it, as SQLite's do, would make one scan in 60 wait
// ten times as long as the others.
type checkpointer struct {
	pool    *sql.DB
	commits atomic.Int64
	due     chan struct{}
	cancel  context.CancelFunc
	done    chan struct{}
}

func startCheckpointer(ctx context.Context, path string, o Options) (*checkpointer, error) {
	pool, err := openPool(ctx, path, 1, o.BusyTimeout, checkpointerParams(o))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &checkpointer{pool: pool, due: make(chan struct{}, 1), cancel: cancel, done: make(chan struct{})}
	go c.serve(ctx)
	return c, nil
}

// committed counts a commit. It waits for nothing.
func (c *checkpointer) committed() {
	if c == nil || c.commits.Add(1)%checkpointEvery != 0 {
		return
	}
	select {
	case c.due <- struct{}{}:
	default: // it is at work
	}
}

func (c *checkpointer) serve(ctx context.Context) {
	defer close(c.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.due:
			// What fails here leaves the log as it is, as SQLite's own does; the
			// next commit beyond checkpointAt tries it again, and Checkpoint tells.
			_, _ = c.pool.ExecContext(ctx, "pragma wal_checkpoint(passive)")
		}
	}
}

func (c *checkpointer) close() error {
	if c == nil {
		return nil
	}
	c.cancel()
	<-c.done
	return c.pool.Close()
}
