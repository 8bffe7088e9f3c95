package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"rms/central/ledger"
	"rms/internal/obs"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// BulkItem is one change among many.
type BulkItem[In any] struct {
	Op      string `json:"op" enum:"create,change,remove"`
	ID      string `json:"id,omitempty" doc:"of the row to change or remove"`
	IfMatch string `json:"if_match,omitempty" doc:"the ETag that was read: somebody else's change in between refuses this item"`
	Row     *In    `json:"row,omitempty" doc:"what is said of it, to create or change; archived is a part of it where things are archived"`
}

// BulkInput is many changes under one key.
type BulkInput[In any] struct {
	Repeatable
	Body struct {
		AllOrNothing bool           `json:"all_or_nothing,omitempty" doc:"if an item is refused, none has an effect"`
		Items        []BulkItem[In] `json:"items" minItems:"1" maxItems:"1000" doc:"carried out in this order, in one transaction"`
	}
}

// BulkResult is what became of one item.
type BulkResult struct {
	Index   int               `json:"index"`
	Status  int               `json:"status" doc:"201 created, 200 changed, 204 removed; else why not. 424: refused or taken back because of another item"`
	ID      string            `json:"id,omitempty"`
	ETag    string            `json:"etag,omitempty" doc:"of the row as it is now"`
	Problem *problem.Document `json:"problem,omitempty"`
}

// BulkReply is what became of all items, in their order.
type BulkReply struct {
	Body struct {
		Committed bool         `json:"committed" doc:"false: nothing was changed"`
		Done      int          `json:"done"`
		Refused   int          `json:"refused"`
		Items     []BulkResult `json:"items"`
	}
}

// errTakenBack ends a transaction in which an item of a whole was refused.
var errTakenBack = errors.New("an item was refused, and all or nothing was asked for")

// Bulk carries out many changes of rows of one kind. make is a new row of what was
// said; over lays it over the row that is there.
func Bulk[R rental.Row, In any](d *Door, make func(in In, id string) R, over func(in In, was R) R) func(context.Context, *BulkInput[In]) (*BulkReply, error) {
	return func(ctx context.Context, in *BulkInput[In]) (*BulkReply, error) {
		var out BulkReply
		kept, err := d.Ledger.TogetherOnce(ctx, Identity(ctx).Actor, ledger.OnceTogether{
			Key: in.Key, Hash: digest(ctx),
			Run: func(ctx context.Context, b *ledger.Batch) ([]byte, error) {
				out = BulkReply{}
				for i, item := range in.Body.Items {
					r, err := bulkItem(ctx, b, item, make, over)
					if err != nil {
						p := problemOf(ctx, err)
						if p.Status >= http.StatusInternalServerError {
							return nil, fmt.Errorf("item %d: %w", i, err)
						}
						if p.Field == ifMatch {
							p.Field = "if_match"
						}
						r = BulkResult{Status: p.Status, ID: item.ID, ETag: p.ETag, Problem: &p.Document}
					}
					r.Index = i
					out.add(r)
				}
				if in.Body.AllOrNothing && out.Body.Refused > 0 {
					return nil, errTakenBack
				}
				out.Body.Committed = out.Body.Done > 0
				return json.Marshal(out)
			},
		})
		if errors.Is(err, errTakenBack) {
			out.takeBack(obs.RequestID(ctx))
			return &out, nil
		}
		if err != nil {
			return nil, err
		}
		out = BulkReply{}
		if err := json.Unmarshal(kept, &out); err != nil {
			return nil, fmt.Errorf("read an answer that was kept: %w", err)
		}
		return &out, nil
	}
}

func (b *BulkReply) add(r BulkResult) {
	if r.Problem == nil {
		b.Body.Done++
	} else {
		b.Body.Refused++
	}
	b.Body.Items = append(b.Body.Items, r)
}

// takeBack says of what was done that it is not.
func (b *BulkReply) takeBack(request string) {
	b.Body.Done, b.Body.Refused = 0, len(b.Body.Items)
	for i, r := range b.Body.Items {
		if r.Problem != nil {
			continue
		}
		b.Body.Items[i] = BulkResult{Index: i, Status: http.StatusFailedDependency, Problem: &problem.Document{
			Type: "about:blank", Title: http.StatusText(http.StatusFailedDependency), Status: http.StatusFailedDependency, RequestID: request,
			Detail: "nothing is wrong with this item: another one was refused", Reason: "other_item_refused", Hint: "mend the items that were refused and send all again",
		}}
	}
}

// bulkItem carries out one item.
func bulkItem[R rental.Row, In any](ctx context.Context, b *ledger.Batch, item BulkItem[In], make func(In, string) R, over func(In, R) R) (BulkResult, error) {
	command, err := NewID()
	if err != nil {
		return BulkResult{}, err
	}
	id, status := canonicalID(item.ID), http.StatusOK
	if (item.Op == "create") == (id != "") {
		return BulkResult{}, odd("id", "an id goes with change and remove, and with those alone")
	}
	if (item.Op == "remove") == (item.Row != nil) {
		return BulkResult{}, odd("row", "a row goes with create and change, and with those alone")
	}
	rev, err := Guarded{IfMatch: item.IfMatch}.Rev()
	if err != nil {
		return BulkResult{}, err
	}
	var body rental.Body
	var none R
	switch item.Op {
	case "create":
		id, status = rental.DeriveID(command, "row", 0), http.StatusCreated
		row := make(*item.Row, id)
		body, err = rental.PutBody{Row: row, IfRev: -1}, Scannable(row, nil)
	case "change":
		var was R
		if was, err = Found[R](ctx, b.Tx(), id); err == nil {
			row := over(*item.Row, was)
			body, err = rental.PutBody{Row: row, IfRev: rev}, Scannable(row, was)
		}
	default:
		status = http.StatusNoContent
		_, err = Found[R](ctx, b.Tx(), id)
		body = rental.RemoveBody{Collection: none.RowCollection(), ID: id, IfRev: rev}
	}
	if err != nil {
		return BulkResult{}, err
	}
	if _, err := b.Execute(ctx, rental.Command{ID: command, Kind: body.CommandKind(), Schema: 1, Body: body}, Identity(ctx).Actor); err != nil {
		return BulkResult{}, err
	}
	out := BulkResult{Status: status, ID: id}
	if status == http.StatusNoContent {
		return out, nil
	}
	row, err := Found[R](ctx, b.Tx(), id)
	out.ETag = ETag(row.RowMeta().Rev)
	return out, err
}

func odd(field, message string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: "malformed_item", Field: field, Message: message, Hint: "create takes row; change takes id and row; remove takes id"}
}
