// Package session is what the desk remembers between two gestures: who stands here, in which mode, on which order, what
// was done, what waits. It is pure: no I/O, no clock.
//
// Invariants: a State is a value; a plan works on a Clone, which becomes the session only when its transaction has
// committed. What is parked under a person comes back with the badge of that person.
//
// Concurrency: plain values; whoever holds one owns it.
package session

import (
	"maps"
	"slices"

	"rms/kiosk/desk/card"
	"rms/syncproto/rental"
)

// How much of the past a session remembers.
const (
	maxDone   = 50 // movements that UNDO can take back
	maxReads  = 8  // last reads of things, for repeats of a trigger-happy scanner
	maxRecent = 8  // lines of the list of last scans
	maxTray   = 50 // stops that wait; older ones leave the tray, not the record
)

// State is all that the desk remembers between two gestures. It is kept as JSON in the store and is a value: a plan
// works on a clone, which becomes the session only when its transaction has committed.
type State struct {
	Rev     int64                    `json:"rev"`
	HeadN   int64                    `json:"head_n"`
	Person  *Person                  `json:"person,omitempty"`
	Work    Work                     `json:"work"`
	Parked  map[rental.PersonID]Work `json:"parked,omitempty"`
	Ask     *Question                `json:"ask,omitempty"`
	Reads   []Read                   `json:"reads,omitempty"`
	Last    *card.Answer             `json:"last,omitempty"`
	Recent  []card.Recent            `json:"recent,omitempty"`
	Tray    []card.TrayEntry         `json:"tray,omitempty"`
	Touched int64                    `json:"touched"`
	Fresh   bool                     `json:"fresh,omitempty"`
}

// Work is what is being done: the part that is parked with its person and comes back with the badge.
type Work struct {
	Mode  string              `json:"mode"`
	Order rental.RentActionID `json:"order,omitempty"`
	Place rental.PlaceID      `json:"place,omitempty"`
	Due   rental.Millis       `json:"due,omitempty"`
	Draft *Draft              `json:"draft,omitempty"`
	Done  []Done              `json:"done,omitempty"`
	// Count is how many things the batch has moved since FINISH, undone ones not counted.
	Count int64 `json:"count,omitempty"`
	// Grant is a right lent by badge and PIN for this batch; it ends with FINISH, sign-out and idle.
	Grant *Grant `json:"grant,omitempty"`
}

// Person is the person at the desk.
type Person struct {
	ID    rental.PersonID     `json:"id"`
	Name  string              `json:"name"`
	Badge rental.BadgeID      `json:"badge"`
	Can   []rental.Capability `json:"can"`
	// ByPIN: picked from a list, with the PIN in place of the badge.
	ByPIN bool `json:"by_pin,omitempty"`
}

// Grant is a strong right, shown by badge and PIN: the person's own or a supervisor's.
type Grant struct {
	Cap   rental.Capability   `json:"cap"`
	Order rental.RentActionID `json:"order,omitempty"`
	By    Person              `json:"by"`
}

// Done is one movement that UNDO can take back.
type Done struct {
	Fact  rental.ItemID       `json:"fact"`
	Kind  rental.Kind         `json:"kind"`
	Asset rental.AssetID      `json:"asset"`
	Order rental.RentActionID `json:"order,omitempty"`
	At    int64               `json:"at"`
}

// Read is the last certain read of a thing.
type Read struct {
	Asset rental.AssetID `json:"asset"`
	Mode  string         `json:"mode"`
	// Place and Order are what the session worked on: the same tag for another one is a gesture of its own.
	Place rental.PlaceID      `json:"place,omitempty"`
	Order rental.RentActionID `json:"order,omitempty"`
	Fact  rental.ItemID       `json:"fact"`
	At    int64               `json:"at"`
}

// Clone returns a copy that shares nothing that a plan changes.
func (s State) Clone() State {
	s.Parked = maps.Clone(s.Parked)
	s.Reads = slices.Clone(s.Reads)
	s.Recent = slices.Clone(s.Recent)
	s.Tray = slices.Clone(s.Tray)
	s.Work = s.Work.Clone()
	if s.Person != nil {
		p := *s.Person
		s.Person = &p
	}
	if s.Ask != nil {
		a := *s.Ask
		s.Ask = &a
	}
	return s
}

func (w Work) Clone() Work {
	w.Done = slices.Clone(w.Done)
	if w.Draft != nil {
		d := *w.Draft
		d.Lines = slices.Clone(d.Lines)
		w.Draft = &d
	}
	if w.Grant != nil {
		g := *w.Grant
		w.Grant = &g
	}
	return w
}

// HalfDone reports whether w is worth coming back to.
func (w Work) HalfDone() bool {
	return w.Mode != card.ModeIdle || w.Order != "" || w.Draft != nil
}

// Park puts the work aside under its person and leaves the desk idle with nobody at it. Work of nobody is dropped: its
// facts are recorded, and there is no badge to bring it back. It reports whether something was parked.
func (s *State) Park() bool {
	s.Ask = nil
	parked := false
	if s.Person != nil && s.Work.HalfDone() {
		w := s.Work.Clone()
		w.Grant = nil // a right that was lent does not outlive its use
		if s.Parked == nil {
			s.Parked = map[rental.PersonID]Work{}
		}
		s.Parked[s.Person.ID] = w
		parked = true
	}
	s.Person = nil
	s.Work = Work{Mode: card.ModeIdle}
	s.Recent, s.Last, s.Reads = nil, nil, nil
	return parked
}

