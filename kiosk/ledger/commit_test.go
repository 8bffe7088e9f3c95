package ledger_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/ledger/ledgertest"
	"rms/kiosk/store"
	"rms/kiosk/store/storetest"
	"rms/syncproto"
)

// TestOneTransaction holds each step to one commit: when that commit fails,
// nothing of the step is there; when it succeeds, all of it.
func TestOneTransaction(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(t *testing.T, b *bench) (step func() error){
		"record": func(t *testing.T, b *bench) func() error {
			g := out("o1", "a1")
			return func() error {
				_, err := b.Record(t.Context(), g, putAnswer(b))
				return err
			}
		},
		"page": func(t *testing.T, b *bench) func() error {
			record(t, b, out("o1", "a1"))
			p := ledgertest.Page(12, ledgertest.Upsert(t, 11, "", lamp("a1", 2)), ledgertest.Upsert(t, 12, "", named("p", "x", 1)))
			return func() error { return b.ApplyPage(t.Context(), p) }
		},
		"verdicts": func(t *testing.T, b *bench) func() error {
			record(t, b, out("o1", "a1"))
			r := reply(t, b, 1, func(_ int, e *syncproto.VerdictEntry) { e.Verdict, e.Reason = "conflict", "already_out" })
			return func() error { return b.ApplyVerdicts(t.Context(), r) }
		},
		"swap": func(t *testing.T, b *bench) func() error {
			record(t, b, out("o1", "a1"))
			manifests, parts := ledgertest.Manifests(t, "s2", 50, catalogue()...)
			if err := b.BeginSnapshot(t.Context(), manifests); err != nil {
				t.Fatal(err)
			}
			for _, m := range manifests {
				for i, part := range parts[m.Collection] {
					if err := b.ApplyPart(t.Context(), m, i, part); err != nil {
						t.Fatal(err)
					}
				}
			}
			return func() error { return b.CompleteSnapshot(t.Context()) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			commits, fail := 0, false
			b := loaded(t, store.Options{Faults: &store.Faults{BeforeCommit: func() error {
				commits++
				if fail {
					return errors.New("the disk did not answer")
				}
				return nil
			}}})
			step := prepare(t, b)
			before := storetest.Dump(t, b.dir)
			commits, fail = 0, true
			if err := step(); err == nil || commits != 1 {
				t.Fatalf("%d commits were tried, %v", commits, err)
			}
			if diff := cmp.Diff(before, storetest.Dump(t, b.dir)); diff != "" {
				t.Errorf("something is there: %s", diff)
			}
			commits, fail = 0, false
			if err := step(); err != nil {
				t.Fatal(err)
			}
			// A swap sweeps the old rows afterwards, in transactions of their own.
			if commits != 1 && name != "swap" {
				t.Errorf("%d commits", commits)
			}
			if cmp.Equal(before, storetest.Dump(t, b.dir)) {
				t.Error("nothing has happened")
			}
		})
	}
}
