// Package reads is what decisions looked at: the keys of one as the store keeps
// them, and sets of keys to hold against them.
//
// Invariants: a set that touches a row holds every derived key that follows from
// the row.
//
// Concurrency: a Set belongs to one goroutine.
package reads

import (
	"bytes"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Set holds the keys of rows that have changed, with the derived keys that
// follow from them, each as a decision's reads have it.
type Set map[string]struct{}

// text is a key as the reads of a decision have it.
func text(k rental.Key) string { return string(k.Collection) + "\x00" + k.ID }

// Of are the keys that a decision looked at, as the store keeps them.
func Of(keys []rental.Key) []byte {
	b := make([]byte, 0, 64*len(keys))
	for _, k := range keys {
		b = append(append(b, text(k)...), '\n')
	}
	return b
}

// Add adds keys.
func (s Set) Add(keys ...rental.Key) {
	for _, k := range keys {
		s[text(k)] = struct{}{}
	}
}

// AddAll adds all that a decision looked at.
func (s Set) AddAll(reads []byte) {
	for k := range bytes.SplitSeq(reads, []byte("\n")) {
		s[string(k)] = struct{}{}
	}
}

// Touch adds a row's key and what is derived from the row.
func (s Set) Touch(img store.Image) {
	s.Add(img.Key)
	switch r := img.Row.(type) {
	case rental.Allocation:
		s.Add(rental.Key{Collection: rental.OrderAllocations, ID: string(r.RentActionID)})
	case rental.RentAction:
		s.Add(rental.Key{Collection: rental.OrderAllocations, ID: string(r.ID)},
			rental.Key{Collection: rental.OrderByNumber, ID: string(r.Number)})
	case rental.Exception:
		s.Add(rental.Key{Collection: rental.OpenExceptions, ID: string(r.AssetID)},
			rental.Key{Collection: rental.FactExceptions, ID: string(r.FactID)})
	}
}

// Hits reports whether a decision looked at any of the keys.
func (s Set) Hits(reads []byte) bool {
	for k := range bytes.SplitSeq(reads, []byte("\n")) {
		if _, ok := s[string(k)]; ok && len(k) > 0 {
			return true
		}
	}
	return false
}
