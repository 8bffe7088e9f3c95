package ledger_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/uuid"

	"rms/syncproto/rental"
)

// TestStockThroughTheDoor: entries, a late one and a count leave the balance, an
// event each with it, and the history of type and place; an imported entry comes
// once; what has stock stays.
func TestStockThroughTheDoor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(0)
	tape := rental.ItemType{ID: rental.ItemTypeID(id("t", 1)), Code: "TAPE", Name: "Tape", Kind: rental.Fungible}
	b.putRow(tape)
	enter := func(at rental.Millis, kind rental.EntryKind, n int64, ref string) (rental.Verdict, error) {
		body := rental.StockEntryBody{ItemTypeID: tape.ID, PlaceID: returns, Kind: kind, Quantity: n, Reason: "as it was found"}
		if ref != "" {
			body.ExternalSource, body.ExternalRef = "sheet", ref
		}
		c := rental.Command{ID: rental.ItemID(uuid.NewString()), Kind: rental.KindStockEntry, Schema: 1, Body: body}
		if at != 0 {
			c.Occurred = rental.Occurred{T: at, ItemID: c.ID}
		}
		r, err := b.l.Execute(t.Context(), c, admin)
		return r.Verdict, err
	}
	pool := string(rental.PoolOf(tape.ID, returns))
	for _, tt := range []struct {
		at     rental.Millis
		kind   rental.EntryKind
		n      int64
		ref    string
		onHand int64
		late   bool
	}{
		{start - 1000, rental.EntryOpening, 100, "1", 100, false},
		{start - 500, rental.EntryReceive, 50, "", 150, false},
		{start - 800, rental.EntryCount, 90, "", 140, false}, // before the receipt, after the opening
		{start - 900, rental.EntryAdjust, -20, "", 140, true},
		{0, rental.EntryAdjust, -5, "", 135, false},
	} {
		v, err := enter(tt.at, tt.kind, tt.n, tt.ref)
		if err != nil || v.Kind != rental.Applied || (len(v.Flags) == 1) != tt.late {
			t.Errorf("%s %d: %+v, %v", tt.kind, tt.n, v, err)
		}
		if got := get[rental.StockPool](b, pool).OnHand; got != tt.onHand {
			t.Errorf("after %s %d: %d on hand, want %d", tt.kind, tt.n, got, tt.onHand)
		}
	}
	if _, err := enter(0, rental.EntryOpening, 100, "1"); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "duplicate"}) {
		t.Errorf("an entry that was imported before: %v", err)
	}
	var last rental.StockChanged
	var raw string
	row := b.db.SQL().Reader().QueryRowContext(t.Context(), `select data from outbox where type = 'stock.changed' order by seq desc limit 1`)
	if err := row.Scan(&raw); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(raw), &last); err != nil || last.OnHand != 135 || last.Quantity != -5 {
		t.Errorf("the last event is %s, %v", raw, err)
	}
	for _, s := range []string{"item_type", "place"} {
		if n := b.count(`select count(*) from fact_subjects where subject_type = ?`, s); n != 5 {
			t.Errorf("%d facts about the %s, want 5", n, s)
		}
	}
	if n := b.count(`select count(*) from feed where collection like 'stock%'`); n != 0 {
		t.Errorf("%d rows of stock are in the feed", n)
	}
	if reason, text := b.remove(rental.ItemTypes, string(tape.ID)); reason != "in_use" {
		t.Errorf("the type of a pool: %s", text)
	}
	judge(t, b.dir)
}
