package rental

import (
	"slices"
	"strings"
)

// work is one run of Decide: what is asked, and the working copy that its
// lines write to, so that a later line sees what an earlier one did. The State
// below it is never changed.
type work struct {
	s   *State
	c   Command
	a   Actor
	now Millis

	// at finds a key in changes; known holds every row that was read, which is
	// what a change's Before is taken from. sets are the allocations that were
	// read with their order: known gets one of them when it is asked for.
	at      map[Key]int
	known   map[Key]Row
	sets    []AllocationSet
	changes []Change

	// actorFlag and actorKind say what permitFact found wrong with the actor.
	actorFlag Flag
	actorKind ExceptionKind

	verdict    Verdict // of the gesture, where it has no lines
	lines      []LineVerdict
	events     []Event
	exceptions []Exception
	notices    []Notice
}

func newWork(s *State, c Command, a Actor, now Millis) *work {
	c.Occurred.ItemID = c.ID
	if c.Occurred.T == 0 {
		c.Occurred.T = now
	}
	return &work{s: s, c: c, a: a, now: now, at: map[Key]int{}, known: map[Key]Row{}}
}

func keyOf(r Row) Key { return Key{r.RowCollection(), r.RowID()} }

// row returns the row under k as this run sees it.
func (w *work) row(k Key) (Row, Presence) {
	if k.ID == "" {
		return nil, Absent
	}
	if i, ok := w.at[k]; ok {
		if w.changes[i].Row == nil {
			return nil, Absent
		}
		return w.changes[i].Row, Present
	}
	if r, ok := w.recall(k); ok {
		return r, Present
	}
	e := w.s.get(k)
	if e.Presence != Present {
		return nil, e.Presence
	}
	r, ok := e.Value.(Row)
	if !ok {
		return nil, Unknown
	}
	w.known[k] = r
	return r, Present
}

// find returns the row of type R with that id, as this run sees it.
func find[R Row](w *work, id string) (R, Presence) {
	var zero R
	r, p := w.row(Key{zero.RowCollection(), id})
	if p != Present {
		return zero, p
	}
	v, ok := r.(R)
	if !ok {
		return zero, Unknown
	}
	return v, Present
}

// put writes r into the working copy.
func (w *work) put(r Row) { w.set(keyOf(r), r) }

// set writes r (nil: a delete) under k into the working copy.
func (w *work) set(k Key, r Row) {
	if i, ok := w.at[k]; ok {
		w.changes[i].Row = r
		return
	}
	before, _ := w.recall(k)
	w.at[k] = len(w.changes)
	w.changes = append(w.changes, Change{Key: k, Before: before, Row: r})
}

// recall returns a row that was read before, as it was read.
func (w *work) recall(k Key) (Row, bool) {
	if r, ok := w.known[k]; ok {
		return r, true
	}
	if k.Collection != Allocations {
		return nil, false
	}
	for _, set := range w.sets {
		for i := range set {
			if string(set[i].ID) == k.ID {
				w.known[k] = set[i]
				return set[i], true
			}
		}
	}
	return nil, false
}

// allocations returns the allocations of an order by id, as this run sees them.
// They are the State's own where this run changed none: nobody may write to them.
func (w *work) allocations(id RentActionID) ([]Allocation, Presence) {
	e := w.s.get(Key{OrderAllocations, string(id)})
	set, ok := e.Value.(AllocationSet)
	if e.Presence == Present && !ok {
		return nil, Unknown
	}
	if e.Presence == Unknown || e.Presence == NotLoaded {
		return nil, e.Presence
	}
	w.noteSet(set)
	byID := func(a, b Allocation) int { return strings.Compare(string(a.ID), string(b.ID)) }
	if !slices.IsSortedFunc(set, byID) {
		set = slices.SortedFunc(slices.Values(set), byID)
	}
	var mine []Allocation
	touched := false
	for _, ch := range w.changes {
		if ch.Key.Collection != Allocations {
			continue
		}
		touched = true
		if al, ok := ch.Row.(Allocation); ok && al.RentActionID == id {
			mine = append(mine, al)
		}
	}
	if !touched {
		return set, Present
	}
	out := make([]Allocation, 0, len(set)+len(mine))
	for i := range set {
		if _, ok := w.at[Key{Allocations, string(set[i].ID)}]; !ok {
			out = append(out, set[i])
		}
	}
	for _, al := range mine {
		i, _ := slices.BinarySearchFunc(out, al, byID)
		out = slices.Insert(out, i, al)
	}
	return out, Present
}

// noteSet lets recall find the allocations of a set.
func (w *work) noteSet(set AllocationSet) {
	if len(set) == 0 {
		return
	}
	for _, have := range w.sets {
		if len(have) == len(set) && &have[0] == &set[0] {
			return
		}
	}
	w.sets = append(w.sets, set)
}

// openExceptions returns the open exceptions under a derived key by id, as this
// run sees them; none where they are not known.
func (w *work) openExceptions(k Key) []Exception {
	e := w.s.get(k)
	set, ok := e.Value.(ExceptionSet)
	if !ok {
		return nil
	}
	var out []Exception
	for _, x := range set {
		key := keyOf(x)
		if _, ok := w.known[key]; !ok {
			w.known[key] = x
		}
		if r, p := w.row(key); p == Present {
			if x, ok := r.(Exception); ok && x.Status == ExceptionOpen {
				out = append(out, x)
			}
		}
	}
	return out
}

func (w *work) emit(t EventType, subject string, site SiteID, data any) {
	w.events = append(w.events, Event{Type: t, Subject: subject, SiteID: site, Data: data})
}

// atKiosk reports whether this run is provisional.
func (w *work) atKiosk() bool { return w.s.Side == AtKiosk }

// ask wants keys early, so that a ledger loads them in one round.
func (w *work) ask(keys ...Key) {
	for _, k := range keys {
		if k.ID != "" {
			w.s.get(k)
		}
	}
}

// askLines wants what a gesture over things needs.
func (w *work) askLines(lines []AssetLine) {
	for _, l := range lines {
		switch {
		case l.AssetID != "":
			w.ask(Key{Assets, string(l.AssetID)})
		case !w.atKiosk():
			w.ask(Key{CodeTargets, l.Tag})
		}
	}
}
