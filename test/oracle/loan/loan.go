// Package loan is the planted truth of a day at several docks: from what a
// central holds before the day and the list of what people will do, it computes
// what central must hold after it, and reads what central really holds, by SQL.
// It shares no code with the product; who has what follows package custody.
//
// Invariants: nothing is left open but who won where two docks hand out one
// thing while neither can know of the other; the caller says so.
//
// Concurrency: a Book belongs to one test.
package loan

import (
	"cmp"
	"fmt"
	"slices"

	"rms/test/oracle/custody"
)

// Thing is where a thing is and who answers for it. Site is that of a thing in
// the house: of what is away the description leaves it open.
type Thing struct {
	Status, Place, Site, Order, Person, Kiosk string
	Outs, Moves                               int64
}

// Line is what an order asks for.
type Line struct {
	Type   string
	Wanted int
}

// Order is how far an order has come; Out and Back count things on it.
type Order struct {
	Status    string
	Lines     []Line
	Out, Back int
}

// Question is an exception: at which kiosk it arose, and which other one it
// names.
type Question struct{ Thing, Kind, Kiosk, Other, Status string }

// State is all that is compared. Things are by tag; orders by number, those of
// the day by their note; verdicts by kiosk and kind.
type State struct {
	Things    map[string]Thing
	Orders    map[string]Order
	Questions []Question
	Verdicts  map[string]map[string]int
}

// Dock is a kiosk with its place in the company, and who works at it; ids.
type Dock struct{ Kiosk, Site, Returns, Person string }

// Deed is what a person does with a code.
type Deed int

// The deeds.
const (
	Sign    Deed = iota // a badge or a command: recorded nowhere
	Look                // a thing is looked at, or a place or an order read
	Unknown             // nobody knows the code
	Out                 // a thing leaves on the order that is open
	In                  // a thing comes to the returns place
	Move                // a thing is put at a place
	Undo                // the dock's last Out is taken back
)

// Gesture is one deed at one dock, by the index of the dock; Order and Place are
// ids, Thing is a tag.
type Gesture struct {
	Dock                int
	Do                  Deed
	Code                string
	Thing, Order, Place string
}

// Wish is an order made at a dock. Note tells it from all others.
type Wish struct {
	Dock           int
	Note           string
	Lines          []Line
	Submit, Cancel bool
}

// Items is how many facts and wishes a day leaves behind.
func Items(gestures []Gesture, wishes []Wish) int {
	n := 0
	for _, g := range gestures {
		if g.Do != Sign {
			n++
		}
	}
	for _, w := range wishes {
		n++
		if w.Submit {
			n++
		}
		if w.Cancel {
			n++
		}
	}
	return n
}

// Contested are the tags that more than one dock hands out, in order.
func Contested(gestures []Gesture) []string {
	by := map[string]int{}
	var tags []string
	for _, g := range gestures {
		if g.Do != Out {
			continue
		}
		if first, ok := by[g.Thing]; ok && first != g.Dock && !slices.Contains(tags, g.Thing) {
			tags = append(tags, g.Thing)
		}
		by[g.Thing] = g.Dock
	}
	slices.Sort(tags)
	return tags
}

// After computes the state after the day. won says which dock's hand-out came
// first, for each contested thing.
func (b *Book) After(docks []Dock, gestures []Gesture, wishes []Wish, won map[string]int) State {
	p := play{Book: b, docks: docks, sites: map[string]string{}, kiosk: map[string]string{}, last: map[int]string{}, state: State{
		Things: map[string]Thing{}, Orders: map[string]Order{}, Verdicts: map[string]map[string]int{},
	}}
	for _, d := range docks {
		p.state.Verdicts[d.Kiosk] = map[string]int{}
	}
	var lost []Gesture
	for i, g := range gestures {
		if first, ok := won[g.Thing]; ok && g.Do == Out && first != g.Dock {
			lost = append(lost, g) // it leaves a question and nothing else, so only the winner must be before it
			continue
		}
		p.do(i, g)
	}
	for i, g := range lost {
		p.do(len(gestures)+i, g)
	}
	for _, w := range wishes {
		p.wish(w)
	}
	return p.finish()
}

