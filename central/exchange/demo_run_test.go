package exchange_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

func open(t *testing.T) (*store.DB, *ledger.Ledger) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, _, err := exchange.Begin(t.Context(), db, 1, noon); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(t.Context(), ledger.Config{Store: db, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return db, l
}

// cut is a door that slams after some commands.
type cut struct {
	*ledger.Ledger
	left int
}

var errSlammed = errors.New("slammed")

func (c *cut) Execute(ctx context.Context, cmd rental.Command, a rental.Actor) (ledger.Result, error) {
	if c.left == 0 {
		return ledger.Result{}, errSlammed
	}
	c.left--
	return c.Ledger.Execute(ctx, cmd, a)
}

// TestRun writes a company through the true ledger, cut short twice, and counts
// what its people will see.
func TestRun(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	seed, now, err := exchange.Begin(t.Context(), db, 9, noon.Add(time.Hour))
	if err != nil || seed != 1 || !now.Equal(noon) {
		t.Fatalf("a second begin changed the company: %d, %v, %v", seed, now, err)
	}
	p := plan(t, seed, now)
	for _, n := range []int{100, 3790} {
		if _, err := p.Run(t.Context(), db, &cut{l, n}, nil); !errors.Is(err, errSlammed) {
			t.Fatalf("cut after %d: %v", n, err)
		}
	}
	last := 0
	codes, err := p.Run(t.Context(), db, l, func(done, of int) { last = of - done })
	if err != nil {
		t.Fatal(err)
	}
	if last != 0 {
		t.Errorf("progress ended %d short", last)
	}
	roles := map[string]int{}
	for _, c := range codes {
		roles[c.Role]++
		if c.Code == "" || c.Label == "" {
			t.Errorf("a %s without a code or a label", c.Role)
		}
	}
	if diff := cmp.Diff(map[string]int{"badge": 2, "order": 2, "item": 4, "item_out_elsewhere": 2, "unknown": 2}, roles); diff != "" {
		t.Errorf("codes to try:\n%s", diff)
	}
	checkCompany(t, db)
}

// checkCompany compares what the demo promises with the rows at central: the
// want values are counted by hand from the job table.
func checkCompany(t *testing.T, db *store.DB) {
	t.Helper()
	orders := map[rental.OrderStatus]int{}
	assets := map[rental.AssetStatus]int{}
	late := 0
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for after := ""; ; {
			rows, next, err := tx.ListRentActions(ctx, store.RentActionFilter{}, store.Page{Limit: 100, After: after})
			if err != nil {
				return err
			}
			for _, o := range rows {
				orders[o.Status]++
			}
			if after = next; after == "" {
				break
			}
		}
		for after := ""; ; {
			rows, next, err := tx.ListAssets(ctx, store.AssetFilter{}, store.Page{Limit: 200, After: after})
			if err != nil {
				return err
			}
			for _, a := range rows {
				assets[a.Status]++
				if a.Custody.Due != 0 && a.Custody.Due < rental.Millis(noon.UnixMilli()) {
					late++
				}
			}
			if after = next; after == "" {
				return nil
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	wantOrders := map[rental.OrderStatus]int{
		rental.Draft: 1, rental.Pending: 1, rental.Rejected: 1, rental.Cancelled: 1, rental.Closed: 1,
		rental.Fulfilled: 6, rental.Approved: 5,
	}
	if diff := cmp.Diff(wantOrders, orders); diff != "" {
		t.Errorf("orders (-want +got):\n%s", diff)
	}
	const out = 26 + 16 + 7 + 10 + 11 + 7 + 2
	if diff := cmp.Diff(map[rental.AssetStatus]int{rental.Deployed: out, rental.Available: 3000 - out}, assets); diff != "" {
		t.Errorf("assets (-want +got):\n%s", diff)
	}
	if late != 7+2 {
		t.Errorf("%d things past their due time, want 9", late)
	}
}

// TestBeginRefusesARealCompany: known passwords never enter somebody's data.
func TestBeginRefusesARealCompany(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	l, err := ledger.New(t.Context(), ledger.Config{Store: db})
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Execute(t.Context(), rental.Command{
		ID: "0190a5b4-7c00-7000-8000-000000000001", Kind: rental.KindPut, Schema: 1,
		Body: rental.PutBody{Row: rental.Company{ID: "0190a5b4-7c00-7000-8000-000000000002", Name: "Somebody's own"}},
	}, rental.Actor{Kind: rental.ActorSystem})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := exchange.Begin(t.Context(), db, 1, noon); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "database_in_use"}) {
		t.Errorf("Begin took a database in use: %v", err)
	}
}