// SignIn puts p at the desk and brings back what p had parked, unless something is under way. It reports whether there was
// something to bring back.
func (s *State) SignIn(p Person) bool {
	s.Person = &p
	s.Ask = nil
	w, ok := s.Parked[p.ID]
	if !ok || s.Work.Mode != card.ModeIdle {
		return false
	}
	delete(s.Parked, p.ID)
	s.Work = w
	return true
}

// Enter changes the mode. The order stays only where the new mode works on it.
func (s *State) Enter(mode string) {
	if s.Work.Mode == mode {
		return
	}
	w := Work{Mode: mode, Done: s.Work.Done}
	if mode == card.ModeOut || mode == card.ModeIn {
		w.Order = s.Work.Order
	}
	if mode == card.ModeNewOrder {
		w.Draft = &Draft{}
	}
	s.Work = w
	s.Ask = nil
}

// Remember notes a movement for UNDO and for the count of the batch.
func (s *State) Remember(d Done) {
	s.Work.Done = append(s.Work.Done, d)
	if n := len(s.Work.Done); n > maxDone {
		s.Work.Done = slices.Delete(s.Work.Done, 0, n-maxDone)
	}
	s.Work.Count++
}

// NoteRead remembers a read of a thing, for repeats.
func (s *State) NoteRead(r Read) {
	s.Reads = slices.DeleteFunc(s.Reads, func(old Read) bool { return old.Asset == r.Asset })
	s.Reads = append(s.Reads, r)
	if n := len(s.Reads); n > maxReads {
		s.Reads = slices.Delete(s.Reads, 0, n-maxReads)
	}
}

// repeatWithin is how soon the same tag again is the scanner's doing and not a person's.
const repeatWithin = 1500 // ms

// Repeats returns the read that a second read of asset at ms only repeats. A clock that was set back repeats nothing.
func (s State) Repeats(asset rental.AssetID, at int64) (Read, bool) {
	for _, r := range s.Reads {
		same := r.Asset == asset && r.Mode == s.Work.Mode && r.Place == s.Work.Place && r.Order == s.Work.Order
		if since := at - r.At; same && since >= 0 && since < repeatWithin {
			return r, true
		}
	}
	return Read{}, false
}

// Record numbers an answer and files it in the lists that the screen shows.
func (s *State) Record(a *card.Answer) {
	s.HeadN++
	a.N = s.HeadN
	shown := *a
	shown.Desk, shown.Also = nil, []card.Answer{}
	line := card.Recent{N: a.N, At: a.At, Outcome: a.Outcome, Name: a.Subject.Name, Tag: a.Subject.Tag, Title: a.Title}
	if line.Name == "" {
		line.Name = a.Raw
	}
	for i := range s.Tray { // the neighbour after a stop is known only now
		if s.Tray[i].After == nil && s.Tray[i].Answer.N == a.N-1 {
			s.Tray[i].After = &line
		}
	}
	if waits(a) {
		e := card.TrayEntry{Answer: shown}
		if len(s.Recent) > 0 {
			before := s.Recent[0]
			e.Before = &before
		}
		s.Tray = slices.Insert(s.Tray, 0, e)
		s.Tray = s.Tray[:min(len(s.Tray), maxTray)]
	}
	s.Last = &shown
	s.Recent = slices.Insert(s.Recent, 0, line)
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
}

// waits reports whether an answer is a stop about something in somebody's hands, which must be found again.
func waits(a *card.Answer) bool {
	if a.Outcome != rental.OutcomeStop {
		return false
	}
	switch a.Kind {
	case card.KindItem, card.KindUnknown, card.KindMisread:
		return true
	}
	return false
}

// PutAside takes the stop n out of the tray and reports whether it was there.
func (s *State) PutAside(n int64) bool {
	before := len(s.Tray)
	s.Tray = slices.DeleteFunc(s.Tray, func(e card.TrayEntry) bool { return e.Answer.N == n })
	return len(s.Tray) < before
}

// Bump makes the session's revision rise, also over restarts that lost some: it never falls behind the clock.
func (s *State) Bump(now int64) { s.Rev = max(s.Rev+1, now) }

// Has reports whether the person has a right.
func (p Person) Has(c rental.Capability) bool { return slices.Contains(p.Can, c) }

// Forget drops a movement that was taken back: it does not count, and the same tag again is no repeat.
func (s *State) Forget(d Done) {
	for i, have := range s.Work.Done {
		if have.Fact == d.Fact {
			s.Work.Done = append(s.Work.Done[:i:i], s.Work.Done[i+1:]...)
			s.Work.Count = max(s.Work.Count-1, 0)
			break
		}
	}
	reads := s.Reads[:0:0]
	for _, r := range s.Reads {
		if r.Asset != d.Asset {
			reads = append(reads, r)
		}
	}
	s.Reads = reads
}
