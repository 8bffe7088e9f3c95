// Package ledger is central's only write door: whatever changes a business row
// comes through here, whichever door of the house it came in by.
//
// Invariants. A command is judged by rental.Decide over central's full data, and
// its rows, feed, outbox events, audit line, exceptions and the record of the
// command itself commit together or not at all. A command is recorded once by
// its id: the same id and content answers what was answered first, the same id
// with other content is refused and raises an alarm. Revisions, times, authors
// and empty numbers are set here and nowhere else. A fact from an enrolled kiosk
// is always stored, whatever the rules or the parser say of it.
//
// Concurrency. All methods may be called from any goroutine. Writes take turns
// in the store; readers see one snapshot. Waiting for changes costs no goroutine
// beyond the caller's.
package ledger

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rms/central/ledger/history"
	"rms/central/ledger/news"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Config is what a Ledger is made from. Only Store is needed.
type Config struct {
	Store *store.DB
	// Now is the clock of commands that come with none; nil means time.Now.
	Now func() time.Time
	// NewID mints ids of rows that no gesture named; nil means UUIDv7.
	NewID func() (string, error)
	// Random yields epochs and the run; nil means crypto/rand.
	Random io.Reader
	Logger *slog.Logger
	// Decide is the rule; nil means rental.Decide. Tests break it on purpose.
	Decide func(*rental.State, rental.Command, rental.Actor, rental.Millis) (rental.Decision, error)
	// Version is what hello answers.
	Version string
	// Observe is told of every verdict that a kiosk was given; may be nil.
	Observe func(kind rental.Kind, verdict rental.VerdictKind, reason string)
}

// Ledger is the write door.
type Ledger struct {
	db      *store.DB
	now     func() time.Time
	newID   func() (string, error)
	random  io.Reader
	log     *slog.Logger
	decide  func(*rental.State, rental.Command, rental.Actor, rental.Millis) (rental.Decision, error)
	version string
	observe func(kind rental.Kind, verdict rental.VerdictKind, reason string)

	// run names this process life: a push must carry what hello gave.
	run          string
	installation string
	incarnation  string
	demo         bool

	news      *news.News // of the feed
	events    *news.News // of the outbox
	snapshots snapshots
	proofs    history.Proofs
}

// New opens the ledger over a store. The first one over a fresh store names the
// installation.
func New(ctx context.Context, c Config) (*Ledger, error) {
	l := &Ledger{
		db: c.Store, now: c.Now, newID: c.NewID, random: c.Random, log: c.Logger, decide: c.Decide,
		version: c.Version, observe: c.Observe,
	}
	if l.now == nil {
		l.now = time.Now
	}
	if l.newID == nil {
		l.newID = newUUIDv7
	}
	if l.random == nil {
		l.random = rand.Reader
	}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	if l.decide == nil {
		l.decide = rental.Decide
	}
	if l.observe == nil {
		l.observe = func(rental.Kind, rental.VerdictKind, string) {}
	}
	l.news, l.events = news.New(), news.New()
	l.snapshots.init()
	var err error
	if l.run, err = l.randomHex(); err != nil {
		return nil, err
	}
	if err := l.write(ctx, l.settleIn); err != nil {
		return nil, fmt.Errorf("open the ledger: %w", err)
	}
	return l, nil
}

// settleIn names the installation and its incarnation once, and reads them.
func (l *Ledger) settleIn(ctx context.Context, tx *store.Tx) error {
	for _, m := range []struct {
		name store.MetaName
		dest *string
	}{{store.MetaInstallation, &l.installation}, {store.MetaIncarnation, &l.incarnation}} {
		value, err := tx.Meta(ctx, m.name)
		if err != nil {
			return err
		}
		if value == "" {
			if value, err = l.newID(); err != nil {
				return err
			}
			if err := tx.SetMeta(ctx, m.name, value); err != nil {
				return err
			}
		}
		*m.dest = value
	}
	demo, err := tx.Meta(ctx, store.MetaDemo)
	if err != nil {
		return err
	}
	l.demo = demo == "1"
	head, err := headsOf(ctx, tx)
	l.announce(head)
	return err
}

// write is a write of the store whose failures tell a caller what to do.
func (l *Ledger) write(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	var h heads
	err := l.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := fn(ctx, tx); err != nil {
			return err
		}
		var err error
		h, err = headsOf(ctx, tx)
		return err
	})
	if err == nil {
		l.announce(h)
		return nil
	}
	return Unavailable(err)
}

// Unavailable makes what the store could not do just now an error that says so;
// other errors stay as they are.
func Unavailable(err error) error {
	if !store.Transient(err) && !store.UnknownOutcome(err) && !store.GivenUp(err) {
		return err
	}
	return errors.Join(&rental.Error{
		Code: rental.CodeUnavailable, Reason: "store_unavailable", Message: "central could not write just now",
		Hint: "send the same again, with the same ids; what was stored is not stored twice",
	}, err)
}

// Installation names this installation for ever.
func (l *Ledger) Installation() string { return l.installation }

// Incarnation names this life of the database; a restore changes it.
func (l *Ledger) Incarnation() string { return l.incarnation }

// Run names this life of the process.
func (l *Ledger) Run() string { return l.run }

// Demo reports whether the database holds the demo company.
func (l *Ledger) Demo() bool { return l.demo }

func (l *Ledger) randomHex() (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(l.random, b); err != nil {
		return "", fmt.Errorf("draw randomness: %w", err)
	}
	return hex.EncodeToString(b), nil
}

func newUUIDv7() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("mint an id: %w", err)
	}
	return id.String(), nil
}

// asRental returns the rental.Error in err's chain, if any.
func asRental(err error) (*rental.Error, bool) {
	var e *rental.Error
	ok := errors.As(err, &e)
	return e, ok
}

func millis(t time.Time) rental.Millis { return rental.Millis(t.UnixMilli()) }
