package httpapi_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

// outgoing are the lists that go out and come in, in the order of a new house.
var outgoing = []struct {
	kind, path, body string
	// columns are the headers of what a person can say of a row.
	columns map[string]string
}{
	{"places", "/v1/places.csv?archived=true", "PlaceInput", map[string]string{
		"code": "code", "name": "name", "parent_id": "parent", "kind": "kind", "address": "address", "zone": "time_zone", "opens_min": "opens", "closes_min": "closes",
		"closed_days": "closed_days", "grace_ms": "grace_min", "archived": "archived",
	}},
	{"item_types", "/v1/catalog/item-types.csv?archived=true", "ItemTypeInput", map[string]string{
		"code": "code", "name": "name", "maker": "maker", "category": "category", "kind": "kind", "returns": "returns", "container": "container", "weight_g": "weight_g",
		"power_w": "power_w", "tag_pattern": "tag_pattern", "tag_prefix": "tag_prefix", "silhouette": "silhouette", "inspect_on_return": "inspect_on_return",
		"turnaround_ms": "turnaround_min", "archived": "archived",
	}},
	{"people", "/v1/people.csv?archived=true", "PersonInput", map[string]string{
		"name": "name", "email": "email", "phone": "phone", "company_id": "company", "job_title": "job_title", "site_id": "site", "capabilities": "capabilities", "archived": "archived",
	}},
	{"assets", "/v1/inventory/assets.csv", "AssetInput", map[string]string{
		"tag": "tag", "serial": "serial", "item_type_id": "type_code", "home_place_id": "home_place", "place_id": "place", "owner_id": "owner",
		"must_return_by": "must_return_by", "notes": "notes",
	}},
	{"stock", "/v1/inventory/stock.csv", "StockEntryInput", map[string]string{"item_type_id": "type_code", "place_id": "place", "quantity": "quantity"}},
}

// TestEverythingThatAPersonSaysGoesOutAndIn: each member of what is put has its
// column in the export, and an import reads it.
func TestEverythingThatAPersonSaysGoesOutAndIn(t *testing.T) {
	t.Parallel()
	b, _ := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	// What is said of one count, and not of how many there are.
	notOfARow := []string{"kind", "reason"}
	var document struct {
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(b.api.Document(), &document); err != nil {
		t.Fatal(err)
	}
	for _, o := range outgoing {
		header := cellsOf(t, boss.get(o.path).is(http.StatusOK))[0]
		m, err := shape.Map(shape.Kind(o.kind), header, nil)
		if err != nil {
			t.Fatal(err)
		}
		schema := document.Components.Schemas[o.body]
		if len(schema.Properties) == 0 {
			t.Errorf("the document has no %s", o.body)
		}
		for member := range schema.Properties {
			column, known := o.columns[member]
			if !known && o.kind == "stock" && slices.Contains(notOfARow, member) {
				continue
			}
			at := slices.Index(header, column)
			if !known || at < 0 || m.Columns[at].Field == shape.Ignored {
				t.Errorf("%s of %s goes out under the header %q and does not come in", member, o.kind, column)
			}
		}
	}
}

func cellsOf(t testing.TB, a *answer) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, a.raw)
	}
	return rows
}

// hostileTexts are what people and machines put where a text is asked for.
var hostileTexts = rapid.OneOf(
	rapid.SampledFrom([]string{
		"", "plain", "=1+1", "+49 30 1", "-5", "@cmd", "'=x", "''", "\t tab", `"`, `a "b", c;`, "two\nlines", "a\r\nb", "end\n", " blanks ", "1.234,5", "6.4E+15", "0012", "ÄÖÜ ß",
		"<b>x</b>", "'); drop table assets; --", "yes", "none", "🎛️", "\u200b", "a / b > c", "|,;", "\ufeffbom", "NULL", "é", "é", "%s", "\\", "x\u00a0",
	}),
	rapid.StringOfN(rapid.SampledFrom([]rune("a1 =+-@'\",;\n\t\\/|ß.")), 0, 12, -1),
)

// maker makes random rows over the API.
type maker struct {
	client
	rt     *rapid.T
	n      int
	places []string // ids
	sites  []string
	types  map[string][]string // ids by kind
	firms  []string
}

