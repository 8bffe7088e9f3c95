package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestLastLinesFit counts what a terminal of 24 x 80 would show.
func TestLastLinesFit(t *testing.T) {
	t.Parallel()
	long := "http://127.0.0.1:7420/#token=" + strings.Repeat("x", 64)
	for _, lines := range []int{0, 1, 12, 15, 16, 17, 18, 19, 400} {
		for _, kiosk := range []string{"in its window", "http://127.0.0.1:7420/#t=abc", long} {
			for _, width := range []int{20, 80, 81, 300} {
				var demo strings.Builder
				for i := range lines {
					fmt.Fprintf(&demo, "%0*d\n", width, i)
				}
				got := lastLines("rms-data", "http://127.0.0.1:7400", kiosk, demo.String())
				shown := 1 // the cursor's row
				for line := range strings.Lines(got) {
					n := len(strings.TrimSuffix(line, "\n"))
					shown += max(1, (n+79)/80)
				}
				if shown > 24 {
					t.Errorf("%d lines of %d, kiosk %.30s: %d rows", lines, width, kiosk, shown)
				}
				if !strings.HasSuffix(got, "\n"+keysLine+"\n") || !strings.Contains(got, kiosk) || !strings.Contains(got, "http://127.0.0.1:7400") {
					t.Errorf("something is missing:\n%s", got)
				}
				whole := strings.Contains(got, fmt.Sprintf("%0*d\n", width, lines-1))
				if cut := strings.Contains(got, "the rest is in rms-data/demo.txt"); lines > 0 && cut == whole {
					t.Errorf("%d lines of %d: whole %v, cut %v", lines, width, whole, cut)
				}
			}
		}
	}
}

func TestKioskURL(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"open http://127.0.0.1:7420/#token=ab_C-1 in a browser":               "http://127.0.0.1:7420/#token=ab_C-1",
		`time=12:00 level=INFO msg="ready" url="http://127.0.0.1:7421/#t=x1"`: "http://127.0.0.1:7421/#t=x1",
		"central is http://127.0.0.1:7400/ and up #1":                         "",
		"listening on 127.0.0.1:7420":                                         "",
	} {
		if got := kioskURL.FindString(line); got != want {
			t.Errorf("in %q: %q, want %q", line, got, want)
		}
	}
}
