package ledger_test

import (
	"errors"
	"testing"

	"rms/syncproto/rental"
)

// TestWhatAKioskClaims has kiosks claim what can not be so. What happened is
// kept; what is wrong in it changes nothing else.
func TestWhatAKioskClaims(t *testing.T) {
	t.Parallel()
	const day = 86_400_000
	wish := func(change func(*rental.RentActionCreateBody)) rental.Body {
		b := rental.RentActionCreateBody{
			RentActionID: rental.RentActionID(id("order", 9)), SiteID: berlin, Window: rental.Window{Start: start, End: start + day},
			Lines: []rental.Line{{ID: rental.LineID(id("line", 9)), ItemTypeID: cable, Requested: 1}},
		}
		change(&b)
		return b
	}
	for name, tt := range map[string]struct {
		body rental.Body
		want string
	}{
		"an order as it should be":   {wish(func(*rental.RentActionCreateBody) {}), "applied"},
		"an order of a site unknown": {wish(func(b *rental.RentActionCreateBody) { b.SiteID = "nope" }), "refused unknown_site"},
		"an order of a shelf":        {wish(func(b *rental.RentActionCreateBody) { b.SiteID = rental.SiteID(returns) }), "refused unknown_site"},
		"an order in seconds": {wish(func(b *rental.RentActionCreateBody) {
			b.Window = rental.Window{Start: start / 1000, End: start/1000 + 60}
		}), "refused bad_window"},
		"an order without an end":        {wish(func(b *rental.RentActionCreateBody) { b.Window.End = 1<<63 - 1 }), "refused bad_window"},
		"an order with a path for an id": {wish(func(b *rental.RentActionCreateBody) { b.RentActionID = "../x" }), "rejected malformed_command"},
		"a hand-out due before all time": {rental.CheckOutBody{HolderID: anna, Due: -5, Lines: []rental.AssetLine{line(0)}}, "rejected malformed_command"},
		"an answer of no question":       {rental.ExceptionAnswerBody{ExceptionID: rental.ExceptionID(id("x", 1)), Answer: rental.AnswerNoted}, "refused unknown_exception"},
		"a return to a place unknown":    {rental.CheckInBody{PlaceID: "nope", Lines: []rental.AssetLine{line(1)}}, "applied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.company(3)
			k := b.dock(1, berlin)
			k.mint(out("", line(1)))
			k.pushLast()
			k.mint(tt.body)
			if got := say(k.pushLast()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if _, ok := tt.body.(rental.CheckInBody); ok {
				if a := get[rental.Asset](b, string(assetID(1))); a.Status != rental.Available || a.PlaceID != returns {
					t.Errorf("it came back and is %s at %q, want the kiosk's returns", a.Status, a.PlaceID)
				}
			}
		})
	}
}

// TestAnswerThatDoesNotFit: a wish that the rules decline goes back to its
// author with the next thing to do, and is no malformed item.
func TestAnswerThatDoesNotFit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	back := k.mint(in(line(0))) // was not out
	k.pushLast()
	x := exceptionsOf(b, back)
	if len(x) != 1 {
		t.Fatalf("got %+v", x)
	}
	k.mint(rental.ExceptionAnswerBody{ExceptionID: x[0].ID, Answer: rental.AnswerGiveSecond})
	if v := k.pushLast(); v.Verdict != rental.Refused || v.Reason != "bad_answer" || v.Hint == "" {
		t.Errorf("got %+v", v)
	}
	if n := b.count(`select count(*) from quarantine`); n != 0 {
		t.Errorf("%d items in quarantine", n)
	}
}

// TestClockInTheFuture: a hand-out that claims to lie years ahead does not
// outlive the return that follows it.
func TestClockInTheFuture(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	one, two := b.dock(1, berlin), b.dock(2, berlin)
	const years = rental.Millis(40 * 365 * 86_400_000)
	one.now += years // the kiosk's clock; central receives it now
	one.mint(out("", line(0)))
	one.now -= years
	one.pushLast()
	two.now = one.now
	two.mint(in(line(0)))
	if got := say(two.pushLast()); got != "applied" {
		t.Errorf("the return: %s", got)
	}
	if a := get[rental.Asset](b, string(assetID(0))); a.Status != rental.Available {
		t.Errorf("it is back and %s", a.Status)
	}
}

