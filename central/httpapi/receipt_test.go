package httpapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"rms/syncproto/rental"
)

// dockyard is a house with a shelf and a type of things, received by a manager.
type dockyard struct {
	client
	shelf, lamp string
}

func newDockyard(t testing.TB) dockyard {
	t.Helper()
	b := setup(t)
	c := b.as("boss", rental.RoleFleetManager)
	d := dockyard{client: c, shelf: b.thing(c, "OLD-7")}
	d.lamp = c.created("/v1/catalog/item-types", `{"code":"mp","name":"MegaPointe","maker":"Robe","kind":"serialized","returns":true}`).str("id")
	return d
}

func (d dockyard) receive(more string, headers ...string) *answer {
	d.Helper()
	return d.do(http.MethodPost, "/v1/inventory/receipts", `{"item_type_id":"`+d.lamp+`","place_id":"`+d.shelf+`",`+more+`}`, headers...)
}

func (a *answer) tags() []string {
	var out []string
	for _, l := range a.list("lines") {
		out = append(out, fmt.Sprint(l["tag"]))
	}
	return out
}

func run(prefix string, from, to int) (out []string) {
	for n := from; n <= to; n++ {
		out = append(out, fmt.Sprintf("%s%04d", prefix, n))
	}
	return out
}

func TestReceiveGivesTheNextTags(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	want := func(a *answer, tags []string) *answer {
		t.Helper()
		if diff := cmp.Diff(tags, a.is(http.StatusCreated).tags()); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		return a
	}
	// A type without things begins with its code; then its things say how to go on.
	first := want(d.receive(`"quantity":24,"notes":"crate 7"`), run("MP-", 1, 24))
	asset := d.get("/v1/inventory/assets/" + first.str("lines.23.asset_id")).is(http.StatusOK)
	asset.has("tag", "MP-0024").has("status", "available").has("home_place_id", d.shelf).has("place_id", d.shelf).has("notes", "crate 7").has("rev", 1.0)
	d.get("/v1/inventory/assets/"+first.str("lines.0.asset_id")+"/history").is(http.StatusOK).has("items.0.kind", "receive").has("items.0.codes.0", "MP-0001").has("items.0.things", 24.0)
	d.get("/v1/catalog/item-types/"+d.lamp+"/next-tags?count=2").is(http.StatusOK).has("tags.0", "MP-0025").has("tags.1", "MP-0026")
	// Codes of something else are stepped over, and so is a tag that was renamed away.
	d.created("/v1/places", `{"name":"Shelf","kind":"shelf","code":"MP-0025","parent_id":"`+d.shelf+`"}`)
	d.created("/v1/tag-aliases", `{"code":"MP-0027","target":"asset","target_id":"`+first.str("lines.0.asset_id")+`"}`)
	want(d.receive(`"quantity":2`), []string{"MP-0026", "MP-0028"})
	renamed := d.created("/v1/inventory/assets", `{"tag":"MP-0029","item_type_id":"`+d.lamp+`","home_place_id":"`+d.shelf+`"}`)
	d.do(http.MethodPut, "/v1/inventory/assets/"+renamed.str("id"), `{"tag":"SPECIAL","item_type_id":"`+d.lamp+`","home_place_id":"`+d.shelf+`"}`).is(http.StatusOK)
	want(d.receive(`"quantity":1`), []string{"MP-0030"})
	// The type's prefix, or the receipt's, begins another series; the first goes on.
	want(d.receive(`"quantity":2,"tag_prefix":"LX "`), []string{"LX 0001", "LX 0002"})
	want(d.receive(`"quantity":1`), []string{"MP-0031"})
	d.do(http.MethodPut, "/v1/catalog/item-types/"+d.lamp, `{"code":"mp","name":"MegaPointe","kind":"serialized","returns":true,"tag_prefix":"Größe-"}`).is(http.StatusOK)
	want(d.receive(`"quantity":1`), []string{"Größe-0001"})
	// Behind 9999 numbers grow by a digit; a mistyped long one does not carry the series away.
	d.created("/v1/inventory/assets", `{"tag":"Größe-99999999","item_type_id":"`+d.lamp+`","home_place_id":"`+d.shelf+`"}`)
	d.created("/v1/inventory/assets", `{"tag":"Größe-9998","item_type_id":"`+d.lamp+`","home_place_id":"`+d.shelf+`"}`)
	want(d.receive(`"quantity":3`), []string{"Größe-9999", "Größe-10000", "Größe-10001"})
}

