package loan_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/test/oracle/loan"
)

// house is a central with two lamps on a shelf, one lamp out on order R-1, and
// order R-2, which asks for two lamps.
const house = `
create table places (body text); create table kiosks (body text); create table item_types (body text);
create table assets (body text); create table rent_actions (body text); create table allocations (body text);
create table exceptions (body text); create table facts (kiosk_id text, verdict text);
insert into places values ('{"id":"s","code":"S","site_id":"s"}'), ('{"id":"shelf","code":"S-1","site_id":"s"}'), ('{"id":"ret","code":"S-R","site_id":"s"}');
insert into kiosks values ('{"id":"k1","name":"One","site_id":"s","returns_place_id":"ret"}'), ('{"id":"k2","name":"Two","site_id":"s","returns_place_id":"ret"}');
insert into item_types values ('{"id":"lamp"}');
insert into assets values
 ('{"id":"a1","tag":"L1","item_type_id":"lamp","status":"available","place_id":"shelf","site_id":"s","home_site_id":"s"}'),
 ('{"id":"a2","tag":"L2","item_type_id":"lamp","status":"available","place_id":"shelf","site_id":"s","home_site_id":"s"}'),
 ('{"id":"a3","tag":"L3","item_type_id":"lamp","status":"deployed","place_id":"hall","site_id":"s","home_site_id":"s",
   "custody":{"rent_action_id":"o1","person_id":"ann","fact_id":"f"},"usage":{"check_outs":1}}');
insert into rent_actions values
 ('{"id":"o1","number":"R-1","status":"fulfilled","destination_id":"hall","lines":[{"id":"x","item_type_id":"lamp","requested_quantity":1}]}'),
 ('{"id":"o2","number":"R-2","status":"approved","destination_id":"club","lines":[{"id":"y","item_type_id":"lamp","requested_quantity":2}]}');
insert into allocations values ('{"rent_action_id":"o1","line_id":"x","asset_id":"a3","status":"out","out_fact":"f"}');
`

func open(t *testing.T) *loan.Book {
	t.Helper()
	path := filepath.Join(t.TempDir(), "central.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), house); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := loan.Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestAfter holds the model against a day whose end was worked out by hand.
func TestAfter(t *testing.T) {
	t.Parallel()
	gestures := []loan.Gesture{
		{Dock: 0, Do: loan.Sign, Code: "badge"},
		{Dock: 0, Do: loan.Out, Thing: "L1", Order: "o2"},
		{Dock: 0, Do: loan.Out, Thing: "L2", Order: "o2"},
		{Dock: 0, Do: loan.Undo},
		{Dock: 0, Do: loan.Unknown, Code: "?"},
		{Dock: 1, Do: loan.In, Thing: "L3"},
		{Dock: 1, Do: loan.Out, Thing: "L1", Order: "o1"},
		{Dock: 1, Do: loan.Move, Thing: "L2", Place: "shelf"},
		{Dock: 1, Do: loan.Look, Thing: "L2"},
	}
	wishes := []loan.Wish{{Dock: 1, Note: "wish", Lines: []loan.Line{{Type: "lamp", Wanted: 3}}, Submit: true, Cancel: true}}
	if got, want := loan.Items(gestures, wishes), 11; got != want {
		t.Errorf("%d items, want %d", got, want)
	}
	if diff := cmp.Diff([]string{"L1"}, loan.Contested(gestures)); diff != "" {
		t.Errorf("contested (-want +got):\n%s", diff)
	}
	book := open(t)
	one, two := book.Docks["One"], book.Docks["Two"]
	one.Person, two.Person = "bob", "cem"
	got := book.After([]loan.Dock{one, two}, gestures, wishes, map[string]int{"L1": 1})
	line := func(n int) []loan.Line { return []loan.Line{{Type: "lamp", Wanted: n}} }
	want := loan.State{
		Things: map[string]loan.Thing{
			"L1": {Status: "deployed", Place: "hall", Order: "o1", Person: "cem", Kiosk: "k2", Outs: 1},
			"L2": {Status: "available", Place: "shelf", Site: "s", Moves: 1},
			"L3": {Status: "available", Place: "ret", Site: "s", Outs: 1},
		},
		Orders: map[string]loan.Order{
			"R-1":  {Status: "closed", Lines: line(1), Back: 1},
			"R-2":  {Status: "approved", Lines: line(2)},
			"wish": {Status: "cancelled", Lines: line(3)},
		},
		Questions: []loan.Question{
			{Thing: "L1", Kind: "already_out", Kiosk: "k1", Other: "k2", Status: "open"},
			{Thing: "L1", Kind: "order_rejected", Kiosk: "k2", Status: "open"}, // R-1 was closed by the return
		},
		Verdicts: map[string]map[string]int{"k1": {"applied": 2, "conflict": 1, "deferred": 1}, "k2": {"applied": 7}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after the day (-want +got):\n%s", diff)
	}
}