func (m *maker) text(name string) string { return hostileTexts.Draw(m.rt, name) }

// number is a text where lists have long numbers: what a spreadsheet has rounded is
// refused there, whoever wrote it.
func (m *maker) number(name string) string {
	if text := m.text(name); !strings.Contains(text, "E+") {
		return text
	}
	return "0012"
}

// name is one that nothing else has: a list finds people without an address, and
// companies, by their names.
func (m *maker) name() string { return m.text("name") + " n" + strconv.Itoa(m.n) }

func (m *maker) maybe(ids []string) string {
	return rapid.SampledFrom(append([]string{""}, ids...)).Draw(m.rt, "which")
}

// code is one that a scan would find, and that a spreadsheet may mistake.
func (m *maker) code(what string) string {
	m.n++
	return rapid.SampledFrom([]string{"", "=", "+", "-", "@", "1E+", "00", "'", "a/b "}).Draw(m.rt, "mark") + what + strconv.Itoa(m.n)
}

// send posts a body; a text that the rules refuse makes no row.
func (m *maker) send(path string, body map[string]any) (id string, made bool) {
	m.Helper()
	for k, v := range body {
		if v == "" || v == 0 || v == false && k != "returns" {
			delete(body, k)
		}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		m.Fatal(err)
	}
	a := m.post(path, string(raw))
	if a.status >= http.StatusBadRequest && a.status < http.StatusInternalServerError {
		m.rt.Logf("not made: %s %s", raw, a.raw)
		return "", false
	}
	return a.is(http.StatusCreated).str("id"), true
}

func (m *maker) place() {
	body := map[string]any{
		"code": m.code("P"), "name": m.name(), "address": m.text("address"), "archived": rapid.Bool().Draw(m.rt, "archived"),
		"kind": rapid.SampledFrom([]string{"site", "room", "shelf", "customer", "dock"}).Draw(m.rt, "kind"), "parent_id": m.maybe(m.places),
	}
	site := body["kind"] == "site"
	if site {
		body["zone"], body["parent_id"] = "Europe/Berlin", ""
		body["opens_min"] = rapid.IntRange(0, 700).Draw(m.rt, "opens")
		body["closes_min"] = rapid.IntRange(700, 1440).Draw(m.rt, "closes")
		body["grace_ms"] = rapid.IntRange(0, 1<<50).Draw(m.rt, "grace")
		body["closed_days"] = rapid.SliceOfN(rapid.SampledFrom([]string{"2026-12-25", "2027-01-01"}), 0, 3).Draw(m.rt, "closed")
	}
	id, made := m.send("/v1/places", body)
	if made && site {
		m.sites = append(m.sites, id)
	}
	if made && body["kind"] != "customer" {
		m.places = append(m.places, id)
	}
}

func (m *maker) itemType() {
	kind := rapid.SampledFrom([]string{"serialized", "fungible", "kit"}).Draw(m.rt, "kind")
	flag := func(name string) bool { return rapid.Bool().Draw(m.rt, name) }
	id, made := m.send("/v1/catalog/item-types", map[string]any{
		"code": m.code("T"), "name": m.name(), "maker": m.text("maker"), "category": m.text("category"), "kind": kind,
		"returns": flag("returns"), "container": flag("container"), "weight_g": rapid.IntRange(0, 1<<52).Draw(m.rt, "weight"), "power_w": rapid.IntRange(0, 9999).Draw(m.rt, "power"),
		"tag_pattern": rapid.SampledFrom([]string{"", "^=(.*)$", `^"([A-Z]+), x$`}).Draw(m.rt, "pattern"),
		"tag_prefix":  rapid.SampledFrom([]string{"", "MP-", "=", "LAMP ", "-", "x1y", "'", "\""}).Draw(m.rt, "prefix"), "silhouette": m.text("silhouette"),
		"inspect_on_return": flag("inspect"), "turnaround_ms": rapid.IntRange(0, 1<<50).Draw(m.rt, "turnaround"), "archived": flag("archived"),
	})
	if made {
		m.types[kind] = append(m.types[kind], id)
	}
}

