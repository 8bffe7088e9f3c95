package ledger_test

import (
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

var unavailable = &rental.Error{Code: rental.CodeUnavailable, Reason: "store_unavailable"}

// TestACommitOfUnknownOutcome: the kiosk is told to send the same again, and
// whether it had been stored or not, it is stored once.
func TestACommitOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	var before, after atomic.Bool
	broken := func(on *atomic.Bool) func() error {
		return func() error {
			if on.Load() {
				return errors.New("the disk went away")
			}
			return nil
		}
	}
	dir := t.TempDir()
	db, err := store.Open(t.Context(), store.Options{
		Path: filepath.Join(dir, store.FileName), Faults: &store.Faults{BeforeCommit: broken(&before), AfterCommit: broken(&after)},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	b := over(t, dir, db)
	b.company(2)
	k := b.dock(1, berlin)
	for i, on := range []*atomic.Bool{&before, &after} {
		k.mint(out("", line(i)))
		on.Store(true)
		_, err := b.l.Push(t.Context(), k.id, k.now, k.request(1, k.seq))
		on.Store(false)
		if !errors.Is(err, unavailable) {
			t.Errorf("commit %d: %v", i, err)
		}
	}
	for _, v := range k.push(1, 2).Verdicts {
		if v.Verdict != rental.AlreadyStored || v.Was != rental.Applied {
			t.Errorf("sent again: %+v", v)
		}
	}
	if n := b.count(`select count(*) from facts`); n != 2 {
		t.Errorf("%d facts, want 2", n)
	}
	judge(t, dir)
}

// TestAFullDiskStopsTheBatchAndLosesNothing: what fitted may be acknowledged,
// the rest is sent again when there is room.
func TestAFullDiskStopsTheBatchAndLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	room := b.count(`select page_count from pragma_page_count`) + 60 // for some tens of facts
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(b.dir, store.FileName), MaxPages: room, CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	small := over(t, b.dir, db)
	k.bench = small
	acked := uint64(0)
	full := false
	for range 400 {
		k.mint(rental.ScanBody{Printable: strings.Repeat("x", 2000)})
		reply, err := small.l.Push(t.Context(), k.id, k.now, k.request(acked+1, min(k.seq, acked+100)))
		if err != nil {
			if !errors.Is(err, unavailable) {
				t.Fatalf("item %d: %v", k.seq, err)
			}
			full = true
			break
		}
		acked = reply.AppliedThrough
		if last := reply.Verdicts[len(reply.Verdicts)-1]; last.Verdict == rental.Retry {
			full = true
			break
		}
	}
	if !full || acked == 0 {
		t.Fatalf("the disk was never full; %d acknowledged", acked)
	}
	if n := small.count(`select count(*) from facts`); uint64(n) != acked {
		t.Errorf("%d facts, %d acknowledged", n, acked)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	judge(t, b.dir)
	k.bench = reopen(t, b.dir)
	k.mint(scan(0))
	if reply := k.push(acked+1, k.seq); reply.AppliedThrough != k.seq || reply.HeadHash != k.head {
		t.Errorf("with room again: %d of %d", reply.AppliedThrough, k.seq)
	}
	judge(t, b.dir)
}

// over makes a ledger over a store that a test opened its own way.
func over(t *testing.T, dir string, db *store.DB) *bench {
	t.Helper()
	l, err := ledger.New(t.Context(), ledger.Config{Store: db})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{TB: t, dir: dir, db: db, l: l}
}
