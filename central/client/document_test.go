package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/client"
	"rms/syncproto/rental"
)

// leftOut are operations of the document that have no method, with the reason.
var leftOut = map[string]string{}

// unasked are parameters that the client does not send, with the reason.
var unasked = map[string]string{
	"fields": "rows have types here: some of their members alone would look like empty ones",
	"wait":   "Follow waits for news, by the stream",
	"after":  "the walk of the pages sends it, from the second page on",
}

// central answers every operation of the document with an example of its answer,
// and notes what was asked.
type central struct {
	testing.TB
	document
	mu      sync.Mutex
	reached map[string]bool            // operation ids
	asked   map[string]map[string]bool // by operation id: parameters that came
	last    string                     // operation id of the last call
	sent    any                        // what the last call was answered with
}

// operation finds who answers: a path without parameters goes first.
func (c *central) operation(method, path string) (template string, op object) {
	paths, _ := c.root["paths"].(object)
	for t, methods := range paths {
		o, ok := at(methods, strings.ToLower(method)).(object)
		if ok && fits(t, path) && (op == nil || strings.Count(t, "{") < strings.Count(template, "{")) {
			template, op = t, o
		}
	}
	return template, op
}

func fits(template, path string) bool {
	a, b := strings.Split(template, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

func (c *central) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	template, op := c.operation(r.Method, r.URL.EscapedPath())
	if op == nil {
		c.Errorf("%s %s is not in the document", r.Method, r.URL.Path)
		w.WriteHeader(http.StatusNotFound)
		return
	}
	id, _ := op["operationId"].(string)
	c.reached[id], c.last = true, id
	c.parameters(id, op, r)
	c.body(id, op, r)
	responses, _ := op["responses"].(object)
	for status, response := range responses {
		if status[0] != '2' {
			continue
		}
		var code int
		if _, err := fmt.Sscan(status, &code); err != nil {
			c.Errorf("%s: %v", template, err)
		}
		content, _ := at(response, "content").(object)
		c.answer(w, id, code, content)
		return
	}
}

func (c *central) answer(w http.ResponseWriter, id string, code int, content object) {
	if at(response(content), "schema") == nil && len(content) > 0 {
		c.Errorf("%s answers with something of no schema", id)
	}
	if len(content) == 0 {
		c.sent = nil
		w.WriteHeader(code)
		return
	}
	media := slices.Sorted(maps.Keys(content))[0]
	w.Header().Set("Content-Type", media)
	w.Header().Set("ETag", `"7"`)
	w.WriteHeader(code)
	if media == "text/event-stream" {
		_, _ = io.WriteString(w, "event: reset\nid: 7\ndata: {\"reason\":\"events_gone\"}\n\n")
		return
	}
	if media != "application/json" {
		c.sent = "a file"
		_, _ = io.WriteString(w, "a file")
		return
	}
	example := c.example(at(content[media], "schema"))
	if o, ok := example.(object); ok && o["next"] != nil {
		delete(o, "next") // one page is enough
		if id == "list-events" {
			o["next"] = float64(7)
		}
	}
	c.sent = example
	if err := json.NewEncoder(w).Encode(example); err != nil {
		c.Error(err)
	}
}

func response(content object) any {
	for _, v := range content {
		return v
	}
	return nil
}

// parameters notes what came, and complains of what the operation does not take.
func (c *central) parameters(id string, op object, r *http.Request) {
	if c.asked[id] == nil {
		c.asked[id] = map[string]bool{}
	}
	list, _ := op["parameters"].([]any)
	takes := map[string]string{}
	for _, p := range list {
		takes[fmt.Sprint(at(p, "name"))] = fmt.Sprint(at(p, "in"))
	}
	for name := range r.URL.Query() {
		c.asked[id][name] = true
		if takes[name] != "query" {
			c.Errorf("%s takes no parameter %s", id, name)
		}
	}
	for _, name := range []string{"Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID"} {
		if r.Header.Get(name) != "" {
			c.asked[id][name] = true
			if takes[name] != "header" {
				c.Errorf("%s takes no header %s", id, name)
			}
		}
	}
}

func (c *central) body(id string, op object, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		c.Error(err)
	}
	content, _ := at(op, "requestBody", "content").(object)
	media := r.Header.Get("Content-Type")
	switch {
	case len(raw) == 0 && content == nil:
		return
	case content[media] == nil:
		c.Errorf("%s takes no body of %q", id, media)
	case media == "application/json":
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			c.Errorf("%s: %v", id, err)
		}
		for _, d := range c.differs("", v, at(content[media], "schema")) {
			c.Errorf("the body of %s: %s", id, d)
		}
	}
}

