package intake_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/intake"
	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/store"
	"rms/central/store/imports"
	"rms/syncproto/rental"
)

const (
	cable rental.ItemTypeID = "0192a000-0000-7000-8000-000000000777"
	shelf rental.PlaceID    = "0192a000-0000-7000-8000-000000000778"
)

// cellar is a world that counts cables and has a shelf for them; its clock ticks,
// for of one moment nobody can say what came first.
func cellar(t testing.TB) *world {
	t.Helper()
	var ticks atomic.Int64
	w := openAt(t, func() time.Time { return noon.Add(time.Duration(ticks.Add(1)) * time.Second) })
	w.put(rental.ItemType{ID: cable, Code: "XLR", Name: "XLR 10 m", Kind: rental.Fungible})
	w.put(rental.Place{ID: shelf, Code: "A-1", Name: "Aisle 1", Kind: rental.PlaceShelf, ParentID: siteID})
	return w
}

func (w *world) enter(p rental.PlaceID, kind rental.EntryKind, n int64) {
	w.Helper()
	w.execute(rental.StockEntryBody{ItemTypeID: cable, PlaceID: p, Kind: kind, Quantity: n, Reason: "as found"})
}

// stock is what is counted, as "type @ place: how many, by how many entries".
func (w *world) stock() []string {
	w.Helper()
	out := []string{}
	w.read(func(ctx context.Context, tx *store.Tx) error {
		const all = `select t.code || ' @ ' || p.code || ': ' || s.on_hand from stock_pools s join item_types t on t.id = s.item_type_id join places p on p.id = s.place_id order by 1`
		return tx.Each(ctx, all, nil, func(rows *sql.Rows) error {
			var s string
			err := rows.Scan(&s)
			out = append(out, s)
			return err
		})
	})
	return out
}

func (w *world) has(want ...string) {
	w.Helper()
	if diff := cmp.Diff(want, w.stock()); diff != "" {
		w.Errorf("stock (-want +got):\n%s", diff)
	}
}

// TestStockIsImported: rows of a type at a place are one count; wrong rows are
// named by row and column and keep all of it out, unless the good ones alone are
// asked for; the same list again changes nothing; and all of it is taken back.
func TestStockIsImported(t *testing.T) {
	t.Parallel()
	w := cellar(t)
	w.enter(shelf, rental.EntryReceive, 3)
	const text = "type,place,quantity\nXLR,HQ,20\nXLR,HQ,4\nXLR,A-1,7\nXLR,A-1,2.5\nUFO,HQ,1\n"
	q := intake.Request{Kind: shape.Stock}
	i := w.stage(text, q)
	if diff := cmp.Diff(plan.Counts{Rows: 5, Created: 2, Changed: 1, Wrong: 2}, i.Counts); diff != "" || i.Errors[0].Row != 5 || i.Errors[0].Column != 3 || i.Errors[1].Reason != "unknown_item_type" {
		t.Fatalf("%s %+v", diff, i.Errors)
	}
	want := []plan.Cell{{Field: shape.Type, Value: "XLR 10 m"}, {Field: shape.Place, Value: "Aisle 1"}, {Field: shape.Quantity, Value: "7", Was: "3"}}
	if diff := cmp.Diff(want, i.Samples[1].Cells); diff != "" || i.Samples[1].New || !i.Samples[0].New {
		t.Errorf("it is shown as %+v: %s", i.Samples, diff)
	}
	if _, err := w.in.Commit(t.Context(), i.ID, admin); rental.ReasonOf(err) != "rows_are_wrong" {
		t.Errorf("wrong rows: %v", err)
	}
	w.has("XLR @ A-1: 3")
	q.Mode = intake.GoodRows
	done := w.bring(text, q)
	if done.Status != imports.Done || done.Written != 2 {
		t.Errorf("it is %s with %d written: %s", done.Status, done.Written, done.Message)
	}
	w.has("XLR @ A-1: 7", "XLR @ HQ: 24")
	if again := w.stage(text, q); again.Rows != 0 || again.Counts.Unchanged != 3 {
		t.Errorf("the second time: %+v", again.Counts)
	}
	if back := w.undo(done.ID); back.Status != imports.Undone || len(back.Hinders) > 0 {
		t.Errorf("it is %s: %+v", back.Status, back.Hinders)
	}
	w.has("XLR @ A-1: 3")
}

