package door

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// Page is the query of every list.
type Page struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"rows of a page"`
	After string `query:"after" doc:"next of the page before, of the same list under the same filter and sort; any other is 400 malformed_cursor"`
}

// Store is the page as the store takes it.
func (p Page) Store() store.Page { return store.Page{Limit: p.Limit, After: p.After} }

// ListOf is a page of rows.
type ListOf[R any] struct {
	Items []R    `json:"items"`
	Next  string `json:"next,omitempty" doc:"send it as after for the next page; absent at the end"`
	Total *int64 `json:"total,omitempty" doc:"how many rows there are under the filter, if total was asked for; 200000: that many or more"`
	// fields are the members of rows that were asked for; nil: all.
	fields []string
}

// ListReply is an answer with a page of rows.
type ListReply[R any] struct{ Body ListOf[R] }

// RowReply is one row with its revision.
type RowReply[R any] struct {
	ETag     string `header:"ETag" doc:"the row's revision; send it as If-Match with a change"`
	Location string `header:"Location"`
	Body     R
}

// Reply is an answer with a row and its revision.
func Reply[R rental.Row](r R) *RowReply[R] {
	return &RowReply[R]{ETag: ETag(r.RowMeta().Rev), Body: r}
}

// tag is the revision of what was read; none of what changes beside its row.
func (r *RowReply[R]) tag() string {
	if _, moves := any(r.Body).(Moving); moves {
		return ""
	}
	return r.ETag
}

// Moving is a body that changes while its row does not: it is always sent.
type Moving interface{ Moves() }

// tagged is an answer that need not be sent to who has it.
type tagged interface{ tag() string }

// Check refuses a change of a row that is not the one that was read.
func (g Guarded) Check(row rental.Row) error {
	rev, err := g.Rev()
	if err == nil && rev != 0 && rev != row.RowMeta().Rev {
		err = rental.StaleAt(row.RowMeta().Rev, rev)
	}
	return err
}

// ETag is a revision as HTTP has it.
func ETag(rev int64) string { return `"` + strconv.FormatInt(rev, 10) + `"` }

// ByID is the input of a read.
type ByID struct {
	ID string `path:"id" format:"uuid"`
}

// Repeatable is a change that may be sent again.
type Repeatable struct {
	Key string `header:"Idempotency-Key" maxLength:"128" pattern:"^[ -~]+$" doc:"any ASCII text of the caller's: the same request under the same key has its effect once, and is answered as the first time; kept for 24 hours"`
}

// Guarded is a change of what somebody has read.
type Guarded struct {
	IfMatch string `header:"If-Match" doc:"the ETag that was read: somebody else's change in between is 412"`
}

// Rev is the revision that must still stand: 0 for any.
func (g Guarded) Rev() (int64, error) {
	if g.IfMatch == "" || g.IfMatch == "*" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(strings.TrimPrefix(g.IfMatch, "W/"), `"`)
	text, closed := strings.CutSuffix(text, `"`)
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || !closed || err != nil || n < 1 {
		return 0, &rental.Error{
			Code: rental.CodeInvalid, Reason: "malformed_if_match", Field: ifMatch, Message: "this is no ETag of ours", Hint: "send the ETag header of the row as it was read",
		}
	}
	return n, nil
}

// Read runs fn over one snapshot of the store.
func (d *Door) Read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return BadCursor(d.Store.Read(ctx, fn))
}

// BadCursor says what to do where err is about a cursor.
func BadCursor(err error) error {
	if errors.Is(err, store.ErrBadCursor) {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "malformed_cursor", Field: "after", Message: "this cursor is not of this list, or not of this filter or sort of it", Hint: "send next of the page before with the same filter and sort, or leave it out to begin anew",
		}
	}
	return err
}

// Find reads one row.
func Find[R rental.Row](ctx context.Context, d *Door, id string) (R, error) {
	var row R
	err := d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		row, err = Found[R](ctx, tx, id)
		return err
	})
	return row, err
}

// Found is find inside a transaction.
func Found[R rental.Row](ctx context.Context, tx *store.Tx, id string) (R, error) {
	row, ok, err := store.Get[R](ctx, tx, id)
	if err == nil && !ok {
		err = &rental.Error{
			Code: rental.CodeNotFound, Reason: "not_found", Field: "id",
			Message: fmt.Sprintf("there is no such row in %s", row.RowCollection()), Hint: "it may never have been here: look it up in the list",
		}
	}
	return row, err
}

