package intake_test

import (
	"context"
	"testing"
	"time"

	"rms/central/store/imports"
	"rms/syncproto/rental"
)

// BenchmarkImport takes in 100,000 things and takes them back, while somebody
// else writes one row after the other: how long he waits at most is the price
// that the docks pay.
func BenchmarkImport(b *testing.B) {
	const n = 100_000
	for b.Loop() {
		w := setup(b)
		began := time.Now()
		lap := func(name string) {
			b.ReportMetric(time.Since(began).Seconds(), name)
			began = time.Now()
		}
		i := w.stage(long(n), making)
		lap("s/stage")
		ctx, stop := context.WithCancel(b.Context())
		waited := make(chan time.Duration)
		go func() { waited <- w.bystand(ctx) }()
		if _, err := w.in.Commit(b.Context(), i.ID, admin); err != nil {
			b.Fatal(err)
		}
		lap("s/commit")
		if i = w.run(i.ID); i.Status != imports.Done {
			b.Fatal(i.Message)
		}
		lap("s/apply")
		if i = w.undo(i.ID); i.Status != imports.Undone || len(i.Hinders) > 0 {
			b.Fatal(i.Message, i.Hinders)
		}
		lap("s/undo")
		stop()
		b.ReportMetric(float64((<-waited).Milliseconds()), "ms/longest-wait")
	}
}

// bystand writes rows until ctx ends, and returns the longest that one took.
func (w *world) bystand(ctx context.Context) (longest time.Duration) {
	a := rental.Company{ID: "0192a000-0000-7000-8000-00000000b001", Name: "Bystander"}
	for ctx.Err() == nil {
		began := time.Now()
		w.put(a)
		longest = max(longest, time.Since(began))
	}
	return longest
}
