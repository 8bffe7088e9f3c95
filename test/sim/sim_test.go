package sim_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"rms/test/sim"
)

var (
	seeds    = flag.Int("seeds", 100, "how many histories to run")
	seed     = flag.Uint64("seed", 0, "run this history alone")
	gestures = flag.Int("gestures", 60, "gestures in a history")
)

// directory returns an empty one, in memory where the system has such a place:
// what is on the disk is checked, not the disk.
func directory(t *testing.T) string {
	t.Helper()
	base := "/dev/shm"
	if info, err := os.Stat(base); err != nil || !info.IsDir() {
		base = ""
	}
	dir, err := os.MkdirTemp(base, "rms-sim-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func run(t *testing.T, c sim.Config) sim.Report {
	t.Helper()
	c.Gestures, c.Dir = *gestures, directory(t)
	rep, err := sim.Run(t.Context(), c)
	if err != nil {
		t.Errorf("the run itself failed: %v\n%s\n%s", err, again(c.Seed), strings.Join(rep.Last, "\n"))
	}
	return rep
}

func again(seed uint64) string {
	return fmt.Sprintf("again: go test ./test/sim -run TestHistories -seed %d -gestures %d", seed, *gestures)
}

// total sums up what was done, so that a run that does nothing is not green.
type total struct {
	mu                                           sync.Mutex
	runs, steps, gestures, refused, calls        int
	dropped, duplicated, lost, crashes, replayed int
	removed, restored, putBack                   int
	verdicts                                     map[string]int
}

func (s *total) add(r sim.Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs++
	s.steps += r.Steps
	s.gestures += r.Gestures
	s.refused += r.Refused
	s.calls += r.Calls
	s.dropped += r.Dropped
	s.duplicated += r.Duplicated
	s.lost += r.Lost
	s.crashes += r.Crashes
	s.replayed += r.Replayed
	s.removed += r.Removed
	s.restored += r.Restored
	s.putBack += r.PutBack
	for v, n := range r.Verdicts {
		s.verdicts[v] += n
	}
}

// TestHistories runs histories of a company whose network and machines fail, and
// checks every invariant at the end of each. Every tenth is run twice: its trace
// is the same both times.
func TestHistories(t *testing.T) {
	t.Parallel()
	sum := &total{verdicts: map[string]int{}}
	t.Run("seeds", func(t *testing.T) {
		first, last := uint64(1), uint64(*seeds)
		if testing.Short() {
			last = min(last, 5)
		}
		if *seed != 0 {
			first, last = *seed, *seed
		}
		for n := first; n <= last; n++ {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				r := run(t, sim.Config{Seed: n})
				sum.add(r)
				if len(r.Findings) > 0 {
					t.Fatalf("%s\n%s\ntrace:\n%s", again(n), strings.Join(r.Findings, "\n"), strings.Join(r.Last[max(len(r.Last)-150, 0):], "\n"))
				}
				if r.Gestures < *gestures {
					t.Errorf("%s\nonly %d gestures", again(n), r.Gestures)
				}
				if n%10 != 0 && n != *seed {
					return
				}
				if twin := run(t, sim.Config{Seed: n}); twin.Trace != r.Trace {
					t.Errorf("%s\ntwo runs differ; the second ended\n%s", again(n), strings.Join(twin.Last[max(len(twin.Last)-40, 0):], "\n"))
				}
			})
		}
	})
	t.Logf("sim: %d histories, %d steps, %d gestures (%d more refused), %d calls; faults: %d dropped, %d duplicated, %d replies lost, %d crashes; %d pushes replayed; %d things removed; %d times central was restored, %d times a kiosk put back",
		sum.runs, sum.steps, sum.gestures, sum.refused, sum.calls, sum.dropped, sum.duplicated, sum.lost, sum.crashes, sum.replayed, sum.removed, sum.restored, sum.putBack)
	t.Logf("sim: verdicts at central: %v", sum.verdicts)
	if *seed == 0 && (sum.dropped == 0 || sum.duplicated == 0 || sum.lost == 0 || sum.crashes == 0 || sum.runs >= 30 && min(sum.removed, sum.restored, sum.putBack) == 0) {
		t.Error("a kind of fault never happened, or nothing was removed")
	}
}

