package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said are the changes of a list, the newest first.
func (a *answer) said() (out []string) {
	for _, c := range a.list("items") {
		var parts []string
		members, _ := c["members"].([]any)
		for _, m := range members {
			one, _ := m.(map[string]any)
			parts = append(parts, fmt.Sprintf("%s: %s > %s", one["name"], one["before"], one["after"]))
		}
		text := fmt.Sprint(c["by"], " ", strings.Join(parts, "; "))
		if c["made"] == true {
			text += "made"
		}
		out = append(out, text)
	}
	return out
}

// TestWhoChangedWhat: each change by hand is told by its members, from what to what,
// by name; what happened to a thing is none, and neither is what changed nothing.
func TestWhoChangedWhat(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	hall := d.created("/v1/companies", `{"name":"Hall"}`).str("id")
	asset := d.receive(`"lines":[{"tag":"X-1","serial":"A"}]`).is(http.StatusCreated).str("lines.0.asset_id")
	put := func(path, body string) { d.do(http.MethodPut, path, body).is(http.StatusOK) }
	thing := func(more string) string {
		return `{"tag":"X-1","item_type_id":"` + d.lamp + `","home_place_id":"` + d.shelf + `",` + more + `}`
	}
	put("/v1/inventory/assets/"+asset, thing(`"serial":"B"`))
	d.post("/v1/inventory/check-ins", `{"place_id":"`+d.shelf+`","lines":[{"tag":"X-1"}]}`).is(http.StatusCreated)
	put("/v1/inventory/assets/"+asset, thing(`"serial":"B"`))
	put("/v1/inventory/assets/"+asset, thing(`"serial":"B","notes":"<b>a dent</b>","owner_id":"`+hall+`"`))
	put("/v1/inventory/assets/"+asset, thing(`"serial":"B"`))
	want := func(path string, lines ...string) {
		t.Helper()
		if diff := cmp.Diff(lines, d.get(path).is(http.StatusOK).said()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	of := "/v1/changes?of=asset&id=" + asset
	want(of, "BOSS notes: <b>a dent</b> > ; owner_id: Hall > ", "BOSS notes:  > <b>a dent</b>; owner_id:  > Hall", "BOSS serial: A > B")
	first := d.get(of + "&limit=2")
	want(of+"&limit=2", "BOSS notes: <b>a dent</b> > ; owner_id: Hall > ", "BOSS notes:  > <b>a dent</b>; owner_id:  > Hall")
	want(fmt.Sprintf("%s&limit=2&before=%.0f", of, first.at("next")), "BOSS serial: A > B")

	mara := d.created("/v1/people", `{"name":"Mara","capabilities":["look"]}`).str("id")
	d.post("/v1/people/"+mara+"/badges", "").is(http.StatusCreated)
	put("/v1/people/"+mara, `{"name":"Mara Berg","capabilities":["out","look"],"company_id":"`+hall+`"}`)
	want("/v1/changes?of=person&id="+mara, "BOSS capabilities: look > look, out; company_id:  > Hall; name: Mara > Mara Berg", "BOSS made")
	put("/v1/catalog/item-types/"+d.lamp, `{"code":"mp","name":"MegaPointe","maker":"Robe","kind":"serialized","returns":false}`)
	want("/v1/changes?of=item_type&id="+d.lamp, "BOSS returns: true > false", "BOSS made")
	d.get("/v1/changes?of=person&id=" + asset).is(http.StatusNotFound)
	d.get("/v1/changes?of=user&id=" + asset).is(http.StatusBadRequest)
	d.get("/v1/changes?of=asset&id="+strings.ToUpper(asset)).is(http.StatusOK).has("items.0.by", "BOSS")
}
