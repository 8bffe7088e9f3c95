package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto/rental"
)

// parameter is a parameter of an operation, as the document has it.
type parameter struct {
	Name   string `json:"name"`
	In     string `json:"in"`
	Schema struct {
		Enum  []string `json:"enum"`
		Items struct {
			Enum []string `json:"enum"`
		} `json:"items"`
	} `json:"schema"`
}

// lists returns the parameters of each operation that lists rows, by path.
func lists(t *testing.T, c *bench) map[string][]parameter {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			ID         string      `json:"operationId"`
			Parameters []parameter `json:"parameters"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(c.api.Document(), &doc); err != nil {
		t.Fatal(err)
	}
	out := map[string][]parameter{}
	for path, methods := range doc.Paths {
		if op, ok := methods["get"]; ok && strings.HasPrefix(op.ID, "list-") && !strings.Contains(path, "{") {
			out[path] = op.Parameters
		}
	}
	return out
}

// TestEveryOrderAndFilterOfEveryList: what the document offers is answered, and
// what it does not is refused with what there is.
func TestEveryOrderAndFilterOfEveryList(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	c.thing(admin, "L-1")
	sorted := 0
	for path, parameters := range lists(t, c) {
		for _, p := range parameters {
			values := slices.Concat(p.Schema.Enum, p.Schema.Items.Enum)
			for _, v := range values {
				admin.get(path + "?" + p.Name + "=" + url.QueryEscape(v)).is(http.StatusOK)
			}
			if len(p.Schema.Items.Enum) > 1 {
				admin.get(path + "?" + p.Name + "=" + strings.Join(p.Schema.Items.Enum, ",")).is(http.StatusOK)
			}
			if len(values) > 0 {
				r := admin.get(path + "?" + p.Name + "=zzz")
				if r.status != http.StatusBadRequest || !strings.HasPrefix(r.str("field"), p.Name) || !strings.Contains(r.str("detail"), values[0]) || r.str("hint") == "" {
					t.Errorf("%s?%s=zzz answered %d %s", path, p.Name, r.status, r.raw)
				}
			}
			switch p.Name {
			case "sort":
				sorted++
			case "fields":
				r := admin.get(path + "?fields=id,zzz")
				if r.status != http.StatusBadRequest || r.str("reason") != "unknown_field" || !strings.Contains(r.str("hint"), "id, ") {
					t.Errorf("%s?fields=zzz answered %d %s", path, r.status, r.raw)
				}
				for _, row := range admin.get(path + "?fields=id,updated_at").is(http.StatusOK).list("items") {
					if len(row) != 2 || row["id"] == nil || row["updated_at"] == nil {
						t.Errorf("%s?fields=id,updated_at has a row %v", path, row)
					}
				}
			case "total":
				r := admin.get(path + "?total=true&limit=1").is(http.StatusOK)
				if _, is := r.at("total").(float64); !is {
					t.Errorf("%s?total=true answered %s", path, r.raw)
				}
			}
		}
		if r := admin.get(path + "?zzz=1"); r.status != http.StatusBadRequest || r.str("field") != "zzz" {
			t.Errorf("%s?zzz=1 answered %d %s", path, r.status, r.raw)
		}
	}
	if sorted < 7 {
		t.Errorf("%d lists can be sorted", sorted)
	}
}

// TestFiltersOfLists: several values, ids, and times in the order of their time.
func TestFiltersOfLists(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	lamp := admin.get("/v1/catalog/item-types").str("items.0.id")
	for i := 2; i <= 5; i++ {
		admin.created("/v1/inventory/assets", fmt.Sprintf(`{"tag":"L-%d","item_type_id":"%s","home_place_id":"%s"}`, i, lamp, shelf))
	}
	holder := admin.created("/v1/people", `{"name":"Mara"}`).str("id")
	admin.post("/v1/inventory/check-outs", `{"holder_id":"`+holder+`","lines":[{"tag":"L-2"},{"tag":"L-4"}]}`).is(http.StatusCreated)
	tags := func(query string) []string {
		var out []string
		for _, row := range admin.get("/v1/inventory/assets?" + query).is(http.StatusOK).list("items") {
			out = append(out, fmt.Sprint(row["tag"]))
		}
		return out
	}
	for query, want := range map[string][]string{
		"sort=-tag":       {"L-5", "L-4", "L-3", "L-2", "L-1"},
		"status=deployed": {"L-2", "L-4"},
		"status=deployed,available&sort=-tag&limit=200":                                     {"L-5", "L-4", "L-3", "L-2", "L-1"},
		"status=missing,retired":                                                            nil,
		"ids=" + strings.ToUpper(admin.get("/v1/inventory/assets?q=L-3").str("items.0.id")): {"L-3"},
		"ids=" + holder:                nil,
		"holder_id=" + holder:          {"L-2", "L-4"},
		"updated_since=99999999999999": nil,
	} {
		if diff := cmp.Diff(want, tags(query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	all := admin.get("/v1/inventory/assets?sort=created_at&total=true").has("total", 5.0)
	since := all.str("items.3.created_at")
	if got := tags("created_from=" + since); slices.Contains(got, "L-1") && all.str("items.0.created_at") != since || !slices.Contains(got, "L-5") {
		t.Errorf("created from %s: %v", since, got)
	}
	admin.get("/v1/inventory/assets?updated_since=1&sort=tag").is(http.StatusBadRequest).has("reason", "sort_not_of_range").has("field", "sort")
	// A cursor of one order is none of another.
	next := admin.get("/v1/inventory/assets?limit=2&sort=updated_at").str("next")
	admin.get("/v1/inventory/assets?limit=2&sort=updated_at&after=" + next).is(http.StatusOK)
	admin.get("/v1/inventory/assets?limit=2&sort=-updated_at&after="+next).is(http.StatusBadRequest).has("reason", "malformed_cursor")
}

// TestEveryKindCanBeAskedFor: the document's values are those of the rules.
func TestEveryKindCanBeAskedFor(t *testing.T) {
	t.Parallel()
	c := setup(t)
	var want []string
	for _, r := range rental.ExceptionRules() {
		want = append(want, string(r.Kind))
	}
	for _, p := range lists(t, c)["/v1/exceptions"] {
		if p.Name == "kind" {
			slices.Sort(want)
			slices.Sort(p.Schema.Items.Enum)
			if diff := cmp.Diff(want, p.Schema.Items.Enum); diff != "" {
				t.Errorf("kinds (-rules +document):\n%s", diff)
			}
			return
		}
	}
	t.Error("exceptions cannot be narrowed by kind")
}
