// Package exception answers the questions that need a person, and takes the answers.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package exception

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

type exceptionList struct {
	door.Listing
	Sort     string   `query:"sort" enum:"created_at,-created_at,updated_at,-updated_at" doc:"absent: -created_at"`
	Status   []string `query:"status" enum:"open,resolved"`
	SiteID   []string `query:"site_id"`
	Kind     []string `query:"kind" enum:"already_out,unmatched_return,left_maintenance,found,retired,order_rejected,actor_revoked,not_permitted,number_clash,undo_superseded"`
	Severity []string `query:"severity" enum:"low,normal,high"`
	AssetID  string   `query:"asset_id"`
	FactID   string   `query:"fact_id"`
}

// Exception is an exception with the answers that it takes.
type Exception struct {
	rental.Exception
	Answers []rental.Answer `json:"answers" doc:"what may be answered; empty once resolved"`
}

func withAnswers(x rental.Exception) Exception {
	out := Exception{Exception: x, Answers: []rental.Answer{}}
	if x.Status == rental.ExceptionOpen {
		rule, _ := rental.ExceptionRuleOf(x.Kind)
		out.Answers = append(out.Answers, rule.Answers...)
	}
	return out
}

func (h *Handlers) ListExceptions(ctx context.Context, in *exceptionList) (*door.ListReply[Exception], error) {
	f := store.ExceptionFilter{
		Common: in.Narrow(), Status: door.Values[rental.ExceptionStatus](in.Status), SiteID: door.Values[rental.SiteID](in.SiteID),
		Kind: door.Values[rental.ExceptionKind](in.Kind), Severity: door.Values[rental.ExceptionSeverity](in.Severity), AssetID: rental.AssetID(in.AssetID), FactID: rental.ItemID(in.FactID),
	}
	return door.List(ctx, h.d, in.Listing, in.Sort, func(ctx context.Context, tx *store.Tx, p store.Page) ([]Exception, string, error) {
		rows, next, err := tx.ListExceptions(ctx, f, p)
		out := make([]Exception, len(rows))
		for i, x := range rows {
			out[i] = withAnswers(x)
		}
		return out, next, err
	})
}

type resolveInput struct {
	door.ByID
	door.Repeatable
	door.Guarded
	Body struct {
		Answer rental.Answer `json:"answer" enum:"noted,keep_first,give_to_second"`
		Reason string        `json:"reason,omitempty" maxLength:"500"`
	}
}

func (h *Handlers) ResolveException(ctx context.Context, in *resolveInput) (*door.RowReply[Exception], error) {
	out, err := door.Perform(ctx, h.d, in.Key, func(ctx context.Context, tx *store.Tx, _ rental.ItemID) (rental.Body, error) {
		x, err := door.Found[rental.Exception](ctx, tx, in.ID)
		if err != nil {
			return nil, err
		}
		return rental.ExceptionAnswerBody{ExceptionID: x.ID, Answer: in.Body.Answer, Reason: in.Body.Reason}, in.Check(x)
	}, func(ctx context.Context, tx *store.Tx, _ ledger.Result) (*door.RowReply[Exception], error) {
		row, err := door.Found[rental.Exception](ctx, tx, in.ID)
		return &door.RowReply[Exception]{ETag: door.ETag(row.Rev), Body: withAnswers(row)}, err
	})
	return out, h.nameFirst(ctx, in.ID, err)
}