type play struct {
	*Book
	docks []Dock
	sites map[string]string // of things that came in, by tag
	kiosk map[string]string // who handed a thing out, by tag
	last  map[int]string    // the fact that a dock could take back
	facts []Gesture         // by number
	state State
}

func (p *play) do(at int, g Gesture) {
	d := p.docks[g.Dock]
	fact := fmt.Sprint(len(p.facts))
	p.facts = append(p.facts, g)
	when := custody.Time{T: int64(1 + at)}
	id := p.ids[g.Thing]
	var r custody.Result
	switch g.Do {
	case Sign:
		return
	case Look:
		r.Verdict = "applied"
		if id != "" {
			r = p.world.Scanned(fact, id)
		}
	case Unknown:
		r.Verdict = "deferred"
	case Out:
		r = p.world.Gone(fact, id, g.Order, d.Person, when)
		if p.last[g.Dock] = fact; r.Verdict == "applied" {
			p.kiosk[g.Thing] = d.Kiosk
		}
	case In:
		r = p.world.Back(fact, id, d.Returns, when)
		p.sites[g.Thing] = d.Site
	case Move:
		r = p.world.Moved(fact, id, g.Place)
		p.sites[g.Thing] = p.places[g.Place]
	case Undo:
		r = p.world.Undone(p.last[g.Dock])
	}
	p.state.Verdicts[d.Kiosk][r.Verdict]++
}

func (p *play) wish(w Wish) {
	o := Order{Status: "draft", Lines: w.Lines}
	n := 1
	if w.Submit {
		o.Status = "pending"
		n++
	}
	if w.Cancel {
		o.Status = "cancelled"
		n++
	}
	p.state.Orders[w.Note] = o
	p.state.Verdicts[p.docks[w.Dock].Kiosk]["applied"] += n
}

// finish reads the model out.
func (p *play) finish() State {
	for tag, id := range p.ids {
		t, was := p.world.Things[id], p.State.Things[tag]
		now := Thing{
			Status: t.Status, Place: t.Place, Order: t.Holder.Order, Person: t.Holder.Person, Outs: t.Outs, Moves: t.Moves,
		}
		if t.Status == "deployed" {
			now.Kiosk = cmp.Or(p.kiosk[tag], was.Kiosk)
		} else {
			now.Site = cmp.Or(p.sites[tag], was.Site)
		}
		p.state.Things[tag] = now
	}
	for id, number := range p.numbers {
		o := Order{Status: p.world.State(id), Lines: p.State.Orders[number].Lines}
		for _, b := range p.world.Bindings {
			switch {
			case b.Order != id:
			case b.Back:
				o.Back++
			default:
				o.Out++
			}
		}
		p.state.Orders[number] = o
	}
	p.state.Questions = slices.Clone(p.State.Questions)
	for _, q := range p.world.Questions {
		p.state.Questions = append(p.state.Questions, p.question(q))
	}
	sortQuestions(p.state.Questions)
	return p.state
}

func (p *play) question(q custody.Question) Question {
	status := "open"
	if q.Answer != "" {
		status = "resolved"
	}
	asked := Question{Thing: p.tags[q.Thing], Kind: q.Kind, Kiosk: p.kioskOf(q.Fact), Status: status}
	if q.Kind == "already_out" {
		asked.Other = p.kioskOf(q.First)
	}
	return asked
}

// kioskOf is the kiosk of a fact of the day; facts before it were central's own.
func (p *play) kioskOf(fact string) string {
	var n int
	if _, err := fmt.Sscanf(fact, "%d", &n); err != nil || fmt.Sprint(n) != fact || n >= len(p.facts) {
		return ""
	}
	return p.docks[p.facts[n].Dock].Kiosk
}

func sortQuestions(q []Question) {
	slices.SortFunc(q, func(a, b Question) int {
		return cmp.Or(cmp.Compare(a.Thing, b.Thing), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Kiosk, b.Kiosk))
	})
}
