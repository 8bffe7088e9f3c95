package desktop

import (
	"context"
	"errors"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func at(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }

func TestPulse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		ticks []float64
		// heard is when the page was last heard of at each tick; -1 is never.
		heard  func(tick float64) float64
		gaveUp float64 // 0: never
	}{
		{"a page that never came", seconds(1, 100), func(float64) float64 { return -1 }, 60},
		{"a page that came late", seconds(1, 100), func(s float64) float64 {
			if s < 55 {
				return -1
			}
			return s
		}, 0},
		{"a page that lives", seconds(1, 100), func(s float64) float64 { return s - 0.5 }, 0},
		{"a page that beats slowly", seconds(1, 100), func(s float64) float64 { return float64(int(s) / 9 * 9) }, 0},
		{"a page that dies at 5", seconds(1, 30), func(s float64) float64 { return min(s, 5) }, 15},
		{"a machine that sleeps for an hour", append(seconds(1, 5), seconds(3600, 3605)...), func(s float64) float64 { return min(s, 5) }, 0},
		{"and a page that stays dead after it", append(seconds(1, 5), seconds(3600, 3620)...), func(s float64) float64 { return min(s, 5) }, 3610},
		{"ticks that all come late", []float64{1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37}, func(float64) float64 { return 1 }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var p pulse
			got := 0.0
			for _, s := range c.ticks {
				heard := time.Time{}
				if h := c.heard(s); h >= 0 {
					heard = at(h)
				}
				if p.tick(at(s), heard) {
					got = s
					break
				}
			}
			if got != c.gaveUp {
				t.Errorf("gave up at %v, want %v", got, c.gaveUp)
			}
		})
	}
}

func seconds(from, to int) []float64 {
	var out []float64
	for s := from; s <= to; s++ {
		out = append(out, float64(s))
	}
	return out
}

func TestWatch(t *testing.T) {
	t.Parallel()
	ticks := make(chan time.Time)
	go func() {
		for s := range 12 {
			ticks <- at(float64(s))
		}
	}()
	if err := watch(t.Context(), ticks, func() time.Time { return at(0) }); !errors.Is(err, ErrSilent) {
		t.Errorf("watch = %v, want ErrSilent", err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := watch(done, nil, nil); err != nil {
		t.Errorf("watch = %v after its end, want nil", err)
	}
}
