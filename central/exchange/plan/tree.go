package plan

import (
	"fmt"
	"strings"
	"time"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// leaf is a place of the list before its parent is known.
type leaf struct {
	r      *shape.Record
	place  rental.Place
	old    rental.Row
	parent string // what the row says of its parent
	within *leaf  // its parent within the list
	state  int    // untouched, on the way, done
}

const (
	untouched = iota
	onTheWay
	done
)

// places plans a tree: a row may stand before its parent.
func (p *planner) places(records []shape.Record) error {
	leaves := make([]*leaf, 0, len(records))
	by := map[Query][]*leaf{}
	for i := range records {
		l, err := p.leaf(&records[i])
		if err != nil {
			return err
		}
		if l == nil {
			continue
		}
		leaves = append(leaves, l)
		for _, q := range []Query{
			{By: ByRef, Text: l.place.ExternalRef}, {By: ByCode, Text: l.place.Code}, {By: ByName, Text: shape.Fold(l.place.Name)},
		} {
			if q.Text != "" {
				by[q] = append(by[q], l)
			}
		}
	}
	for _, l := range leaves {
		p.join(l, by)
	}
	for _, l := range leaves {
		if err := p.grow(l); err != nil {
			return err
		}
	}
	for n := range p.raw {
		if !p.bad[n] {
			delete(p.raw, n)
		}
	}
	return nil
}

// leaf reads all of a place but what it lies in.
func (p *planner) leaf(r *shape.Record) (*leaf, error) {
	if path := splitPath(r.Get(shape.Path)); len(path) > 0 {
		if r.Get(shape.Name) == "" {
			r.Set(shape.Name, path[len(path)-1])
		}
		if r.Get(shape.Parent) == "" && len(path) > 1 {
			r.Set(shape.Parent, strings.Join(path[:len(path)-1], " / "))
		}
	}
	code := r.Get(shape.Code)
	old, ok, err := p.own(r, rental.Places, shape.Code, code)
	if err != nil || !ok {
		return nil, err
	}
	was, known := old.(rental.Place)
	l := &leaf{r: r, place: was, old: old, parent: r.Get(shape.Parent)}
	if !known {
		l.place = rental.Place{ID: rental.PlaceID(p.mint("place", r.Number))}
	}
	l.place.Meta = p.meta(r, l.place.Meta)
	p.text(r, shape.Code, &l.place.Code)
	p.text(r, shape.Name, &l.place.Name)
	p.text(r, shape.Address, &l.place.Address)
	p.text(r, shape.Zone, &l.place.Zone)
	p.hours(r, &l.place)
	p.flag(r, shape.Archived, &l.place.Archived)
	word(p, r, shape.PlaceKind, placeKinds, &l.place.Kind, "write site, building, room, aisle, shelf, dock, bench, returns, customer or transit")
	p.needs(r, shape.Code, l.place.Code, "the place's code")
	p.needs(r, shape.Name, l.place.Name, "the place's name")
	return l, nil
}

// hours reads when a site is open, and how late a return may be there.
func (p *planner) hours(r *shape.Record, place *rental.Place) {
	p.clock(r, shape.Opens, &place.OpensMin)
	p.clock(r, shape.Closes, &place.ClosesMin)
	p.number(r, shape.Grace, msPerMinute, &place.GraceMs)
	if place.OpensMin > place.ClosesMin {
		p.wrong(r, shape.Closes, "bad_hours", "it closes before it opens", "correct one of the two times")
	}
	days := strings.FieldsFunc(r.Get(shape.ClosedDays), func(c rune) bool { return strings.ContainsRune(" ,;|", c) })
	for _, d := range days {
		if _, err := time.Parse(time.DateOnly, d); err != nil {
			p.wrong(r, shape.ClosedDays, "bad_date", "a closed day is a date such as 2026-12-25", "correct it, with blanks between the days")
			return
		}
	}
	if len(days) > 0 {
		place.ClosedDays = days
	}
}

// join finds a leaf's parent within the list.
func (p *planner) join(l *leaf, by map[Query][]*leaf) {
	if l.parent == "" {
		return
	}
	ways := []Query{{By: ByCode, Text: l.parent}, {By: ByName, Text: shape.Fold(l.parent)}}
	if p.Mapping.Dialect.ByRef() {
		ways = []Query{{By: ByRef, Text: l.parent}}
	}
	parts := splitPath(l.parent)
	if len(parts) > 1 {
		ways = append(ways, Query{By: ByName, Text: shape.Fold(parts[len(parts)-1])})
	}
	for i, q := range ways {
		found := by[q]
		if i == len(ways)-1 && len(parts) > 1 {
			found = endingIn(found, parts[:len(parts)-1])
		}
		switch {
		case len(found) == 1:
			l.within = found[0]
			return
		case len(found) > 1:
			p.wrong(l.r, shape.Parent, "ambiguous", "more than one place of the list is called so", "name the place that it lies in by its code")
			return
		}
	}
}

// endingIn keeps the leaves whose own parents are called as the path says.
func endingIn(leaves []*leaf, above []string) []*leaf {
	var out []*leaf
	for _, l := range leaves {
		have := splitPath(l.parent)
		if len(have) > len(above) {
			have = have[len(have)-len(above):]
		}
		if shape.Fold(strings.Join(have, "/")) == shape.Fold(strings.Join(above, "/")) {
			out = append(out, l)
		}
	}
	return out
}

// grow plans a leaf after its parents.
func (p *planner) grow(l *leaf) error {
	if l.state == done {
		return nil
	}
	if l.state == onTheWay {
		return nil // the cycle has been named where it was entered
	}
	l.state = onTheWay
	defer func() { l.state = done }()
	if l.circles() {
		p.wrong(l.r, shape.Parent, "cycle", "this place lies within itself, by way of "+l.within.place.Name, "correct what one of them lies in")
		return nil
	}
	if l.within != nil {
		if err := p.grow(l.within); err != nil {
			return err
		}
	}
	parent, ok, err := p.parentOf(l)
	if err != nil || !ok {
		return err
	}
	p.rootOrChild(l, parent)
	depth, err := p.depth(l.place)
	if err != nil {
		return err
	}
	if depth > rental.MaxPlaceDepth {
		p.wrong(l.r, shape.Parent, "too_deep", fmt.Sprintf("places nest at most %d deep", rental.MaxPlaceDepth), "leave out a level")
	}
	if was, known := l.old.(rental.Place); known && was.SiteID != l.place.SiteID {
		p.wrong(l.r, shape.Parent, "site_is_fixed", "a place cannot move to another site with all that stands in it", "make a new place there")
	}
	if !p.bad[l.r.Number] {
		p.put(l.r, l.place, l.old)
	}
	return nil
}

// maxClimb bounds how far up a leaf is followed, beyond what any place may lie
// deep: a list may be one long chain. The places of a longer circle are wrong all
// the same: each waits for a parent that is never planned.
const maxClimb = 8 * rental.MaxPlaceDepth

// circles reports whether a leaf's parents lead back to it.
func (l *leaf) circles() bool {
	at := l.within
	for range maxClimb {
		if at == nil || at == l {
			return at == l
		}
		at = at.within
	}
	return false
}

// parentOf returns the place that a leaf lies in; none where it is a root.
func (p *planner) parentOf(l *leaf) (parent rental.Place, ok bool, err error) {
	switch {
	case l.within != nil:
		row, err := p.row(rental.Places, string(l.within.place.ID))
		if err != nil {
			return parent, false, err
		}
		parent, ok = row.(rental.Place)
		if !ok || p.bad[l.within.r.Number] {
			p.wrong(l.r, shape.Parent, "wrong_parent", "the place that it lies in is wrong itself, in row "+itoa(l.within.r.Number), "mend that row first")
			return parent, false, nil
		}
		return parent, true, nil
	case p.bad[l.r.Number]:
		return parent, false, nil
	case l.parent != "":
		return p.place(l.r, shape.Parent, l.parent)
	case l.old != nil:
		was, _ := l.old.(rental.Place)
		row, err := p.row(rental.Places, string(was.ParentID))
		parent, _ = row.(rental.Place)
		return parent, true, err
	}
	switch l.place.Kind {
	case rental.PlaceSite, rental.PlaceCustomer, rental.PlaceTransit:
		return parent, true, nil
	default:
		return p.at, true, nil
	}
}

// rootOrChild says what a place is, and at which site.
func (p *planner) rootOrChild(l *leaf, parent rental.Place) {
	pl := &l.place
	pl.ParentID = parent.ID
	if pl.Kind == "" {
		pl.Kind = rental.PlaceSite
		if parent.ID != "" {
			pl.Kind = kindWithin(parent.Kind)
		}
	}
	switch pl.Kind {
	case rental.PlaceSite:
		pl.SiteID = rental.SiteID(pl.ID)
		if pl.Zone == "" {
			pl.Zone = p.o.Zone
		}
		if parent.ID != "" {
			p.wrong(l.r, shape.PlaceKind, "not_a_root", "a site stands by itself", "leave out what it lies in, or call it a building")
		}
		if pl.Zone == "" {
			p.wrong(l.r, shape.Zone, "bad_zone", "a site needs its time zone", "add a column time_zone with a name such as Europe/Berlin, or say within which place the list's places lie")
		}
	case rental.PlaceCustomer, rental.PlaceTransit:
		pl.SiteID = parent.SiteID
		p.sitesOnly(l)
	default:
		pl.SiteID = parent.SiteID
		if parent.ID == "" {
			p.wrong(l.r, shape.Parent, "missing_parent", "a place of kind "+string(pl.Kind)+" lies within another", "name the place that it lies in, or say within which place the list's places lie")
		}
		p.sitesOnly(l)
	}
}

// sitesOnly refuses what only sites have.
func (p *planner) sitesOnly(l *leaf) {
	pl := &l.place
	for _, f := range []struct {
		field shape.Field
		set   bool
		what  string
	}{
		{shape.Zone, pl.Zone != "", "a time zone"}, {shape.Opens, pl.OpensMin != 0, "opening hours"}, {shape.Closes, pl.ClosesMin != 0, "opening hours"},
		{shape.ClosedDays, len(pl.ClosedDays) > 0, "closed days"}, {shape.Grace, pl.GraceMs != 0, "a time of grace"},
	} {
		if f.set {
			p.wrong(l.r, f.field, "sites_only", "only a site has "+f.what, "leave it out")
		}
	}
}

// depth counts the places from a root to a place.
func (p *planner) depth(place rental.Place) (int, error) {
	depth := 1
	for at := place.ParentID; at != "" && depth <= rental.MaxPlaceDepth+1; depth++ {
		row, err := p.row(rental.Places, string(at))
		if err != nil {
			return 0, err
		}
		parent, _ := row.(rental.Place)
		at = parent.ParentID
	}
	return depth, nil
}
