package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const output = `goos: linux
pkg: rms/test/bench/kiosk
cpu: A CPU
some log line
BenchmarkScan/1000-2         	       1	 200 ns/op	 1.50 p50-ms	 700.0 scans/s	 1000 floor-scans/s	 0.7000 x-floor
BenchmarkScan/100000         	       1	 200 ns/op	 1.50 p50-ms	 690.0 scans/s	 1000 floor-scans/s	 0.6900 x-floor
PASS
ok  	rms/test/bench/kiosk	1.2s
pkg: rms/test/bench/product
BenchmarkCrowd-16 1 5 ns/op 80 central-MB
`

func read(t *testing.T, text string) results {
	t.Helper()
	r, err := parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParse(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]float64{
		"kiosk/Scan/1000":   {"ns/op": 200, "p50-ms": 1.5, "scans/s": 700, "floor-scans/s": 1000, "x-floor": 0.7},
		"kiosk/Scan/100000": {"ns/op": 200, "p50-ms": 1.5, "scans/s": 690, "floor-scans/s": 1000, "x-floor": 0.69},
		"product/Crowd":     {"ns/op": 5, "central-MB": 80},
	}
	got := read(t, output)
	if diff := cmp.Diff(want, got.metrics); diff != "" || got.cpu != "A CPU" {
		t.Errorf("cpu %q (-want +got):\n%s", got.cpu, diff)
	}
}

func TestHalfARunIsNoTable(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a benchmark failed":     output + "--- FAIL: BenchmarkPush/1000\n",
		"a part of it failed":    output + "    --- FAIL: BenchmarkPush/1000\n",
		"a package failed":       output + "FAIL\trms/test/bench/central\t3.1s\n",
		"a value is no number":   "BenchmarkX-2 1 5 ns/op many items/s\n",
		"a value without a unit": "BenchmarkX-2 1 5 ns/op 7\n",
	} {
		if _, err := parse(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := judge(read(t, output), rows, nil); err == nil || !strings.Contains(err.Error(), "central/Push/100000") {
		t.Errorf("rows are missing, and the error is %v", err)
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	r := results{metrics: map[string]map[string]float64{"kiosk/Scan/100000": {"scans/s": 690, "floor-scans/s": 1000, "x-floor": 0.69, "p99-ms": 5, "floor-p99-ms": 4}}}
	least := row{name: "rate", bench: "kiosk/Scan/", at: full, ours: "scans/s", base: "floor-scans/s", baseName: "floor", judged: "x-floor", least: true}
	most := row{name: "time", bench: "kiosk/Scan/", at: full, ours: "p99-ms", base: "floor-p99-ms", baseName: "floor", judged: "p99-ms"}
	for _, tt := range []struct {
		row     row
		bound   float64
		verdict string
		ratio   string
	}{
		{least, 0.7, missed, "0.69"}, {least, 0.69, met, "0.69"}, {least, 0.5, met, "0.69"}, {least, 0, watched, "0.69"},
		{most, 5, met, "1.25"}, {most, 4.9, missed, "1.25"}, {most, 6, met, "1.25"},
	} {
		tt.row.bound = tt.bound
		got, err := judge(r, []row{tt.row}, map[string]string{tt.row.name: "0050-why.md"})
		if err != nil {
			t.Fatal(err)
		}
		if got[0].verdict != tt.verdict || got[0].ratio != tt.ratio || (got[0].record != "") != (tt.verdict == missed) {
			t.Errorf("%s against %v: got %+v, want %s", tt.row.name, tt.bound, got[0], tt.verdict)
		}
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{{1.234, "floor-p99-ms", "1.23 ms"}, {12.34, "s", "12.3 s"}, {1234.4, "scans/s", "1234 scans/s"}} {
		if got := figure(tt.v, tt.unit); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// whole is a run in which everything was measured and one target was missed.
func whole(t *testing.T) string {
	t.Helper()
	units := map[string]map[string]string{}
	note := func(bench, unit, v string) {
		if unit != "" {
			if units[bench] == nil {
				units[bench] = map[string]string{}
			}
			units[bench][unit] = v
		}
	}
	for _, w := range rows {
		v := "0.001"
		if w.least {
			v = "1000"
		}
		if w.name == "push-peer" {
			v = "1"
		}
		for _, size := range sizes {
			bench := w.bench + strings.Replace(w.at, full, size, 1)
			note(bench, w.ours, "12")
			note(bench, w.base, "10")
			if w.judged != "" {
				note(bench, w.judged, v)
			}
		}
	}
	var b strings.Builder
	for bench, metrics := range units {
		room, name, _ := strings.Cut(bench, "/")
		fmt.Fprintf(&b, "pkg: rms/test/bench/%s\nBenchmark%s-2 1 5 ns/op", room, name)
		for unit, v := range metrics {
			fmt.Fprintf(&b, " %s %s", v, unit)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestPage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "adr"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "adr", "0050-why.md"), []byte("About bench row `push-peer`."), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "PERFORMANCE.md")
	var screen strings.Builder
	if err := run([]string{"-date", "2026-01-31", "-commit", "abc1234", "-out", out}, strings.NewReader(whole(t)), &screen); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2026-01-31", "abc1234", "| MET |", "**MISSED**, [why](adr/0050-why.md)", "| `scan-rate` | 12.0 scans/s | 12.0 scans/s | 12.0 scans/s | flat |"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if n := strings.Count(screen.String(), missed); n != 1 {
		t.Errorf("the screen shows %d rows as missed, want 1:\n%s", n, screen.String())
	}
}

func TestNothingIsWrittenOfAFailedRun(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "PERFORMANCE.md")
	if err := run([]string{"-out", out}, strings.NewReader(whole(t)+"FAIL\trms/x\n"), &strings.Builder{}); err == nil {
		t.Error("a failed run made a table")
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a failed run left a page")
	}
}
