package code

import (
	"context"

	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Now is the moment and the dock at which a passport is read. At and AsOf are ms UTC.
type Now struct {
	At    int64
	AsOf  int64
	Site  rental.SiteID
	Kiosk string
}

// teller reads what a passport needs.
type teller struct {
	ctx context.Context
	v   store.View
	now Now
}

// maxHistory is how many lines of a past a passport shows.
const maxHistory = 6

// Passport gathers what this kiosk knows of an item.
func (th *Thing) Passport(ctx context.Context, v store.View, now Now) (*card.Passport, error) {
	t := teller{ctx, v, now}
	p := &card.Passport{Serial: th.Serial, Type: th.Type.Name, Status: string(th.Status), History: []card.History{}}
	p.AsOf = now.AsOf
	var err error
	if a := th.Asset; a != nil {
		if p.Place, err = card.PlacePath(t.ctx, t.v, a.PlaceID); err != nil {
			return nil, err
		}
		if p.Home, err = card.PlacePath(t.ctx, t.v, a.HomePlaceID); err != nil {
			return nil, err
		}
		p.LastSeen = int64(a.LastSeen.At.T)
	}
	if p.Home == "" && th.Home != "" {
		p.Home = t.siteName(th.Home)
	}
	if p.With, err = t.holding(th); err != nil {
		return nil, err
	}
	if err := t.addBooking(th, p); err != nil {
		return nil, err
	}
	return p, t.addHistory(th, p)
}

// holding is who has the thing, nil while it is in the house.
func (t teller) holding(th *Thing) (*card.Holding, error) {
	if th.Status != rental.Deployed && th.Status != rental.Recalled {
		return nil, nil
	}
	if th.Asset == nil {
		return &card.Holding{Order: string(th.Holder)}, nil
	}
	c := th.Asset.Custody
	h := &card.Holding{Person: c.PersonName, Order: string(c.Number), Since: int64(c.Since), Due: int64(c.Due)}
	job, err := card.FindJob(t.ctx, t.v, c.ProjectID)
	if err != nil {
		return nil, err
	}
	if job != nil {
		h.Job = job.Name
	}
	if h.Place, err = card.PlacePath(t.ctx, t.v, th.Asset.PlaceID); err != nil {
		return nil, err
	}
	grace, err := card.GraceOf(t.ctx, t.v, t.now.Site)
	h.Late = c.Due > 0 && t.now.At > int64(c.Due)+grace
	return h, err
}

// addBooking names the order that the thing is set aside for next.
func (t teller) addBooking(th *Thing, p *card.Passport) error {
	allocs, err := t.v.AssetAllocations(t.ctx, th.ID)
	if err != nil {
		return err
	}
	for _, al := range allocs {
		if al.Status != rental.AllocAllocated && al.Status != rental.AllocPacked {
			continue
		}
		o, ok, err := store.Get[rental.RentAction](t.ctx, t.v, string(al.RentActionID))
		if err != nil {
			return err
		}
		if !ok || p.NextAt != 0 && int64(o.Window.Start) >= p.NextAt {
			continue
		}
		job, err := card.FindJob(t.ctx, t.v, o.ProjectID)
		if err != nil {
			return err
		}
		p.NextOrder, p.NextAt, p.NextJob = string(o.Number), int64(o.Window.Start), ""
		if job != nil {
			p.NextJob = job.Name
		}
	}
	return nil
}

// addHistory lists what was recorded here about the thing, newest first.
func (t teller) addHistory(th *Thing, p *card.Passport) error {
	items, err := t.v.History(t.ctx, rental.TargetAsset, string(th.ID), maxHistory)
	if err != nil {
		return err
	}
	for _, it := range items {
		text, err := t.past(it)
		if err != nil {
			return err
		}
		p.History = append(p.History, card.History{At: int64(it.CreatedMs), Text: text})
	}
	return nil
}

// past is one recorded item as a line of an item's past.
func (t teller) past(it store.Item) (card.Text, error) {
	payload, err := syncproto.ParsePayload(it.Payload)
	if err != nil {
		return card.Text{}, err
	}
	body, _, err := syncproto.DecodeBody(payload.Kind, payload.Schema, payload.Body)
	if err != nil {
		return card.Text{}, err
	}
	placed := func(key string, id rental.PlaceID) (card.Text, error) {
		path, err := card.PlacePath(t.ctx, t.v, id)
		if path == "" {
			path = t.now.Kiosk
		}
		return card.Say(key, "place", path), err
	}
	switch b := body.(type) {
	case rental.CheckOutBody:
		o, _, err := store.Get[rental.RentAction](t.ctx, t.v, string(b.RentActionID))
		if o.Number != "" {
			return card.Say("history.out", "order", string(o.Number)), err
		}
		return card.Say("history.out_adhoc", "person", b.HolderName), err
	case rental.CheckInBody:
		return card.Say("history.in"), nil
	case rental.MoveBody:
		return placed("history.moved", b.PlaceID)
	case rental.UndoBody:
		return card.Say("history.undone"), nil
	case rental.ScanBody:
		return placed("history.scanned", b.PlaceID)
	}
	return card.Say("history.other"), nil
}

// siteName is a site's name, its id where the name is not known.
func (t teller) siteName(id rental.SiteID) string {
	p, ok, err := store.Get[rental.Place](t.ctx, t.v, string(id))
	if err != nil || !ok {
		return string(id)
	}
	return p.Name
}
