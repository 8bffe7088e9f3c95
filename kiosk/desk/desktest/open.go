package desktest

import (
	"log/slog"
	"testing"
	"time"

	"rms/kiosk/desk"
	"rms/kiosk/identity"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
)

// Kiosk is an open desk with what it stands on. Whoever opened it serves its Desk and closes its Store.
type Kiosk struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Desk   *desk.Queue
}

// Open opens the kiosk in dir, whatever is there. changed is the desk's; nil tells nobody.
func Open(t testing.TB, dir string, now func() time.Time, log *slog.Logger, changed func(rev int64)) *Kiosk {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(ledger.Config{
		Store: s, Log: log, Now: now, Mono: func() time.Duration { return time.Minute }, BootID: "desktest", DiskFloor: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	q, err := desk.New(t.Context(), desk.Config{
		Store: s, Ledger: l, PINs: identity.NewPINs(s, now), Log: log, Now: now, Changed: changed,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &Kiosk{Store: s, Ledger: l, Desk: q}
}
