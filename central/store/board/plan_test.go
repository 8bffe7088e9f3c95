package board_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rms/central/store"
	"rms/central/store/board"
	"rms/syncproto/rental"
)

func open(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// TestPlans: nothing of the board walks a table of orders, things or loans.
func TestPlans(t *testing.T) {
	t.Parallel()
	db := open(t)
	for name, query := range map[string]string{
		"leaving": board.Leaving, "orders out": board.OrdersOut, "things out": board.ThingsOut, "things out on none": board.ThingsOutOnNone,
		"pending": board.Pending, "exceptions": board.Exceptions,
	} {
		plan := ""
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var args []any
			if strings.Contains(query, "$1") {
				args = append(args, 1)
			}
			return tx.Each(ctx, "explain query plan "+query, args, func(rows *sql.Rows) error {
				var a, b, c int
				var detail string
				err := rows.Scan(&a, &b, &c, &detail)
				plan += detail + "\n"
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(plan, "\n") {
			what, walked := strings.CutPrefix(line, "SCAN ")
			if walked && !strings.HasPrefix(what, "a") && !strings.HasPrefix(what, "s") && !strings.HasPrefix(what, "x") && !strings.HasPrefix(what, "CONSTANT") {
				t.Errorf("%s walks a table:\n%s", name, plan)
			}
			if strings.HasPrefix(line, "SCAN assets") || strings.HasPrefix(line, "SCAN allocations") {
				t.Errorf("%s walks a table:\n%s", name, plan)
			}
		}
	}
}

// put writes rows as they are.
func put(t testing.TB, db *store.DB, n int, row func(i int) rental.Row) {
	t.Helper()
	err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			r := row(i)
			m := r.RowMeta()
			m.Rev = 1
			rec, err := store.NewRecord(r.WithMeta(m))
			if err == nil {
				err = tx.Put(ctx, rec)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkRead reads the day of one of three sites: 100,000 things, a tenth of
// them out, 10,000 orders of which most are over.
func BenchmarkRead(b *testing.B) {
	db := open(b)
	now := rental.Millis(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).UnixMilli())
	const hour = rental.Millis(3_600_000)
	id := func(kind string, i int) string {
		return rental.DeriveID("0192f0c1-0000-7000-8000-000000000111", kind, i)
	}
	site := func(i int) rental.SiteID { return rental.SiteID(id("site", i%3)) }
	put(b, db, 3, func(i int) rental.Row {
		return rental.Place{ID: rental.PlaceID(id("site", i)), Code: id("site", i), Kind: rental.PlaceSite, Zone: "Europe/Berlin"}
	})
	const orders, things, open = 10_000, 100_000, 1_000
	put(b, db, orders, func(i int) rental.Row {
		o := rental.RentAction{ID: rental.RentActionID(id("order", i)), Number: rental.Number(id("order", i)), Meta: rental.Meta{SiteID: site(i)}, Status: rental.Closed}
		o.Window = rental.Window{Start: now - rental.Millis(i)*hour, End: now - rental.Millis(i)*hour + 20*hour}
		switch {
		case i < open/2: // out, and some of it late
			o.Status, o.Window.End = rental.Fulfilled, now+rental.Millis(i-50)*hour
		case i < open:
			o.Status, o.Window = rental.Approved, rental.Window{Start: now + rental.Millis(i-open/2-20)*hour, End: now + rental.Millis(i)*hour}
			o.Lines = []rental.Line{{ID: "l", ItemTypeID: "t", Requested: 20}}
		}
		return o
	})
	put(b, db, things, func(i int) rental.Row {
		a := rental.Asset{ID: rental.AssetID(id("thing", i)), Tag: id("thing", i), Meta: rental.Meta{SiteID: site(i)}, Status: rental.Available}
		if i < things/10 {
			a.Status = rental.Deployed
			a.Custody = rental.Custody{RentActionID: rental.RentActionID(id("order", i%(open/2))), PersonID: rental.PersonID(id("person", i%20)), Since: now - hour, Due: now}
		}
		return a
	})
	put(b, db, things/10, func(i int) rental.Row {
		return rental.Allocation{ID: rental.AllocationID(id("allocation", i)), RentActionID: rental.RentActionID(id("order", i%(open/2))), AssetID: rental.AssetID(id("thing", i)), Quantity: 1, Status: rental.AllocOut}
	})
	for b.Loop() {
		err := db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			sites, err := board.Read(ctx, tx, site(0), now)
			if err == nil && (len(sites) != 1 || sites[0].LateThings == 0 || sites[0].BackThings == 0 || sites[0].LeavingToday == 0) {
				b.Fatalf("the board is empty: %+v", sites)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
