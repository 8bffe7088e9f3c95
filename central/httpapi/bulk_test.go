package httpapi_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"rms/central/httpapi"
)

// TestBulk: each item has its own result, in order; under a key all have their
// effect once; where all or nothing was asked for, one that is refused takes back all.
func TestBulk(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	lamp := admin.get("/v1/catalog/item-types").str("items.0.id")
	item := admin.get("/v1/inventory/assets?q=L-1").str("items.0.id")
	row := func(tag string) string {
		return `{"tag":"` + tag + `","item_type_id":"` + lamp + `","home_place_id":"` + shelf + `"}`
	}
	items := `{"op":"create","row":` + row("L-2") + `},{"op":"create","row":` + row("L-1") + `},{"op":"change","id":"` + item + `","if_match":"\"7\"","row":` + row("L-9") + `},
		{"op":"change","id":"` + strings.ToUpper(item) + `","if_match":"\"1\"","row":` + row("L-8") + `},{"op":"remove","id":"` + shelf + `"},{"op":"create","row":` + row("XXOUTXX") + `},
		{"op":"create","row":` + row("L-3") + `},{"op":"remove"},{"op":"change","id":"` + item + `"}`
	const path = "/v1/inventory/assets/bulk"
	whole := admin.post(path, `{"all_or_nothing":true,"items":[`+items+`]}`).is(http.StatusOK).has("committed", false).has("done", 0.0)
	whole.has("items.0.status", 424.0).has("items.0.problem.reason", "other_item_refused").has("items.1.problem.reason", "duplicate")
	if n := len(admin.get("/v1/inventory/assets").list("items")); n != 1 {
		t.Fatalf("%d items after all or nothing", n)
	}
	for range 2 {
		r := admin.do(http.MethodPost, path, `{"items":[`+items+`]}`, "Idempotency-Key", "k").is(http.StatusOK).has("committed", true).has("done", 3.0).has("refused", 6.0)
		for i, want := range []struct {
			status int
			reason any
		}{{201, nil}, {409, "duplicate"}, {412, "rev_mismatch"}, {200, nil}, {404, "not_found"}, {400, "unscannable_code"}, {201, nil}, {400, "malformed_item"}, {400, "malformed_item"}} {
			at := fmt.Sprint("items.", i)
			r.has(at+".index", float64(i)).has(at+".status", float64(want.status)).has(at+".problem.reason", want.reason)
		}
		r.has("items.2.etag", `"1"`).has("items.2.problem.field", "if_match").has("items.3.etag", `"2"`).has("items.3.id", item).has("items.0.etag", `"1"`)
	}
	tags := admin.get("/v1/inventory/assets?total=true").has("total", 3.0).has("items.0.tag", "L-2").has("items.1.tag", "L-3").has("items.2.tag", "L-8")
	gone := tags.str("items.0.id")
	admin.post(path, `{"items":[{"op":"remove","id":"`+gone+`"}]}`).is(http.StatusOK).has("items.0.status", 204.0)
	admin.get("/v1/inventory/assets/" + gone).is(http.StatusNotFound)
	admin.post(path, `{"items":[]}`).is(http.StatusUnprocessableEntity)
	admin.post(path, `{"items":[`+strings.Repeat(`{"op":"remove"},`, 1000)+`{"op":"remove"}]}`).is(http.StatusUnprocessableEntity)
	c.as("guest", "viewer").post(path, `{"items":[{"op":"create","row":`+row("L-7")+`}]}`).is(http.StatusForbidden)

	people := admin.post("/v1/people/bulk", `{"items":[{"op":"create","row":{"name":"Mara"}},{"op":"create","row":{"name":"Ada"}}]}`).is(http.StatusOK).has("done", 2.0)
	admin.post("/v1/people/bulk", `{"items":[{"op":"change","id":"`+people.str("items.0.id")+`","row":{"name":"Mara","archived":true}}]}`).is(http.StatusOK).has("done", 1.0)
	admin.get("/v1/people?total=true").has("total", 1.0)
	admin.post("/v1/places/bulk", `{"items":[{"op":"create","row":{"code":"HALL","name":"Hall","kind":"customer"}}]}`).is(http.StatusOK).has("done", 1.0)
	admin.post("/v1/catalog/item-types/bulk", `{"items":[{"op":"create","row":{"code":"cable","name":"Cable","kind":"fungible","returns":true}}]}`).is(http.StatusOK).has("done", 1.0)
}

// TestTooManyRequests of one caller are refused with when to come again, and
// another caller's are not.
func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	c := setup(t, func(c *httpapi.Config) { c.Rate = 8 })
	admin, guest := c.as("boss", "admin"), c.as("guest", "viewer")
	var last *answer
	for range 400 {
		if last = admin.get("/v1/auth/me"); last.status != http.StatusOK {
			break
		}
	}
	last.is(http.StatusTooManyRequests).has("reason", "too_many_requests")
	wait, err := strconv.Atoi(last.header.Get("Retry-After"))
	if err != nil || wait < 1 || last.str("hint") == "" || last.header.Get("RateLimit-Limit") != "40" || last.header.Get("RateLimit-Remaining") != "0" {
		t.Errorf("told to wait %q: %v %s", last.header.Get("Retry-After"), last.header, last.raw)
	}
	if r := guest.get("/v1/auth/me").is(http.StatusOK); r.header.Get("RateLimit-Remaining") == "" {
		t.Error("nobody is told what is left")
	}
	for range 400 {
		if last = (client{c, "forged"}).get("/v1/auth/me"); last.status != http.StatusUnauthorized {
			break
		}
	}
	last.is(http.StatusTooManyRequests)
	guest.get("/v1/auth/me").is(http.StatusOK)
}

// TestRequestsHaveANumber: the caller's own, or a new one, in the answer, in the
// problem and in the log.
func TestRequestsHaveANumber(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	r := admin.do(http.MethodGet, "/v1/places/0190a5b4-7c00-7000-8000-000000000001", "", "X-Request-Id", "mine-42").is(http.StatusNotFound).has("request_id", "mine-42")
	if r.header.Get("X-Request-Id") != "mine-42" || !strings.Contains(c.log.String(), "mine-42") {
		t.Errorf("the number is lost: %v", r.header)
	}
	if r := admin.do(http.MethodGet, "/v1/places", "", "X-Request-Id", "two words"); r.header.Get("X-Request-Id") == "" || strings.Contains(r.header.Get("X-Request-Id"), " ") {
		t.Errorf("a number that is none was answered %q", r.header.Get("X-Request-Id"))
	}
}