// TestEveryOperationHasAMethod calls every method with every argument filled: each
// must be an operation of the document, send what that takes and nothing else, and
// return all that is answered; and every operation must have been called.
func TestEveryOperationHasAMethod(t *testing.T) {
	t.Parallel()
	c := &central{TB: t, document: readDocument(t), reached: map[string]bool{}, asked: map[string]map[string]bool{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	made, err := client.New(client.Config{URL: server.URL, Token: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	call := func(of reflect.Value) {
		for m := range of.Type().Methods() {
			if m.IsExported() && m.Name != "Close" {
				c.call(m.Name, of.MethodByName(m.Name))
			}
		}
	}
	call(reflect.ValueOf(made))
	collections := reflect.ValueOf(made).Elem()
	for f := range collections.Type().Fields() {
		if f.IsExported() {
			call(collections.FieldByIndex(f.Index))
		}
	}
	paths, _ := c.root["paths"].(object)
	for path, methods := range paths {
		operations, _ := methods.(object)
		for method, op := range operations {
			c.complete(strings.ToUpper(method)+" "+path, op)
		}
	}
}

// complete complains of an operation that nothing has called, or not with all that
// it takes.
func (c *central) complete(name string, op any) {
	id, _ := at(op, "operationId").(string)
	if reason := leftOut[id]; c.reached[id] == (reason != "") {
		c.Errorf("%s (%s): called is %v; give it a method in central/client, or a reason in leftOut (it is %q)", name, id, c.reached[id], reason)
	}
	list, _ := at(op, "parameters").([]any)
	for _, p := range list {
		name, _ := at(p, "name").(string)
		if name == "total" && strings.HasPrefix(id, "export-") {
			continue // a file has no count
		}
		if at(p, "in") != "path" && !c.asked[id][name] && unasked[name] == "" {
			c.Errorf("%s has a parameter %s that no method sends", id, name)
		}
	}
}

// call calls a method with everything filled, and again with the options that its
// operation takes, and holds what it returns to what it was answered with.
func (c *central) call(name string, method reflect.Value) {
	options := []client.Option{}
	for range 2 {
		var file strings.Builder
		var in []reflect.Value
		for i := range method.Type().NumIn() {
			if t := method.Type().In(i); t == reflect.TypeFor[[]client.Option]() {
				in = append(in, reflect.ValueOf(options))
			} else {
				in = append(in, c.fill(t, &file))
			}
		}
		c.last = ""
		var out []reflect.Value
		if method.Type().IsVariadic() {
			out = method.CallSlice(in)
		} else {
			out = method.Call(in)
		}
		c.returned(name, out, file.String())
		if !method.Type().IsVariadic() {
			return
		}
		options = c.options()
	}
}

// options are those that the last operation takes.
func (c *central) options() (options []client.Option) {
	list, _ := at(c.operations()[c.last], "parameters").([]any)
	for _, p := range list {
		switch at(p, "name") {
		case "If-Match":
			options = append(options, client.IfMatch(`"7"`))
		case "If-None-Match":
			options = append(options, client.IfNoneMatch(`"6"`))
		case "Idempotency-Key":
			options = append(options, client.Key("a key"))
		}
	}
	return options
}

func (c *central) operations() map[string]any {
	out := map[string]any{}
	paths, _ := c.root["paths"].(object)
	for _, methods := range paths {
		operations, _ := methods.(object)
		for _, op := range operations {
			out[fmt.Sprint(at(op, "operationId"))] = op
		}
	}
	return out
}

// returned holds what a method returned to what it was answered with.
func (c *central) returned(name string, out []reflect.Value, file string) {
	got := any(nil)
	for i, v := range out {
		if err, ok := v.Interface().(error); ok {
			c.Errorf("%s: %v", name, err)
			return
		}
		if i > 0 || v.Type() == reflect.TypeFor[error]() {
			continue
		}
		switch {
		case v.Kind() == reflect.Func && name == "Follow":
			c.missed(v)
			return
		case v.Kind() == reflect.Func:
			got = c.walk(name, v)
		case v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().Name(), "Tagged["):
			got = plain(c, v.FieldByName("Row").Interface())
		default:
			got = plain(c, v.Interface())
		}
	}
	if c.last == "" {
		c.Errorf("%s asked nothing", name)
	}
	if c.sent == "a file" {
		got = file
	}
	if got == nil && c.sent == nil {
		return
	}
	want := c.sent
	for _, member := range []string{"items", "events", "kinds", "tags", "total"} {
		if o, ok := c.sent.(object); ok && o[member] != nil && !isObject(got) {
			if _, list := got.([]any); list == (member != "total") {
				want = o[member]
				break
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		c.Errorf("%s of %s returns not what was answered (-answered +returned):\n%s", name, c.last, diff)
	}
}

func isObject(v any) bool {
	_, ok := v.(object)
	return ok
}

// plain is a value as JSON has it.
func plain(t testing.TB, v any) (out any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Error(err)
	}
	return out
}

// walk reads an iterator to its end.
func (c *central) walk(name string, seq reflect.Value) any {
	rows := []any{}
	for row, err := range seq.Seq2() {
		if e, ok := err.Interface().(error); ok {
			c.Errorf("%s: %v", name, e)
			return nil
		}
		rows = append(rows, plain(c, row.Interface()))
	}
	return rows
}

// missed wants the stream's end, of which this central's stream consists.
func (c *central) missed(seq reflect.Value) {
	var reasons []string
	for _, err := range seq.Seq2() {
		e, _ := err.Interface().(error)
		reasons = append(reasons, rental.ReasonOf(e))
	}
	if diff := cmp.Diff([]string{"events_gone"}, reasons); diff != "" {
		c.Error(diff)
	}
}

// fill makes a value with every member set.
func (c *central) fill(t reflect.Type, file io.Writer) reflect.Value {
	switch t {
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(c.Context())
	case reflect.TypeFor[io.Writer]():
		return reflect.ValueOf(&file).Elem()
	case reflect.TypeFor[io.Reader]():
		return reflect.ValueOf(strings.NewReader("a;b\n"))
	}
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint64:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(7.5)
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(c.fill(t.Key(), file), c.fill(t.Elem(), file))
	case reflect.Slice:
		v.Set(reflect.Append(v, c.fill(t.Elem(), file)))
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(c.fill(t.Elem(), file))
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				v.Field(i).Set(c.fill(t.Field(i).Type, file))
			}
		}
	case reflect.Func: // an option, or Follow's Lost, which may be nil
	default:
		c.Fatalf("the test cannot fill a %s", t)
	}
	return v
}
