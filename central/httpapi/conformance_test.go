package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rms/syncproto/problem"
)

// contract holds answers to the document that central serves, with a validator
// that shares no code with what wrote it.
type contract struct {
	mu       sync.Mutex
	document map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

const documentURL = "https://rms.invalid/openapi.json"

func newContract(t testing.TB, document []byte) *contract {
	t.Helper()
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	parsed, ok := text.(map[string]any)
	if !ok {
		t.Fatal("the document is no object")
	}
	c := &contract{document: parsed, compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	if err := c.compiler.AddResource(documentURL, parsed); err != nil {
		t.Fatal(err)
	}
	return c
}

// specific are the headers that a response must declare to have.
var specific = []string{"ETag", "Location", "Retry-After", "WWW-Authenticate", "Set-Cookie"}

// check returns what is wrong with an answer.
func (c *contract) check(method, target string, status int, header http.Header, body []byte) error {
	u, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("parse %s: %w", target, err)
	}
	template, operation := c.operation(strings.ToLower(method), u.Path)
	if operation == nil {
		return nil // no path of the document: what refuses it is the server's
	}
	responses, _ := operation["responses"].(map[string]any)
	response, ok := responses[strconv.Itoa(status)].(map[string]any)
	if !ok {
		return fmt.Errorf("%s %s does not declare status %d", method, template, status)
	}
	declared, _ := response["headers"].(map[string]any)
	for _, h := range specific {
		if _, is := declared[h]; header.Get(h) != "" && !is {
			return fmt.Errorf("%s %s does not declare header %s of status %d", method, template, h, status)
		}
	}
	content, _ := response["content"].(map[string]any)
	if len(body) == 0 {
		if len(content) > 0 {
			return fmt.Errorf("%s %s answered %d with nothing, and declares content", method, template, status)
		}
		return nil
	}
	kind, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	if kind == problem.ContentType {
		if err := documented(body); err != nil {
			return fmt.Errorf("%s %s: %w", method, template, err)
		}
	}
	if !strings.HasSuffix(kind, "json") && status < http.StatusBadRequest {
		return nil // a file or a stream: its own tests read it
	}
	if _, is := content[kind]; !is {
		return fmt.Errorf("%s %s does not declare %q for status %d", method, template, kind, status)
	}
	if u.Query().Has("fields") {
		return nil // rows with some of their members alone
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	return c.fits(fmt.Sprintf("/paths/%s/%s/responses/%d/content/%s/schema", escape.Replace(template), strings.ToLower(method), status, escape.Replace(kind)), body)
}

// page is docs/reasons.md.
var page = sync.OnceValues(func() ([]byte, error) { return os.ReadFile(filepath.Join("..", "..", "docs", "reasons.md")) })

// documented returns what is missing where a problem's reason is on no page.
func documented(body []byte) error {
	var p problem.Document
	if err := json.Unmarshal(body, &p); err != nil {
		return fmt.Errorf("read a problem: %w", err)
	}
	known, err := page()
	if err != nil {
		return err
	}
	family := p.Reason[:strings.LastIndex(p.Reason, "_")+1] + "…"
	if !bytes.Contains(known, []byte("| `"+p.Reason+"` |")) && !bytes.Contains(known, []byte("| `"+family+"` |")) {
		return fmt.Errorf("the reason %q is not in docs/reasons.md: go test ./test/reasons -update, or say what it means in its Told", p.Reason)
	}
	return nil
}

func (c *contract) fits(pointer string, body []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	schema, ok := c.schemas[pointer]
	if !ok {
		var err error
		if schema, err = c.compiler.Compile(documentURL + "#" + (&url.URL{Path: pointer}).EscapedPath()); err != nil {
			return fmt.Errorf("%s: %w", pointer, err)
		}
		c.schemas[pointer] = schema
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", pointer, err)
	}
	if err := schema.Validate(v); err != nil {
		return fmt.Errorf("%s: %w in %s", pointer, err, body[:min(len(body), 600)])
	}
	return nil
}

// operation finds who answers a path: a name before a parameter.
func (c *contract) operation(method, path string) (string, map[string]any) {
	paths, _ := c.document["paths"].(map[string]any)
	var found []string
	for template := range paths {
		if matches(strings.Split(template, "/"), strings.Split(path, "/")) {
			found = append(found, template)
		}
	}
	slices.SortFunc(found, func(a, b string) int { return strings.Count(a, "{") - strings.Count(b, "{") })
	for _, template := range found {
		item, _ := paths[template].(map[string]any)
		if op, ok := item[method].(map[string]any); ok {
			return template, op
		}
	}
	return "", nil
}

func matches(template, path []string) bool {
	if len(template) != len(path) {
		return false
	}
	for i, part := range template {
		if !strings.HasPrefix(part, "{") && part != path[i] || path[i] == "" && i > 0 {
			return false
		}
	}
	return true
}

// TestTheContractSeesFaults: an answer that is not as the document says is seen.
func TestTheContractSeesFaults(t *testing.T) {
	t.Parallel()
	c := newContract(t, setup(t).api.Document())
	json := http.Header{"Content-Type": {"application/json"}}
	const list = "/v1/places?limit=1"
	if err := c.check(http.MethodGet, list, 200, json, []byte(`{"items":[]}`)); err != nil {
		t.Errorf("a right answer is refused: %v", err)
	}
	for name, err := range map[string]error{
		"status":       c.check(http.MethodGet, list, 418, json, []byte(`{"items":[]}`)),
		"no member":    c.check(http.MethodGet, list, 200, json, []byte(`{}`)),
		"odd member":   c.check(http.MethodGet, list, 200, json, []byte(`{"items":[],"bogus":1}`)),
		"type":         c.check(http.MethodGet, list, 200, json, []byte(`{"items":[],"total":"7"}`)),
		"deep member":  c.check(http.MethodGet, list, 200, json, []byte(`{"items":[{"id":7}]}`)),
		"content type": c.check(http.MethodGet, list, 200, http.Header{"Content-Type": {"application/problem+json"}}, []byte(`{"items":[]}`)),
		"header":       c.check(http.MethodGet, list, 200, http.Header{"Content-Type": {"application/json"}, "Etag": {`"1"`}}, []byte(`{"items":[]}`)),
		"reason":       c.check(http.MethodGet, list, 400, http.Header{"Content-Type": {"application/problem+json"}}, []byte(`{"type":"about:blank","title":"T","status":400,"reason":"made_up"}`)),
		"nothing":      c.check(http.MethodGet, list, 200, json, nil),
	} {
		if err == nil {
			t.Errorf("a wrong %s is not seen", name)
		}
	}
}
