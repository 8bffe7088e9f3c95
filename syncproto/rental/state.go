package rental

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Side says where a command is decided: provisionally at a kiosk, or at
// central, whose Decision is the truth.
type Side int

// The sides.
const (
	AtCentral Side = iota
	AtKiosk
)

// Presence says what a State knows of a key. Unknown is never read as absent.
type Presence int

// What can be known of a key.
const (
	// NotLoaded: the ledger has not looked yet; Decide asks for it.
	NotLoaded Presence = iota
	// Present: the row is there.
	Present
	// Absent: there certainly is no such row.
	Absent
	// Unknown: the side that decides cannot tell (a kiosk outside its scope, or
	// before its first snapshot).
	Unknown
)

// Key names something that a State can hold: a row by collection and id, or
// one of the derived sets below by the id that they belong to.
type Key struct {
	Collection Collection
	ID         string
}

// Derived keys: what they name is loaded by the ledger's own query.
const (
	// OrderAllocations: all allocations of the order with that id; AllocationSet.
	OrderAllocations Collection = "rent_actions.allocations"
	// OrderByNumber: the order that bears that number; RentAction.
	OrderByNumber Collection = "rent_actions.by_number"
	// FactRecords: what was recorded of the fact with that id; FactRecord.
	FactRecords Collection = "facts"
	// OpenExceptions: open exceptions of the asset with that id; ExceptionSet.
	OpenExceptions Collection = "exceptions.open_by_asset"
	// FactExceptions: exceptions that the fact with that id opened; ExceptionSet.
	FactExceptions Collection = "exceptions.by_fact"
	// CodeTargets: what the code with that text names today; CodeTarget. It is
	// how central judges a scan that the kiosk could not resolve.
	CodeTargets Collection = "codes"
	// PersonBadges: the badges of the person with that id; BadgeSet. A change of
	// a person's name or capabilities must reach every dock. Central only.
	PersonBadges Collection = "badges.by_person"
	// Accounts: every account, under the id EveryAccount; UserSet. Somebody must
	// be left who may let others in. Central only.
	Accounts Collection = "users.all"
)

// EveryAccount is the id of the one Accounts key.
const EveryAccount = "all"

// AllocationSet is the value of an OrderAllocations key, ordered by id.
type AllocationSet []Allocation

// With returns a set that holds a, in place of an allocation of its id if there
// is one. The set itself stays as it is.
func (s AllocationSet) With(a Allocation) AllocationSet {
	i, found := slices.BinarySearchFunc(s, a.ID, func(x Allocation, id AllocationID) int {
		return strings.Compare(string(x.ID), string(id))
	})
	rest := s[i:]
	if found {
		rest = rest[1:]
	}
	return slices.Concat(s[:i], AllocationSet{a}, rest)
}

// ExceptionSet is the value of an OpenExceptions or FactExceptions key, ordered by id.
type ExceptionSet []Exception

// BadgeSet is the value of a PersonBadges key, ordered by id.
type BadgeSet []Badge

// UserSet is the value of the Accounts key, ordered by id.
type UserSet []User

// CodeTarget is the value of a CodeTargets key.
type CodeTarget struct {
	Target TargetType
	ID     string
}

// FactRecord is what a ledger keeps of a recorded fact, so that it can be
// undone or, once answered, applied after all.
type FactRecord struct {
	ID       ItemID
	Kind     Kind
	KioskID  KioskID
	PersonID PersonID
	Actor    Actor
	Occurred Occurred
	Origin   Origin
	Body     Body
	Verdict  Verdict
	// Before holds the row images before the fact, in the order in which it
	// changed them; a nil Row means that the row did not exist.
	Before []Image
	// Undone names the fact that took it back; empty while it stands.
	Undone ItemID
}

// Image is a row's content under its key; Row is nil where there was none.
type Image struct {
	Key Key
	Row Row
}

// Entry is one loaded value. Value is a Row for plain keys (an entity struct,
// never a pointer), or the type that the derived key names; nil unless Present.
type Entry struct {
	Presence Presence
	Value    any
}

// State is what a Decision is made from. A ledger fills it: it runs Decide,
// loads what Wanted lists, and runs Decide again until nothing is wanted; only
// that last Decision counts.
type State struct {
	Side   Side
	rows   map[Key]Entry
	wanted map[Key]struct{}
}

// NewState returns an empty State for side.
func NewState(side Side) *State {
	return &State{Side: side, rows: map[Key]Entry{}, wanted: map[Key]struct{}{}}
}

// Put loads an entry and stops wanting its key.
func (s *State) Put(k Key, e Entry) {
	s.rows[k] = e
	delete(s.wanted, k)
}

// Wanted returns the keys that Decide asked for and that are not loaded yet,
// sorted, so that loading them is deterministic.
func (s *State) Wanted() []Key {
	keys := slices.Collect(maps.Keys(s.wanted))
	slices.SortFunc(keys, func(a, b Key) int {
		return cmp.Or(strings.Compare(string(a.Collection), string(b.Collection)), strings.Compare(a.ID, b.ID))
	})
	return keys
}

// get returns the entry of k and remembers that it was asked for.
func (s *State) get(k Key) Entry {
	e, ok := s.rows[k]
	if !ok {
		s.wanted[k] = struct{}{}
		return Entry{Presence: NotLoaded}
	}
	return e
}
