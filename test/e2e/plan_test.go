package e2e_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"rms/central/exchange"
	"rms/syncproto"
	"rms/syncproto/tag"
	"rms/test/oracle/loan"
)

// What a day holds. Each dock scans scans things; badges, commands, places and
// orders come on top.
const (
	docks        = 3
	scans        = 200 // a dock
	looks        = 50
	outs         = 60 // with the contested ones
	undone       = 4  // of the outs
	ins          = 45
	unmatched    = 3  // of the ins: things that nobody knew to be out
	doubles      = 4  // for each pair of docks
	unknownCodes = 20 // of the day
	foreign      = 10 // of the day: things of the other site that come in
	orders       = 40 // of the day, wished for
)

// seat is a dock's name and site, where things come back to, which of the site's
// approved orders goes out there, the shelf that things are put on, and who works
// there. The demo company's numbers follow the clock, so an order goes by its rank.
type seat struct {
	name, site, returns string
	order               int
	shelf, person       string
}

var seats = [docks]seat{
	{"Dock 1", "BLN", "BLN-RET", 0, "BLN-A-01", "Aylin Demir"},
	{"Dock 2", "BLN", "BLN-RET", 1, "BLN-B-02", "Tomasz Wrona"},
	{"Dock 3", "LON", "LON-RET", 0, "LON-A-01", "Owen Hughes"},
}

// abroad is a dock of the other site.
var abroad = [docks]int{2, 2, 0}

// badges are the demo company's, by name.
func badges(t *testing.T) map[string]exchange.DemoBadge {
	t.Helper()
	same := func(secret string) (string, error) { return secret, nil } // nothing is checked against it
	p, err := exchange.PlanDemo(exchange.DemoConfig{
		Seed: 1, Now: time.Now(), MintBadge: tag.NewBadge, HashBadge: syncproto.BadgeHash,
		HashPIN: same, HashPassword: same,
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]exchange.DemoBadge{}
	for _, b := range p.Badges {
		all[b.Name] = b
	}
	return all
}

// day is all that people will do, and the docks at which they do it.
type day struct {
	docks    []loan.Dock
	gestures []loan.Gesture
	wishes   []loan.Wish
}

// planner deals things out, each only once.
type planner struct {
	book    *loan.Book
	day     day
	free    map[string][]string // available things by home site
	away    map[string][]string // things that are out, by home site
	contest [docks][]string
}

// planDay writes down the whole day before it begins.
func planDay(t *testing.T, book *loan.Book) day {
	t.Helper()
	p := &planner{book: book, free: map[string][]string{}, away: map[string][]string{}}
	for _, thing := range slices.Sorted(maps.Keys(book.State.Things)) {
		switch home := book.Homes[thing]; book.State.Things[thing].Status {
		case "available":
			p.free[home] = append(p.free[home], thing)
		case "deployed":
			p.away[home] = append(p.away[home], thing)
		}
	}
	people := badges(t)
	for _, s := range seats {
		d, ok := book.Docks[s.name]
		if !ok || len(book.Approved(d.Site)) <= s.order || book.Places[s.shelf] == "" || people[s.person].Code == "" {
			t.Fatalf("the demo company lacks what %s needs: %+v", s.name, d)
		}
		d.Person = string(people[s.person].PersonID)
		p.day.docks = append(p.day.docks, d)
	}
	for _, pair := range [][2]int{{0, 1}, {0, 2}, {2, 1}} {
		things := p.take(p.free, p.day.docks[pair[0]].Site, doubles)
		p.contest[pair[0]] = append(p.contest[pair[0]], things...)
		p.contest[pair[1]] = append(p.contest[pair[1]], things...)
	}
	for i := range seats {
		p.dock(i, people[seats[i].person].Code)
	}
	scanned := 0
	for _, g := range p.day.gestures {
		if g.Thing != "" || g.Do == loan.Unknown {
			scanned++
		}
	}
	if scanned != scans*docks || len(p.day.wishes) != orders {
		t.Fatalf("the plan holds %d scans and %d orders, want %d and %d", scanned, len(p.day.wishes), scans*docks, orders)
	}
	return p.day
}

// take deals n things of a site.
func (p *planner) take(from map[string][]string, site string, n int) []string {
	things := from[site][:n]
	from[site] = from[site][n:]
	return things
}

// share is the i-th dock's part of what a day holds.
func share(of, i int) int { return (of + i) / docks }

// dock plans one dock's day: looks, hand-outs, returns, moves, and orders in
// between.
func (p *planner) dock(i int, badge string) {
	site, other := p.day.docks[i].Site, p.day.docks[abroad[i]].Site
	do := func(d loan.Deed, code string, g loan.Gesture) {
		g.Dock, g.Do, g.Code = i, d, code
		p.day.gestures = append(p.day.gestures, g)
	}
	thing := func(d loan.Deed, name string, g loan.Gesture) { g.Thing = name; do(d, name, g) }
	do(loan.Sign, badge, loan.Gesture{})
	for _, name := range p.take(p.free, site, looks) {
		thing(loan.Look, name, loan.Gesture{})
	}
	strange := share(unknownCodes, i)
	for n := range strange {
		do(loan.Unknown, fmt.Sprintf("QQ-%d-%03d", i, n), loan.Gesture{})
	}
	order := p.book.Approved(site)[seats[i].order]
	do(loan.Look, order[1], loan.Gesture{})
	own := p.take(p.free, site, outs-len(p.contest[i]))
	for n, name := range slices.Concat(own, p.contest[i]) {
		thing(loan.Out, name, loan.Gesture{Order: order[0]})
		if n < undone {
			do(loan.Undo, string(tag.CommandUndo), loan.Gesture{})
		}
	}
	do(loan.Sign, string(tag.CommandFinish), loan.Gesture{})
	do(loan.Sign, string(tag.CommandIn), loan.Gesture{})
	guests := p.take(p.away, other, share(foreign, i))
	back := own[undone : undone+ins-unmatched-len(guests)]
	for _, name := range slices.Concat(guests, back, p.take(p.free, site, unmatched)) {
		thing(loan.In, name, loan.Gesture{})
	}
	do(loan.Sign, string(tag.CommandFinish), loan.Gesture{})
	do(loan.Sign, string(tag.CommandMove), loan.Gesture{})
	do(loan.Look, seats[i].shelf, loan.Gesture{})
	shelf := p.book.Places[seats[i].shelf]
	p.free[site] = slices.DeleteFunc(p.free[site], func(name string) bool { return p.book.State.Things[name].Place == shelf })
	for _, name := range p.take(p.free, site, scans-looks-strange-outs-ins) {
		thing(loan.Move, name, loan.Gesture{Place: shelf})
	}
	for n := range share(orders, i) {
		lines := []loan.Line{{Type: p.book.Types[own[0]], Wanted: 1 + n}, {Type: p.book.Types[p.free[site][0]], Wanted: 2}}
		if lines[0].Type == lines[1].Type {
			lines = lines[:1]
		}
		p.day.wishes = append(p.day.wishes, loan.Wish{
			Dock: i, Note: fmt.Sprintf("%s, wish %d", seats[i].name, n), Lines: lines, Submit: n%2 == 0, Cancel: n%5 == 0,
		})
	}
}
