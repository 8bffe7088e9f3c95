package door

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"rms/central/exchange/table"
	"rms/central/store"
	"rms/syncproto/rental"
)

// CSVReply is an answer that a spreadsheet opens.
type CSVReply struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Options     string `header:"X-Content-Type-Options"`
	Body        []byte
}

// CSV answers text as a file to keep.
func CSV(name string, text []byte) *CSVReply {
	return &CSVReply{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + name + `"`, Options: "nosniff", Body: text}
}

// CSVResponses are what the document says of such an answer.
func CSVResponses() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "CSV in UTF-8. No cell begins as a formula: an apostrophe stands before one that would, and an import takes it off.",
		Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// maxExported bounds the rows of one file: it is made before it is sent, so that
// what fails is told as a failure and not as a short list.
const maxExported = 200_000

// Exported is the query of a list as it is, but for its pages.
type Exported interface {
	// Turn sets the page that is read next.
	Turn(limit int, after string)
}

// Turn sets the page.
func (p *Page) Turn(limit int, after string) { p.Limit, p.After = limit, after }

// Turned is the page of a list that a file walks where nobody else asks for its
// pages: it is no part of a query.
type Turned struct {
	Most  int
	Since string
}

// Turn sets the page.
func (t *Turned) Turn(limit int, after string) { t.Most, t.Since = limit, after }

// Number is the page's cursor of a list that is walked by numbers.
func (t Turned) Number() (uint64, error) {
	if t.Since == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(t.Since, 10, 63)
	if err != nil {
		return 0, BadCursor(store.ErrBadCursor)
	}
	return n, nil
}

// Numbered is a page of a list that is walked by numbers; 0 ends it.
func Numbered[R any](rows []R, next uint64) *ListReply[R] {
	out := Whole(rows)
	if next != 0 {
		out.Body.Next = strconv.FormatUint(next, 10)
	}
	return out
}

// Whole is a list that has one page.
func Whole[R any](rows []R) *ListReply[R] {
	out := &ListReply[R]{}
	out.Body.Items = rows
	return out
}

// Export makes of a list, under its own filters and order, a file of all its
// rows. lines names the cells of some rows; every page is read as it stands then.
func Export[I any, R any](list func(context.Context, *I) (*ListReply[R], error), name string, header []string,
	lines func(context.Context, []R) ([][]string, error),
) func(context.Context, *I) (*CSVReply, error) {
	return func(ctx context.Context, in *I) (*CSVReply, error) {
		page, ok := any(in).(Exported)
		if !ok {
			return nil, fmt.Errorf("%T is no query of a list", in)
		}
		var out bytes.Buffer
		w := table.NewWriter(&out)
		if err := w.Write(header); err != nil {
			return nil, err
		}
		const pageSize = 200
		for rows, after := 0, ""; rows < maxExported; {
			page.Turn(pageSize, after)
			got, err := list(ctx, in)
			if err != nil {
				return nil, err
			}
			cells, err := lines(ctx, got.Body.Items)
			if err != nil {
				return nil, err
			}
			for _, c := range cells {
				if err := w.Write(c); err != nil {
					return nil, err
				}
			}
			rows += len(got.Body.Items)
			if after = got.Body.Next; after == "" {
				if err := w.Flush(); err != nil {
					return nil, err
				}
				return CSV(name, out.Bytes()), nil
			}
		}
		return nil, &rental.Error{
			Code: rental.CodeTooLarge, Reason: "list_too_long", Message: fmt.Sprintf("the list has more than %d rows", maxExported), Hint: "narrow it with a filter",
		}
	}
}
