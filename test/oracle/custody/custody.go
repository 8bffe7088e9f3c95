// Package custody is an independent model of who answers for what: things that
// go out, come back and move, the orders that they go out on, and what a person
// is asked when facts contradict each other. It is written from the domain's
// text and shares nothing with the product.
//
// Invariants: a thing has at most one holder; a fact whose effect is withheld
// leaves exactly one question.
//
// Concurrency: a World belongs to one test.
package custody

import "slices"

// Time is a moment with an uncertainty, in any unit; Vague clocks prove nothing.
type Time struct {
	T, Err int64
	Vague  bool
}

// After reports whether t certainly comes after u. The zero Time is "never".
func (t Time) After(u Time) bool {
	if t.T == 0 || u.T == 0 || t.Vague || u.Vague {
		return false
	}
	return t.T-t.Err > u.T+u.Err
}

// better reports whether t is news beside the known u.
func (t Time) better(u Time) bool {
	switch {
	case u.T == 0:
		return true
	case t.Vague:
		return false
	case u.Vague:
		return true
	}
	return !u.After(t)
}

// Holder is who has a thing, by which fact, since when.
type Holder struct {
	Order, Person, Fact string
	Since               int64
}

// Thing is one tagged thing. Last is the last fact that changed it.
type Thing struct {
	ID, Type, Status, Place, Last string
	Inspect                       bool
	Holder                        Holder
	Out, In                       Time
	InFact                        string
	Outs, Away, Moves             int64
}

// Line is what an order asks for.
type Line struct {
	Type   string
	Wanted int
}

// Binding is a thing bound to an order by a fact; Line is -1 where it was not
// asked for.
type Binding struct {
	Fact, Thing, Order string
	Line               int
	Back               bool
}

// Order is asked for, and decided on. Said is what people decided: draft,
// pending, approved, rejected or cancelled.
type Order struct {
	ID, Said, Destination string
	Lines                 []Line
}

// Question is what a person is asked.
type Question struct {
	Fact, Thing, Kind, Answer string
	// First is the fact that holds the thing, where two want it.
	First string
}

// Result is what became of one line of a gesture.
type Result struct {
	Verdict, Reason string
	Flags           []string
}

type gesture struct {
	kind    string
	at      Time
	order   string
	person  string
	before  []Thing
	bound   []Binding // the order's bindings before it
	held    bool      // withheld
	changed bool
	reopens []int
	undone  bool
}

// World is everything that the model knows.
type World struct {
	Things    map[string]*Thing
	Orders    map[string]*Order
	Bindings  []Binding
	Questions []Question
	gestures  map[string]*gesture
}

// New returns an empty World.
func New() *World {
	return &World{Things: map[string]*Thing{}, Orders: map[string]*Order{}, gestures: map[string]*gesture{}}
}

// State returns the state of an order: what people said, and once approved what
// its goods say.
func (w *World) State(id string) string {
	o := w.Orders[id]
	if o.Said != "approved" {
		return o.Said
	}
	left := make([]int, len(o.Lines))
	open := false
	for _, b := range w.Bindings {
		if b.Order != id {
			continue
		}
		open = open || !b.Back
		if b.Line >= 0 {
			left[b.Line]++
		}
	}
	for i, l := range o.Lines {
		if left[i] < l.Wanted {
			return "approved"
		}
	}
	if open {
		return "fulfilled"
	}
	return "closed"
}

func (w *World) ask(fact, thing, kind, first string) {
	w.Questions = append(w.Questions, Question{Fact: fact, Thing: thing, Kind: kind, First: first})
}

// Open returns how many questions of each kind are open on a thing.
func (w *World) Open(thing string) map[string]int {
	n := map[string]int{}
	for _, q := range w.Questions {
		if q.Thing == thing && q.Answer == "" {
			n[q.Kind]++
		}
	}
	return n
}

// Gone tells of one thing that left by a fact: on an order, else to a person.
func (w *World) Gone(fact, thing, order, person string, at Time) Result {
	t := w.Things[thing]
	g := &gesture{kind: "out", at: at, order: order, person: person, before: []Thing{*t}, bound: slices.Clone(w.Bindings)}
	w.gestures[fact] = g
	switch {
	case t.Status == "retired":
		g.held = true
		w.ask(fact, thing, "retired", "")
		return Result{Verdict: "conflict", Reason: "retired"}
	case t.In.After(at):
		g.changed = true
		t.Outs++
		if d := t.In.T - at.T; d > 0 {
			t.Away += d
		}
		t.Last = fact
		for i, q := range w.Questions {
			if q.Thing == thing && q.Kind == "unmatched_return" && q.Answer == "" && q.Fact == t.InFact {
				w.Questions[i].Answer = "auto"
				g.reopens = append(g.reopens, i)
			}
		}
		return Result{Verdict: "applied", Flags: []string{"historical"}}
	case t.Status == "deployed" || t.Status == "recalled":
		same := order != "" && t.Holder.Order == order || order == "" && t.Holder.Order == "" && t.Holder.Person == person
		if same {
			return Result{Verdict: "applied", Flags: []string{"no_change"}}
		}
		g.held = true
		w.ask(fact, thing, "already_out", t.Holder.Fact)
		return Result{Verdict: "conflict", Reason: "already_out"}
	}
	g.changed = true
	r := Result{Verdict: "applied", Flags: w.leave(fact, t, order, person, at)}
	t.Last = fact
	return r
}

