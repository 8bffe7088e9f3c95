package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// DefaultDiskFloor is how much room must be left for a gesture to be taken, in
// bytes: enough for the write-ahead log and for sync to go on.
const DefaultDiskFloor = 256 << 20

// Config is what a Ledger needs from outside. Store, Now, Mono and BootID must
// be set.
type Config struct {
	Store *store.Store
	Log   *slog.Logger // nil logs nothing
	// Now is the device's wall clock, Mono the time since boot, which BootID
	// names.
	Now    func() time.Time
	Mono   func() time.Duration
	BootID string
	// NewID mints UUIDv7s for items that no page has named; nil is allowed.
	NewID func() string
	// FreeBytes measures the disk; nil is the store's own.
	FreeBytes func() (int64, error)
	// DiskFloor in bytes; 0 means DefaultDiskFloor, negative none.
	DiskFloor int64
}

// Ledger is the write door of one kiosk.
type Ledger struct {
	cfg   Config
	store *store.Store
	log   *slog.Logger

	turn chan struct{} // held by the one that writes
	hand hand

	damaged atomic.Bool // the file is known to be broken

	mu       sync.Mutex
	identity *Identity // nil before enrolment
	hello    Hello
	asOf     asOf
	changed  chan struct{}
}

// New checks that the store's chain of items is whole and returns its ledger.
func New(cfg Config) (*Ledger, error) {
	if cfg.Store == nil || cfg.Now == nil || cfg.Mono == nil || cfg.BootID == "" {
		return nil, errors.New("a ledger needs Store, Now, Mono and BootID")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.FreeBytes == nil {
		cfg.FreeBytes = cfg.Store.FreeBytes
	}
	if cfg.DiskFloor == 0 {
		cfg.DiskFloor = DefaultDiskFloor
	}
	l := &Ledger{cfg: cfg, store: cfg.Store, log: cfg.Log, turn: make(chan struct{}, 1), changed: make(chan struct{})}
	ctx := context.Background() // reads of an open database, before anybody waits
	if err := l.reload(ctx); err != nil {
		return nil, err
	}
	if err := l.store.Read(ctx, l.verify); err != nil {
		return nil, fmt.Errorf("check the chain of items: %w", err)
	}
	return l, nil
}

// reload reads what the ledger keeps in memory from the store.
func (l *Ledger) reload(ctx context.Context) error {
	return l.store.Read(ctx, func(ctx context.Context, v store.View) error {
		var id Identity
		enrolled, err := v.Meta(ctx, store.MetaIdentity, &id)
		if err != nil {
			return err
		}
		hello := Hello{OffsetErrMs: syncproto.OffsetUnknown}
		if _, err := v.Meta(ctx, store.MetaHello, &hello); err != nil {
			return err
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.hello = hello
		l.identity = nil
		if enrolled {
			l.identity = &id
		}
		return nil
	})
}

// Changed returns a channel that is closed after the next commit. Take it
// before you look, or you may miss what happens in between.
func (l *Ledger) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

func (l *Ledger) announce() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.changed)
	l.changed = make(chan struct{})
}

// write runs fn in one transaction and tells who waits for changes.
func (l *Ledger) write(ctx context.Context, fn func(*store.Tx) error) error {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("wait for the turn to write: %w", ctx.Err())
	}
	if l.damaged.Load() {
		<-l.turn
		return damaged()
	}
	stored := false
	defer func() {
		if !stored {
			l.hand.clear() // it may hold what was not written
		}
		<-l.turn
	}()
	err := l.store.Write(ctx, fn)
	stored = err == nil
	if stored || errors.Is(err, store.ErrUnknownOutcome) {
		l.announce() // of an unknown outcome too: whoever looks sees what is true
	}
	return err
}

// Service writes desk state or answers alone, without any business row.
func (l *Ledger) Service(ctx context.Context, fn func(*store.Tx) error) error {
	return explain(l.write(ctx, fn))
}

// explain gives an error of the store its code and the next thing to do. An
// error that has one passes as it is.
func explain(err error) error {
	var e *rental.Error
	switch {
	case err == nil || errors.As(err, &e):
		return err
	case errors.Is(err, store.ErrFull):
		e = &rental.Error{Code: rental.CodeUnavailable, Reason: "disk_full",
			Message: "this kiosk's disk is full: nothing was recorded", Hint: "free space on this machine, then do it again"}
	case errors.Is(err, store.ErrUnknownOutcome):
		e = &rental.Error{Code: rental.CodeUnavailable, Reason: "outcome_unknown",
			Message: "it is not certain that this was recorded", Hint: "do it again: nothing is recorded twice"}
	default:
		e = &rental.Error{Code: rental.CodeInternal, Reason: "store_failed",
			Message: "this could not be recorded", Hint: "do it again; if it stays, call the office"}
	}
	return errors.Join(e, err)
}
