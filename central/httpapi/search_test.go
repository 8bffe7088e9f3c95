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
