package ledger

import (
	"maps"

	"rms/syncproto/rental"
)

// AllocSets are the allocations at hand, for tests that compare them with what
// is stored.
func (l *Ledger) AllocSets() map[rental.RentActionID]rental.AllocationSet {
	l.allocs.mu.Lock()
	defer l.allocs.mu.Unlock()
	return maps.Clone(l.allocs.sets)
}
