package client

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// where is a collection: whom to ask, and under which path.
type where struct {
	c    *Client
	path string
}

// one is the path of one row.
func (w where) one(id string, more ...string) string {
	path := w.path + "/" + url.PathEscape(id)
	for _, part := range more {
		path += "/" + part
	}
	return path
}

// Tagged is a row with the ETag that it was read with: a change sends it as IfMatch,
// and is refused if somebody else was faster.
type Tagged[R any] struct {
	Row  R
	ETag string
}

// ask makes a call that is answered with a row.
func ask[R any](ctx context.Context, c *Client, q call) (t Tagged[R], err error) {
	t.ETag, err = c.run(ctx, q, &t.Row)
	return t, err
}

// read is ask where nobody needs the tag.
func read[R any](ctx context.Context, c *Client, q call) (R, error) {
	t, err := ask[R](ctx, c, q)
	return t.Row, err
}

// Found are collections of which one row can be read.
type Found[ID ~string, R any] struct{ where }

// Get reads a row.
func (f Found[ID, R]) Get(ctx context.Context, id ID, options ...Option) (Tagged[R], error) {
	return ask[R](ctx, f.c, newCall(http.MethodGet, f.one(string(id)), options...))
}

// Made are collections in which rows are made.
type Made[R, In any] struct{ where }

// Create makes a row.
func (m Made[R, In]) Create(ctx context.Context, in In, options ...Option) (Tagged[R], error) {
	return ask[R](ctx, m.c, newCall(http.MethodPost, m.path, options...).with(in).once())
}

// Changed are collections whose rows are changed as a whole.
type Changed[ID ~string, R, In any] struct{ where }

// Put changes a row: what is left out of in is emptied.
func (h Changed[ID, R, In]) Put(ctx context.Context, id ID, in In, options ...Option) (Tagged[R], error) {
	return ask[R](ctx, h.c, newCall(http.MethodPut, h.one(string(id)), options...).with(in).once())
}

// Removed are collections from which a row can go that was made by mistake.
type Removed[ID ~string] struct{ where }

// Delete removes a row.
func (r Removed[ID]) Delete(ctx context.Context, id ID, options ...Option) error {
	return r.c.do(ctx, newCall(http.MethodDelete, r.one(string(id)), options...).once())
}

// Kept are collections whose rows are made, read, changed and removed.
type Kept[ID ~string, R, In any] struct {
	Found[ID, R]
	Made[R, In]
	Changed[ID, R, In]
	Removed[ID]
}

func keptOf[ID ~string, R, In any](w where) Kept[ID, R, In] {
	return Kept[ID, R, In]{Found[ID, R]{w}, Made[R, In]{w}, Changed[ID, R, In]{w}, Removed[ID]{w}}
}

// Listed are collections that are read page by page.
type Listed[R, Q any] struct{ where }

// List walks all rows that the query asks for. An error ends it.
func (l Listed[R, Q]) List(ctx context.Context, query Q) iter.Seq2[R, error] {
	return pages(func(after string) (rows []R, next string, err error) {
		var page struct {
			Items []R    `json:"items"`
			Next  string `json:"next"`
		}
		q := newCall(http.MethodGet, l.path).asked(query)
		if after != "" {
			q.query.Set("after", after)
		}
		_, err = l.c.run(ctx, q, &page)
		return page.Items, page.Next, err
	})
}

// Summed are collections whose rows are counted.
type Summed[Q any] struct{ where }

// Count counts all rows that the query asks for: exact up to 200,000.
func (l Summed[Q]) Count(ctx context.Context, query Q) (int64, error) {
	var page struct {
		Total *int64 `json:"total"`
	}
	q := newCall(http.MethodGet, l.path).asked(query)
	q.query.Set("total", "true")
	q.query.Set("limit", "1")
	if _, err := l.c.run(ctx, q, &page); err != nil {
		return 0, err
	}
	if page.Total == nil {
		return 0, &rental.Error{Code: rental.CodeInvalid, Reason: "not_counted", Message: "central does not count this list", Hint: "walk it"}
	}
	return *page.Total, nil
}

