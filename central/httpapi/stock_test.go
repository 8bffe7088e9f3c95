package httpapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto/rental"
)

// cellar is a house that counts cables and tape on two shelves.
type cellar struct {
	client
	site, shelf, bin string
	cable, tape      string
}

func newCellar(t testing.TB) cellar {
	t.Helper()
	return cellarIn(setup(t))
}

func cellarIn(b *bench) cellar {
	b.Helper()
	c := b.as("boss", rental.RoleFleetManager)
	y := cellar{client: c, shelf: b.thing(c, "L-1"), site: c.get("/v1/places?kind=site&q=BLN").str("items.0.id")}
	y.bin = c.created("/v1/places", `{"name":"Cable bin","kind":"shelf","code":"BIN-1","parent_id":"`+y.site+`"}`).str("id")
	y.cable = c.created("/v1/catalog/item-types", `{"code":"XLR10","name":"XLR cable 10 m","kind":"fungible","returns":true}`).str("id")
	y.tape = c.created("/v1/catalog/item-types", `{"code":"GAFF","name":"Gaffer tape","kind":"fungible","returns":false}`).str("id")
	return y
}

func (y cellar) enter(typ, place, kind string, n int, headers ...string) *answer {
	y.Helper()
	body := fmt.Sprintf(`{"item_type_id":%q,"place_id":%q,"kind":%q,"quantity":%d,"reason":"as found"}`, typ, place, kind, n)
	return y.do(http.MethodPost, "/v1/inventory/stock/entries", body, headers...)
}

// rows are the names, places and numbers of a list.
func (a *answer) rows() []string {
	var out []string
	for _, r := range a.list("items") {
		out = append(out, fmt.Sprint(r["item_type"], " @ ", r["place"], ": ", r["on_hand"]))
	}
	return out
}

func (y cellar) lists(query string, want ...string) *answer {
	y.Helper()
	a := y.get("/v1/inventory/stock" + query).is(http.StatusOK)
	if diff := cmp.Diff(want, a.rows()); diff != "" {
		y.Errorf("stock%s (-want +got):\n%s", query, diff)
	}
	return a
}

// TestStockIsCountedAndCorrected: what is entered is there at once, with who did
// it; an old tag, a repeat and what is wrong change nothing.
func TestStockIsCountedAndCorrected(t *testing.T) {
	t.Parallel()
	y := newCellar(t)
	first := y.enter(y.cable, y.bin, "count", 24, "Idempotency-Key", "k1").is(http.StatusCreated)
	first.has("stock.on_hand", 24.0).has("entry.kind", "count").has("entry.by", "BOSS").has("stock.item_type_code", "XLR10").has("stock.place_code", "BIN-1").has("stock.changed_by", "BOSS")
	path := "/v1/inventory/stock/" + first.str("stock.id")
	if first.header.Get("Location") != path {
		t.Errorf("it is at %s", first.header.Get("Location"))
	}
	if again := y.enter(y.cable, y.bin, "count", 24, "Idempotency-Key", "k1").is(http.StatusCreated); string(again.raw) != string(first.raw) {
		t.Errorf("a repeat was answered %s", again.raw)
	}
	y.enter(y.cable, y.bin, "count", 25, "Idempotency-Key", "k1").is(http.StatusConflict).has("reason", "idempotency_key_reuse")
	tag := y.get(path).is(http.StatusOK).header.Get("ETag")
	second := y.enter(y.cable, y.bin, "adjust", -4, "If-Match", tag).is(http.StatusCreated).has("stock.on_hand", 20.0).has("entry.on_hand", 20.0)
	stale := y.enter(y.cable, y.bin, "count", 30, "If-Match", tag).is(http.StatusPreconditionFailed).has("reason", "rev_mismatch")
	if now := second.header.Get("ETag"); stale.header.Get("ETag") != now || y.get(path).header.Get("ETag") != now {
		t.Errorf("the tag is %s, then %s", now, stale.header.Get("ETag"))
	}
	for name, c := range map[string]struct {
		body, reason string
		status       int
	}{
		"more than there is":   {`"kind":"adjust","quantity":-21,"reason":"x"`, "below_zero", http.StatusConflict},
		"no reason":            {`"kind":"adjust","quantity":-1`, "missing_reason", http.StatusBadRequest},
		"a count below zero":   {`"kind":"count","quantity":-1`, "bad_quantity", http.StatusBadRequest},
		"nothing came":         {`"kind":"receive","quantity":0`, "bad_quantity", http.StatusBadRequest},
		"half a cable":         {`"kind":"count","quantity":2.5`, "malformed_request", http.StatusUnprocessableEntity},
		"another kind":         {`"kind":"guess","quantity":1`, "malformed_request", http.StatusUnprocessableEntity},
		"more than anyone has": {`"kind":"count","quantity":9223372036854775807`, "malformed_request", http.StatusUnprocessableEntity},
	} {
		r := y.post("/v1/inventory/stock/entries", `{"item_type_id":"`+y.cable+`","place_id":"`+y.bin+`",`+c.body+`}`)
		if r.status != c.status || r.str("reason") != c.reason || r.str("hint") == "" {
			t.Errorf("%s: %d %s", name, r.status, r.raw)
		}
	}
	lamp := y.get("/v1/catalog/item-types?kind=serialized").str("items.0.id")
	y.enter(lamp, y.bin, "count", 1).is(http.StatusBadRequest).has("reason", "not_counted")
	y.enter(y.site, y.bin, "count", 1).is(http.StatusBadRequest).has("reason", "unknown_item_type")
	y.enter(y.cable, y.cable, "count", 1).is(http.StatusBadRequest).has("reason", "unknown_place")
	y.get(path).has("on_hand", 20.0).has("rev", 2.0)
	y.get(path+"/entries").is(http.StatusOK).has("items.0.quantity", -4.0).has("items.0.reason", "as found").has("items.1.quantity", 24.0)
}