func TestReceiptsAtTheSameTimeGetDifferentTags(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	const people, each = 8, 5
	var mu sync.Mutex
	var all []string
	var wg sync.WaitGroup
	for range people {
		wg.Go(func() {
			tags := d.receive(fmt.Sprintf(`"quantity":%d`, each)).is(http.StatusCreated).tags()
			mu.Lock()
			defer mu.Unlock()
			all = append(all, tags...)
		})
	}
	wg.Wait()
	slices.Sort(all)
	if diff := cmp.Diff(run("MP-", 1, people*each), all); diff != "" {
		t.Errorf("tags have gaps or repeats (-want +got):\n%s", diff)
	}
}

func TestReceiveOnceAndAllOrNothing(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	count := func() int {
		return len(d.get("/v1/inventory/assets?item_type_id=" + d.lamp + "&limit=200").is(http.StatusOK).list("items"))
	}
	a, b := d.receive(`"quantity":3`, "Idempotency-Key", "k1").is(http.StatusCreated), d.receive(`"quantity":3`, "Idempotency-Key", "k1").is(http.StatusCreated)
	if string(a.raw) != string(b.raw) || count() != 3 {
		t.Errorf("a repeat made %d things: %s and %s", count(), a.raw, b.raw)
	}
	d.receive(`"quantity":4`, "Idempotency-Key", "k1").is(http.StatusConflict).has("reason", "idempotency_key_reuse")
	for name, c := range map[string]struct {
		body           string
		status         int
		reason, member string
	}{
		"a taken tag":    {`"lines":[{"tag":"N-1"},{"tag":"OLD-7"}]`, 409, "duplicate", "lines[1].tag"},
		"a place's code": {`"lines":[{"tag":"N-1"},{"tag":"BLN-A-01"}]`, 409, "duplicate", "lines[1].tag"},
		"a tag twice":    {`"lines":[{"tag":"N-1"},{"tag":"N-1"}]`, 409, "duplicate", "lines[1].tag"},
		"a command":      {`"lines":[{"tag":"N-1"},{"tag":"XXOUTXX"}]`, 400, "unscannable_code", "lines[1].tag"},
		"an order":       {`"lines":[{"tag":"R-000123"}]`, 400, "unscannable_code", "lines[0].tag"},
		"blanks":         {`"lines":[{"tag":" N-1"}]`, 400, "unscannable_code", "lines[0].tag"},
		"neither":        {`"notes":"x"`, 400, "bad_quantity", "quantity"},
		"both":           {`"quantity":1,"lines":[{"tag":"N-1"}]`, 400, "bad_quantity", "quantity"},
		"a bad prefix":   {`"quantity":1,"tag_prefix":" LX"`, 400, "unscannable_code", "lines[0].tag"},
		"a digit before": {`"quantity":1,"tag_prefix":"LX2"`, 400, "bad_tag_prefix", "tag_prefix"},
		"an owner":       {`"quantity":1,"owner_id":"` + uuid.NewString() + `"`, 400, "unknown_company", "owner_id"},
	} {
		got := d.receive(c.body)
		if got.status != c.status || got.str("reason") != c.reason || c.member != "" && got.str("field") != c.member {
			t.Errorf("%s: %d %s", name, got.status, got.raw)
		}
	}
	if count() != 3 {
		t.Errorf("a refused receipt left %d things behind", count()-3)
	}
	if next := d.receive(`"quantity":1`).is(http.StatusCreated).tags(); next[0] != "MP-0004" {
		t.Errorf("what was refused has used numbers: the next is %s", next[0])
	}
	for _, role := range []rental.Role{rental.RoleTechnician, rental.RoleRequester, rental.RoleViewer} {
		other := dockyard{d.as(string(role), role), d.shelf, d.lamp}
		other.receive(`"quantity":1`).is(http.StatusForbidden)
	}
}

