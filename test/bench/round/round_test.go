package round_test

import (
	"testing"
	"time"

	"rms/test/bench/round"
)

func TestQuantile(t *testing.T) {
	t.Parallel()
	var hundred round.Times
	for i := 100; i >= 1; i-- {
		hundred = append(hundred, time.Duration(i))
	}
	for _, tt := range []struct {
		name    string
		times   round.Times
		percent int
		want    time.Duration
	}{
		{"none", nil, 99, 0},
		{"one", round.Times{7}, 50, 7},
		{"the middle of a hundred", hundred, 50, 50},
		{"99 of a hundred", hundred, 99, 99},
		{"all of a hundred", hundred, 100, 100},
		{"of two, the greater", round.Times{2, 1}, 99, 2},
	} {
		if got := tt.times.Quantile(tt.percent); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
	if hundred[0] != 100 {
		t.Error("the times were put in another order")
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 9}, 3}} {
		if got := round.Median(tt.values); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.values, got, tt.want)
		}
	}
}

// One round in which the machine stood still does not count.
func TestRatioIsOfRounds(t *testing.T) {
	t.Parallel()
	var r round.Race
	r.Add(80, 100)
	r.Add(8, 10)
	r.Add(1, 100)
	if got, want := r.Ratio(), 0.8; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
