package ledger_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/oracle/chain"
)

// childEnv holds the data directory of a child that works until it is killed.
const childEnv = "RMS_TEST_KILL_DIR"

// kills is how often the process is killed; the short form is for the inner loop.
func kills() int {
	if testing.Short() {
		return 8
	}
	return 32
}

// TestKill kills a working kiosk at random moments, again and again over one
// directory: between records, verdicts, pages and snapshot swaps. Everything
// that it said it had is there, once, on one chain that an independent checker
// verifies from the stored bytes.
func TestKill(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(childEnv); dir != "" {
		work(t, dir)
		return
	}
	dir := t.TempDir()
	b := open(t, dir, store.Options{})
	if err := b.Enrol(t.Context(), enrolment()); err != nil {
		t.Fatal(err)
	}
	if err := b.store.Close(); err != nil {
		t.Fatal(err)
	}
	const seed = 7
	random := rand.New(rand.NewPCG(seed, seed))
	acked := map[string]bool{}
	for range kills() {
		for _, id := range killOne(t, dir, 1+random.IntN(12), time.Duration(random.IntN(4000))*time.Microsecond) {
			if acked[id] {
				t.Fatalf("%s was acknowledged twice", id)
			}
			acked[id] = true
		}
		check(t, dir, acked)
	}
	b.store = nil
	b.reopen(t, store.Options{})
	record(t, b, scan("and on it goes"))
	if len(acked) < kills() {
		t.Errorf("only %d gestures were acknowledged", len(acked))
	}
	t.Logf("%d kills, %d acknowledged", kills(), len(acked))
}

// killOne starts a child, waits for some acknowledgements and a moment more,
// kills it, and returns all that it had acknowledged.
func killOne(t *testing.T, dir string, after int, moment time.Duration) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKill$", "-test.v") //nolint:gosec // this very test binary
	cmd.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	var once sync.Once
	kill := func() {
		once.Do(func() {
			time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		})
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		id, ok := strings.CutPrefix(lines.Text(), "acked ")
		if !ok {
			continue
		}
		if ids = append(ids, id); len(ids) >= after {
			kill()
		}
	}
	rest, _ := io.ReadAll(out)
	// A process that a signal ended has no exit code.
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 || len(ids) < after {
		t.Fatalf("the child ended by itself after %d: %v %s", len(ids), err, rest)
	}
	return ids
}

// check holds the directory of a dead kiosk to what was acknowledged.
func check(t *testing.T, dir string, acked map[string]bool) {
	t.Helper()
	var rep chain.Report
	storetest.Read(t, dir, func(ctx context.Context, db *sql.DB) (err error) {
		rep, err = chain.Check(ctx, db)
		return err
	})
	if rep.First != 1 && len(rep.IDs) > 0 {
		t.Fatalf("the chain begins at %d", rep.First)
	}
	for id := range acked {
		if !slices.Contains(rep.IDs, id) {
			t.Fatalf("%s was acknowledged and is lost", id)
		}
	}
	if got := storetest.Column(t, dir, `select count(*) from outbox join answers on answers.id = outbox.item_id`); got[0] !=
		storetest.Column(t, dir, `select count(*) from outbox`)[0] {
		t.Fatal("an item is there without the answer of its transaction")
	}
	if got := storetest.Column(t, dir, `select count(*) from overlay where seq not in (select seq from outbox)
		and seq not in (select seq from archive where waiting = 1)`); got[0] != "0" {
		t.Fatalf("%s images of items that do not wait", got[0])
	}
	if got := storetest.Column(t, dir, `select count(*) from active where seq not in (select seq from outbox)
		and seq not in (select seq from archive where waiting = 1)`); got[0] != "0" {
		t.Fatalf("%s items would be decided anew that do not wait", got[0])
	}
}

// work is the child: it does everything that a kiosk's ledger does, and says
// after each record what is safe.
func work(t *testing.T, dir string) {
	b := open(t, dir, store.Options{})
	feed := position(t, b).Cursor + 10
	for n := 0; ; n++ {
		if n%7 == 0 {
			feed += 10
			ledgertest.Load(t, b.Ledger, fmt.Sprintf("s%d", feed), feed, catalogue()...)
		}
		g := out("o1", []string{"a1", "a2", "a3"}[n%3])
		if n%2 == 1 {
			g = in([]string{"a1", "a2", "a3"}[n%3])
		}
		r, err := b.Record(t.Context(), g, putAnswer(b))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(os.Stdout, "acked %s\n", r.ItemID)
		if n%5 == 4 {
			answer(t, b, 3, func(_ int, e *syncproto.VerdictEntry) { e.FeedSeq = feed + 1 })
			feed++
			a := lamp("a1", int64(feed))
			a.Status = rental.Available
			page(t, b, feed, ledgertest.Upsert(t, feed, "", a))
		}
	}
}