// TestStockIsTakenBackOverHTTP: an entry is taken back once, and what is left is
// what there was without it.
func TestStockIsTakenBackOverHTTP(t *testing.T) {
	t.Parallel()
	y := newCellar(t)
	count := y.enter(y.tape, y.bin, "count", 10).is(http.StatusCreated)
	stock := "/v1/inventory/stock/" + count.str("stock.id")
	came := y.enter(y.tape, y.bin, "receive", 50).is(http.StatusCreated).has("stock.on_hand", 60.0)
	undo := func(entry *answer, headers ...string) *answer {
		return y.do(http.MethodPost, "/v1/inventory/stock/entries/"+entry.str("entry.id")+"/undo", `{"reason":"typed twice"}`, headers...)
	}
	undo(came, "If-Match", `"1"`).is(http.StatusPreconditionFailed)
	back := undo(came, "If-Match", `"2"`, "Idempotency-Key", "u").is(http.StatusOK).has("stock.on_hand", 10.0).has("entry.undone_name", "BOSS").has("entry.undo_reason", "typed twice")
	if again := undo(came, "If-Match", `"2"`, "Idempotency-Key", "u").is(http.StatusOK); string(again.raw) != string(back.raw) {
		t.Errorf("a repeat was answered %s", again.raw)
	}
	undo(came).is(http.StatusConflict).has("reason", "already_undone")
	y.get(stock+"/entries").is(http.StatusOK).has("items.0.undone_name", "BOSS").has("items.1.quantity", 10.0)
	undo(count).is(http.StatusOK)
	undo(count).is(http.StatusConflict).has("reason", "already_undone")
	y.get(stock).is(http.StatusNotFound)
	y.lists("")
	// A type of which nothing counts is not in use; it comes back with its history.
	y.enter(y.tape, y.bin, "count", 3).is(http.StatusCreated)
	if n := len(y.get(stock + "/entries").list("items")); n != 3 {
		t.Errorf("%d entries, want 3", n)
	}
	y.do(http.MethodDelete, "/v1/catalog/item-types/"+y.tape, "").is(http.StatusConflict).has("reason", "in_use")
	last := y.get(stock + "/entries").str("items.0.id")
	y.post("/v1/inventory/stock/entries/"+last+"/undo", `{}`).is(http.StatusOK)
	y.do(http.MethodDelete, "/v1/catalog/item-types/"+y.tape, "").is(http.StatusNoContent)
}

