package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLoanCycle is a whole loan by REST, from an empty catalogue to a closed order.
func TestLoanCycle(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	site := admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin","opens_min":480,"closes_min":1200}`)
	shelf := admin.created("/v1/places", `{"name":"Shelf A-01","kind":"shelf","code":"BLN-A-01","parent_id":"`+site.str("id")+`"}`)
	lamp := admin.created("/v1/catalog/item-types", `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`)
	for _, tag := range []string{"L-1", "L-2"} {
		admin.created("/v1/inventory/assets", `{"tag":"`+tag+`","item_type_id":"`+lamp.str("id")+`","home_place_id":"`+shelf.str("id")+`"}`)
	}
	order := admin.created("/v1/rent-actions", `{"site_id":"`+site.str("id")+`","window":{"start":1795000000000,"end":1795100000000},
		"lines":[{"item_type_id":"`+lamp.str("id")+`","requested_quantity":2}]}`)
	path := "/v1/rent-actions/" + order.str("id")
	admin.post(path+"/submit", `{}`).is(http.StatusOK).has("status", "pending")
	admin.post(path+"/approve", `{}`).is(http.StatusOK).has("status", "approved").has("availability", "not_checked")
	admin.post("/v1/inventory/check-outs", `{"rent_action_id":"`+order.str("id")+`","lines":[{"tag":"L-1"},{"tag":"L-2"}]}`).
		is(http.StatusCreated).has("verdict", "applied")
	admin.get(path).is(http.StatusOK).has("status", "fulfilled").has("counts.0.out", 2.0)
	admin.get("/v1/inventory/assets?status=deployed").is(http.StatusOK).has("items.1.tag", "L-2").has("items.0.custody.number", order.str("number"))
	admin.post(path+"/cancel", `{}`).is(http.StatusConflict)
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf.str("id")+`","lines":[{"tag":"L-1"},{"tag":"L-2"}]}`).is(http.StatusCreated).has("verdict", "applied")
	admin.get(path).is(http.StatusOK).has("status", "closed").has("counts.0.returned", 2.0)
	admin.get(path+"/history").is(http.StatusOK).has("items.0.kind", "check_out").has("items.1.kind", "rent_action_approve").
		has("items.2.kind", "rent_action_submit").has("items.3.kind", "rent_action_create").has("items.1.verdict", "applied")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	admin.get("/v1/inventory/assets/"+asset.str("items.0.id")+"/history").is(http.StatusOK).
		has("items.0.kind", "check_in").has("items.1.kind", "check_out").has("items.1.order", order.str("number"))
	events := admin.get("/v1/events?types=asset.checked_out,rent_action.closed").is(http.StatusOK)
	events.has("events.0.type", "rms.asset.checked_out").has("events.2.type", "rms.rent_action.closed").has("events.0.specversion", "1.0")
}

