package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/syncproto/rental"
)

// TestOnePushOrMany gives central the same items in one push and one by one: what
// a push keeps of what its items have read and written shows nowhere. The order
// wants one thing, so that what it holds already matters to the next.
func TestOnePushOrMany(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		whole, single := setup(t, same), setup(t, same)
		var docks []*dock
		for _, b := range []*bench{whole, single} {
			b.company(3)
			small := order(1, rental.Approved)
			small.Lines[0].Requested = 1
			b.seed(small)
			docks = append(docks, b.dock(1, berlin))
		}
		for range rapid.IntRange(2, 8).Draw(rt, "items") {
			body := gesture(rt, docks[0])
			docks[0].mint(body)
			docks[1].mint(body)
		}
		docks[0].push(1, docks[0].seq)
		for seq := uint64(1); seq <= docks[1].seq; seq++ {
			docks[1].now = docks[0].now // one moment of receipt
			docks[1].push(seq, seq)
		}
		if diff := cmp.Diff(single.digest(), whole.digest()); diff != "" {
			rt.Fatalf("(-one by one +at once):\n%s", diff)
		}
	})
}
