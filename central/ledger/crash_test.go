package ledger_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	oracle "rms/test/oracle/central"
)

// The test program starts itself as a central that is killed in mid-push.
const (
	crashDir   = "RMS_TEST_CRASH_DIR"
	crashFrom  = "RMS_TEST_CRASH_FROM"
	crashItems = 600
	crashBatch = 7
)

// crashDock is the same kiosk with the same items in every process.
func crashDock(b *bench) *dock {
	k := &dock{bench: b, id: rental.KioskID(id("kiosk", 1)), now: start, off: syncproto.Clock{OffsetErrMs: 20}}
	k.uid = mustUUID(string(k.id))
	k.epoch[0], k.epoch[15] = 1, 1
	for i := range crashItems {
		switch n := i % 5; i % 4 {
		case 0:
			k.mint(out("", line(n)))
		case 1:
			k.mint(in(line(n)))
		case 2:
			k.mint(rental.MoveBody{PlaceID: returns, Lines: []rental.AssetLine{line(n)}})
		default:
			k.mint(scan(n))
		}
	}
	return k
}

func TestCrashChild(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		return // only the parent starts it
	}
	from, err := strconv.ParseUint(os.Getenv(crashFrom), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	k := crashDock(reopen(t, dir))
	for ; from <= k.seq; from += crashBatch {
		reply := k.push(from, min(from+crashBatch-1, k.seq))
		if _, err := fmt.Fprintf(os.Stdout, "acked %d\n", reply.AppliedThrough); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKilledInMidPush(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(5)
	b.dock(1, berlin)
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	shadow := &bench{TB: t}
	k := crashDock(shadow)
	acked := uint64(0)
	for round, after := range []int{3, 17, 1, 40, 8} {
		from := uint64(1)
		if acked > 2 {
			from = acked - 2 // some of it is sent again
		}
		for _, seq := range runChild(t, b.dir, from, after) {
			acked = max(acked, seq)
		}
		c, err := oracle.Open(store.Path(b.dir))
		if err != nil {
			t.Fatal(err)
		}
		stored, err := c.Stored(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		for seq := uint64(1); seq <= acked; seq++ {
			if _, ok := stored[string(idAt(k, int(seq)))]; !ok {
				t.Fatalf("round %d: item %d was acknowledged and is not stored", round, seq)
			}
		}
		if uint64(len(stored)) < acked {
			t.Errorf("round %d: %d stored, %d acknowledged", round, len(stored), acked)
		}
		judge(t, b.dir)
	}
	// What is left arrives, once.
	k.bench = reopen(t, b.dir)
	for from := acked + 1; from <= k.seq; from += 100 {
		k.push(from, min(from+99, k.seq))
	}
	if n := k.count(`select count(*) from facts where kiosk_id is not null`); n != crashItems {
		t.Errorf("%d facts, want %d", n, crashItems)
	}
	judge(t, b.dir)
}

// runChild starts a central that pushes from an item on, and kills it after some
// acknowledgements; it returns what was acknowledged.
func runChild(t *testing.T, dir string, from uint64, after int) []uint64 {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestCrashChild$") //nolint:gosec // this very program
	cmd.Env = append(os.Environ(), crashDir+"="+dir, crashFrom+"="+strconv.FormatUint(from, 10))
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acked []uint64
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "acked ")
		if !ok {
			continue
		}
		seq, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		acked = append(acked, seq)
		if len(acked) == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Errorf("the child ended by itself after %d acknowledgements", len(acked))
	}
	return acked
}
