// Package round compares two ways of doing the same work in short rounds, one
// after the other, so that whatever else the machine does hits both, and in
// companies of each size.
//
// Invariants: a comparison is the median of its rounds; nothing here decides
// whether a run passes.
//
// Concurrency: values belong to one goroutine.
package round

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// Sizes are how many things the companies have that are measured.
var Sizes = []int{1_000, 10_000, 100_000}

// AtSizes measures at each size in so many rounds, and at the largest in its own
// number of them.
func AtSizes(b *testing.B, rounds, atLargest int, run func(b *testing.B, things, rounds int)) {
	b.Helper()
	for i, n := range Sizes {
		if i == len(Sizes)-1 {
			rounds = atLargest
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				run(b, n, rounds)
			}
		})
	}
}

// Times are how long each of many actions took.
type Times []time.Duration

// Note notes how long an action took that began at start.
func (t *Times) Note(start time.Time) { *t = append(*t, time.Since(start)) }

// Quantile is the smallest time that percent of them do not exceed.
func (t Times) Quantile(percent int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[max((len(sorted)*percent+99)/100, 1)-1]
}

// Median is the middle of values; 0 of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// Rate is how many of n a second, done since start.
func Rate(n int, start time.Time) float64 { return float64(n) / time.Since(start).Seconds() }

// Race is the rates of both sides, round by round.
type Race struct{ Ours, Base []float64 }

// Add adds a round.
func (r *Race) Add(ours, base float64) {
	r.Ours, r.Base = append(r.Ours, ours), append(r.Base, base)
}

// Ratio is the median over the rounds of ours through base.
func (r *Race) Ratio() float64 {
	ratios := make([]float64, 0, len(r.Ours))
	for i, ours := range r.Ours {
		ratios = append(ratios, ours/r.Base[i])
	}
	return Median(ratios)
}

// Report writes both medians and the ratio as metrics: ours in unit, the other's
// under its name.
func (r *Race) Report(b *testing.B, unit, base string) {
	b.Helper()
	b.ReportMetric(Median(r.Ours), unit)
	b.ReportMetric(Median(r.Base), base+"-"+unit)
	b.ReportMetric(r.Ratio(), "x-"+base)
}

// Report writes p50 and p99 in ms as metrics.
func (t Times) Report(b *testing.B, name string) {
	b.Helper()
	for _, percent := range []int{50, 99} {
		b.ReportMetric(float64(t.Quantile(percent).Microseconds())/1000, fmt.Sprintf("%sp%d-ms", name, percent))
	}
}