// TestWhatAProgramAsksFor: what a program asks for has not happened yet, so that
// what it names must exist.
func TestWhatAProgramAsksFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	gone := rental.PersonID(id("person", 2))
	b.seed(rental.Person{ID: gone, Name: "Left Long Ago", Archived: true})
	out := func(change func(*rental.CheckOutBody)) rental.Body {
		body := rental.CheckOutBody{HolderID: anna, Due: start + 86_400_000, Lines: []rental.AssetLine{line(0)}}
		change(&body)
		return body
	}
	zone := func(name string) rental.Body {
		return rental.PutBody{Row: rental.Place{ID: rental.PlaceID(id("site", 3)), Code: "PAR", Name: "Paris", Kind: rental.PlaceSite, Zone: name}}
	}
	for _, tt := range []struct {
		field, want string
		body        rental.Body
	}{
		{"rent_action_id", "unknown_rent_action", out(func(b *rental.CheckOutBody) { b.RentActionID = "nope" })},
		{"destination_id", "unknown_place", out(func(b *rental.CheckOutBody) { b.DestinationID = "nope" })},
		{"holder_id", "unknown_person", out(func(b *rental.CheckOutBody) { b.HolderID = "nope" })},
		{"holder_id", "person_archived", out(func(b *rental.CheckOutBody) { b.HolderID = gone })},
		{"due", "bad_due", out(func(b *rental.CheckOutBody) { b.Due = start - 1 })},
		{"zone", "unknown_zone", zone("Europe/Berlinn")},
		{"zone", "unknown_zone", zone("Local")},
		{"", "", zone("Europe/Paris")},
		{"", "", out(func(*rental.CheckOutBody) {})},
	} {
		_, err := b.l.Execute(t.Context(), rental.Command{ID: b.newID(), Kind: tt.body.CommandKind(), Body: tt.body}, admin)
		if rental.ReasonOf(err) != tt.want {
			t.Errorf("got %v, want %q", err, tt.want)
		}
		if e, ok := errors.AsType[*rental.Error](err); ok && (e.Field != tt.field || e.Hint == "") {
			t.Errorf("%s: field %q, hint %q", tt.want, e.Field, e.Hint)
		}
	}
	if n := b.count(`select count(*) from facts where kind = 'check_out'`); n != 1 {
		t.Errorf("%d hand-outs, want the one that was right", n)
	}
}

// TestFirstWasAMistake: two docks hand out one thing and the first takes its
// own back. The second then gets what it has in its hands, unless something
// has happened to the thing since.
func TestFirstWasAMistake(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		since rental.Body
		want  string
	}{
		"nothing since":      {nil, "applied"},
		"it came back since": {in(line(0)), "refused custody_changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.company(1)
			b.seed(order(1, rental.Approved))
			one, two := b.dock(1, berlin), b.dock(2, berlin)
			mistake := one.mint(out("", line(0)))
			one.pushLast()
			two.now = one.now
			real := two.mint(out(order(1, "").ID, line(0)))
			if got := say(two.pushLast()); got != "conflict already_out" {
				t.Fatalf("the second: %s", got)
			}
			one.mint(rental.UndoBody{Of: mistake, Touches: out("", line(0)).Subjects()})
			if got := say(one.pushLast()); got != "applied" {
				t.Fatalf("the undo: %s", got)
			}
			if tt.since != nil {
				one.mint(tt.since)
				one.pushLast()
			}
			one.mint(rental.ExceptionAnswerBody{ExceptionID: exceptionsOf(b, real)[0].ID, Answer: rental.AnswerGiveSecond})
			if got := say(one.pushLast()); got != tt.want {
				t.Errorf("the answer: %s, want %s", got, tt.want)
			}
			a := get[rental.Asset](b, string(assetID(0)))
			if with := a.Custody.FactID == real; with != (tt.want == "applied") {
				t.Errorf("it is %s with %+v", a.Status, a.Custody)
			}
			judge(t, b.dir)
		})
	}
}
