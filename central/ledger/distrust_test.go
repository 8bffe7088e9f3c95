package ledger_test

import (
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
