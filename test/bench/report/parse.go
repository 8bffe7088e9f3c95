package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// results are what the benchmarks reported: metrics by the benchmark's name
// (without Benchmark and the number of cores) and the unit.
type results struct {
	cpu     string
	metrics map[string]map[string]float64
}

var (
	benchmark = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.+)$`)
	pkg       = regexp.MustCompile(`^pkg: (\S+)$`)
)

// parse reads what `go test -bench` printed. A name is prefixed by the last part
// of its package: kiosk/Scan/1000. A benchmark or a package that failed is an
// error: there is no table of half a run.
func parse(r io.Reader) (results, error) {
	all := results{metrics: map[string]map[string]float64{}}
	room := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		if m := pkg.FindStringSubmatch(line); m != nil {
			room = m[1][strings.LastIndexByte(m[1], '/')+1:]
			continue
		}
		if cpu, ok := strings.CutPrefix(line, "cpu: "); ok {
			all.cpu = cpu
			continue
		}
		if strings.HasPrefix(line, "FAIL") || strings.HasPrefix(strings.TrimSpace(line), "--- FAIL") {
			return all, fmt.Errorf("a measurement failed: %s", line)
		}
		m := benchmark.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		metrics, err := pairs(strings.Fields(m[2]))
		if err != nil {
			return all, fmt.Errorf("%s: %w", m[1], err)
		}
		all.metrics[room+"/"+m[1]] = metrics
	}
	return all, lines.Err()
}

// pairs are values, each followed by its unit.
func pairs(fields []string) (map[string]float64, error) {
	if len(fields)%2 != 0 {
		return nil, fmt.Errorf("a value without a unit in %q", fields)
	}
	m := map[string]float64{}
	for i := 0; i < len(fields); i += 2 {
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return nil, err
		}
		m[fields[i+1]] = v
	}
	return m, nil
}

// value is a metric that must have been reported.
func (r results) value(name, unit string) (float64, error) {
	v, ok := r.metrics[name][unit]
	if !ok {
		return 0, fmt.Errorf("%s reported no %s", name, unit)
	}
	return v, nil
}
