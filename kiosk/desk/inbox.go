package desk

import (
	"context"
	"errors"

	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Settle is a one-tap answer to an inbox entry or an exception.
type Settle struct {
	ID     rental.ItemID // minted by the page
	Entry  string        // of the inbox, or an exception's id
	Choice string
	Note   string
}

// ChoiceOK puts away news that asks nothing.
const ChoiceOK = "ok"

// Settle answers an inbox entry. An exception's answer is a wish that central judges; news is put away here.
func (q *Queue) Settle(ctx context.Context, s Settle) (Answer, error) {
	var a Answer
	var err error
	gone := q.turnOf(ctx, func(ctx context.Context) {
		a, err = q.finish(ctx)(q.act(ctx, s.ID, digestOf("inbox", s.Entry, s.Choice, s.Note), func(t *turn) error { return t.settleEntry(s) }))
	})
	return a, errors.Join(gone, err)
}

func (t *turn) settleEntry(s Settle) error {
	t.strict, t.a.Kind = true, card.KindCommand
	t.a.Title, t.a.Next = card.Say("answer.answered"), t.onward()
	entry, listed, err := t.v.InboxEntry(t.ctx, s.Entry)
	if err != nil {
		return err
	}
	if listed && entry.State != store.InboxOpen {
		return errAnswered
	}
	exception := rental.ExceptionID(s.Entry)
	if listed {
		exception = entry.Body.Exc
	}
	if listed && (exception == "" || s.Choice == ChoiceOK) {
		t.state = &inboxState{s.Entry, store.InboxClosed}
		return nil
	}
	x, ok, err := store.Get[rental.Exception](t.ctx, t.v, string(exception))
	switch {
	case err != nil:
		return err
	case !ok && !listed:
		return &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_entry", Message: "there is no such entry in the inbox", Hint: "open the inbox again"}
	case ok && x.Status != rental.ExceptionOpen:
		return errAnswered
	}
	if err := t.need(rental.ActExceptionAnswer); err != nil {
		return err
	}
	t.body = rental.ExceptionAnswerBody{ExceptionID: exception, Answer: rental.Answer(s.Choice), Reason: s.Note}
	if listed {
		t.state = &inboxState{s.Entry, store.InboxAnswered}
	}
	return nil
}

var errAnswered = &rental.Error{
	Code: rental.CodeConflict, Reason: "already_answered", Message: "this question was answered before", Hint: "open the inbox again",
}

// inboxState moves an inbox entry on in the gesture's transaction.
type inboxState struct {
	id    string
	state store.InboxState
}
