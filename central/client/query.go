package client

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// Listing is what every list of rows can be asked for. What is zero is not asked.
type Listing struct {
	// Limit is how many rows a page has; all pages are walked.
	Limit int      `query:"limit"`
	IDs   []string `query:"ids"`
	// UpdatedSince, CreatedFrom and CreatedTo are ms UTC.
	UpdatedSince int64 `query:"updated_since"`
	CreatedFrom  int64 `query:"created_from"`
	CreatedTo    int64 `query:"created_to"`
	// Sort is a member that the list knows, with - for the other way round.
	Sort string `query:"sort"`
}

// queryOf writes the fields of a struct that have a name in the query and a value.
func queryOf(q any) url.Values {
	out := url.Values{}
	v := reflect.ValueOf(q)
	for _, f := range reflect.VisibleFields(v.Type()) {
		name := f.Tag.Get("query")
		field := v.FieldByIndex(f.Index)
		if name == "" || field.IsZero() {
			continue
		}
		if text := textOf(field); text != "" {
			out.Set(name, text)
		}
	}
	return out
}

// textOf is a value as the query has it: lists are comma-separated.
func textOf(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = textOf(v.Index(i))
		}
		return strings.Join(parts, ",")
	}
	panic("client: a query has no " + v.Kind().String())
}
