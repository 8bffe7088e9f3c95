package httpapi

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Page is the query of every list.
type Page struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"rows of a page"`
	After string `query:"after" doc:"next of the page before"`
}

func (p Page) store() store.Page { return store.Page{Limit: p.Limit, After: p.After} }

// listOf is a page of rows.
type listOf[R any] struct {
	Items []R    `json:"items"`
	Next  string `json:"next,omitempty" doc:"send it as after for the next page; absent at the end"`
}

type listReply[R any] struct{ Body listOf[R] }

// rowReply is one row with its revision.
type rowReply[R any] struct {
	ETag     string `header:"ETag" doc:"the row's revision; send it as If-Match with a change"`
	Location string `header:"Location"`
	Body     R
}

func reply[R rental.Row](r R) *rowReply[R] {
	return &rowReply[R]{ETag: etag(r.RowMeta().Rev), Body: r}
}

func etag(rev int64) string { return `"` + strconv.FormatInt(rev, 10) + `"` }

// ByID is the input of a read.
type ByID struct {
	ID string `path:"id" format:"uuid"`
}

// Repeatable is a change that may be sent again.
type Repeatable struct {
	Key string `header:"Idempotency-Key" maxLength:"128" doc:"any text of the caller's: the same key with the same request has its effect once"`
}

// Guarded is a change of what somebody has read.
type Guarded struct {
	IfMatch string `header:"If-Match" doc:"the ETag that was read: somebody else's change in between is 412"`
}

// rev is the revision that must still stand: 0 for any.
func (g Guarded) rev() (int64, error) {
	if g.IfMatch == "" || g.IfMatch == "*" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(strings.TrimPrefix(g.IfMatch, "W/"), `"`)
	text, closed := strings.CutSuffix(text, `"`)
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || !closed || err != nil || n < 1 {
		return 0, &rental.Error{
			Code: rental.CodeInvalid, Reason: "malformed_if_match", Field: "If-Match", Message: "this is no ETag of ours", Hint: "send the ETag header of the row as it was read",
		}
	}
	return n, nil
}

// commandID is the id of a change: of the caller's key, so that a repeat is the
// same command, else a new one. rows of a repeat have the same ids too.
func commandID(ctx context.Context, op, key string) (rental.ItemID, error) {
	if key == "" {
		return newUUID()
	}
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("rms:idempotency:"+identity(ctx).Actor.String()))
	return rental.ItemID(uuid.NewSHA1(space, []byte(op+"\n"+key)).String()), nil
}

// execute carries out a command of whoever is logged in.
func (a *API) execute(ctx context.Context, id rental.ItemID, body rental.Body) (ledger.Result, error) {
	r, err := a.c.Ledger.Execute(ctx, rental.Command{ID: id, Kind: body.CommandKind(), Schema: 1, Body: body}, identity(ctx).Actor)
	if errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "id_reuse"}) {
		return r, &rental.Error{
			Code: rental.CodeConflict, Reason: "idempotency_key_reuse", Field: "Idempotency-Key",
			Message: "this key was sent before with another request", Hint: "use a new key for each request; repeat one only as it was",
		}
	}
	return r, err
}

// read runs fn over one snapshot of the store.
func (a *API) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	err := a.c.Store.Read(ctx, fn)
	if errors.Is(err, store.ErrBadCursor) {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "malformed_cursor", Field: "after", Message: "this cursor is not of this list", Hint: "send next of the page before, or leave it out",
		}
	}
	return err
}

// find reads one row.
func find[R rental.Row](ctx context.Context, a *API, id string) (R, error) {
	var row R
	err := a.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var ok bool
		var err error
		if row, ok, err = store.Get[R](ctx, tx, id); err == nil && !ok {
			err = &rental.Error{
				Code: rental.CodeNotFound, Reason: "not_found", Field: "id",
				Message: fmt.Sprintf("there is no such row in %s", row.RowCollection()), Hint: "it may never have been here: look it up in the list",
			}
		}
		return err
	})
	return row, err
}

// pageOf reads a page of rows.
func pageOf[R any](ctx context.Context, a *API, list func(ctx context.Context, tx *store.Tx) ([]R, string, error)) (*listReply[R], error) {
	var out listReply[R]
	err := a.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		out.Body.Items, out.Body.Next, err = list(ctx, tx)
		return err
	})
	if out.Body.Items == nil {
		out.Body.Items = []R{}
	}
	return &out, err
}

// create puts a new row under an id that the command decides.
func create[R rental.Row](ctx context.Context, a *API, op, key, path string, row func(id string) R) (*rowReply[R], error) {
	cmd, err := commandID(ctx, op, key)
	if err != nil {
		return nil, err
	}
	id := rental.DeriveID(cmd, "row", 0)
	if _, err := a.execute(ctx, cmd, rental.PutBody{Row: row(id), IfRev: -1}); err != nil {
		return nil, err
	}
	r, err := find[R](ctx, a, id)
	if err != nil {
		return nil, err
	}
	out := reply(r)
	out.Location = path + "/" + id
	return out, nil
}

// change puts a row that is there.
func change[R rental.Row](ctx context.Context, a *API, op string, rep Repeatable, g Guarded, id string, edit func(R) R) (*rowReply[R], error) {
	rev, err := g.rev()
	if err != nil {
		return nil, err
	}
	row, err := find[R](ctx, a, id)
	if err != nil {
		return nil, err
	}
	cmd, err := commandID(ctx, op+" "+id, rep.Key)
	if err != nil {
		return nil, err
	}
	if _, err := a.execute(ctx, cmd, rental.PutBody{Row: edit(row), IfRev: rev}); err != nil {
		return nil, err
	}
	if row, err = find[R](ctx, a, id); err != nil {
		return nil, err
	}
	return reply(row), nil
}
