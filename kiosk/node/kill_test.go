package node_test

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/localapi"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// scans of the kill test, and how often the program is killed among them.
const (
	scans = 200
	kills = 8
)

// sentence is what the dock scans: every fourth code is unknown, the rest are things that leave on an order.
func sentence() []localapi.ScanRequest {
	all := []localapi.ScanRequest{newScan(desktest.AdaBadge), newScan(desktest.ApprovedNumber)}
	for n := 1; len(all) < scans; n++ {
		switch {
		case n%4 == 0:
			all = append(all, newScan(fmt.Sprintf("UNKNOWN-%04d", n)))
		case n <= desktest.Units:
			all = append(all, newScan(desktest.Tag(n)))
		default:
			all = append(all, newScan(fmt.Sprintf("UNKNOWN-%04d", n)), newScan(desktest.Tag(n%desktest.Units+1)))
		}
	}
	return all[:scans]
}

// A power cut in the middle of work: whatever was acknowledged is there after the restart, once, and the same id gives
// the same answer.
func TestAcknowledgedScansSurviveKill(t *testing.T) {
	t.Parallel()
	dir := desktest.Dir(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	todo := sentence()
	acked := make([]localapi.Answer, 0, scans)
	lives := 0
	for len(acked) < scans {
		k := start(t, dir)
		again(t, k, todo, acked)
		lives++
		after := scans
		if lives <= kills {
			after = len(acked) + 1 + random.IntN(2*(scans-len(acked))/(kills-lives+2)+1)
		}
		acked = work(k, todo, acked, after)
	}
	if lives <= kills/2 {
		t.Fatalf("only %d lives: this test proves nothing", lives)
	}
	k := start(t, dir)
	again(t, k, todo, acked)
	k.kill()
	present(t, dir, acked)
}

// work scans on and kills the program when so many are acknowledged, while the next is under way. It returns all that
// were acknowledged.
func work(k *kiosk, todo []localapi.ScanRequest, acked []localapi.Answer, after int) []localapi.Answer {
	var count atomic.Int64
	count.Store(int64(len(acked)))
	reached := make(chan struct{})
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-reached
		k.kill()
	}()
	told := false
	for len(acked) < len(todo) {
		if len(acked) >= after && !told {
			told = true
			close(reached) // the kill races with the next scans
		}
		a, ok := k.scan(todo[len(acked)])
		if !ok {
			break
		}
		acked = append(acked, a)
	}
	if !told {
		close(reached)
	}
	<-killed
	return acked
}

// withoutDesk: the desk that goes with an answer is always that of now.
var withoutDesk = cmpopts.IgnoreFields(localapi.Answer{}, "Desk")

// again asks for every acknowledged answer once more.
func again(t *testing.T, k *kiosk, todo []localapi.ScanRequest, acked []localapi.Answer) {
	t.Helper()
	for i, want := range acked {
		got, ok := k.scan(todo[i])
		if !ok {
			t.Fatalf("scan %d is not answered after the restart\n%s", i, k.stderr)
		}
		if diff := cmp.Diff(want, got, withoutDesk); diff != "" {
			t.Fatalf("scan %d is answered otherwise after the restart:\n%s", i, diff)
		}
	}
}

// present checks the store: each acknowledged fact is recorded once, and nothing that was not scanned.
func present(t *testing.T, dir string, acked []localapi.Answer) {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	want := map[string]bool{}
	for i, a := range acked {
		if a.FactID == "" || a.FactID != a.ID {
			continue // a badge, or a repeat
		}
		want[a.FactID] = true
		if _, ok, err := s.ItemByID(t.Context(), rental.ItemID(a.FactID)); err != nil || !ok {
			t.Errorf("scan %d was acknowledged and is lost (%v)", i, err)
		}
	}
	items, err := s.Outbox(t.Context(), 2*scans)
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != len(want) || len(want) < scans/2 {
		t.Errorf("%d items are recorded for %d acknowledged facts", len(items), len(want))
	}
	for i, it := range items {
		if !want[string(it.ID)] || it.Seq != uint64(i+1) {
			t.Errorf("item %d (%s) is not what was scanned", it.Seq, it.ID)
		}
	}
}