// TestImportedStockWithItsTypes: what a list needs is made with it and goes with it.
func TestImportedStockWithItsTypes(t *testing.T) {
	t.Parallel()
	w := setup(t)
	before := w.rows()
	i := w.bring("type,place,quantity\nGaffer tape,Aisle 9 / Bin 2,48\n", intake.Request{Kind: shape.Stock, Options: plan.Options{Create: true, At: siteID}})
	if i.Status != imports.Done || i.Counts.Besides != 3 || len(w.stock()) != 1 {
		t.Fatalf("it is %s, %+v, %v: %s", i.Status, i.Counts, w.stock(), i.Message)
	}
	if back := w.undo(i.ID); back.Status != imports.Undone || len(back.Hinders) > 0 {
		t.Errorf("it is %s: %+v", back.Status, back.Hinders)
	}
	if diff := cmp.Diff(before, w.rows()); diff != "" || len(w.stock()) != 0 {
		t.Errorf("%v is left: %s", w.stock(), diff)
	}
}

// TestImportedStockThatWasTouched is not taken back, and is named as people call it.
func TestImportedStockThatWasTouched(t *testing.T) {
	t.Parallel()
	w := cellar(t)
	i := w.bring("type,place,quantity\nXLR,HQ,24\nXLR,A-1,7\n", intake.Request{Kind: shape.Stock})
	w.enter(siteID, rental.EntryAdjust, -4)
	if _, err := w.in.Undo(t.Context(), i.ID, admin); rental.ReasonOf(err) != "touched_since" || !strings.Contains(err.Error(), "XLR 10 m at Head office (row 2)") {
		t.Errorf("got %v", err)
	}
	w.has("XLR @ A-1: 7", "XLR @ HQ: 20")
}

// TestStockByReference: rows that were imported before are known again by their
// references: what happened here since stays, and a row that says something new is
// counted.
func TestStockByReference(t *testing.T) {
	t.Parallel()
	w := cellar(t)
	list := func(a, b int) string {
		return fmt.Sprintf("external_ref,type,place,quantity\n11,XLR,HQ,%d\n12,XLR,HQ,%d\n", a, b)
	}
	q := intake.Request{Kind: shape.Stock, Options: plan.Options{Source: "oldbook"}}
	w.bring(list(20, 4), q)
	w.enter(siteID, rental.EntryAdjust, -5)
	again := w.stage(list(20, 4), q)
	if again.Rows != 0 || again.Counts.Unchanged != 2 || len(again.Notices) != 1 || !strings.Contains(again.Notices[0].Message, "19 are there now") {
		t.Errorf("the same list: %+v %+v", again.Counts, again.Notices)
	}
	if i := w.bring(list(20, 8), q); i.Counts.Changed != 2 || i.Status != imports.Done {
		t.Errorf("a list that says something else: %+v", i.Counts)
	}
	w.has("XLR @ HQ: 28")
	// A list of one's own has no references: it says what is there now.
	if i := w.bring("type,place,quantity\nXLR,HQ,30\n", intake.Request{Kind: shape.Stock}); i.Counts.Changed != 1 {
		t.Errorf("by type and place: %+v", i.Counts)
	}
	w.has("XLR @ HQ: 30")
	if i := w.stage("external_ref,type,place,quantity\n11,XLR,HQ,1\n11,XLR,A-1,1\n", q); i.Counts.Wrong != 1 || i.Errors[0].Reason != "duplicate_in_file" {
		t.Errorf("a reference twice: %+v", i.Errors)
	}
}

// TestStockThatIsCountedBetween: who counts between the dry run and the rows is not
// overruled without a word.
func TestStockThatIsCountedBetween(t *testing.T) {
	t.Parallel()
	w := cellar(t)
	i := w.stage("type,place,quantity\nXLR,HQ,24\nXLR,A-1,7\n", intake.Request{Kind: shape.Stock})
	if _, err := w.in.Commit(t.Context(), i.ID, admin); err != nil {
		t.Fatal(err)
	}
	w.enter(shelf, rental.EntryCount, 5)
	if end := w.run(i.ID); end.Status != imports.Failed || !strings.Contains(end.Message, "row 3") {
		t.Errorf("it is %s: %s", end.Status, end.Message)
	}
	w.has("XLR @ A-1: 5")
}

// TestTooMuchStock: a sum that nobody has is wrong at the row that makes it so.
func TestTooMuchStock(t *testing.T) {
	t.Parallel()
	w := cellar(t)
	i := w.stage("type,place,quantity\nXLR,HQ,999999999\nXLR,HQ,2\n", intake.Request{Kind: shape.Stock})
	if i.Counts.Wrong != 1 || i.Errors[0].Row != 3 || i.Errors[0].Reason != "too_many" {
		t.Errorf("%+v", i.Errors)
	}
}
