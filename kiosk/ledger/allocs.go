package ledger

import (
	"slices"
	"strings"
	"sync"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// maxAllocSets bounds the orders whose allocations are kept at hand.
const maxAllocSets = 64

// allocSets keeps the allocations of the orders at hand: an order of forty
// things is read with each of its scans. It is filled and used by Record alone,
// under the turn to write, and emptied by whatever else moves rows and by every
// write that fails.
type allocSets struct {
	mu   sync.Mutex
	sets map[rental.RentActionID]rental.AllocationSet
}

func (s *allocSets) get(id rental.RentActionID) (rental.AllocationSet, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set, ok := s.sets[id]
	return set, ok
}

func (s *allocSets) put(id rental.RentActionID, set rental.AllocationSet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sets == nil || len(s.sets) >= maxAllocSets {
		s.sets = map[rental.RentActionID]rental.AllocationSet{}
	}
	s.sets[id] = set
}

func (s *allocSets) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sets = nil
}

// wrote follows the images of a new item, which is the last of all.
func (s *allocSets) wrote(images []store.Image) {
	for _, img := range images {
		if img.Key.Collection != rental.Allocations {
			continue
		}
		a, ok := img.Row.(rental.Allocation)
		if !ok { // a delete does not say of which order
			s.clear()
			return
		}
		if set, ok := s.get(a.RentActionID); ok {
			s.put(a.RentActionID, with(set, a))
		}
	}
}

// with returns the set, in order of id, with a in it.
func with(set rental.AllocationSet, a rental.Allocation) rental.AllocationSet {
	i, found := slices.BinarySearchFunc(set, a.ID, func(x rental.Allocation, id rental.AllocationID) int {
		return strings.Compare(string(x.ID), string(id))
	})
	set = slices.Clone(set)
	if found {
		set[i] = a
		return set
	}
	return slices.Insert(set, i, a)
}
