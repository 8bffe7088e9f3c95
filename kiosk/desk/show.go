package desk

import (
	"context"
	"errors"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/session"
	"rms/kiosk/store"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// maxTrayShown is how many stops the screen shows; the rest are counted.
const maxTrayShown = 5

// Desk is the desk as it is now.
func (q *Queue) Desk(ctx context.Context) (Desk, error) {
	var d Desk
	var err error
	gone := q.turnOf(ctx, func(ctx context.Context) { d, err = q.view(ctx) })
	return d, errors.Join(gone, err)
}

// view builds what the screen shows of the session. It runs in the queue.
func (q *Queue) view(ctx context.Context) (Desk, error) {
	s, v := q.sess, q.cfg.Store.View
	d := Desk{
		Rev: s.Rev, Mode: s.Work.Mode, Modes: modesFor(s), Due: int64(s.Work.Due), Last: s.Last,
		Recent: append([]card.Recent{}, s.Recent...), Tray: append([]card.TrayEntry{}, s.Tray[:min(len(s.Tray), maxTrayShown)]...),
		TrayN: int64(len(s.Tray)), Steps: steps(s), Parked: int64(len(s.Parked)), HeadN: s.HeadN, IdleAt: q.idleAt(),
		Enabled: q.cfg.Ledger.Room() == nil,
	}
	if p := s.Person; p != nil {
		d.Person = &card.Person{ID: string(p.ID), Name: p.Name, Verified: string(rental.VerifiedBadge), Can: []string{}}
		if p.ByPIN {
			d.Person.Verified = string(rental.VerifiedPIN)
		}
		for _, c := range p.Can {
			d.Person.Can = append(d.Person.Can, string(c))
		}
	}
	if s.Ask != nil {
		d.Ask = view(*s.Ask)
	}
	return d, q.addRows(ctx, v, s, &d)
}

// addRows fills in what the store knows: the order with its progress, the place, the draft.
func (q *Queue) addRows(ctx context.Context, v store.View, s session.State, d *Desk) (err error) {
	if s.Work.Order != "" {
		o, err := q.Order(ctx, s.Work.Order)
		if err != nil && !errors.Is(err, errNoOrder) {
			return err
		}
		if err == nil {
			d.Order = &o
		}
	}
	d.Ring = ring(s.Work, d.Order)
	place := s.Work.Place
	if place == "" && s.Work.Mode == card.ModeIn {
		if who, err := q.cfg.Ledger.Identity(ctx); err == nil {
			place = who.ReturnsPlaceID
		}
	}
	if d.Place, err = card.FindPlace(ctx, v, place); err != nil {
		return err
	}
	if s.Work.Draft != nil {
		d.Draft, err = viewDraft(ctx, v, *s.Work.Draft)
	}
	return err
}

// ring is the progress that the screen draws.
func ring(w work, o *Order) *card.Ring {
	switch {
	case w.Mode == card.ModeOut && o != nil:
		return &card.Ring{N: o.Units.Out + o.Units.Returned, M: o.Units.Requested}
	case w.Mode == card.ModeIn && o != nil:
		return &card.Ring{N: o.Units.Returned, M: o.Units.Out + o.Units.Returned}
	case w.Mode == card.ModeOut, w.Mode == card.ModeIn, w.Mode == card.ModeMove:
		return &card.Ring{N: w.Count}
	}
	return nil
}

// modesFor lists the modes that work, with what must come first.
func modesFor(s session.State) []card.ModeEntry {
	needs := map[string]rental.Action{card.ModeOut: rental.ActCheckOut, card.ModeIn: rental.ActCheckIn, card.ModeMove: rental.ActMove, card.ModeNewOrder: rental.ActOrderCreate}
	actor := rental.Actor{Kind: rental.ActorKiosk}
	if s.Person != nil {
		actor.PersonID, actor.Verified, actor.Capabilities = s.Person.ID, rental.VerifiedBadge, s.Person.Can
	}
	all := []card.ModeEntry{}
	for _, m := range []string{card.ModeIdle, card.ModeOut, card.ModeIn, card.ModeMove, card.ModeNewOrder} {
		e := card.ModeEntry{Mode: m, Code: string(card.ModeCode(m)), Needs: "nothing"}
		if act, ok := needs[m]; ok && rental.Allowed(actor, act, true) != nil {
			e.Needs = "badge"
		}
		all = append(all, e)
	}
	return all
}

// steps are what can be done now besides scanning.
func steps(s session.State) []card.Step {
	all := []card.Step{}
	if s.Work.Mode != card.ModeIdle {
		all = append(all, card.Button("next.finish", "finish", "", tag.CommandFinish))
	}
	if s.Work.Mode == card.ModeNewOrder && s.Work.Draft != nil && len(s.Work.Draft.Lines) > 0 ||
		s.Work.Mode != card.ModeNewOrder && len(s.Work.Done) > 0 {
		all = append(all, undoStep())
	}
	if s.Person != nil {
		all = append(all, card.Button("next.person", "person", "", tag.CommandNextPerson))
	}
	return all
}

func viewDraft(ctx context.Context, v store.View, d draft) (*card.Draft, error) {
	view := &card.Draft{Start: int64(d.Start), End: int64(d.End), Lines: []card.LineView{}, Missing: append([]card.Text{}, d.Missing()...)}
	for _, l := range d.Lines {
		typ, _, err := store.Get[rental.ItemType](ctx, v, string(l.Type))
		if err != nil {
			return nil, err
		}
		view.Lines = append(view.Lines, card.LineView{
			TypeID: string(l.Type), Name: typ.Name, Category: card.Silhouette(typ), Requested: l.Quantity,
		})
	}
	var err error
	if view.Job, err = card.FindJob(ctx, v, d.Project); err != nil {
		return nil, err
	}
	view.Place, err = card.FindPlace(ctx, v, d.Place)
	return view, err
}