// pages walks pages until one names no next.
func pages[R any, C comparable](read func(after C) (rows []R, next C, err error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var none C
		for after := none; ; {
			rows, next, err := read(after)
			if err == nil && next != none && next == after {
				err = &rental.Error{Code: rental.CodeInternal, Reason: "pages_stand_still", Message: "the pages of this list do not go on", Hint: "tell whoever looks after central"}
			}
			if err != nil {
				var zero R
				yield(zero, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if after = next; next == none {
				return
			}
		}
	}
}

// Exported are collections that are written out as CSV.
type Exported[Q any] struct{ where }

// CSV writes all rows that the query asks for to w.
func (e Exported[Q]) CSV(ctx context.Context, query Q, w io.Writer) error {
	return e.c.file(ctx, newCall(http.MethodGet, e.path+".csv").asked(query), "text/csv", w)
}

// file copies an answer that is no JSON to w.
func (c *Client) file(ctx context.Context, q call, accept string, w io.Writer) error {
	q.accept, q.timeout = accept, fileTimeout
	res, done, err := c.open(ctx, q)
	if err != nil {
		return err
	}
	defer done()
	if _, err := io.Copy(w, res.Body); err != nil {
		return q.lost(fmt.Errorf("it broke off in the middle: %w", err))
	}
	return nil
}

// Many are collections of which many rows are changed at once.
type Many[In any] struct{ where }

// BulkOp is what becomes of a row.
type BulkOp string

// The operations of a bulk request.
const (
	BulkCreate BulkOp = "create"
	BulkChange BulkOp = "change"
	BulkRemove BulkOp = "remove"
)

// BulkItem is one row of a bulk request.
type BulkItem[In any] struct {
	Op      BulkOp `json:"op"`
	ID      string `json:"id,omitempty"`
	IfMatch string `json:"if_match,omitempty"`
	Row     *In    `json:"row,omitempty"`
}

// BulkInput is a bulk request.
type BulkInput[In any] struct {
	Items        []BulkItem[In] `json:"items"`
	AllOrNothing bool           `json:"all_or_nothing,omitempty"`
}

// BulkReply says what became of each row.
type BulkReply struct {
	Items     []BulkResult `json:"items"`
	Done      int64        `json:"done"`
	Refused   int64        `json:"refused"`
	Committed bool         `json:"committed"`
}

// BulkResult is what became of a row.
type BulkResult struct {
	Index   int64             `json:"index"`
	Status  int               `json:"status"`
	ID      string            `json:"id,omitempty"`
	ETag    string            `json:"etag,omitempty"`
	Problem *problem.Document `json:"problem,omitempty"`
}

// Bulk makes, changes and removes many rows; an item that is refused is no error of
// the call.
func (m Many[In]) Bulk(ctx context.Context, in BulkInput[In], options ...Option) (BulkReply, error) {
	return read[BulkReply](ctx, m.c, newCall(http.MethodPost, m.path+"/bulk", options...).with(in).once())
}

// itemsOf makes a call that is answered with a list of one page.
func itemsOf[R any](ctx context.Context, c *Client, q call) ([]R, error) {
	body, err := read[struct {
		Items []R `json:"items"`
	}](ctx, c, q)
	return body.Items, err
}

// Fact is something that happened, as its history tells it.
type Fact struct {
	ID           rental.ItemID       `json:"id"`
	No           uint64              `json:"no"`
	Kind         rental.Kind         `json:"kind"`
	At           rental.Millis       `json:"at"`
	ReceivedAt   rental.Millis       `json:"received_at"`
	Kiosk        string              `json:"kiosk,omitempty"`
	KioskID      rental.KioskID      `json:"kiosk_id,omitempty"`
	Person       string              `json:"person,omitempty"`
	Place        string              `json:"place,omitempty"`
	Order        rental.Number       `json:"order,omitempty"`
	RentActionID rental.RentActionID `json:"rent_action_id,omitempty"`
	Codes        []string            `json:"codes"`
	Things       int                 `json:"things"`
	Verdict      rental.VerdictKind  `json:"verdict"`
	Reason       string              `json:"reason,omitempty"`
	Flags        []rental.Flag       `json:"flags,omitempty"`
	Missing      string              `json:"missing,omitempty"`
	ExceptionID  rental.ExceptionID  `json:"exception_id,omitempty"`
	Suspect      bool                `json:"suspect,omitempty"`
	UndoneBy     rental.ItemID       `json:"undone_by,omitempty"`
}

// FactsCSV writes what happened to w, the newest first.
func (c *Client) FactsCSV(ctx context.Context, query FactFileQuery, w io.Writer) error {
	return c.file(ctx, newCall(http.MethodGet, "/v1/facts.csv").asked(query), "text/csv", w)
}

// Facts walks what happened, the newest first.
func (c *Client) Facts(ctx context.Context, query FactQuery) iter.Seq2[Fact, error] {
	return c.facts(ctx, "/v1/facts", query)
}

func (c *Client) facts(ctx context.Context, path string, query FactQuery) iter.Seq2[Fact, error] {
	return pages(func(before uint64) (rows []Fact, next uint64, err error) {
		var page struct {
			Items []Fact `json:"items"`
			Next  uint64 `json:"next"`
		}
		if before != 0 {
			query.Before = before
		}
		_, err = c.run(ctx, newCall(http.MethodGet, path).asked(query), &page)
		return page.Items, page.Next, err
	})
}
