package desk

import (
	"context"
	"errors"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/kiosk/desk/session"
	"rms/kiosk/store"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// open puts a question; one that was open is put aside.
func (t *turn) open(q question) {
	q.ID = rental.DeriveID(t.id, "ask", 0)
	t.s.Ask = &q
	t.a.Verb = card.VerbAsk
	t.a.Kind = card.KindQuestion
	t.a.Title = q.Text
	t.a.Ask = view(q)
	t.a.Next = nil
}

func view(q question) *card.Ask {
	a := &card.Ask{ID: q.ID, Kind: q.Kind, Text: q.Text, Wait: int64(q.Wait)}
	a.No = card.Button("next.put_aside", "no", "", tag.CommandNo).Ptr()
	if q.Kind == session.AskYesNo {
		a.Yes = card.Button("next.yes", "yes", "", tag.CommandYes).Ptr()
		a.No = card.Button("next.no", "no", "", tag.CommandNo).Ptr()
	}
	return a
}

// yes answers the open question.
func (t *turn) yes() error {
	t.a.Kind = card.KindCommand
	q := t.s.Ask
	if q == nil {
		t.stop(card.Say("answer.question_closed"), t.onward())
		return nil
	}
	t.a.Kind = card.KindQuestion // a PIN cannot be answered by YES: it is asked again
	t.a.Outcome, t.a.Verb, t.a.Title, t.a.Ask = rental.OutcomeLook, card.VerbAsk, q.Text, view(*q)
	return nil
}

// no puts the open question aside.
func (t *turn) no() error {
	t.a.Kind = card.KindCommand
	if t.s.Ask == nil {
		t.stop(card.Say("answer.question_closed"), t.onward())
		return nil
	}
	t.s.Ask = nil
	t.a.Title, t.a.Next = card.Say("answer.put_aside"), t.onward()
	return nil
}

// lend lets p answer the open question with a PIN.
func (t *turn) lend(p person) error {
	q := *t.s.Ask
	q.Who, q.Text, q.Wait = p, card.Say("ask.pin", "person", p.Name), 0
	t.open(q)
	return nil
}

// Reply is the answer to a question.
type Reply struct {
	ID    rental.ItemID
	AskID string
	Value string // yes, no, a PIN, a number; "" puts the question aside
	Badge string // badge code of whoever answers instead of the person asked
}

// Reply answers an open question. PINs pass through here and stay nowhere.
func (q *Queue) Reply(ctx context.Context, r Reply) (Answer, error) {
	var a Answer
	var err error
	gone := q.turnOf(ctx, func(ctx context.Context) {
		a, err = q.finish(ctx)(q.act(ctx, r.ID, digestOf("answer", r.AskID), func(t *turn) error { return t.reply(r) }))
	})
	return a, errors.Join(gone, err)
}

func (t *turn) reply(r Reply) error {
	t.a.Kind = card.KindQuestion
	q := t.s.Ask
	if q == nil || q.ID != r.AskID {
		t.stop(card.Say("answer.question_closed"), t.onward())
		return nil
	}
	switch {
	case r.Value == "" || r.Value == "no":
		return t.no()
	case q.Kind != session.AskPIN:
		return t.yes()
	case r.Badge != "":
		if ok, err := t.supervisor(r.Badge); !ok || err != nil {
			return err
		}
		q = t.s.Ask
	case q.Who.ID == "":
		t.stop(card.Say("answer.needs_badge"), card.Line("next.scan_supervisor"))
		return nil
	}
	return t.pin(*q, r.Value)
}

// supervisor puts the person of a badge code into the open question.
func (t *turn) supervisor(badge string) (bool, error) {
	read := tag.Parse([]byte(badge))
	f, err := code.Resolve(t.ctx, t.v, read)
	if err != nil {
		return false, err
	}
	switch {
	case f.Kind != card.KindPerson:
		t.stop(card.Say("answer.badge_unknown"), card.Line("next.scan_supervisor"))
	case f.Badge.Revoked:
		t.stop(card.Say("answer.badge_revoked"), card.Line("next.scan_supervisor"))
	default:
		t.s.Ask.Who = person{ID: f.Badge.PersonID, Name: f.Badge.PersonName, Badge: f.Badge.ID, Can: f.Badge.Capabilities}
		return true, nil
	}
	return false, nil
}

// pin checks a PIN and does what the question was for.
func (t *turn) pin(q question, value string) error {
	t.a.Subject = card.PersonSubject(q.Who.ID, q.Who.Name)
	if q.Cap != "" && !q.Who.Has(q.Cap) {
		t.stop(card.Say("answer.not_allowed"), card.Line("next.scan_supervisor"))
		return nil
	}
	verifier, ok, err := store.Get[rental.PIN](t.ctx, t.v, string(q.Who.ID))
	if err != nil {
		return err
	}
	if !ok {
		t.stop(card.Say("answer.no_pin", "person", q.Who.Name), card.Line("next.scan_supervisor"))
		return nil
	}
	check, err := t.q.cfg.PINs.Verify(t.ctx, verifier, value)
	if err != nil {
		return err
	}
	if !check.OK {
		q.Wait = check.Until
		t.s.Ask = &q
		t.a.Ask = view(q)
		t.a.Verb = card.VerbAsk
		t.a.Outcome, t.a.Title = rental.OutcomeStop, card.Say("answer.pin_wrong")
		if check.Until > 0 {
			t.a.Title = card.Say("answer.pin_locked")
			t.a.Detail = ptr(card.Say("detail.try_again_at").When("at", check.Until))
		}
		if check.LockedOut {
			t.body = rental.LockoutBody{PersonID: q.Who.ID, Tries: check.Tries}
		}
		return nil
	}
	t.s.Ask = nil
	switch q.Purpose {
	case session.ForSignIn:
		q.Who.ByPIN, q.Who.Badge = true, ""
		return t.arrive(q.Who)
	case session.ForUndo:
		return t.undoOther(q)
	default:
		return t.allow(q)
	}
}

// allow lets things out that are on no approved order, on somebody's word, beginning with the thing that raised the question.
func (t *turn) allow(q question) error {
	if t.s.Work.Mode != card.ModeOut || t.s.Work.Order != q.Order || t.s.Person == nil {
		t.stop(card.Say("answer.question_closed"), t.onward())
		return nil
	}
	t.s.Work.Grant = &grant{Cap: q.Cap, Order: q.Order, By: q.Who}
	o, err := t.openOrder()
	if err != nil {
		return err
	}
	t.a.Verb, t.a.Title, t.a.Next = card.VerbOpen, card.Say("answer.allowed", "person", q.Who.Name), t.onward()
	if o != nil {
		t.a.Subject = card.OrderSubject(*o, nil)
	}
	if q.Asset == "" {
		return nil
	}
	th, err := code.Load(t.ctx, t.v, q.Asset)
	if err != nil || th == nil {
		return err
	}
	return t.item(code.Found{Kind: card.KindItem, Item: th})
}