func TestScannedTagsAreAnsweredOneByOne(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	badge := "XB" + strings.Repeat("2", 17)
	got := d.post("/v1/inventory/receipts/check", `{"codes":["NEW-1","OLD-7","BLN-A-01","XXOUTXX","R-000123","NEW-1","]C1NEW-2","mp","`+badge+`"]}`).is(http.StatusOK)
	for i, want := range []string{"free NEW-1", "here OLD-7 Lamp available Shelf", "taken BLN-A-01 Shelf", "unusable XXOUTXX", "unusable R-000123", "twice NEW-1", "free NEW-2", "taken mp MegaPointe"} {
		at := fmt.Sprintf("items.%d.", i)
		text := strings.Join(strings.Fields(got.str(at+"state")+" "+got.str(at+"code")+" "+got.str(at+"name")+" "+got.str(at+"status")+" "+got.str(at+"place")), " ")
		if text != want {
			t.Errorf("code %d is %q, want %q", i, text, want)
		}
	}
	if strings.Contains(string(got.raw), badge) || got.str("items.8.state") != "unusable" {
		t.Errorf("a badge's code came back: %s", got.raw)
	}
	r := d.receive(`"lines":[{"tag":"NEW-1","serial":"S/N 1"},{"tag":"Größe-2"}]`).is(http.StatusCreated)
	d.get("/v1/inventory/assets/"+r.str("lines.0.asset_id")).has("serial", "S/N 1")
	d.get("/v1/inventory/receipts/"+r.str("id")).is(http.StatusOK).has("lines.1.tag", "Größe-2")
}

func TestReceiptIsUndoneWhileUntouched(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	r := d.receive(`"quantity":4`).is(http.StatusCreated)
	path := "/v1/inventory/receipts/" + r.str("id")
	one := d.post(path+"/undo", `{"asset_ids":["`+r.str("lines.1.asset_id")+`"],"reason":"miscounted"}`).is(http.StatusOK)
	one.has("lines.1.taken_back", true).has("lines.0.taken_back", nil)
	d.get("/v1/inventory/assets/" + r.str("lines.1.asset_id")).is(http.StatusNotFound)
	// What somebody has touched since holds the whole of the rest.
	d.do(http.MethodPut, "/v1/inventory/assets/"+r.str("lines.2.asset_id"), `{"tag":"MP-0003","notes":"dented","item_type_id":"`+d.lamp+`","home_place_id":"`+d.shelf+`"}`).is(http.StatusOK)
	d.post(path+"/undo", `{}`).is(http.StatusConflict).has("reason", "touched_since")
	d.post(path+"/undo", `{"asset_ids":["`+r.str("lines.0.asset_id")+`","`+r.str("lines.3.asset_id")+`"]}`).is(http.StatusOK)
	d.as("hand", rental.RoleTechnician).post(path+"/undo", `{}`).is(http.StatusForbidden)
	d.post("/v1/inventory/receipts/"+uuid.NewString()+"/undo", `{}`).is(http.StatusNotFound).has("reason", "unknown_receipt")

	whole := d.receive(`"quantity":2`).is(http.StatusCreated)
	if diff := cmp.Diff(run("MP-", 5, 6), whole.tags()); diff != "" {
		t.Errorf("tags that were taken back are given again:\n%s", diff)
	}
	undo := "/v1/inventory/receipts/" + whole.str("id") + "/undo"
	a, b := d.do(http.MethodPost, undo, `{}`, "Idempotency-Key", "u").is(http.StatusOK), d.do(http.MethodPost, undo, `{}`, "Idempotency-Key", "u").is(http.StatusOK)
	if string(a.raw) != string(b.raw) {
		t.Errorf("a repeated undo: %s and %s", a.raw, b.raw)
	}
	d.post(undo, `{}`).is(http.StatusConflict).has("reason", "already_undone")
	events := d.get("/v1/events?limit=200").is(http.StatusOK)
	if n := strings.Count(string(events.raw), `"rms.asset.removed"`); n != 5 {
		t.Errorf("%d events say that a thing left the books, want 5", n)
	}
}

