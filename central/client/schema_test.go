package client_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type object = map[string]any

// document is central's, read as plain JSON: what judges shares nothing with what
// is judged.
type document struct{ root object }

func readDocument(t testing.TB) document {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "frontend", "central", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(text, &d.root); err != nil {
		t.Fatal(err)
	}
	return d
}

func at(v any, path ...string) any {
	for _, p := range path {
		o, ok := v.(object)
		if !ok {
			return nil
		}
		v = o[p]
	}
	return v
}

// schema follows a reference.
func (d document) schema(v any) object {
	o, _ := v.(object)
	if ref, ok := o["$ref"].(string); ok {
		return d.schema(at(d.root, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...))
	}
	return o
}

// kind is a schema's type, without null.
func kind(s object) string {
	switch t := s["type"].(type) {
	case string:
		return t
	case []any:
		for _, v := range t {
			if v != "null" {
				return fmt.Sprint(v)
			}
		}
	}
	return ""
}

// example is a value of a schema with every member that it has.
func (d document) example(v any) any {
	s := d.schema(v)
	switch kind(s) {
	case "object":
		out := object{}
		properties, _ := s["properties"].(object)
		for name, p := range properties {
			out[name] = d.example(p)
		}
		if more, ok := s["additionalProperties"].(object); ok {
			out["key"] = d.example(more)
		}
		return out
	case "array":
		return []any{d.example(s["items"])}
	case "string":
		return "x"
	case "integer":
		return float64(7)
	case "number":
		return 7.5
	case "boolean":
		return true
	}
	return object{"anything": "goes"}
}

// differs says where a value is not of the schema, or leaves one of its members out.
func (d document) differs(path string, v, schema any) (out []string) {
	s := d.schema(schema)
	switch v := v.(type) {
	case object:
		properties, _ := s["properties"].(object)
		if more, ok := s["additionalProperties"].(object); ok {
			for name := range v {
				out = append(out, d.differs(path+"."+name, v[name], more)...)
			}
			return out
		}
		for name, p := range properties {
			if _, sent := v[name]; !sent {
				out = append(out, path+"."+name+" cannot be sent")
				continue
			}
			out = append(out, d.differs(path+"."+name, v[name], p)...)
		}
		for name := range v {
			if _, known := properties[name]; !known {
				out = append(out, path+"."+name+" is not in the document")
			}
		}
	case []any:
		if kind(s) != "array" {
			return []string{path + " is no list in the document"}
		}
		for _, item := range v {
			out = append(out, d.differs(path+"[]", item, s["items"])...)
		}
	default:
		is := map[string]string{"string": "string", "float64": "integer", "bool": "boolean"}[fmt.Sprintf("%T", v)]
		if want := kind(s); want != is && (want != "number" || is != "integer") && want != "" {
			out = append(out, fmt.Sprintf("%s is %s, not %s", path, is, want))
		}
	}
	return out
}
