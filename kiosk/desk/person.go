package desk

import (
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/session"
	"rms/syncproto/rental"
)

// badge answers a badge: sign in, resume, or lend a right to the open question.
func (t *turn) badge(b rental.Badge) error {
	t.a.Kind = card.KindPerson
	t.a.Raw = ""
	p := person{ID: b.PersonID, Name: b.PersonName, Badge: b.ID, Can: b.Capabilities}
	t.a.Subject = card.PersonSubject(p.ID, p.Name)
	if b.Revoked {
		t.stop(card.Say("answer.badge_revoked"), card.Line("next.call_office"))
		return nil
	}
	if a := t.s.Ask; a != nil && a.Kind == session.AskPIN && a.Cap != "" && p.Has(a.Cap) {
		return t.lend(p)
	}
	if t.s.Person != nil && t.s.Person.ID == p.ID && !t.parkedFor(p.ID) {
		t.s.Person = &p // rights may have changed since
		t.a.Outcome, t.a.Verb, t.a.Title = rental.OutcomeDuplicate, card.VerbSignIn, card.Say("answer.signed_in", "person", p.Name)
		t.a.Next = t.onward()
		return nil
	}
	return t.arrive(p)
}

func (t *turn) parkedFor(id rental.PersonID) bool {
	_, ok := t.s.Parked[id]
	return ok && t.s.Work.Mode == card.ModeIdle
}

// arrive signs p in; whoever was here is parked. What nobody had begun goes on with p: a return, and an order that lacked
// a badge is opened now.
func (t *turn) arrive(p person) error {
	waiting := rental.RentActionID("")
	if t.s.Person == nil && t.s.Work.Mode == card.ModeIdle {
		waiting = t.s.Work.Order
	}
	if t.s.Person != nil && t.s.Person.ID != p.ID {
		t.s.Park()
	}
	resumed := t.s.SignIn(p)
	t.a.Verb, t.a.Title = card.VerbSignIn, card.Say("answer.signed_in", "person", p.Name)
	t.a.Next = card.Line("next.scan_order")
	if resumed {
		t.a.Title = card.Say("answer.resumed", "person", p.Name)
		t.a.Next = t.onward()
		return nil
	}
	if t.s.Work.Mode != card.ModeIdle {
		t.a.Next = t.onward()
	}
	if waiting == "" || !p.Has(rental.CapOut) {
		return nil
	}
	t.s.Enter(card.ModeOut)
	t.s.Work.Order = waiting
	t.a.Next = card.Line("next.scan_item")
	return t.checkOrder()
}

// signOut is NEXT PERSON.
func (t *turn) signOut() error {
	t.a.Verb = card.VerbSignOut
	t.a.Next = card.Line("next.scan_badge")
	if t.s.Person == nil {
		t.s.Park()
		t.a.Outcome, t.a.Title = rental.OutcomeLook, card.Say("answer.nobody_here")
		return nil
	}
	p := *t.s.Person
	t.a.Subject = card.PersonSubject(p.ID, p.Name)
	t.a.Title = card.Say("answer.signed_out", "person", p.Name)
	if t.s.Park() {
		t.a.Title = card.Say("answer.parked", "person", p.Name)
	}
	return nil
}

// pickPerson is a person chosen from a list: a PIN stands in for the badge.
func (t *turn) pickPerson(id string) error {
	t.a.Kind = card.KindPerson
	if id == "" {
		return t.signOut()
	}
	badges, err := t.v.PersonBadges(t.ctx, rental.PersonID(id))
	if err != nil {
		return err
	}
	for _, b := range badges {
		if b.Revoked {
			continue
		}
		p := person{ID: b.PersonID, Name: b.PersonName, Badge: b.ID, Can: b.Capabilities}
		t.a.Subject = card.PersonSubject(p.ID, p.Name)
		t.open(question{Kind: session.AskPIN, Purpose: session.ForSignIn, Who: p, Text: card.Say("ask.pin", "person", p.Name)})
		return nil
	}
	t.stop(card.Say("answer.gone"), card.Line("next.scan_badge"))
	return nil
}