// leave hands out a thing that is here, whatever state it is in.
func (w *World) leave(fact string, t *Thing, order, person string, at Time) []string {
	var flags []string
	switch t.Status {
	case "maintenance":
		flags = append(flags, "left_maintenance")
		w.ask(fact, t.ID, "left_maintenance", "")
	case "missing":
		flags = append(flags, "found")
		w.ask(fact, t.ID, "found", "")
	}
	return append(flags, w.hand(fact, t, order, person, at)...)
}

// hand gives the thing to its new holder.
func (w *World) hand(fact string, t *Thing, order, person string, at Time) []string {
	var flags []string
	t.Place = ""
	if order != "" {
		t.Place = w.Orders[order].Destination
		switch w.State(order) {
		case "rejected", "cancelled", "closed":
			flags = append(flags, "order_rejected")
			w.ask(fact, t.ID, "order_rejected", "")
		case "draft", "pending":
			flags = append(flags, "unapproved")
			flags = append(flags, w.bind(fact, t, order)...)
		default:
			flags = append(flags, w.bind(fact, t, order)...)
		}
	}
	t.Status = "deployed"
	t.Holder = Holder{Order: order, Person: person, Fact: fact, Since: at.T}
	t.Out = at
	t.Outs++
	return flags
}

func (w *World) bind(fact string, t *Thing, order string) []string {
	o := w.Orders[order]
	b := Binding{Fact: fact, Thing: t.ID, Order: order, Line: -1}
	asked := false
	for i, l := range o.Lines {
		if l.Type != t.Type {
			continue
		}
		asked = true
		n := 0
		for _, have := range w.Bindings {
			if have.Order == order && have.Line == i {
				n++
			}
		}
		if n < l.Wanted {
			b.Line = i
			break
		}
	}
	w.Bindings = append(w.Bindings, b)
	switch {
	case b.Line >= 0:
		return nil
	case asked:
		return []string{"over_requested"}
	}
	return []string{"not_ordered"}
}

// free ends what binds the thing to its holder's order.
func (w *World) free(t *Thing) {
	for i, b := range w.Bindings {
		if b.Thing == t.ID && b.Fact == t.Holder.Fact && !b.Back {
			w.Bindings[i].Back = true
		}
	}
}

// Back tells of one thing that came back to a place.
func (w *World) Back(fact, thing, place string, at Time) Result {
	t := w.Things[thing]
	g := &gesture{kind: "in", at: at, before: []Thing{*t}, bound: slices.Clone(w.Bindings)}
	w.gestures[fact] = g
	if t.Status == "retired" {
		g.held = true
		w.ask(fact, thing, "retired", "")
		return Result{Verdict: "conflict", Reason: "retired"}
	}
	news := at.better(t.In)
	r := Result{Verdict: "applied"}
	switch t.Status {
	case "deployed", "recalled", "missing":
		if t.Status != "missing" && t.Out.After(at) {
			if news {
				t.In, t.InFact = at, fact
			}
			return Result{Verdict: "applied", Flags: []string{"historical"}}
		}
		if t.Status == "missing" {
			r.Flags = append(r.Flags, "found")
		}
		w.free(t)
		if t.Holder.Since != 0 && at.T > t.Holder.Since {
			t.Away += at.T - t.Holder.Since
		}
		t.Holder = Holder{}
		t.Status = "available"
		if t.Inspect {
			t.Status = "maintenance"
			r.Flags = append(r.Flags, "needs_inspection")
		}
	default:
		r.Flags = append(r.Flags, "unmatched")
		if t.Status != "maintenance" {
			w.ask(fact, thing, "unmatched_return", "")
			if t.Inspect {
				r.Flags = append(r.Flags, "needs_inspection")
			}
		}
	}
	g.changed = true
	if news {
		t.In, t.InFact = at, fact
	}
	t.Place, t.Last = place, fact
	return r
}

// Moved tells of one thing that stands at another place.
func (w *World) Moved(fact, thing, place string) Result {
	t := w.Things[thing]
	g := &gesture{kind: "move", before: []Thing{*t}, bound: slices.Clone(w.Bindings)}
	w.gestures[fact] = g
	r := Result{Verdict: "applied"}
	switch t.Status {
	case "retired":
		g.held = true
		w.ask(fact, thing, "retired", "")
		return Result{Verdict: "conflict", Reason: "retired"}
	case "deployed", "recalled":
		r.Flags = []string{"still_out"}
	case "missing":
		r.Flags = []string{"found"}
	}
	g.changed = true
	t.Place, t.Last = place, fact
	t.Moves++
	return r
}