// Named reads the row that a member of a request names; none for an empty one.
func Named[R rental.Row](ctx context.Context, tx *store.Tx, field, id string) (R, error) {
	var none R
	if id == "" {
		return none, nil
	}
	row, ok, err := store.Get[R](ctx, tx, id)
	if err == nil && !ok {
		err = &rental.Error{
			Code: rental.CodeNotFound, Reason: "not_found", Field: field,
			Message: fmt.Sprintf("what %s names is not in %s", field, none.RowCollection()), Hint: "look it up in the list",
		}
	}
	return row, err
}

// PageOf reads a page of rows.
func PageOf[R any](ctx context.Context, d *Door, list func(ctx context.Context, tx *store.Tx) ([]R, string, error)) (*ListReply[R], error) {
	var out ListReply[R]
	err := d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		out.Body.Items, out.Body.Next, err = list(ctx, tx)
		return err
	})
	if out.Body.Items == nil {
		out.Body.Items = []R{}
	}
	return &out, err
}

// Create puts a new row under an id that the command decides.
func Create[R rental.Row](ctx context.Context, d *Door, key, path string, row func(id string) R) (*RowReply[R], error) {
	idOf := func(cmd rental.ItemID) string { return rental.DeriveID(cmd, "row", 0) }
	return Perform(ctx, d, key, func(_ context.Context, _ *store.Tx, cmd rental.ItemID) (rental.Body, error) {
		made := row(idOf(cmd))
		return rental.PutBody{Row: made, IfRev: -1}, Scannable(made, nil)
	}, func(ctx context.Context, tx *store.Tx, r ledger.Result) (*RowReply[R], error) {
		id := idOf(r.ItemID)
		made, err := Found[R](ctx, tx, id)
		out := Reply(made)
		out.Location = path + "/" + id
		return out, err
	})
}

// Change puts a row that is there: what was sent, laid over what central keeps of
// it now.
func Change[R rental.Row](ctx context.Context, d *Door, key string, g Guarded, id string, edit func(R) R) (*RowReply[R], error) {
	return Perform(ctx, d, key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		rev, err := g.Rev()
		if err != nil {
			return nil, err
		}
		row, err := Found[R](ctx, tx, id)
		if err != nil {
			return nil, err
		}
		edited := edit(row)
		return rental.PutBody{Row: edited, IfRev: rev}, Scannable(edited, row)
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*RowReply[R], error) {
		row, err := Found[R](ctx, tx, id)
		return Reply(row), err
	})
}

// Scannable refuses a code that no scan could ever find: one that reads as a
// command or a badge, or not as it is written, or that an order's number may take
// any day. One that was there before stays.
func Scannable(row, was rental.Row) error {
	field, code := codeOfRow(row)
	if _, had := codeOfRow(was); code == "" || code == had {
		return nil
	}
	if ScannableCode(code) {
		return nil
	}
	return &rental.Error{
		Code: rental.CodeInvalid, Reason: "unscannable_code", Field: field,
		Message: "no scan would ever find this " + field + ": it reads as a command, a badge or an order's number, or not as it is written",
		Hint:    "choose another one, without blanks or marks around it; R-000123 and K3-0042 are how orders are numbered",
	}
}

// ScannableCode reports whether a scan finds a code as it is written.
func ScannableCode(code string) bool {
	read, ok := tag.Normal(code)
	return ok && read == code && !tag.Reserved(code) && !orderShaped(code)
}

// orderShaped reports whether a scan of the code asks for an order first.
func orderShaped(code string) bool {
	return slices.ContainsFunc(tag.Parse([]byte(code)).Candidates, func(c tag.Candidate) bool { return c.Kind == tag.KindOrder })
}

// codeOfRow is what is printed on the thing that a row stands for, and the member
// that holds it.
func codeOfRow(row rental.Row) (field, code string) {
	switch r := row.(type) {
	case rental.Asset:
		return "tag", r.Tag
	case rental.Place:
		return "code", r.Code
	case rental.TagAlias:
		return "code", r.Code
	case rental.ItemType:
		return "code", r.Code
	}
	return "", ""
}