// TestPlantedBugsAreFound puts a bug in and expects the checker to name the
// invariant that it breaks.
func TestPlantedBugsAreFound(t *testing.T) {
	t.Parallel()
	for plant, invariant := range map[sim.Plant]string{
		sim.PlantLostWrite: "I1 ", sim.PlantDoubleApply: "I11 ",
	} {
		t.Run(string(plant), func(t *testing.T) {
			t.Parallel()
			var all []string
			for n := uint64(1); n <= 3; n++ {
				for _, f := range run(t, sim.Config{Seed: n, Plant: plant}).Findings {
					if strings.HasPrefix(f, invariant) {
						t.Logf("seed %d: %s", n, f)
						return
					}
					all = append(all, f)
				}
			}
			t.Errorf("nobody saw it; other findings: %v", all)
		})
	}
}

// TestTracesOfBugsAreFound changes one thing on the disk, as a bug would have
// left it, for each invariant that the checker reads.
func TestTracesOfBugsAreFound(t *testing.T) {
	t.Parallel()
	const kiosks = `kiosk_id is not null`
	for name, tt := range map[string]struct{ central, kiosk, finding string }{
		"a fact that was lost at central":      {`update facts set item_id = item_id || '0' where no = (select max(no) from facts where ` + kiosks + `)`, "", "I3 "},
		"a gesture that was lost here":         {"", `delete from archive where seq = (select max(seq) from archive)`, "I1 "},
		"a gap in the seq":                     {"", `update archive set seq = seq + 1 where seq = (select max(seq) from archive)`, "I2 "},
		"bytes that changed at rest":           {`update facts set payload = cast(payload || ' ' as blob) where no = (select max(no) from facts where ` + kiosks + `)`, "", "I3 "},
		"a head that moved":                    {`update kiosk_epochs set last_seq = last_seq + 1`, "", "I2 "},
		"two sides with two verdicts":          {`update facts set verdict = 'refused' where verdict = 'applied' and ` + kiosks, "", "I5 "},
		"an answer that was never settled":     {"", `update archive set waiting = 1 where seq = (select max(seq) from archive)`, "I10 "},
		"a change without its audit row":       {`delete from audit where seq = (select max(seq) from audit)`, "", "I6 "},
		"an event of nobody":                   {`update outbox set item_id = 'nobody' where seq = (select max(seq) from outbox)`, "", "I6 "},
		"a hole in the feed":                   {`delete from feed where seq = (select max(seq) - 1 from feed)`, "", "I6 "},
		"a row changed behind the feed":        {`update assets set body = json_set(body, '$.serial', 'X')`, "", "I9 "},
		"a row that a kiosk missed":            {"", `delete from base where rowid = (select b.rowid from base b join catalogue g on g.collection = b.collection and g.gen = b.gen where b.collection = 'asset_cards' limit 1)`, "I9 "},
		"a row that is none of its business":   {"", `insert into base (collection, gen, id, rev, body) select 'assets', gen, 'stranger', 1, x'7b7d' from catalogue where collection = 'assets'`, "I9 "},
		"an image that outlived its item":      {"", `insert into overlay (collection, id, seq, op, rev, body) values ('assets', 'x', 1, 'upsert', 1, x'7b7d')`, "I10 "},
		"a holder that nobody wrote down":      {`update assets set status = 'available' where status = 'deployed'`, "", "I11 "},
		"a conflict that nobody is asked of":   {`delete from exceptions where kind = 'already_out'`, "", "I11 "},
		"one thing on two allocations at once": {`insert into allocations select id || '0', rev, site_id, also_site_id, updated_ms, rent_action_id, asset_id, status, body from allocations where status = 'out'`, "", "I11 "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, sim.Config{Seed: 3, Tamper: tt.central, TamperKiosk: tt.kiosk})
			for _, f := range r.Findings {
				if strings.HasPrefix(f, tt.finding) {
					return
				}
			}
			t.Errorf("nothing found about %s; findings: %v", tt.finding, r.Findings)
		})
	}
}