// Scanned tells of one thing that was read.
func (w *World) Scanned(fact, thing string) Result {
	if w.Things[thing].Status == "retired" {
		w.gestures[fact] = &gesture{kind: "scan", held: true}
		w.ask(fact, thing, "retired", "")
		return Result{Verdict: "conflict", Reason: "retired"}
	}
	return Result{Verdict: "applied"}
}

// CanUndo reports whether the model has an opinion on undoing a fact: facts
// that changed nothing it leaves open.
func (w *World) CanUndo(fact string) bool {
	g := w.gestures[fact]
	return g != nil && (g.held || g.changed || g.undone)
}

// Undone tells that a fact was taken back.
func (w *World) Undone(fact string) Result {
	g := w.gestures[fact]
	late := Result{Verdict: "conflict", Reason: "undo_superseded"}
	if g.undone {
		return late
	}
	for _, q := range w.Questions {
		if q.Fact == fact && q.Answer == "give_to_second" {
			return late
		}
	}
	if !g.held {
		was := g.before[0]
		t := w.Things[was.ID]
		if t.Last != fact {
			return late
		}
		*t = was
		w.rebind(fact, g)
		for _, i := range g.reopens {
			w.Questions[i].Answer = ""
		}
	}
	g.undone = true
	for i, q := range w.Questions {
		if q.Fact == fact && q.Answer == "" {
			w.Questions[i].Answer = "auto"
		}
	}
	return Result{Verdict: "applied"}
}

// rebind takes back what a fact bound or freed.
func (w *World) rebind(fact string, g *gesture) {
	was := g.before[0]
	var kept []Binding
	for _, b := range w.Bindings {
		if b.Fact == fact && b.Thing == was.ID {
			continue
		}
		if g.kind == "in" && b.Thing == was.ID && b.Fact == was.Holder.Fact {
			b.Back = slices.ContainsFunc(g.bound, func(o Binding) bool { return o == Binding{b.Fact, b.Thing, b.Order, b.Line, true} })
		}
		kept = append(kept, b)
	}
	w.Bindings = kept
}

// Step moves an order as people decide, or says why not.
func (w *World) Step(id, step string) bool {
	o := w.Orders[id]
	switch step {
	case "submit":
		if o.Said != "draft" {
			return false
		}
		o.Said = "pending"
	case "approve":
		if o.Said != "pending" {
			return false
		}
		o.Said = "approved"
	case "reject":
		if o.Said != "pending" {
			return false
		}
		o.Said = "rejected"
	case "cancel":
		if s := w.State(id); s != "draft" && s != "pending" && s != "approved" {
			return false
		}
		for _, b := range w.Bindings {
			if b.Order == id && !b.Back {
				return false
			}
		}
		o.Said = "cancelled"
	}
	return true
}

// Ask changes what an order asks for, or says why not: it must wait for a decision,
// and nothing may ever have been bound to it.
func (w *World) Ask(id string, lines []Line) bool {
	o := w.Orders[id]
	if o.Said != "draft" && o.Said != "pending" {
		return false
	}
	if slices.ContainsFunc(w.Bindings, func(b Binding) bool { return b.Order == id }) {
		return false
	}
	o.Lines = lines
	return true
}

// Answer answers the i-th question by a fact of its own, or says why not.
func (w *World) Answer(i int, answer, by string) bool {
	q := &w.Questions[i]
	if q.Answer != "" || answer != "noted" && q.Kind != "already_out" {
		return false
	}
	if answer == "give_to_second" {
		t, g := w.Things[q.Thing], w.gestures[q.Fact]
		out := t.Status == "deployed" || t.Status == "recalled"
		switch {
		case g.undone:
			return false
		case out && t.Holder.Fact == q.First:
			w.free(t)
			if t.Holder.Since != 0 && g.at.T > t.Holder.Since {
				t.Away += g.at.T - t.Holder.Since
			}
			w.hand(q.Fact, t, g.order, g.person, g.at)
		case !out && w.asBefore(q.First, t):
			w.leave(q.Fact, t, g.order, g.person, g.at) // the first took it by mistake
		default:
			return false
		}
		t.Last = by
		q = &w.Questions[i]
	}
	q.Answer = answer
	return true
}

// asBefore reports whether a fact was taken back and nothing has happened to the thing
// since.
func (w *World) asBefore(fact string, t *Thing) bool {
	g := w.gestures[fact]
	if g == nil || !g.undone {
		return false
	}
	i := slices.IndexFunc(g.before, func(was Thing) bool { return was.ID == t.ID })
	return i >= 0 && g.before[i].Last == t.Last
}
