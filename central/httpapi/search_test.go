package httpapi_test

import (
	"net/http"
	"testing"

	"rms/syncproto/rental"
)

// TestFindAnything: what bears the code comes first, each kind can be asked for
// alone, and what is no search is refused.
func TestFindAnything(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.as("mara", rental.RoleAdmin)
	typ := c.post("/v1/catalog/item-types", `{"code":"SPOT","name":"Spot","kind":"serialized","returns":true}`).is(http.StatusCreated).str("id")
	site := c.post("/v1/places", `{"code":"BER","name":"Berlin, hall of the SPOT-7","kind":"site","zone":"Europe/Berlin"}`).is(http.StatusCreated).str("id")
	asset := c.post("/v1/inventory/assets", `{"tag":"SPOT-7","item_type_id":"`+typ+`","home_place_id":"`+site+`"}`).is(http.StatusCreated).str("id")

	c.get("/v1/search?q=spot-7").is(http.StatusOK).has("items.0.kind", "assets").has("items.0.id", asset).has("items.0.code", "SPOT-7").has("items.0.title", "Spot")
	c.get("/v1/search?q=spot-7&kinds=places,people").is(http.StatusOK).has("items.0.kind", "places").has("items.0.id", site)
	if n := len(c.get("/v1/search?q=spot&limit=2").is(http.StatusOK).list("items")); n != 2 {
		t.Errorf("two were asked for, %d came", n)
	}
	if n := len(c.get("/v1/search?q=zeppelin").is(http.StatusOK).list("items")); n != 0 {
		t.Errorf("%d zeppelins", n)
	}
	for _, bad := range []string{"/v1/search", "/v1/search?q=", "/v1/search?q=x&kinds=moons", "/v1/search?q=x&limit=0"} {
		c.get(bad).is(http.StatusBadRequest)
	}
}

// TestSignsThatNobodyTypes are read as the space between two words, in every
// search: a program that sends them is answered, and never with all there is.
func TestSignsThatNobodyTypes(t *testing.T) {
	t.Parallel()
	c := setup(t).as("mara", rental.RoleAdmin)
	c.post("/v1/places", `{"code":"BER","name":"Berlin north hall","kind":"site","zone":"Europe/Berlin"}`).is(http.StatusCreated)
	for q, want := range map[string]int{"berlin%00hall": 1, "berlin%00hallo": 0, "%00hall": 1, "%01xyz%00": 0, "%22berlin": 0, "ber%25": 0, "%5C": 0} {
		for _, path := range []string{"/v1/places?q=", "/v1/search?kinds=places&q="} {
			if n := len(c.get(path + q).is(http.StatusOK).list("items")); n != want {
				t.Errorf("%s%s: %d rows, want %d", path, q, n, want)
			}
		}
	}
	for _, path := range []string{"/v1/inventory/assets", "/v1/inventory/stock", "/v1/catalog/item-types", "/v1/people", "/v1/companies", "/v1/projects", "/v1/users", "/v1/rent-actions"} {
		c.get(path + "?q=abc%00def").is(http.StatusOK)
	}
}
