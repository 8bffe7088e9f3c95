package door

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"rms/central/store"
	"rms/syncproto/rental"
)

// Listing is the query of a list of rows, beside its own filters and orders.
type Listing struct {
	Page
	IDs          []string `query:"ids" maxItems:"200" doc:"only these rows"`
	UpdatedSince int64    `query:"updated_since" minimum:"0" doc:"ms UTC: rows that changed then or later, in the order of updated_at"`
	CreatedFrom  int64    `query:"created_from" minimum:"0" doc:"ms UTC: rows made then or later, in the order of created_at"`
	CreatedTo    int64    `query:"created_to" minimum:"0" doc:"ms UTC: rows made before, in the order of created_at"`
	Total        bool     `query:"total" doc:"count all rows under the filter as well: exact up to 200000, the cost of walking an index"`
	Fields       []string `query:"fields" doc:"only these members of each row, by name; absent: all"`
}

// Narrow is what the listing asks of every list.
func (l Listing) Narrow() store.Common {
	return store.Common{
		IDs: canonicalIDs(l.IDs), UpdatedSince: rental.Millis(l.UpdatedSince), CreatedFrom: rental.Millis(l.CreatedFrom), CreatedTo: rental.Millis(l.CreatedTo),
	}
}

func canonicalIDs(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = canonicalID(id)
	}
	return out
}

// Values are the values of a filter as the store has them.
func Values[T ~string](values []string) []T {
	out := make([]T, len(values))
	for i, v := range values {
		out[i] = T(canonicalID(v))
	}
	return out
}

// sort is the order of the list: times are read in the order of their column,
// since no other finds them by an index.
func (l Listing) sort(asked string) (string, error) {
	need := ""
	switch {
	case l.UpdatedSince != 0:
		need = "updated_at"
	case l.CreatedFrom != 0 || l.CreatedTo != 0:
		need = "created_at"
	default:
		return asked, nil
	}
	if asked == "" {
		return need, nil
	}
	if strings.TrimPrefix(asked, "-") != need {
		return "", &rental.Error{
			Code: rental.CodeInvalid, Reason: "sort_not_of_range", Field: "sort", Message: "rows of a time are read in the order of that time",
			Hint: "sort by " + need + " or -" + need + ", or leave sort out",
		}
	}
	return asked, nil
}

// List reads a page of rows in an order.
func List[R any](ctx context.Context, d *Door, l Listing, sort string, list func(ctx context.Context, tx *store.Tx, p store.Page) ([]R, string, error)) (*ListReply[R], error) {
	fields, err := fieldsOf[R](l.Fields)
	if err != nil {
		return nil, err
	}
	p := l.Store()
	if p.Sort, err = l.sort(sort); err != nil {
		return nil, err
	}
	if l.Total {
		p.Total = new(int64)
	}
	out, err := PageOf(ctx, d, func(ctx context.Context, tx *store.Tx) ([]R, string, error) { return list(ctx, tx, p) })
	if err != nil {
		return nil, err
	}
	out.Body.Total, out.Body.fields = p.Total, fields
	return out, nil
}

// fieldsOf checks the names of members.
func fieldsOf[R any](names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	known := members(reflect.TypeFor[R]())
	for _, n := range names {
		if !slices.Contains(known, n) {
			return nil, &rental.Error{
				Code: rental.CodeInvalid, Reason: "unknown_field", Field: "fields", Message: fmt.Sprintf("rows of this list have no member %q", n),
				Hint: "choose among " + strings.Join(known, ", "),
			}
		}
	}
	return names, nil
}

// members are the names that a struct has in JSON.
func members(t reflect.Type) []string {
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && len(f.Index) == depth(t, f) {
			out = append(out, name)
		}
	}
	return out
}

// depth is how deep a promoted field lies: through embedded structs only.
func depth(t reflect.Type, f reflect.StructField) int {
	for i := 1; i < len(f.Index); i++ {
		if !t.FieldByIndex(f.Index[:i]).Anonymous {
			return -1
		}
	}
	return len(f.Index)
}

// sparse is a list of which only some members are wanted.
type sparse interface{ thin() (any, error) }

// thin leaves out the members that were not asked for.
func (l ListOf[R]) thin() (any, error) {
	if l.fields == nil {
		return l, nil
	}
	out := ListOf[map[string]json.RawMessage]{Items: make([]map[string]json.RawMessage, len(l.Items)), Next: l.Next, Total: l.Total}
	for i, row := range l.Items {
		text, err := json.Marshal(row)
		if err != nil {
			return nil, fmt.Errorf("write a row: %w", err)
		}
		if err := json.Unmarshal(text, &out.Items[i]); err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		for name := range out.Items[i] {
			if !slices.Contains(l.fields, name) {
				delete(out.Items[i], name)
			}
		}
	}
	return out, nil
}