func (m *maker) person() {
	m.n++
	m.send("/v1/people", map[string]any{
		"name": m.name(), "email": rapid.SampledFrom([]string{"", fmt.Sprintf("a%d@x.de", m.n), fmt.Sprintf("=A%d@X.de", m.n)}).Draw(m.rt, "email"),
		"phone": m.number("phone"), "job_title": m.text("job"), "company_id": m.maybe(m.firms), "site_id": m.maybe(m.sites), "archived": rapid.Bool().Draw(m.rt, "archived"),
		"capabilities": rapid.SliceOfNDistinct(rapid.SampledFrom(rental.Capabilities()), 0, 4, rapid.ID).Draw(m.rt, "capabilities"),
	})
}

func (m *maker) asset() {
	if len(m.types["serialized"]) == 0 || len(m.places) == 0 {
		return
	}
	m.send("/v1/inventory/assets", map[string]any{
		"tag": m.code("A"), "serial": m.number("serial"), "item_type_id": rapid.SampledFrom(m.types["serialized"]).Draw(m.rt, "type"),
		"home_place_id": rapid.SampledFrom(m.places).Draw(m.rt, "home"), "place_id": m.maybe(m.places), "owner_id": m.maybe(m.firms),
		"must_return_by": rapid.SampledFrom([]int{0, 1_798_000_000_000, 1_798_000_000_123}).Draw(m.rt, "must"), "notes": m.text("notes"),
	})
}

func (m *maker) stock() {
	if len(m.types["fungible"]) == 0 || len(m.places) == 0 {
		return
	}
	m.send("/v1/inventory/stock/entries", map[string]any{
		"kind": "count", "quantity": rapid.IntRange(1, 1<<30).Draw(m.rt, "quantity"),
		"item_type_id": rapid.SampledFrom(m.types["fungible"]).Draw(m.rt, "type"), "place_id": rapid.SampledFrom(m.places).Draw(m.rt, "place"),
	})
}

// TestWhatGoesOutComesBackTheSame: an export of random rows changes nothing where
// it was made, and makes the same rows in a house that has none.
func TestWhatGoesOutComesBackTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		here, _ := importer(t)
		m := &maker{client: here.as("boss", rental.RoleAdmin), rt: rt, types: map[string][]string{}}
		for n := range rapid.IntRange(0, 3).Draw(rt, "firms") {
			if id, made := m.send("/v1/companies", map[string]any{"name": m.text("firm") + " f" + strconv.Itoa(n)}); made {
				m.firms = append(m.firms, id)
			}
		}
		for _, some := range []func(){m.place, m.itemType, m.person, m.asset, m.stock} {
			for range rapid.IntRange(1, 5).Draw(rt, "rows") {
				some()
			}
		}
		there, in := importer(t)
		other := there.as("boss", rental.RoleAdmin)
		for _, o := range outgoing {
			out := m.get(o.path).is(http.StatusOK)
			lines := cellsOf(t, out)
			if len(lines) == 1 {
				continue
			}
			same := m.post("/v1/imports?kind="+o.kind, string(out.raw)).is(http.StatusCreated)
			if got, want := same.str("counts.unchanged"), strconv.Itoa(len(lines)-1); got != want {
				rt.Fatalf("%s: %s of %s rows are unchanged: %s\n%s", o.kind, got, want, same.raw, out.raw)
			}
			if o.kind == "stock" && !slices.ContainsFunc(lines[1:], func(c []string) bool { return c[5] != "0" }) {
				continue
			}
			if done := other.bring(in, "kind="+o.kind, string(out.raw)); done.str("status") != "done" {
				rt.Fatalf("%s in an empty house: %s\n%s", o.kind, done.raw, out.raw)
			}
			if diff := cmp.Diff(said(lines), said(cellsOf(t, other.get(o.path).is(http.StatusOK)))); diff != "" {
				rt.Fatalf("%s in an empty house (-want +got):\n%s", o.kind, diff)
			}
		}
	})
}

// said are the cells of a list without the white space around them, and without
// what happened.
func said(lines [][]string) [][]string {
	var out [][]string
	for _, l := range lines {
		var row []string
		for i, cell := range l {
			if h := lines[0][i]; h != "counted" && h != "changed" {
				row = append(row, shape.Tidy(table.Plain(cell)))
			}
		}
		out = append(out, row)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}