func TestReceiptsAreListed(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	list := func(query string) *answer {
		t.Helper()
		return d.get("/v1/inventory/receipts" + query).is(http.StatusOK)
	}
	if n := len(list("").list("items")); n != 0 {
		t.Fatalf("a new house has %d receipts", n)
	}
	site := d.get("/v1/places?kind=site").str("items.0.id")
	truss := d.created("/v1/catalog/item-types", `{"code":"tr","name":"Truss","kind":"serialized","returns":true}`).str("id")
	first := d.receive(`"quantity":3,"notes":"crate 7"`).is(http.StatusCreated)
	d.receive(`"quantity":4,"lines":[{"tag":"X"}]`).is(http.StatusBadRequest) // what is refused is no receipt
	second := d.created("/v1/inventory/receipts", `{"item_type_id":"`+truss+`","place_id":"`+site+`","quantity":1}`)
	third := d.receive(`"lines":[{"tag":"Q-9"},{"tag":"Q-1"}]`).is(http.StatusCreated)
	d.post("/v1/inventory/receipts/"+first.str("id")+"/undo", `{"asset_ids":["`+first.str("lines.1.asset_id")+`"]}`).is(http.StatusOK)
	d.post("/v1/inventory/receipts/"+second.str("id")+"/undo", `{}`).is(http.StatusOK)

	all := list("")
	all.has("items.0.id", third.str("id")).has("items.0.first_tag", "Q-9").has("items.0.last_tag", "Q-1").has("items.0.quantity", 2.0).has("items.0.taken_back", 0.0)
	all.has("items.1.id", second.str("id")).has("items.1.taken_back", 1.0).has("items.1.item_type_id", truss).has("items.1.place_id", site)
	all.has("items.2.id", first.str("id")).has("items.2.taken_back", 1.0).has("items.2.quantity", 3.0).has("items.2.notes", "crate 7").has("items.2.by", "BOSS")
	if n := len(all.list("items")); n != 3 {
		t.Errorf("%d receipts, want 3: %s", n, all.raw)
	}
	d.get("/v1/inventory/receipts/"+first.str("id")).is(http.StatusOK).has("by", "BOSS").has("notes", "crate 7")

	ids := func(a *answer) (out []string) {
		for _, i := range a.list("items") {
			out = append(out, fmt.Sprint(i["id"]))
		}
		return out
	}
	for query, want := range map[string][]string{
		"?item_type_id=" + d.lamp:                       {third.str("id"), first.str("id")},
		"?item_type_id=" + truss:                        {second.str("id")},
		"?place_id=" + strings.ToUpper(site):            {second.str("id")},
		"?place_id=" + site + "&item_type_id=" + d.lamp: nil,
	} {
		if diff := cmp.Diff(want, ids(list(query))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	page := list("?limit=2")
	rest := list("?limit=2&after=" + page.str("next"))
	if diff := cmp.Diff(ids(all), append(ids(page), ids(rest)...)); diff != "" || rest.str("next") != "" {
		t.Errorf("pages (-want +got), then %q:\n%s", rest.str("next"), diff)
	}
	d.get("/v1/inventory/receipts?after=x").is(http.StatusBadRequest).has("reason", "malformed_cursor")
}