// TestStockIsFound by what its type and place are called, in every order, and
// summed up; a new name is found and sorted as the old one was.
func TestStockIsFound(t *testing.T) {
	t.Parallel()
	y := newCellar(t)
	other := y.created("/v1/places", `{"name":"Hamburg","kind":"site","code":"HAM","zone":"Europe/Berlin"}`).str("id")
	dock := y.created("/v1/places", `{"name":"Dock","kind":"dock","code":"HAM-D","parent_id":"`+other+`"}`).str("id")
	y.enter(y.cable, y.bin, "count", 24).is(http.StatusCreated)
	y.enter(y.cable, dock, "count", 5).is(http.StatusCreated)
	y.enter(y.tape, y.bin, "count", 7).is(http.StatusCreated)
	tape, cable, away := "Gaffer tape @ Cable bin: 7", "XLR cable 10 m @ Cable bin: 24", "XLR cable 10 m @ Dock: 5"
	y.lists("?sort=on_hand", away, tape, cable)
	y.lists("?sort=-on_hand&limit=2", cable, tape)
	y.lists("?site_id="+other, away)
	y.lists("?place_id="+y.bin+"&sort=name", tape, cable)
	y.lists("?item_type_id="+y.tape, tape)
	y.lists("?below=7", away)
	y.lists("?q=cable+dock", away)
	y.lists("?q=gaff", tape)
	y.lists("?q=BIN-1&sort=on_hand", tape, cable)
	y.lists("?q=%25")
	y.lists("?q=ga", tape)
	y.lists("?created_from=1&created_to=2")
	if a := y.lists("?total=true&q=cable&sort=-on_hand&fields=item_type,place,on_hand", cable, tape, away); a.list("items")[0]["id"] != nil || fmt.Sprint(a.at("total")) != "3" {
		t.Errorf("sparse: %s", a.raw)
	}
	y.get("/v1/inventory/stock/totals").is(http.StatusOK).has("on_hand", 36.0).has("rows", 3.0).has("item_types", 2.0).has("places", 2.0).
		has("groups.0.name", "XLR cable 10 m").has("groups.0.code", "XLR10").has("groups.0.on_hand", 29.0).has("groups.0.rows", 2.0).has("groups.1.on_hand", 7.0)
	y.get("/v1/inventory/stock/totals?by=site&item_type_id="+y.cable).is(http.StatusOK).has("on_hand", 29.0).has("groups.0.code", "BLN").has("groups.0.on_hand", 24.0).has("groups.1.code", "HAM")
	y.get("/v1/inventory/stock/totals?by=place&q=tape").is(http.StatusOK).has("on_hand", 7.0).has("groups.0.code", "BIN-1")
	y.get("/v1/inventory/stock/totals?by=colour").is(http.StatusBadRequest)

	y.do(http.MethodPut, "/v1/catalog/item-types/"+y.cable, `{"code":"XLR10","name":"Audio cable","kind":"fungible","returns":true}`).is(http.StatusOK)
	y.lists("?q=audio&sort=-on_hand", "Audio cable @ Cable bin: 24", "Audio cable @ Dock: 5")
	y.lists("?limit=1&site_id="+y.site, "Audio cable @ Cable bin: 24")
}

// TestStockAsCSV: the whole list under its filters, and no cell is a formula.
func TestStockAsCSV(t *testing.T) {
	t.Parallel()
	y := newCellar(t)
	evil := y.created("/v1/catalog/item-types", `{"code":"=1+1","name":"@SUM(A1)","kind":"fungible","returns":true}`).str("id")
	y.enter(evil, y.bin, "count", 3).is(http.StatusCreated)
	y.enter(y.tape, y.bin, "count", 0).is(http.StatusCreated)
	r := y.get("/v1/inventory/stock.csv").is(http.StatusOK)
	cells, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.raw), "\ufeff"))).ReadAll()
	if err != nil || len(cells) != 3 || r.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("%v: %s", err, r.raw)
	}
	var got []string
	for _, c := range cells {
		got = append(got, strings.Join(c[:6], "|"))
	}
	want := []string{"type_code|type|place|place_name|site|quantity", "'=1+1|'@SUM(A1)|BIN-1|Cable bin|BLN|3", "GAFF|Gaffer tape|BIN-1|Cable bin|BLN|0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	if n := strings.Count(string(y.get("/v1/inventory/stock.csv?below=1").is(http.StatusOK).raw), "\n"); n != 2 {
		t.Errorf("%d lines under a filter", n)
	}
}

// TestStockGoesOutAndIn: what is exported is what an import takes, and changes
// nothing; another number is a count, with its place in the history.
func TestStockGoesOutAndIn(t *testing.T) {
	t.Parallel()
	b, in := importer(t)
	y := cellarIn(b)
	cable := y.enter(y.cable, y.bin, "count", 24).is(http.StatusCreated)
	y.enter(y.tape, y.bin, "count", 0).is(http.StatusCreated)
	list := string(y.get("/v1/inventory/stock.csv").is(http.StatusOK).raw)
	y.post("/v1/imports?kind=stock", list).is(http.StatusCreated).has("counts.unchanged", 2.0).has("counts.wrong", 0.0).has("to_write", 0.0)
	again := y.post("/v1/imports?kind=stock", strings.Replace(list, ",24,", ",31,", 1)).is(http.StatusCreated).has("counts.changed", 1.0).has("counts.unchanged", 1.0).has("samples.0.cells.2.was", "24")
	y.post("/v1/imports/"+again.str("id")+"/commit", "").is(http.StatusAccepted)
	if err := in.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	y.get("/v1/imports/"+again.str("id")).has("status", "done").has("written", 1.0)
	y.get("/v1/inventory/stock/"+cable.str("stock.id")).has("on_hand", 31.0)
	y.get("/v1/inventory/stock/"+cable.str("stock.id")+"/entries").has("items.0.kind", "count").has("items.0.reason", "an imported list").has("items.0.by", "BOSS")
}
