package desk

import (
	"strings"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/kiosk/desk/session"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// undoReasons are what may be said for taking back somebody else's fact: keys undo.reason.<name>.
var undoReasons = []string{"wrong_item", "wrong_order", "by_mistake"}

// undo takes back the session's own last movement; while an order is being written, its last line.
func (t *turn) undo() error {
	t.a.Kind, t.a.Verb = card.KindCommand, card.VerbUndo
	if d := t.s.Work.Draft; t.s.Work.Mode == card.ModeNewOrder && d != nil {
		return t.undoLine(d)
	}
	n := len(t.s.Work.Done)
	if n == 0 {
		t.stop(card.Say("answer.nothing_to_undo"), t.onward())
		return nil
	}
	return t.takeBack(t.s.Work.Done[n-1], "")
}

// undoLine removes the last line of the order being written.
func (t *turn) undoLine(d *draft) error {
	n := len(d.Lines)
	if n == 0 {
		t.stop(card.Say("answer.nothing_to_undo"), t.onward())
		return nil
	}
	typ, _, err := store.Get[rental.ItemType](t.ctx, t.v, string(d.Lines[n-1].Type))
	if err != nil {
		return err
	}
	d.Lines = d.Lines[:n-1]
	t.a.Subject = card.TypeSubject(typ, 0)
	t.a.Title, t.a.Next = card.Say("answer.undone", "item", typ.Name), t.onward()
	return nil
}

// takeBack records that a movement did not happen.
func (t *turn) takeBack(d done, reason string) error {
	th, err := code.Load(t.ctx, t.v, d.Asset)
	if err != nil {
		return err
	}
	name := string(d.Asset)
	if th != nil {
		t.a.Subject, name = th.Subject(), th.Name()
	}
	body := rental.UndoBody{Of: d.Fact, Reason: reason, Touches: []rental.Subject{{Type: rental.TargetAsset, ID: string(d.Asset)}}}
	if d.Order != "" {
		body.Touches = append(body.Touches, rental.Subject{Type: rental.TargetRentAction, ID: string(d.Order)})
	}
	t.a.Verb, t.a.Title, t.a.Next = card.VerbUndo, card.Say("answer.undone", "item", name), t.onward()
	t.body = body
	t.settle = func(t *turn, dec rental.Decision) {
		t.s.Forget(d)
		if dec.Verdict.Kind == rental.Conflict {
			t.stop(card.Say("answer.undo_superseded"), card.Line("next.call_office"))
		}
	}
	return nil
}

// undoFact takes back the fact that a tap names: value is its id, or id/reason for what somebody else recorded.
func (t *turn) undoFact(value string) error {
	t.a.Kind, t.a.Verb = card.KindCommand, card.VerbUndo
	id, reason, _ := strings.Cut(value, "/")
	for _, d := range t.s.Work.Done {
		if string(d.Fact) == id {
			return t.takeBack(d, reason)
		}
	}
	if _, ok, err := t.recorded(rental.ItemID(id)); err != nil {
		return err
	} else if !ok {
		t.stop(card.Say("answer.nothing_to_undo"), t.onward())
		return nil
	}
	if t.s.Person == nil {
		t.stop(card.Say("answer.needs_badge"), card.Line("next.scan_badge"))
		return nil
	}
	if reason == "" {
		t.stop(card.Say("answer.undo_not_yours"), card.Line("next.choose_reason"))
		for _, r := range undoReasons {
			t.a.Other = append(t.a.Other, card.Button("undo.reason."+r, "undo", id+"/"+r, ""))
		}
		return nil
	}
	q := question{Kind: session.AskPIN, Purpose: session.ForUndo, Cap: rental.CapUndoOther, Fact: rental.ItemID(id), Reason: reason, Text: card.Say("ask.supervisor")}
	if t.s.Person.Has(rental.CapUndoOther) {
		q.Who, q.Text = *t.s.Person, card.Say("ask.pin", "person", t.s.Person.Name)
	}
	t.open(q)
	return nil
}

// recorded finds a movement of one thing among the facts that were recorded here.
func (t *turn) recorded(id rental.ItemID) (done, bool, error) {
	it, ok, err := t.v.ItemByID(t.ctx, id)
	if err != nil || !ok {
		return done{}, false, err
	}
	switch it.Kind {
	case rental.KindCheckOut, rental.KindCheckIn, rental.KindMove:
	default:
		return done{}, false, nil
	}
	if by, err := t.v.UndoneBy(t.ctx, id); err != nil || by != "" {
		return done{}, false, err
	}
	p, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		return done{}, false, err
	}
	d := done{Fact: id, Kind: it.Kind, At: int64(it.CreatedMs)}
	for _, s := range p.Subjects {
		switch s.Type {
		case rental.TargetAsset:
			d.Asset = rental.AssetID(s.ID)
		case rental.TargetRentAction:
			d.Order = rental.RentActionID(s.ID)
		default: // the rest goes back with the item
		}
	}
	return d, d.Asset != "", nil
}

// offerUndo adds a button that takes back the last movement of a thing, where that was recorded here.
func (t *turn) offerUndo(th *code.Thing) error {
	if th.Asset == nil || th.Asset.LastFact == "" {
		return nil
	}
	_, ok, err := t.recorded(th.Asset.LastFact)
	if ok {
		t.a.Other = append(t.a.Other, card.Button("next.undo", "undo", string(th.Asset.LastFact), ""))
	}
	return err
}

// undoOther takes back what somebody else recorded, now that a PIN has allowed it.
func (t *turn) undoOther(q question) error {
	d, ok, err := t.recorded(q.Fact)
	if err != nil {
		return err
	}
	if !ok {
		t.stop(card.Say("answer.nothing_to_undo"), t.onward())
		return nil
	}
	t.lent = &grant{Cap: q.Cap, By: q.Who}
	return t.takeBack(d, q.Reason)
}

// undoStep is UNDO as a button.
func undoStep() card.Step { return card.Button("next.undo", "undo", "", tag.CommandUndo) }
