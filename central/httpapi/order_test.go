package httpapi_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPutOrder changes an order as often as it is nobody's decision yet, and never
// what somebody else changed meanwhile, decided on, or asked for.
func TestPutOrder(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	site := admin.get("/v1/places/" + shelf).str("site_id")
	lamp := admin.get("/v1/inventory/assets?q=L-1").str("items.0.item_type_id")
	desk := admin.created("/v1/catalog/item-types", `{"code":"desk","name":"Desk","kind":"serialized","returns":true}`).str("id")
	mara := admin.created("/v1/people", `{"name":"Mara","site_id":"`+site+`"}`).str("id")
	line := func(typ, n string) string { return `{"item_type_id":"` + typ + `","requested_quantity":` + n + `}` }
	says := func(more string, lines ...string) string {
		return `{"window":{"start":1795000000000,"end":1795200000000}` + more + `,"lines":[` + strings.Join(lines, ",") + `]}`
	}
	made := admin.created("/v1/rent-actions", `{"site_id":"`+site+`","requester_id":"`+mara+`","title":"Gala","priority":3,
		"window":{"start":1795000000000,"end":1795100000000},"lines":[`+line(lamp, "2")+`]}`)
	path, first := "/v1/rent-actions/"+made.str("id"), made.header.Get("ETag")
	put := func(c client, body string, headers ...string) *answer {
		return c.do(http.MethodPut, path, body, headers...)
	}

	body := says(`,"title":"Ball"`, line(desk, "1"), line(lamp, "5"))
	done := put(admin, body, "If-Match", first, "Idempotency-Key", "ball").is(http.StatusOK).
		has("title", "Ball").has("status", "draft").has("window.end", 1795200000000.0).has("number", made.str("number")).has("site_id", site).
		has("requester_id", mara).has("requester_name", "Mara").has("priority", nil).
		has("lines.0.item_type_id", desk).has("lines.1.id", made.str("lines.0.id")).has("lines.1.requested_quantity", 5.0).has("counts.1.requested", 5.0)
	again := put(admin, body, "If-Match", first, "Idempotency-Key", "ball").is(http.StatusOK)
	if diff := cmp.Diff(done.body, again.body); diff != "" {
		t.Errorf("a repeat answers something else (-first +again)\n%s", diff)
	}
	put(admin, says("", line(lamp, "9")), "Idempotency-Key", "ball").is(http.StatusConflict).has("reason", "idempotency_key_reuse")
	put(admin, body, "If-Match", first).is(http.StatusPreconditionFailed).has("reason", "rev_mismatch")
	if done.header.Get("ETag") == first {
		t.Errorf("the ETag %s stays after a change", first)
	}

	put(admin, says("")).is(http.StatusUnprocessableEntity)
	put(admin, says("", line("0192f0c1-0000-7000-8000-00000000dead", "1"))).is(http.StatusBadRequest).has("reason", "unknown_item_type")
	put(admin, says(`,"requester_id":"0192f0c1-0000-7000-8000-00000000dead"`, line(lamp, "1"))).is(http.StatusNotFound)
	put(admin, says(`,"site_id":"`+site+`"`, line(lamp, "1"))).is(http.StatusUnprocessableEntity)
	stranger := c.as("stranger", "requester")
	put(stranger, says("", line(lamp, "1"))).is(http.StatusForbidden).has("reason", "not_permitted")

	admin.post(path+"/submit", `{}`).is(http.StatusOK)
	put(admin, says("", line(lamp, "1"))).is(http.StatusOK).has("status", "pending").has("title", nil).has("lines.0.id", made.str("lines.0.id"))
	admin.get(path).is(http.StatusOK).has("decision", nil)
	admin.post(path+"/approve", `{}`).is(http.StatusOK)
	admin.get(path).is(http.StatusOK).has("decision.kind", "rent_action_approve").has("decision.person", "BOSS")
	put(admin, says("", line(lamp, "3"))).is(http.StatusConflict).has("reason", "order_is_approved").has("hint", "cancel it, or make a further order")
	admin.get(path).is(http.StatusOK).has("lines.0.requested_quantity", 1.0)

	c.as("lead", "fleet_manager").post(path+"/cancel", `{"reason":"rain"}`).is(http.StatusOK)
	admin.get(path).is(http.StatusOK).has("decision.kind", "rent_action_cancel").has("decision.person", "LEAD").has("reason", "rain")

	var kinds []string
	for _, f := range admin.get(path + "/history").is(http.StatusOK).list("items") {
		kinds = append(kinds, f["kind"].(string))
	}
	if diff := cmp.Diff([]string{"rent_action_cancel", "rent_action_approve", "rent_action_update", "rent_action_submit", "rent_action_update", "rent_action_create"}, kinds); diff != "" {
		t.Errorf("history (-want +got)\n%s", diff)
	}
	events := admin.get("/v1/events?types=rent_action.updated").is(http.StatusOK).list("events")
	if len(events) != 2 {
		t.Errorf("%d events of a change, want 2", len(events))
	}
}

// TestDecisionBeneathManyFacts: who decided on an order is told however much has
// happened to it since, and before: more than one page of a history.
func TestDecisionBeneathManyFacts(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	site := admin.get("/v1/places/" + shelf).str("site_id")
	lamp := admin.get("/v1/inventory/assets?q=L-1").str("items.0.item_type_id")
	asks := func(n int) string {
		return `"window":{"start":1795000000000,"end":1795100000000},"lines":[{"item_type_id":"` + lamp + `","requested_quantity":` + strconv.Itoa(n) + `}]}`
	}
	made := admin.created("/v1/rent-actions", `{"site_id":"`+site+`",`+asks(1))
	path := "/v1/rent-actions/" + made.str("id")
	for n := range 35 {
		admin.do(http.MethodPut, path, `{`+asks(n%2+1)).is(http.StatusOK)
	}
	admin.post(path+"/submit", `{}`).is(http.StatusOK)
	c.as("lead", "fleet_manager").post(path+"/approve", `{}`).is(http.StatusOK)
	for range 35 {
		admin.post("/v1/inventory/check-outs", `{"rent_action_id":"`+made.str("id")+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
		admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	}
	if n := len(admin.get(path + "/history?limit=200").is(http.StatusOK).list("items")); n < 70 {
		t.Fatalf("%d facts: too few to prove it", n)
	}
	admin.get(path).is(http.StatusOK).has("decision.kind", "rent_action_approve").has("decision.person", "LEAD")
}