// TestOrdersOfAJob are its own and nobody else's, each with what became of all its
// lines; a list of jobs is narrowed by when they start.
func TestOrdersOfAJob(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	site := admin.get("/v1/places/" + shelf).str("site_id")
	lamp := admin.get("/v1/inventory/assets?q=L-1").str("items.0.item_type_id")
	other := admin.created("/v1/catalog/item-types", `{"code":"other","name":"Other","kind":"serialized","returns":true}`).str("id")
	window := `"window":{"start":1795000000000,"end":1795100000000}`
	job := admin.created("/v1/projects", `{"name":"Gala","site_id":"`+site+`","status":"planned",`+window+`}`).str("id")
	path := "/v1/projects/" + job
	if n := len(admin.get(path + "/orders").is(http.StatusOK).list("items")); n != 0 {
		t.Errorf("a new job has %d orders", n)
	}
	order := func(project, status string, lines ...string) string {
		o := admin.created("/v1/rent-actions", `{"site_id":"`+site+`"`+project+`,`+window+`,"lines":[`+strings.Join(lines, ",")+`]}`)
		if status == "approved" {
			admin.post("/v1/rent-actions/"+o.str("id")+"/submit", `{}`).is(http.StatusOK)
			admin.post("/v1/rent-actions/"+o.str("id")+"/approve", `{}`).is(http.StatusOK)
		}
		return o.str("id")
	}
	line := func(typ, n string) string { return `{"item_type_id":"` + typ + `","requested_quantity":` + n + `}` }
	mine := `,"project_id":"` + job + `"`
	first := order(mine, "approved", line(lamp, "2"), line(other, "3"))
	order("", "draft", line(lamp, "9"))
	order(mine, "draft", line(lamp, "4"))
	admin.post("/v1/inventory/check-outs", `{"rent_action_id":"`+first+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	sums := map[string][3]float64{}
	for _, o := range admin.get(path + "/orders").is(http.StatusOK).list("items") {
		counts := o["counts"].(map[string]any)
		sums[o["status"].(string)] = [3]float64{counts["requested"].(float64), counts["out"].(float64), counts["returned"].(float64)}
	}
	if diff := cmp.Diff(map[string][3]float64{"approved": {5, 1, 0}, "draft": {4, 0, 0}}, sums); diff != "" {
		t.Errorf("requested, out and back by status (-want +got)\n%s", diff)
	}
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	admin.get(path+"/orders").is(http.StatusOK).has("items.1.id", first).has("items.1.counts.out", 0.0).has("items.1.counts.returned", 1.0)
	admin.get("/v1/projects/0190aaaa-0000-7000-8000-000000000000/orders").is(http.StatusNotFound)

	for query, want := range map[string]float64{"starts_from=1795000000000": 1, "starts_from=1795000000001": 0, "starts_to=1795000000000": 0, "starts_from=1&starts_to=1795000000001": 1} {
		admin.get("/v1/projects?total=true&"+query).is(http.StatusOK).has("total", want)
	}
}

// TestDoubleReturnOpensAQuestion, and the first answer stands.
func TestExceptionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated).has("flags.0", "unmatched")
	open := admin.get("/v1/exceptions?status=open").is(http.StatusOK).has("items.0.kind", "unmatched_return").has("items.0.answers.0", "noted")
	path := "/v1/exceptions/" + open.str("items.0.id") + "/resolve"
	admin.post(path, `{"answer":"keep_first"}`).is(http.StatusBadRequest)
	admin.post(path, `{"answer":"noted","reason":"seen"}`).is(http.StatusOK).has("status", "resolved")
	second := c.as("second", "technician").post(path, `{"answer":"noted"}`).is(http.StatusConflict).has("reason", "already_answered")
	if got, want := second.str("detail"), "already answered by BOSS: noted"; got != want {
		t.Errorf("whoever answers second is told %q, want %q", got, want)
	}
	admin.get(strings.TrimSuffix(path, "/resolve")).is(http.StatusOK).has("status", "resolved").has("answered_name", "BOSS").
		has("fact.kind", "check_in").has("fact.codes.0", "L-1").has("other_fact", nil)
}

// TestIdempotency: a repeat has its effect once, and another request under the
// same key is told so.
func TestIdempotency(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	body := `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`
	first := admin.do(http.MethodPost, "/v1/catalog/item-types", body, "Idempotency-Key", "a key").is(http.StatusCreated)
	again := admin.do(http.MethodPost, "/v1/catalog/item-types", body, "Idempotency-Key", "a key").is(http.StatusCreated)
	if first.str("id") != again.str("id") {
		t.Errorf("a repeat made another row: %s and %s", first.str("id"), again.str("id"))
	}
	admin.do(http.MethodPost, "/v1/catalog/item-types", `{"code":"other","name":"Lamp","kind":"serialized","returns":true}`, "Idempotency-Key", "a key").
		is(http.StatusConflict).has("reason", "idempotency_key_reuse")
	c.as("lead", "fleet_manager").do(http.MethodPost, "/v1/catalog/item-types", `{"code":"third","name":"Lamp","kind":"serialized","returns":true}`,
		"Idempotency-Key", "a key").is(http.StatusCreated)
}

