package httpapi_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rms/central/store"
)

// hostile is text of the kinds that break out of SQL, HTML, shells and headers.
const hostile = `'; drop table assets; -- "><script>alert(1)</script> ${7*7} %s`

// walk goes to every route of the document with what it does not expect.
type walk struct {
	client
	rows  map[string]string // path of a collection -> the id of a row of it
	state uint64            // the head of the outbox before what must change nothing
}

// TestEveryRouteRefuses: an id of another kind or of nothing, no body, another kind
// of body, members that nobody knows, text that is too long or hostile, JSON that is
// too deep, a stale tag, a query that is none: each gets a refusal that says what is
// wrong, under the request's id and as the document has it, or is kept as it is; a
// refused one stores nothing, and none breaks central.
func TestEveryRouteRefuses(t *testing.T) {
	t.Parallel()
	c := setup(t)
	w := newWalk(c)
	paths, _ := c.contract.document["paths"].(map[string]any)
	n := 0
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		operations, _ := paths[path].(map[string]any)
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			operation, _ := operations[method].(map[string]any)
			if operation["operationId"] == "stream-events" {
				continue // its own tests send it what it does not expect
			}
			n++
			w.visit(strings.ToUpper(method), path, operation)
		}
	}
	if n < 100 {
		t.Errorf("only %d operations were visited", n)
	}
	w.get("/v1/inventory/assets/" + w.rows["/v1/inventory/assets"]).is(http.StatusOK)
	if strings.Contains(c.log.String(), "panic") {
		t.Error("central panicked")
	}
}

// newWalk makes one row of each kind.
func newWalk(c *bench) *walk {
	admin := c.as("boss", "admin")
	token := admin.created("/v1/tokens", `{"name":"walk","role":"admin"}`)
	w := &walk{client: client{c, token.str("secret")}, rows: map[string]string{}}
	shelf := c.thing(admin, "L-1")
	row := func(path string, a *answer) {
		w.rows[path] = cmp.Or(a.str("id"), a.str("items.0.id"))
	}
	w.rows["/v1/places"] = shelf
	row("/v1/inventory/assets", w.get("/v1/inventory/assets"))
	row("/v1/catalog/item-types", w.get("/v1/catalog/item-types"))
	site := w.get("/v1/places?kind=site").str("items.0.id")
	row("/v1/people", w.created("/v1/people", `{"name":"Mara"}`))
	w.rows["badge"] = w.created("/v1/people/"+w.rows["/v1/people"]+"/badges", "").str("id")
	row("/v1/companies", w.created("/v1/companies", `{"name":"Riverside"}`))
	row("/v1/projects", w.created("/v1/projects", `{"name":"Gala","site_id":"`+site+`","status":"planned","window":{"start":1795000000000,"end":1795100000000}}`))
	row("/v1/tag-aliases", w.created("/v1/tag-aliases", `{"code":"X-1","target":"asset","target_id":"`+w.rows["/v1/inventory/assets"]+`"}`))
	row("/v1/rent-actions", w.created("/v1/rent-actions", `{"site_id":"`+site+`","window":{"start":1795000000000,"end":1795100000000},"lines":[{"item_type_id":"`+w.rows["/v1/catalog/item-types"]+`","requested_quantity":1}]}`))
	row("/v1/inventory/receipts", w.created("/v1/inventory/receipts", `{"item_type_id":"`+w.rows["/v1/catalog/item-types"]+`","place_id":"`+shelf+`","lines":[{"tag":"N-1"}]}`))
	row("/v1/users", w.created("/v1/users", `{"login":"eve","name":"Eve","role":"viewer","password":"six quiet lamps burn"}`))
	w.rows["/v1/tokens"] = w.created("/v1/tokens", `{"name":"spare","role":"viewer"}`).str("token.id")
	w.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	row("/v1/exceptions", w.get("/v1/exceptions?status=open"))
	w.rows["site"] = site
	return w
}

