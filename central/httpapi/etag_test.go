package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestTagsOfRows: what is as it was read is not sent again, and a change of what
// somebody else has changed is refused with the tag that the row has now.
func TestTagsOfRows(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	item := admin.get("/v1/inventory/assets?q=L-1").str("items.0.id")
	lamp := admin.get("/v1/catalog/item-types").str("items.0.id")
	company := admin.created("/v1/companies", `{"name":"Hall","kind":"customer"}`).str("id")
	person := admin.created("/v1/people", `{"name":"Mara"}`).str("id")
	alias := admin.created("/v1/tag-aliases", `{"code":"OLD-1","target":"asset","target_id":"`+item+`"}`).str("id")
	site := admin.get("/v1/places?kind=site").str("items.0.id")
	job := admin.created("/v1/projects", `{"name":"Gala","site_id":"`+site+`","status":"planned","window":{"start":1795000000000,"end":1795100000000}}`).str("id")
	user := admin.get("/v1/users").str("items.0.id")
	for path, body := range map[string]string{
		"/v1/inventory/assets/" + item:   `{"tag":"L-1","item_type_id":"` + lamp + `","home_place_id":"` + shelf + `","notes":"N"}`,
		"/v1/catalog/item-types/" + lamp: `{"code":"lamp","name":"N","kind":"serialized","returns":true}`,
		"/v1/companies/" + company:       `{"name":"N","kind":"supplier"}`,
		"/v1/people/" + person:           `{"name":"N"}`,
		"/v1/tag-aliases/" + alias:       `{"code":"N","target":"asset","target_id":"` + item + `"}`,
		"/v1/places/" + shelf:            `{"code":"BLN-A-01","name":"N","kind":"shelf","parent_id":"` + site + `"}`,
		"/v1/projects/" + job:            `{"name":"N","site_id":"` + site + `","status":"planned","window":{"start":1795000000000,"end":1795100000000}}`,
		"/v1/users/" + user:              `{"login":"boss","name":"N","role":"admin"}`,
	} {
		tag := admin.get(path).is(http.StatusOK).header.Get("ETag")
		if tag == "" {
			t.Errorf("%s has no tag", path)
			continue
		}
		same := admin.do(http.MethodGet, path, "", "If-None-Match", `"0", W/`+tag)
		if same.status != http.StatusNotModified || len(same.raw) != 0 || same.header.Get("ETag") != tag {
			t.Errorf("%s with its tag answered %d %s %q", path, same.status, same.raw, same.header.Get("ETag"))
		}
		changed := admin.do(http.MethodPut, path, body, "If-Match", tag).is(http.StatusOK).header.Get("ETag")
		if changed == tag || changed == "" {
			t.Errorf("%s: a change left the tag %q", path, changed)
		}
		stale := admin.do(http.MethodPut, path, strings.ReplaceAll(body, `"N"`, `"M"`), "If-Match", tag).is(http.StatusPreconditionFailed).has("field", "If-Match")
		stale.has("reason", "rev_mismatch").has("etag", changed)
		if stale.header.Get("ETag") != changed {
			t.Errorf("%s: a stale change was told of %q, want %q", path, stale.header.Get("ETag"), changed)
		}
		admin.do(http.MethodGet, path, "", "If-None-Match", tag).is(http.StatusOK)
		if now := admin.get(path); now.header.Get("ETag") != changed {
			t.Errorf("%s was changed by who saw another: %s", path, now.raw)
		}
		admin.do(http.MethodPut, path, body, "If-Match", "yesterday").is(http.StatusBadRequest).has("reason", "malformed_if_match")
	}
}

// TestTagsOfQuestionsAndKeys: what is answered or revoked under an old tag is not.
func TestTagsOfQuestionsAndKeys(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	path := "/v1/exceptions/" + admin.get("/v1/exceptions?status=open").str("items.0.id")
	asked := admin.get(path).is(http.StatusOK).has("answers.0", "noted")
	admin.do(http.MethodPost, path+"/resolve", `{"answer":"noted"}`, "If-Match", `"99"`).is(http.StatusPreconditionFailed).has("etag", asked.header.Get("ETag"))
	admin.get(path).has("status", "open")
	admin.do(http.MethodPost, path+"/resolve", `{"answer":"noted"}`, "If-Match", asked.header.Get("ETag")).is(http.StatusOK)

	token := admin.created("/v1/tokens", `{"name":"x","role":"viewer"}`).str("token.id")
	admin.do(http.MethodPost, "/v1/tokens/"+token+"/revoke", "", "If-Match", `"7"`).is(http.StatusPreconditionFailed)
	admin.do(http.MethodPost, "/v1/tokens/"+token+"/revoke", "", "If-Match", `"1"`).is(http.StatusOK)

	person := "/v1/people/" + admin.created("/v1/people", `{"name":"Mara"}`).str("id")
	badge := admin.created(person+"/badges", "").str("id")
	admin.get(person+"/badges").is(http.StatusOK).has("items.0.id", badge).has("items.0.hash", "")
	admin.do(http.MethodPost, person+"/badges/"+badge+"/revoke", "", "If-Match", `"7"`).is(http.StatusPreconditionFailed)
	admin.do(http.MethodPost, person+"/badges/"+badge+"/revoke", "", "If-Match", `"1"`).is(http.StatusOK)
	admin.get(person+"/badges").is(http.StatusOK).has("items.0.revoked", true)
}

// TestRemoval: what was made by mistake goes, under its tag; what something refers
// to stays, and says what does.
func TestRemoval(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	lamp := admin.get("/v1/catalog/item-types").str("items.0.id")
	used := admin.do(http.MethodDelete, "/v1/catalog/item-types/"+lamp, "").is(http.StatusConflict).has("reason", "in_use")
	if used.str("hint") == "" {
		t.Errorf("no hint in %s", used.raw)
	}
	item := admin.get("/v1/inventory/assets?q=L-1").str("items.0.id")
	site := admin.get("/v1/places?kind=site").str("items.0.id")
	for _, path := range []string{
		"/v1/tag-aliases/" + admin.created("/v1/tag-aliases", `{"code":"X-1","target":"asset","target_id":"`+item+`"}`).str("id"),
		"/v1/people/" + admin.created("/v1/people", `{"name":"X"}`).str("id"),
		"/v1/companies/" + admin.created("/v1/companies", `{"name":"X"}`).str("id"),
		"/v1/projects/" + admin.created("/v1/projects", `{"name":"X","site_id":"`+site+`","status":"planned","window":{"start":1795000000000,"end":1795100000000}}`).str("id"),
		"/v1/inventory/assets/" + item, "/v1/places/" + shelf, "/v1/catalog/item-types/" + lamp,
	} {
		admin.do(http.MethodDelete, path, "", "If-Match", `"9"`).is(http.StatusPreconditionFailed).has("etag", `"1"`)
		admin.do(http.MethodDelete, path, "", "If-Match", `"1"`, "Idempotency-Key", "k "+path).is(http.StatusNoContent)
		admin.do(http.MethodDelete, path, "", "If-Match", `"1"`, "Idempotency-Key", "k "+path).is(http.StatusNoContent)
		admin.get(path).is(http.StatusNotFound)
		admin.do(http.MethodDelete, path, "").is(http.StatusNotFound).has("reason", "not_found")
	}
}