// TestETag: a change of what somebody else has changed is refused.
func TestETag(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	row := admin.created("/v1/catalog/item-types", `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`)
	path := "/v1/catalog/item-types/" + row.str("id")
	read := admin.get(path).is(http.StatusOK)
	tag := read.header.Get("ETag")
	admin.do(http.MethodPut, path, `{"code":"lamp","name":"Lamp 2","kind":"serialized","returns":true}`, "If-Match", tag).is(http.StatusOK).has("name", "Lamp 2")
	admin.do(http.MethodPut, path, `{"code":"lamp","name":"Lamp 3","kind":"serialized","returns":true}`, "If-Match", tag).is(http.StatusPreconditionFailed)
	admin.do(http.MethodPut, path, `{"code":"lamp","name":"Lamp 3","kind":"serialized","returns":true}`, "If-Match", "soon").is(http.StatusBadRequest)
	admin.get(path).has("name", "Lamp 2")
}

// TestPagesAreTheList: all pages together are the list, whatever their size.
func TestPagesAreTheList(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	const types = 7
	for i := range types {
		admin.created("/v1/catalog/item-types", `{"code":"t`+string(rune('a'+i))+`","name":"Same name","kind":"serialized","returns":true}`)
	}
	for _, limit := range []string{"1", "2", "3", "200"} {
		seen := map[string]bool{}
		next := ""
		for page := 0; page < 2*types; page++ {
			r := admin.get("/v1/catalog/item-types?limit=" + limit + "&after=" + next).is(http.StatusOK)
			for _, item := range r.list("items") {
				seen[item["id"].(string)] = true
			}
			if next = r.str("next"); next == "" {
				break
			}
		}
		if len(seen) != types {
			t.Errorf("pages of %s hold %d of %d types", limit, len(seen), types)
		}
	}
	admin.get("/v1/catalog/item-types?after=bm90IG91cnM").is(http.StatusBadRequest).has("reason", "malformed_cursor")
}

// TestEventsWait: a reader that waits is woken by the next commit.
func TestEventsWait(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	head := admin.get("/v1/events").str("next")
	got := make(chan *answer, 1)
	go func() { got <- admin.get("/v1/events?wait=25&after=" + head) }()
	admin.created("/v1/catalog/item-types", `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`)
	select {
	case r := <-got:
		r.is(http.StatusOK).has("events.0.type", "rms.item_type.created")
	case <-time.After(20 * time.Second):
		t.Error("the reader was not woken")
	}
}

// TestEventCursors: one that cannot be ours is told so, with what to do; the end
// is known, and a reader of few types is not sent through the rest again.
func TestEventCursors(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	admin.created("/v1/catalog/item-types", `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`)
	all := admin.get("/v1/events").is(http.StatusOK)
	head := all.str("head")
	if head == "" || head == "0" || all.str("next") != head || len(all.list("events")) == 0 {
		t.Fatalf("head and next: %s", all.raw)
	}
	admin.get("/v1/events?after="+head).is(http.StatusOK).has("head", all.at("head")).has("next", all.at("head"))
	admin.get("/v1/events?limit=1").is(http.StatusOK).has("next", 1.0).has("head", all.at("head"))
	for _, after := range []string{"18446744073709551615", "9223372036854775808", "-1", "1.5", "x"} {
		r := admin.get("/v1/events?after="+after).is(http.StatusBadRequest).has("field", "after")
		if r.str("hint") == "" {
			t.Errorf("after=%s: no hint in %s", after, r.raw)
		}
	}
	for _, after := range []string{"99999999999", "9223372036854775807"} {
		r := admin.get("/v1/events?wait=25&after="+after).is(http.StatusBadRequest).has("reason", "cursor_ahead").has("field", "after")
		if !strings.Contains(r.str("hint"), "after="+head) {
			t.Errorf("after=%s: the hint does not name the head: %s", after, r.raw)
		}
	}
	admin.get("/v1/events?types=rent_action.closed").is(http.StatusOK).has("next", all.at("head"))
	// News of another type does not end a wait, and does not make it spin.
	got := make(chan *answer, 1)
	go func() { got <- admin.get("/v1/events?wait=25&types=place.created&after=" + head) }()
	for _, code := range []string{"a", "b", "c"} {
		admin.created("/v1/catalog/item-types", `{"code":"`+code+`","name":"Lamp","kind":"serialized","returns":true}`)
	}
	admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`)
	select {
	case r := <-got:
		r.is(http.StatusOK).has("events.0.type", "rms.place.created")
	case <-time.After(20 * time.Second):
		t.Error("the reader was not woken")
	}
}
