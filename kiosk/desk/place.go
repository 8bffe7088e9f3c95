package desk

import (
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/syncproto/rental"
)

// maxHere is how many things a place lists.
const maxHere = 12

// place answers the code of a place, by the mode: where things go, where they come back to, or what stands there.
func (t *turn) place(f code.Found) error {
	p := *f.Place
	t.a.Kind, t.a.Subject = card.KindPlace, card.PlaceSubject(p)
	path, err := card.PlacePath(t.ctx, t.v, p.ID)
	if err != nil {
		return err
	}
	t.a.Subject.Where = path
	switch t.s.Work.Mode {
	case card.ModeIdle:
		here, err := t.hereAt(p, path)
		if err != nil {
			return err
		}
		t.a.Verb, t.a.Here, t.a.Title = card.VerbLook, here, card.Say("answer.place_here", "place", p.Name)
		t.a.Next = card.Line("next.scan_item")
	case card.ModeNewOrder:
		t.s.Work.Draft.Place = p.ID
		t.a.Verb, t.a.Title, t.a.Next = card.VerbAdd, card.Say("answer.place_set", "place", p.Name), card.Line("next.scan_item_or_finish")
	default:
		t.s.Work.Place = p.ID
		t.a.Verb, t.a.Title, t.a.Next = card.VerbOpen, card.Say("answer.place_set", "place", p.Name), t.onward()
	}
	t.read(f)
	return nil
}

// hereAt lists what stands at a place.
func (t *turn) hereAt(p rental.Place, path string) (*card.Here, error) {
	assets, total, err := t.v.At(t.ctx, p.ID, maxHere)
	if err != nil {
		return nil, err
	}
	h := &card.Here{Path: path, Total: int64(total), Items: []card.Subject{}}
	for _, a := range assets {
		th, err := code.Load(t.ctx, t.v, a.ID)
		if err != nil {
			return nil, err
		}
		if th != nil {
			h.Items = append(h.Items, th.Subject())
		}
	}
	h.AsOf, err = t.q.asOf(t.ctx)
	return h, err
}

// pickPlace is a place chosen from a list, or "" for none.
func (t *turn) pickPlace(id string) error {
	if id != "" {
		return t.picked(id, rental.Places)
	}
	t.a.Kind, t.a.Verb, t.a.Title, t.a.Next = card.KindPlace, card.VerbOpen, card.Say("answer.place_cleared"), t.onward()
	if t.s.Work.Mode == card.ModeNewOrder {
		t.s.Work.Draft.Place = ""
		return nil
	}
	t.s.Work.Place = ""
	return nil
}
