package desk

import (
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/kiosk/desk/session"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// order answers an order's number: with a person at the desk it is opened, that is, things go out on it.
func (t *turn) order(f code.Found) error {
	t.a.Kind = card.KindOrder
	if f.Order == nil {
		return t.job(f)
	}
	o := *f.Order
	job, err := card.FindJob(t.ctx, t.v, o.ProjectID)
	if err != nil {
		return err
	}
	t.a.Subject = card.OrderSubject(o, job)
	t.a.Title = card.Say("answer.order_opened", "order", string(o.Number))
	t.a.Verb = card.VerbOpen
	switch t.s.Work.Mode {
	case card.ModeMove, card.ModeNewOrder:
		t.a.Verb, t.a.Next = card.VerbLook, t.onward() // it is only read: nothing leaves on it here
	case card.ModeIn:
		t.s.Work.Order = o.ID
		t.a.Next = t.onward()
	default:
		err = t.openFor(o)
	}
	if err != nil {
		return err
	}
	t.read(f)
	return nil
}

// openFor opens an order for handing out.
func (t *turn) openFor(o rental.RentAction) error {
	if t.s.Person == nil {
		t.s.Work.Order = o.ID // the next badge opens it
		t.a.Verb, t.a.Next = card.VerbLook, card.Line("next.scan_badge")
		if needsApproval(&o) {
			t.a.Outcome, t.a.Title = rental.OutcomeLook, notApproved(&o)
		}
		return nil
	}
	if !t.may(rental.ActCheckOut) {
		return nil
	}
	t.s.Enter(card.ModeOut)
	if t.s.Work.Order != o.ID {
		t.s.Work.Order, t.s.Work.Grant, t.s.Work.Count, t.s.Work.Due = o.ID, nil, 0, 0
	}
	t.a.Next = card.Line("next.scan_item")
	return t.checkOrder()
}

// needsApproval reports whether handing out on o, nil for no order, needs more than a badge.
func needsApproval(o *rental.RentAction) bool {
	class := rental.OrderNone
	if o != nil {
		class = rental.ClassOf(*o)
	}
	return rental.CheckOutAction(rental.AtKiosk, class) != rental.ActCheckOut
}

// checkOrder asks for a PIN where the order at hand is not approved.
func (t *turn) checkOrder() error {
	o, err := t.openOrder()
	if err != nil || o == nil || !needsApproval(o) || t.grant() != nil {
		return err
	}
	t.askRight(o)
	return nil
}

// openOrder is the order at hand, nil where there is none or it is not known any more.
func (t *turn) openOrder() (*rental.RentAction, error) {
	o, ok, err := store.Get[rental.RentAction](t.ctx, t.v, string(t.s.Work.Order))
	if err != nil || !ok {
		return nil, err
	}
	return &o, nil
}

// notApproved says why nothing may leave on o without more than a badge.
func notApproved(o *rental.RentAction) card.Text {
	switch {
	case o == nil:
		return card.Say("answer.no_order")
	case rental.ClassOf(*o) == rental.OrderRejected:
		return card.Say("answer.order_rejected", "order", string(o.Number))
	}
	return card.Say("answer.order_not_approved", "order", string(o.Number))
}

// askRight says why nothing may leave like this, and asks for the PIN that allows it all the same.
func (t *turn) askRight(o *rental.RentAction) *question {
	q := question{Kind: session.AskPIN, Purpose: session.ForUnapproved, Cap: rental.CapOutUnapproved, Text: card.Say("ask.supervisor")}
	if o != nil {
		q.Order = o.ID
	}
	next := card.Line("next.scan_supervisor")
	if t.s.Person.Has(rental.CapOutUnapproved) {
		q.Who, q.Text = *t.s.Person, card.Say("ask.pin", "person", t.s.Person.Name)
		next = card.Line("next.enter_pin")
	}
	kind := t.a.Kind
	t.open(q)
	t.a.Kind, t.a.Outcome, t.a.Title, t.a.Next = kind, rental.OutcomeLook, notApproved(o), next
	return t.s.Ask
}

// holdBack keeps a thing here until somebody allows what its order does not: the read is recorded, the movement is not.
func (t *turn) holdBack(f code.Found, o *rental.RentAction) error {
	t.s.Reads = nil // the same thing again, once it is allowed, is no repeat
	t.askRight(o).Asset = f.Item.ID
	t.a.Outcome = rental.OutcomeStop
	t.read(f)
	return nil
}

// pickOrder is an order chosen from a list, or "" for none.
func (t *turn) pickOrder(id string) error {
	if id != "" {
		return t.picked(id, rental.RentActions)
	}
	t.s.Work.Order, t.s.Work.Grant = "", nil
	t.a.Kind, t.a.Verb, t.a.Title, t.a.Next = card.KindOrder, card.VerbOpen, card.Say("answer.order_closed"), t.onward()
	return nil
}
