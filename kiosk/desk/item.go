package desk

import (
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/kiosk/desk/session"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// item answers the code of a serialized thing, by the mode.
func (t *turn) item(f code.Found) error {
	th := f.Item
	t.a.Kind, t.a.Subject = card.KindItem, th.Subject()
	if r, ok := t.s.Repeats(th.ID, t.now); ok {
		t.a.Outcome, t.a.Title, t.a.FactID = rental.OutcomeDuplicate, card.Say("answer.scanned_twice"), string(r.Fact)
		t.a.Next = t.onward()
		return nil
	}
	t.s.NoteRead(session.Read{Asset: th.ID, Mode: t.s.Work.Mode, Place: t.s.Work.Place, Order: t.s.Work.Order, Fact: t.id, At: t.now})
	switch t.s.Work.Mode {
	case card.ModeOut:
		return t.itemOut(f)
	case card.ModeIn:
		return t.itemIn(f)
	case card.ModeMove:
		return t.itemMove(f)
	case card.ModeNewOrder:
		return t.addToDraft(f, th.Type, 1)
	default:
		return t.lookAt(f)
	}
}

// onward is what comes next while a batch runs.
func (t *turn) onward() *card.Step {
	switch t.s.Work.Mode {
	case card.ModeOut, card.ModeIn, card.ModeMove:
		if t.s.Work.Count > 0 {
			return card.Line("next.scan_item_or_finish")
		}
	}
	return card.Line("next.scan_item")
}

// held reports whether this kiosk knows the thing to be out on the very order or with the very person of the session.
func (t *turn) held(th *code.Thing, o *rental.RentAction) bool {
	if th.Status != rental.Deployed && th.Status != rental.Recalled {
		return false
	}
	switch {
	case th.Asset == nil:
		return o != nil && th.Holder == o.Number
	case t.s.Work.Order != "":
		return th.Asset.Custody.RentActionID == t.s.Work.Order
	}
	return th.Asset.Custody.RentActionID == "" && th.Asset.Custody.PersonID == t.s.Person.ID
}

// itemOut hands a thing out, durably before it is said.
func (t *turn) itemOut(f code.Found) error {
	th := f.Item
	o, err := t.openOrder()
	if err != nil {
		return err
	}
	if t.held(th, o) {
		t.a.Outcome, t.a.Title, t.a.Next = rental.OutcomeDuplicate, card.Say("answer.already_on_order"), t.onward()
		t.read(f)
		return nil
	}
	if needsApproval(o) && t.grant() == nil {
		return t.holdBack(f, o)
	}
	body, title, err := t.checkOut(th, o)
	if err != nil {
		return err
	}
	t.moved(f, card.VerbOut, title, body)
	return nil
}

// checkOut is the fact of a thing that leaves: on the order at hand, else to the person at the desk, due at the next closing.
func (t *turn) checkOut(th *code.Thing, o *rental.RentAction) (rental.CheckOutBody, card.Text, error) {
	w := t.s.Work
	body := rental.CheckOutBody{
		RentActionID: w.Order, DestinationID: w.Place, Due: w.Due, HolderID: t.s.Person.ID, HolderName: t.s.Person.Name,
		Lines: []rental.AssetLine{{AssetID: th.ID, Tag: th.Tag}},
	}
	if o != nil {
		body.ProjectID = o.ProjectID
		if body.Due == 0 {
			body.Due = o.Window.End
		}
		if body.DestinationID == "" {
			body.DestinationID = o.DestinationID
		}
		return body, card.Say("answer.out", "order", string(o.Number)), nil
	}
	if body.Due == 0 {
		site, _, err := store.Get[rental.Place](t.ctx, t.v, string(t.who.SiteID))
		if err != nil {
			return body, card.Text{}, err
		}
		body.Due = session.NextClosing(site, t.q.cfg.Now())
	}
	return body, card.Say("answer.out_adhoc", "person", t.s.Person.Name), nil
}

// itemIn takes a thing back to the returns place.
func (t *turn) itemIn(f code.Found) error {
	th := f.Item
	if t.alreadyIn(th) {
		t.a.Outcome, t.a.Title, t.a.Next = rental.OutcomeDuplicate, card.Say("answer.already_in"), t.onward()
		t.read(f)
		return nil
	}
	at := t.s.Work.Place
	if at == "" {
		at = t.who.ReturnsPlaceID
	}
	place, err := card.FindPlace(t.ctx, t.v, at)
	if err != nil {
		return err
	}
	name := t.who.Name
	if place != nil {
		name = place.Name
	}
	if err := t.sayHome(th); err != nil {
		return err
	}
	t.moved(f, card.VerbIn, card.Say("answer.in", "place", name), rental.CheckInBody{
		PlaceID: at, Lines: []rental.AssetLine{{AssetID: th.ID, Tag: th.Tag}},
	})
	return nil
}

// alreadyIn reports whether the thing came back in this very batch and has not moved since.
func (t *turn) alreadyIn(th *code.Thing) bool {
	if th.Asset == nil || th.Status == rental.Deployed || th.Status == rental.Recalled {
		return false
	}
	for _, d := range t.s.Work.Done {
		if d.Asset == th.ID && d.Kind == rental.KindCheckIn && d.Fact == th.Asset.LastFact {
			return true
		}
	}
	return false
}

// itemMove puts a thing at the place that was scanned.
func (t *turn) itemMove(f code.Found) error {
	th := f.Item
	if t.s.Work.Place == "" {
		t.stop(card.Say("answer.needs_place"), card.Line("next.scan_place"))
		t.read(f)
		return nil
	}
	place, err := card.FindPlace(t.ctx, t.v, t.s.Work.Place)
	if err != nil {
		return err
	}
	name := ""
	if place != nil {
		name = place.Name
	}
	if th.Asset != nil && th.Asset.PlaceID == t.s.Work.Place && th.Status != rental.Deployed && th.Status != rental.Recalled && th.Status != rental.Missing {
		t.a.Outcome, t.a.Title, t.a.Next = rental.OutcomeDuplicate, card.Say("answer.already_here"), t.onward()
		t.read(f)
		return nil
	}
	t.moved(f, card.VerbMove, card.Say("answer.moved", "place", name), rental.MoveBody{
		PlaceID: t.s.Work.Place, Lines: []rental.AssetLine{{AssetID: th.ID, Tag: th.Tag}},
	})
	return nil
}

// sayHome adds where a thing belongs: its home shelf, or the other site that it is of.
func (t *turn) sayHome(th *code.Thing) error {
	if th.Asset == nil || th.Asset.HomePlaceID == "" {
		return nil
	}
	path, err := card.PlacePath(t.ctx, t.v, th.Asset.HomePlaceID)
	if err == nil && path != "" {
		t.a.Detail = ptr(card.Say("detail.home", "place", path))
	}
	return err
}

// moved records a movement of one thing and lays what the rules say of it over the answer.
func (t *turn) moved(f code.Found, verb string, title card.Text, body rental.Body) {
	t.a.Verb, t.a.Title = verb, title
	t.body = body
	order := t.s.Work.Order
	t.settle = func(t *turn, d rental.Decision) {
		if d.Verdict.Kind != rental.Conflict {
			t.s.Remember(done{Fact: t.id, Kind: body.CommandKind(), Asset: f.Item.ID, Order: order, At: t.now})
		}
		t.a.Next = t.onward()
		t.lay(d)
	}
}

// lookAt shows an item's passport.
func (t *turn) lookAt(f code.Found) error {
	at, err := t.q.asOf(t.ctx)
	if err != nil {
		return err
	}
	p, err := f.Item.Passport(t.ctx, t.v, code.Now{At: t.now, AsOf: at, Site: t.who.SiteID, Kiosk: t.who.Name})
	if err != nil {
		return err
	}
	t.a.Verb, t.a.Passport, t.a.Title = card.VerbLook, p, card.Say("answer.item_here", "item", f.Item.Name())
	t.a.Next = card.Line("next.scan_item")
	if err := t.offerUndo(f.Item); err != nil {
		return err
	}
	t.read(f)
	t.settle = func(t *turn, d rental.Decision) { t.lay(d) }
	return nil
}

// counted answers a code of counted goods: they are in the catalogue alone.
func (t *turn) counted(f code.Found) error {
	t.a.Kind, t.a.Subject = card.KindType, card.TypeSubject(*f.Type, f.Quantity)
	if t.s.Work.Mode == card.ModeNewOrder {
		return t.addToDraft(f, *f.Type, f.Quantity)
	}
	if f.Type.Kind != rental.Fungible {
		t.a.Outcome, t.a.Verb, t.a.Title, t.a.Next = rental.OutcomeLook, card.VerbLook, card.Say("answer.item_here", "item", f.Type.Name), card.Line("next.scan_item")
		t.read(f)
		return nil
	}
	t.a.Outcome, t.a.Verb, t.a.Title, t.a.Next = rental.OutcomeLook, card.VerbLook, card.Say("answer.counted"), card.Line("next.scan_item")
	t.a.Detail = ptr(card.Say("detail.counted"))
	t.read(f)
	return nil
}
