package desk

import (
	"strconv"

	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// command answers a command code.
func (t *turn) command(c tag.Command) error {
	t.a.Kind = card.KindCommand
	t.a.Subject = card.Subject{Kind: "none", Tag: string(c)}
	if mode := card.ModeOf(c); mode != "" {
		return t.mode(mode)
	}
	if c.Quantity() > 0 {
		t.stop(card.Say("answer.no_quantity"), card.Line("next.scan_item"))
		return nil
	}
	switch c {
	case tag.CommandFinish:
		return t.finish()
	case tag.CommandNextPerson:
		return t.signOut()
	case tag.CommandUndo:
		return t.undo()
	case tag.CommandYes:
		return t.yes()
	case tag.CommandNo:
		return t.no()
	default:
		t.stop(card.Say("answer.not_yet"), card.Line("next.scan_item"))
		return nil
	}
}

// mode enters a mode.
func (t *turn) mode(mode string) error {
	t.a.Kind = card.KindCommand
	switch mode {
	default:
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_mode", Field: "value", Message: "this kiosk has no mode " + strconv.Quote(mode),
			Hint: "use one of the desk's modes",
		}
	case card.ModeIdle:
		return t.leave()
	case card.ModeIn:
	case card.ModeOut:
		if !t.may(rental.ActCheckOut) {
			return nil
		}
	case card.ModeMove:
		if !t.may(rental.ActMove) {
			return nil
		}
	case card.ModeNewOrder:
		if !t.may(rental.ActOrderCreate) {
			return nil
		}
	}
	t.s.Enter(mode)
	t.a.Verb, t.a.Title = card.VerbOpen, card.Say("mode."+mode)
	switch {
	case mode == card.ModeMove:
		t.a.Next = card.Line("next.scan_place")
	case mode == card.ModeOut && t.s.Work.Order == "":
		t.a.Next = card.Line("next.scan_order")
	default:
		t.a.Next = card.Line("next.scan_item")
	}
	if mode == card.ModeOut && t.s.Work.Order != "" {
		return t.checkOrder()
	}
	return nil
}

// leave parks what is begun; the person stays.
func (t *turn) leave() error {
	person := t.s.Person
	parked := t.s.Park()
	t.s.Person = person
	t.a.Verb, t.a.Title = card.VerbOpen, card.Say("mode."+card.ModeIdle)
	if parked {
		t.a.Title = card.Say("answer.parked", "person", person.Name)
	}
	t.a.Next = card.Line("next.scan_item")
	return nil
}

// finish ends the batch and says what it came to.
func (t *turn) finish() error {
	w := t.s.Work
	if w.Mode == card.ModeNewOrder {
		return t.sendDraft()
	}
	t.a.Verb, t.a.Title = card.VerbFinish, card.Say("answer.finished").Count("n", w.Count)
	if w.Mode == card.ModeIdle && w.Count == 0 {
		t.a.Outcome = rental.OutcomeLook
	}
	if w.Mode == card.ModeOut && w.Order != "" {
		if err := t.saidToGo(w.Order); err != nil {
			return err
		}
	}
	t.s.Work = work{Mode: card.ModeIdle, Done: w.Done}
	t.s.Ask = nil
	t.a.Next = card.Line("next.scan_item")
	if t.s.Person != nil {
		t.a.Next = card.Button("next.person", "person", "", tag.CommandNextPerson).Ptr()
	}
	return nil
}

// saidToGo adds to FINISH of an Out what of the order has not left yet.
func (t *turn) saidToGo(id rental.RentActionID) error {
	o, ok, err := store.Get[rental.RentAction](t.ctx, t.v, string(id))
	if err != nil || !ok {
		return err
	}
	allocs, err := t.v.Allocations(t.ctx, id)
	if err != nil {
		return err
	}
	t.a.Subject = card.OrderSubject(o, nil)
	counts := rental.CountLines(o, allocs)
	toGo := int64(0)
	for _, l := range o.Lines {
		c := counts[l.ID]
		toGo += max(c.Requested-c.Cancelled-c.EverOut(), 0)
	}
	if toGo > 0 {
		t.a.Outcome = rental.OutcomeLook
		t.a.Detail = ptr(card.Say("detail.to_go").Count("n", toGo))
	}
	return nil
}

// may says whether the person at the desk may do what a badge is enough for, and refuses with the next step if not.
func (t *turn) may(act rental.Action) bool {
	err := rental.Allowed(t.actor(), act, true)
	switch {
	case err == nil:
		return true
	case t.s.Person == nil:
		t.stop(card.Say("answer.needs_badge"), card.Line("next.scan_badge"))
	default:
		t.stop(card.Say("answer.not_allowed"), card.Button("next.person", "person", "", tag.CommandNextPerson).Ptr())
	}
	return false
}