// head is how much has happened.
func (w *walk) head() (head uint64) {
	w.Helper()
	err := w.db.Read(w.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		head, err = tx.Head(ctx, store.HeadOutbox)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return head
}

// must wants a refusal with one of the statuses; none means any from 400 to 499.
func (w *walk) must(a *answer, what string, statuses ...int) {
	w.Helper()
	if len(statuses) == 0 && a.status >= 400 && a.status < 500 || slices.Contains(statuses, a.status) {
		w.clear(a, what)
		return
	}
	w.Errorf("%s, %s: answered %d, want %v: %.300s", a.request, what, a.status, statuses, a.raw)
}

// may wants a refusal or a success, and no break.
func (w *walk) may(a *answer, what string) {
	w.Helper()
	if a.status >= 500 {
		w.Errorf("%s, %s: answered %d: %.300s", a.request, what, a.status, a.raw)
	}
	if a.status >= 400 {
		w.clear(a, what)
		return
	}
	w.state = w.head()
}

// clear wants a refusal to say what is wrong and what to do, and to have stored
// nothing.
func (w *walk) clear(a *answer, what string) {
	w.Helper()
	if a.str("reason") == "" || a.str("detail") == "" || a.str("hint") == "" || a.str("request_id") == "" || a.str("request_id") != a.header.Get("X-Request-Id") {
		w.Errorf("%s, %s: the refusal is not clear: %.400s", a.request, what, a.raw)
	}
	if head := w.head(); head != w.state {
		w.Errorf("%s, %s: refused with %s, and %d events happened", a.request, what, a.str("reason"), head-w.state)
		w.state = head
	}
}

// visit goes to one operation.
func (w *walk) visit(method, path string, op map[string]any) {
	w.state = w.head()
	content, _ := at2(op, "requestBody", "content").(map[string]any)
	schema, _ := at2(content["application/json"], "schema").(map[string]any)
	body := ""
	if schema != nil {
		body = text(w.TB, w.body(method, path, schema))
	}
	w.strangers(method, path, body)
	if strings.Contains(path, "{id}") && w.rows[collection(path)] == "" {
		return // there is no row of it here: its own tests make one
	}
	known := w.path(path)
	if schema != nil {
		required, _ := at2(op, "requestBody", "required").(bool)
		w.bodies(method, known, schema, body, required)
	}
	if slices.Contains(names(op), "If-Match") {
		w.must(w.do(method, known, body, "If-Match", `"999"`), "a stale tag", http.StatusPreconditionFailed, http.StatusUnprocessableEntity, http.StatusBadRequest)
		w.must(w.do(method, known, body, "If-Match", "yesterday"), "no tag", http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	w.queries(method, known, op)
}

func at2(v any, path ...string) any {
	for _, p := range path {
		o, _ := v.(map[string]any)
		v = o[p]
	}
	return v
}

func names(op map[string]any) (out []string) {
	list, _ := op["parameters"].([]any)
	for _, p := range list {
		out = append(out, fmt.Sprint(at2(p, "name")))
	}
	return out
}

// collection is the path before the id.
func collection(path string) string {
	before, _, _ := strings.Cut(path, "/{id}")
	return before
}

// path puts the ids of known rows into a path.
func (w *walk) path(path string) string {
	return strings.NewReplacer("{id}", w.rows[collection(path)], "{badge}", w.rows["badge"]).Replace(path)
}

// strangers sends ids of nothing and of other kinds.
func (w *walk) strangers(method, path, body string) {
	if !strings.Contains(path, "{id}") {
		return
	}
	another := w.rows["/v1/people"]
	if collection(path) == "/v1/people" {
		another = w.rows["/v1/companies"]
	}
	for what, id := range map[string]string{
		"an id of nothing": uuid.NewString(), "an id of another kind": another, "no id": url.PathEscape(hostile), "a long id": strings.Repeat("7", 4000), "dots": "%2e%2e",
	} {
		to := strings.NewReplacer("{id}", id, "{badge}", id).Replace(path)
		w.must(w.do(method, to, body), what, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusBadRequest)
	}
}

// bodies sends what is no body of the operation.
func (w *walk) bodies(method, path string, schema map[string]any, body string, required bool) {
	if required {
		w.must(w.do(method, path, ""), "no body", http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	w.must(w.do(method, path, body, "Content-Type", "text/plain"), "another kind of body", http.StatusUnsupportedMediaType)
	w.must(w.do(method, path, `[]`), "a list", http.StatusUnprocessableEntity, http.StatusBadRequest)
	w.must(w.do(method, path, `{"a`), "half of it", http.StatusBadRequest)
	w.must(w.do(method, path, strings.Repeat(`{"a":`, 11_000)), "deep JSON", http.StatusBadRequest)
	var object map[string]any
	if err := json.Unmarshal([]byte(body), &object); err != nil {
		w.Fatal(err)
	}
	object["bogus"] = 1
	w.must(w.do(method, path, text(w.TB, object)), "a member that nobody knows", http.StatusUnprocessableEntity)
	delete(object, "bogus")
	properties, _ := w.schema(schema)["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if kind := w.schema(properties[name])["type"]; kind != "string" {
			before := object[name]
			object[name] = "seven"
			w.must(w.do(method, path, text(w.TB, object)), name+" of another type")
			restore(object, name, before)
			continue
		}
		before := object[name]
		object[name] = strings.Repeat("long ", 3_000)
		w.must(w.do(method, path, text(w.TB, object)), name+" too long")
		object[name] = hostile
		w.may(w.do(method, path, text(w.TB, object)), "hostile "+name)
		restore(object, name, before)
	}
}

func restore(object map[string]any, name string, before any) {
	if object[name] = before; before == nil {
		delete(object, name)
	}
}

// queries sends parameters that are none.
func (w *walk) queries(method, path string, op map[string]any) {
	if method != http.MethodGet {
		return
	}
	w.must(w.get(path+"?bogus=1"), "a parameter that nobody knows")
	list, _ := op["parameters"].([]any)
	for _, p := range list {
		name := fmt.Sprint(at2(p, "name"))
		if at2(p, "in") != "query" {
			continue
		}
		w.may(w.get(path+"?"+name+"="+url.QueryEscape(hostile)), "hostile "+name)
		w.may(w.get(path+"?"+name+"="+strings.Repeat("7", 8000)), "long "+name)
		w.may(w.get(path+"?"+name+"=-1"), "negative "+name)
	}
}

func (w *walk) schema(v any) map[string]any {
	s, _ := v.(map[string]any)
	if ref, ok := s["$ref"].(string); ok {
		return w.schema(at2(w.contract.document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...))
	}
	return s
}

// body is a body that the operation would take, as far as its schema tells.
func (w *walk) body(method, path string, schema map[string]any) map[string]any {
	if method == http.MethodPut && w.rows[collection(path)] != "" {
		if out := w.present(collection(path), schema); out != nil {
			return out
		}
	}
	out, _ := w.example("", schema).(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	return out
}

// present is what is said of a row now.
func (w *walk) present(path string, schema map[string]any) map[string]any {
	row := w.get(path + "/" + w.rows[path])
	if row.status != http.StatusOK {
		return nil
	}
	out := map[string]any{}
	properties, _ := w.schema(schema)["properties"].(map[string]any)
	for name := range properties {
		if v, ok := row.body[name]; ok {
			out[name] = v
		}
	}
	return out
}

// example is a value of a schema with the members that it needs.
func (w *walk) example(name string, v any) any {
	s := w.schema(v)
	if of, ok := s["enum"].([]any); ok {
		return of[0]
	}
	switch s["type"] {
	case "object":
		out := map[string]any{}
		needed, _ := s["required"].([]any)
		for _, n := range needed {
			member := fmt.Sprint(n)
			out[member] = w.example(member, at2(s, "properties", member))
		}
		return out
	case "string":
		known := map[string]string{
			"site_id": w.rows["site"], "place_id": w.rows["/v1/places"], "item_type_id": w.rows["/v1/catalog/item-types"], "target_id": w.rows["/v1/inventory/assets"],
			"zone": "Europe/Berlin", "password": "nine grey horns blow", "pin": "5093", "answer": "noted",
		}
		return cmp.Or(known[name], "W-"+uuid.NewString()[:8])
	case "integer":
		least, _ := s["minimum"].(float64)
		return max(least, 1)
	case "boolean":
		return true
	}
	if items, ok := s["items"]; ok {
		return []any{w.example("", items)}
	}
	return map[string]any{}
}

func text(t testing.TB, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
