package ledger

import (
	"maps"

	"rms/syncproto/rental"
)

// AtHand is what Record keeps at hand, for tests that compare it with what is
// stored.
func (l *Ledger) AtHand() (entries map[rental.Key]rental.Entry, seq uint64) {
	l.hand.mu.Lock()
	defer l.hand.mu.Unlock()
	if l.hand.head != nil {
		seq = l.hand.head.Seq
	}
	return maps.Clone(l.hand.entries), seq
}
