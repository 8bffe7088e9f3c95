package ledger_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

const (
	kioskID = "0190a000-0000-7000-8000-000000000001"
	siteID  = "0190a000-0000-7000-8000-00000000000a"
)

// bench is a kiosk's ledger over a database in a temporary directory.
type bench struct {
	*ledger.Ledger
	store *store.Store
	dir   string
	mu    sync.Mutex
	now   time.Time
	free  int64
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(time.Millisecond)
	return b.now
}

func enrolment() syncproto.EnrolReply {
	return syncproto.EnrolReply{
		KioskID: kioskID, Name: "Dock 1", Epoch: syncproto.Epoch{1, 2, 3}, NumberPrefix: "K3", SiteID: siteID,
		ReturnsPlaceID: "returns", Zone: "Europe/Berlin",
	}
}

// setup opens an enrolled kiosk.
func setup(t testing.TB, o store.Options) *bench {
	t.Helper()
	b := open(t, t.TempDir(), o)
	if err := b.Enrol(t.Context(), enrolment()); err != nil {
		t.Fatal(err)
	}
	return b
}

// open opens the kiosk in dir, whatever is there.
func open(t testing.TB, dir string, o store.Options) *bench {
	t.Helper()
	b := &bench{dir: dir, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), free: 1 << 40}
	b.reopen(t, o)
	t.Cleanup(func() {
		if err := b.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// reopen starts again over the same directory, as after a restart.
func (b *bench) reopen(t testing.TB, o store.Options) {
	t.Helper()
	if b.store != nil {
		if err := b.store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if b.store, err = store.Open(t.Context(), b.dir, o); err != nil {
		t.Fatal(err)
	}
	b.Ledger, err = ledger.New(b.config())
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bench) config() ledger.Config {
	return ledger.Config{
		Store: b.store, Now: b.clock, Mono: func() time.Duration { return time.Minute }, BootID: "boot-1",
		FreeBytes: func() (int64, error) { return b.free, nil },
	}
}

func newID() rental.ItemID { return rental.ItemID(uuid.Must(uuid.NewV7()).String()) }

func actor() rental.Actor {
	return rental.Actor{Kind: rental.ActorKiosk, KioskID: kioskID, SiteID: siteID}
}

func scan(raw string) ledger.Gesture {
	return ledger.Gesture{
		ID: newID(), Actor: actor(), Author: syncproto.Author{Verified: rental.VerifiedNone},
		Body: rental.ScanBody{Raw: []byte(raw), Printable: raw, Source: "wedge", Mode: "idle"},
	}
}

func record(t testing.TB, b *bench, g ledger.Gesture) ledger.Receipt {
	t.Helper()
	r, err := b.Record(t.Context(), g, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func position(t testing.TB, b *bench) ledger.Position {
	t.Helper()
	p, err := b.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// putAnswer keeps an answer under the item's id in the item's transaction.
func putAnswer(b *bench) func(*store.Tx, ledger.Receipt) error {
	return func(tx *store.Tx, r ledger.Receipt) error {
		return tx.PutAnswer(string(r.ItemID), []byte("{}"), b.clock())
	}
}
