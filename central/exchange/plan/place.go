package plan

import (
	"strings"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// place finds the place that a cell names: by the other program's id, by code,
// by its name where only one has it, or by its path. Nothing said is where the
// caller said. ok is false where something is wrong.
func (p *planner) place(r *shape.Record, f shape.Field, text string) (place rental.Place, ok bool, err error) {
	if text == "" {
		if p.at.ID == "" {
			p.wrong(r, f, "missing_place", "it is not said where this stands", "fill in the cell, or say where the things of this list stand")
		}
		return p.at, p.at.ID != "", nil
	}
	if place, ok := p.texts[text]; ok {
		return place, true, nil
	}
	place, n, err := p.lookUp(text)
	switch {
	case err != nil:
		return place, false, err
	case n == 1:
		p.texts[text] = place
		return place, true, nil
	case n > 1:
		p.wrong(r, f, "ambiguous", "more than one place is called so", "name the place by its code, or by its path: Site / Room / Shelf")
		return place, false, nil
	case p.o.Create && p.at.ID != "" && !p.Mapping.Dialect.ByRef():
		place, ok, err = p.makePath(r, f, text)
		if ok {
			p.texts[text] = place
		}
		return place, ok, err
	}
	p.wrong(r, f, "unknown_place", "there is no place of this code, name or path", "import the places first, or let missing ones be made")
	return place, false, nil
}

// lookUp returns the place that a text names, and how many it may be.
func (p *planner) lookUp(text string) (rental.Place, int, error) {
	ways := []Query{{Collection: rental.Places, By: ByCode, Text: text}, {Collection: rental.Places, By: ByName, Text: text}}
	if p.Mapping.Dialect.ByRef() {
		ways = []Query{{Collection: rental.Places, By: ByRef, Source: p.source(), Text: text}}
	}
	for _, q := range ways {
		rows, err := p.find(q)
		if err != nil {
			return rental.Place{}, 0, err
		}
		if len(rows) > 0 {
			place, _ := rows[0].(rental.Place)
			return place, len(rows), nil
		}
	}
	parts := splitPath(text)
	if len(parts) < 2 {
		return rental.Place{}, 0, nil
	}
	return p.byPath(parts)
}

// splitPath parts "Site / Room / Shelf".
func splitPath(text string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(`/>\`, c) }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// byPath finds the places whose own name and whose parents' names end in parts.
func (p *planner) byPath(parts []string) (found rental.Place, n int, err error) {
	last := parts[len(parts)-1]
	seen := map[rental.PlaceID]bool{}
	for _, by := range []By{ByName, ByCode} {
		rows, err := p.find(Query{Collection: rental.Places, By: by, Text: last})
		if err != nil {
			return found, 0, err
		}
		for _, row := range rows {
			place, ok := row.(rental.Place)
			if !ok || seen[place.ID] {
				continue
			}
			seen[place.ID] = true
			match, err := p.endsIn(place, parts[:len(parts)-1])
			if err != nil {
				return found, 0, err
			}
			if match {
				found, n = place, n+1
			}
		}
	}
	return found, n, nil
}

// endsIn reports whether the places that hold place are called as above says.
func (p *planner) endsIn(place rental.Place, above []string) (bool, error) {
	for i := len(above) - 1; i >= 0; i-- {
		row, err := p.row(rental.Places, string(place.ParentID))
		if err != nil {
			return false, err
		}
		parent, ok := row.(rental.Place)
		if !ok || shape.Fold(parent.Name) != shape.Fold(above[i]) && parent.Code != above[i] {
			return false, nil
		}
		place = parent
	}
	return true, nil
}

// makePath makes the places of a path that are not there, below the caller's.
func (p *planner) makePath(r *shape.Record, f shape.Field, text string) (rental.Place, bool, error) {
	parts := splitPath(text)
	within := p.at
	if len(parts) == 0 || len(parts) > rental.MaxPlaceDepth {
		p.wrong(r, f, "unknown_place", "this is no path of places", "write it as Site / Room / Shelf")
		return within, false, nil
	}
	for i := range parts {
		if len([]rune(parts[i])) > rental.MaxNameRunes {
			p.wrong(r, f, "text_too_long", "the name of a place is too long", "shorten it")
			return within, false, nil
		}
		child, n, err := p.child(within, parts[i])
		if err != nil {
			return within, false, err
		}
		if n == 0 {
			if child, err = p.makeChild(r, within, parts[i], i); err != nil {
				return within, false, err
			}
		}
		within = child
	}
	return within, true, nil
}

// child finds a place by its name within another.
func (p *planner) child(within rental.Place, name string) (rental.Place, int, error) {
	rows, err := p.find(Query{Collection: rental.Places, By: ByName, Text: name})
	if err != nil {
		return within, 0, err
	}
	for _, row := range rows {
		if place, ok := row.(rental.Place); ok && place.ParentID == within.ID {
			return place, 1, nil
		}
	}
	return within, 0, nil
}

func (p *planner) makeChild(r *shape.Record, within rental.Place, name string, depth int) (rental.Place, error) {
	code, err := p.freeCode(within.Code + "-" + slug(name))
	if err != nil {
		return within, err
	}
	place := rental.Place{
		ID: rental.PlaceID(p.mint("place/"+itoa(depth), r.Number)), Code: code, Name: name, ParentID: within.ID, Kind: kindWithin(within.Kind),
	}
	place.SiteID = within.SiteID
	p.besides(place)
	return place, nil
}

// slug makes a code of a name.
func slug(name string) string {
	return strings.ToUpper(strings.ReplaceAll(shape.Fold(name), " ", "-"))
}

// kindWithin is what a place is that is said to be nothing.
func kindWithin(k rental.PlaceKind) rental.PlaceKind {
	switch k {
	case rental.PlaceSite, rental.PlaceBuilding:
		return rental.PlaceRoom
	default:
		return rental.PlaceShelf
	}
}
