package plan

import (
	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

func (p *planner) asset(r *shape.Record) error {
	tag := r.Get(shape.Tag)
	old, ok, err := p.own(r, rental.Assets, shape.Tag, tag)
	if err != nil || !ok {
		return err
	}
	was, known := old.(rental.Asset)
	a := was
	if !known {
		a = rental.Asset{ID: rental.AssetID(p.mint("asset", r.Number)), Status: rental.Available}
	}
	a.Meta = p.meta(r, a.Meta)
	p.text(r, shape.Tag, &a.Tag)
	p.needs(r, shape.Tag, a.Tag, "the tag")
	p.text(r, shape.Serial, &a.Serial)
	p.text(r, shape.Notes, &a.Notes)
	p.moment(r, shape.MustReturn, &a.MustReturnBy)
	p.single(r)
	if err := p.assetType(r, known, &a); err != nil {
		return err
	}
	if err := p.stands(r, known, &a); err != nil {
		return err
	}
	if name := r.Get(shape.Owner); name != "" {
		if a.OwnerID, err = p.company(r, shape.Owner, name, "owner"); err != nil {
			return err
		}
	}
	if p.bad[r.Number] {
		return nil
	}
	p.remarks(r, known)
	p.put(r, a, old)
	return nil
}

func (p *planner) assetType(r *shape.Record, known bool, a *rental.Asset) error {
	if known && r.Get(shape.Type) == "" && r.Get(shape.TypeCode) == "" {
		return nil
	}
	t, ok, err := p.theType(r, rental.Serialized)
	if ok {
		a.ItemTypeID = t.ID
	}
	return err
}

// single refuses a row that stands for several things.
func (p *planner) single(r *shape.Record) {
	n := int64(1)
	p.number(r, shape.Quantity, 1, &n)
	if n != 1 {
		p.wrong(r, shape.Quantity, "not_single", "an item is one thing with one tag", "give each thing a row and a tag, or import the row as stock")
	}
}

// stands says where a thing stands and belongs. Where a thing is that is on
// record, facts say alone: the list moves its home, not the thing.
func (p *planner) stands(r *shape.Record, known bool, a *rental.Asset) error {
	f := shape.HomePlace
	if r.Get(f) == "" {
		f = shape.Place
	}
	text := r.Get(f)
	if text == "" && known {
		return nil
	}
	home, ok, err := p.place(r, f, text)
	if err != nil || !ok {
		return err
	}
	if home.SiteID == "" {
		p.wrong(r, f, "missing_site", "the place "+home.Name+" is at none of our sites", "name a place at a site")
		return nil
	}
	a.HomePlaceID, a.HomeSiteID = home.ID, home.SiteID
	if known {
		return nil
	}
	now := home
	if f == shape.HomePlace && r.Get(shape.Place) != "" && r.Get(shape.Holder) == "" {
		if now, ok, err = p.place(r, shape.Place, r.Get(shape.Place)); err != nil || !ok {
			return err
		}
	}
	a.PlaceID, a.SiteID = now.ID, now.SiteID
	if a.SiteID == "" {
		a.SiteID = a.HomeSiteID
	}
	return nil
}

// remarks tells what the list says of a new item and an import cannot write:
// only what happens changes a status.
func (p *planner) remarks(r *shape.Record, known bool) {
	if known {
		return
	}
	if holder := r.Get(shape.Holder); holder != "" {
		p.notice(r, "it is said to be with "+holder+"; it is imported as available at its place: hand it out")
	}
	if p.Mapping.Source() != "" && p.Mapping.Dialect.ByRef() && r.Get(shape.Status) != "" {
		p.notice(r, "it is said to be "+r.Get(shape.Status)+"; it is imported as available: look at it")
	}
}
