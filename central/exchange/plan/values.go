package plan

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

func itoa(n int) string { return strconv.Itoa(n) }

// text sets a text that the row names; a blank cell leaves it. short texts are
// names and codes.
func (p *planner) text(r *shape.Record, f shape.Field, into *string) {
	v := r.Get(f)
	if v == "" || v == shape.Tidy(*into) {
		return // what differs in the white space around it stays as it is
	}
	if !utf8.ValidString(v) {
		p.wrong(r, f, "bad_character", "this holds bytes that are no letters", "save the list again as CSV (UTF-8)")
		return
	}
	most := rental.MaxNameRunes
	if f == shape.Notes || f == shape.Address {
		most = 20 * rental.MaxNameRunes
	}
	if utf8.RuneCountInString(v) > most {
		p.wrong(r, f, "text_too_long", fmt.Sprintf("this is longer than %d letters", most), "shorten it")
		return
	}
	*into = v
}

// needs refuses an empty field.
func (p *planner) needs(r *shape.Record, f shape.Field, value, what string) bool {
	if value != "" || p.bad[r.Number] && r.Get(f) != "" {
		return true
	}
	hint := "fill in the cell"
	if !p.Mapping.Has(f) {
		hint = "no column is taken for it: say which one it is, or add one"
	}
	p.wrong(r, f, "missing_"+string(f), what+" is missing", hint)
	return false
}

// number sets a whole number; factor turns the column's unit into the row's. What
// is measured is rounded, what is counted is not.
func (p *planner) number(r *shape.Record, f shape.Field, factor int64, into *int64) {
	v := r.Get(f)
	if v == "" {
		return
	}
	n, rest, ambiguous, ok := shape.Number(v, factor)
	switch {
	case ambiguous:
		p.wrong(r, f, "ambiguous_number", "this number can be read in two ways", "write it without a sign for thousands, and with a point for the decimals")
	case !ok:
		p.wrong(r, f, "bad_number", "this is no number", "write digits, and a point for the decimals")
	case n < 0:
		p.wrong(r, f, "negative", "this cannot be less than zero", "correct it")
	case rest && f == shape.Quantity:
		p.wrong(r, f, "not_whole", "this must be a whole number", "count in a smaller unit, or round it")
	default:
		*into = n
	}
}

func (p *planner) flag(r *shape.Record, f shape.Field, into *bool) {
	v := r.Get(f)
	if v == "" {
		return
	}
	yes, ok := shape.Bool(v)
	if !ok {
		p.wrong(r, f, "bad_flag", "this is neither yes nor no", "write yes or no")
		return
	}
	*into = yes
}

// word sets one of some words, in any of the languages that lists are in.
func word[W ~string](p *planner, r *shape.Record, f shape.Field, known map[string]W, into *W, hint string) {
	v := r.Get(f)
	if v == "" {
		return
	}
	w, ok := known[shape.Fold(v)]
	if !ok {
		p.wrong(r, f, "unknown_word", "nothing is called so here", hint)
		return
	}
	*into = w
}

var itemKinds = map[string]rental.ItemKind{
	"serialized": rental.Serialized, "serialised": rental.Serialized, "tagged": rental.Serialized, "einzeln": rental.Serialized, "seriell": rental.Serialized,
	"fungible": rental.Fungible, "counted": rental.Fungible, "menge": rental.Fungible, "gezählt": rental.Fungible,
	"kit": rental.Kit, "set": rental.Kit,
}

var placeKinds = map[string]rental.PlaceKind{
	"site": rental.PlaceSite, "standort": rental.PlaceSite, "niederlassung": rental.PlaceSite,
	"building": rental.PlaceBuilding, "gebäude": rental.PlaceBuilding, "halle": rental.PlaceBuilding, "hall": rental.PlaceBuilding,
	"room": rental.PlaceRoom, "raum": rental.PlaceRoom, "zimmer": rental.PlaceRoom,
	"dock": rental.PlaceDock, "tor": rental.PlaceDock, "rampe": rental.PlaceDock, "aisle": rental.PlaceAisle, "gang": rental.PlaceAisle,
	"shelf": rental.PlaceShelf, "regal": rental.PlaceShelf, "fach": rental.PlaceShelf, "bench": rental.PlaceBench, "werkbank": rental.PlaceBench,
	"returns": rental.PlaceReturns, "rückgabe": rental.PlaceReturns, "customer": rental.PlaceCustomer, "kunde": rental.PlaceCustomer,
	"transit": rental.PlaceTransit, "unterwegs": rental.PlaceTransit,
}

// clock sets a time of day.
func (p *planner) clock(r *shape.Record, f shape.Field, into *int) {
	v := r.Get(f)
	if v == "" {
		return
	}
	n, ok := shape.Clock(v)
	if !ok {
		p.wrong(r, f, "bad_clock", "this is no time of day", "write it as 08:00")
		return
	}
	*into = n
}

// moment sets a point in time.
func (p *planner) moment(r *shape.Record, f shape.Field, into *rental.Millis) {
	v := r.Get(f)
	if v == "" {
		return
	}
	t, ok := shape.Moment(v)
	if !ok {
		p.wrong(r, f, "bad_moment", "this is no moment, or its time zone is not said", "write it as 2026-12-24 18:00+01:00, or with Z for UTC")
		return
	}
	*into = t
}
