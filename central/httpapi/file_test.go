package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rms/syncproto/rental"
)

// noFile are lists that are no list of rows, with the reason.
var noFile = map[string]string{
	"/v1/search":         "the best few of each kind; each kind has its list",
	"/v1/labels/stocks":  "papers that central knows by itself",
	"/v1/imports/fields": "words that central knows by itself",
}

// notFiltering are parameters of a list that say what is shown of it.
var notFiltering = []string{"limit", "after", "before", "wait", "fields", "total"}

type described struct {
	Paths map[string]map[string]struct {
		Parameters []struct{ Name, In string }
		Responses  map[string]struct {
			Content map[string]struct {
				Schema struct {
					Ref string `json:"$ref"`
				}
			}
		}
	}
	Components struct {
		Schemas map[string]struct {
			Properties map[string]struct {
				Type  any
				Items struct {
					Ref string `json:"$ref"`
				}
			}
		}
	}
}

// lists are the paths that answer rows, and nothing but rows and where they go on.
func (d described) lists() (out []string) {
	around := []string{"next", "total", "more", "head", "$schema"}
	for path, methods := range d.Paths {
		ref := methods["get"].Responses["200"].Content["application/json"].Schema.Ref
		rows, others := 0, 0
		for name, p := range d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")].Properties {
			switch {
			case p.Items.Ref != "":
				rows++
			case !slices.Contains(around, name):
				others++
			}
		}
		if rows == 1 && others == 0 {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// TestEveryListHasAFile: whoever sees a list has it as CSV under the same filters
// and rights, or there is a reason.
func TestEveryListHasAFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var d described
	if err := json.Unmarshal(b.api.Document(), &d); err != nil {
		t.Fatal(err)
	}
	right := func(path string) may {
		at := slices.IndexFunc(matrix, func(m may) bool { return m.route == "GET "+path })
		if at < 0 {
			return may{}
		}
		m := matrix[at]
		m.route, m.loose = "", false
		return m
	}
	names := func(path string) (out []string) {
		for _, p := range d.Paths[path]["get"].Parameters {
			if p.In == "query" && !slices.Contains(notFiltering, p.Name) {
				out = append(out, p.Name)
			}
		}
		return out
	}
	lists := d.lists()
	if len(lists) < 25 {
		t.Errorf("only %d lists were found: %s", len(lists), lists)
	}
	for _, path := range lists {
		file := path + ".csv"
		_, is := d.Paths[file]
		if reason := noFile[path]; is == (reason != "") {
			t.Errorf("%s has a file is %t: serve it in central/httpapi/route.go, or say in noFile why there is none (it is %q)", path, is, reason)
		}
		if !is {
			continue
		}
		if right(path) != right(file) {
			t.Errorf("%s: %+v may read the list, and %+v the file", path, right(path), right(file))
		}
		for _, name := range names(path) {
			if !slices.Contains(names(file), name) {
				t.Errorf("%s is not narrowed by %s as its list is", file, name)
			}
		}
	}
	for path := range noFile {
		if !slices.Contains(lists, path) {
			t.Errorf("%s is no list any more", path)
		}
	}
}

// TestWhatHappenedGoesOutAsAFile: histories, changes, events, sessions, badges,
// codes, imports and the orders of a job, each over all its pages, no formula and
// no secret among them.
func TestWhatHappenedGoesOutAsAFile(t *testing.T) {
	t.Parallel()
	b, in := importer(t)
	y := cellarIn(b)
	boss := b.as("chief", rental.RoleAdmin)
	shelf := y.shelf
	item := boss.get("/v1/inventory/assets?q=L-1")
	asset, kind := item.str("items.0.id"), item.str("items.0.item_type_id")
	const many = 203 // more than a page of a file
	for range many {
		boss.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	}
	for _, note := range []string{"=1+1", "@x"} {
		boss.do(http.MethodPut, "/v1/inventory/assets/"+asset, `{"tag":"L-1","item_type_id":"`+kind+`","home_place_id":"`+shelf+`","notes":"`+note+`"}`).is(http.StatusOK)
	}
	site := boss.get("/v1/places?kind=site").str("items.0.id")
	person := boss.created("/v1/people", `{"name":"=Mara"}`).str("id")
	badge := boss.created("/v1/people/"+person+"/badges", "").str("code")
	code := boss.post("/v1/kiosks/enrolment-codes", `{"site_id":"`+site+`","name":"+Dock"}`).is(http.StatusCreated).str("code")
	job := boss.created("/v1/projects", `{"name":"Gala","site_id":"`+site+`","status":"planned","window":{"start":1795000000000,"end":1795100000000}}`).str("id")
	order := boss.created("/v1/rent-actions", `{"title":"-Gala","project_id":"`+job+`","site_id":"`+site+`","window":{"start":1795000000000,"end":1795100000000},"lines":[{"item_type_id":"`+kind+`","requested_quantity":3}]}`).str("id")
	boss.bring(in, "file_name=%3Dlist.csv&kind=people", "name\nJan\n").has("status", "done")
	stock := y.enter(y.cable, y.bin, "count", 24).is(http.StatusCreated).str("stock.id")
	y.enter(y.cable, y.bin, "count", 25).is(http.StatusCreated)

	head := boss.get("/v1/events?limit=1").at("head").(float64)
	for path, want := range map[string]struct {
		rows  int // without the header; 0: any
		holds string
	}{
		"/v1/inventory/assets/" + asset + "/history.csv":         {many, ",check_in,"},
		"/v1/rent-actions/" + order + "/history.csv":             {0, ""},
		"/v1/changes.csv?of=asset&id=" + asset:                   {0, ",notes,'=1+1,'@x"},
		"/v1/events.csv":                                         {int(head), "asset"},
		"/v1/events.csv?types=person.*":                          {0, "=Mara"},
		"/v1/imports.csv":                                        {1, "'=list.csv,people,done,"},
		"/v1/inventory/stock/" + stock + "/entries.csv":          {2, ",count,25,25,"},
		"/v1/projects/" + job + "/orders.csv":                    {1, ",'-Gala,draft,"},
		"/v1/people/" + person + "/badges.csv":                   {1, "'=Mara,"},
		"/v1/kiosks/enrolment-codes.csv":                         {1, "'+Dock,"},
		"/v1/sessions.csv?own=true":                              {1, "chief,"},
		"/v1/events.csv?from=" + "9999999999&types=no.such.kind": {0, ""},
	} {
		a := boss.get(path)
		if strings.Contains(path, "from=9999999999") {
			a.is(http.StatusBadRequest).has("reason", "cursor_ahead")
			continue
		}
		rows := cellsOf(t, a.is(http.StatusOK))
		if got := len(rows) - 1; want.rows != 0 && got != want.rows || got == 0 {
			t.Errorf("%s has %d rows, want %d:\n%.600s", path, got, want.rows, a.raw)
		}
		if !strings.Contains(string(a.raw), want.holds) {
			t.Errorf("%s does not hold %s:\n%.900s", path, want.holds, a.raw)
		}
		if strings.Contains(string(a.raw), badge) || strings.Contains(string(a.raw), code) {
			t.Errorf("%s tells a secret", path)
		}
		for _, cells := range rows {
			for _, cell := range cells {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: the cell %q would be carried out", path, cell)
				}
			}
		}
	}
}
