package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// The verdicts of a row.
const (
	met     = "MET"
	missed  = "MISSED"
	watched = "watched"
)

// line is a row with its figures.
type line struct {
	row
	ours, base, ratio, verdict string
	record                     string // that explains a miss
}

// judge reads every row's figures. All that is missing is told at once.
func judge(r results, rows []row, records map[string]string) ([]line, error) {
	var lines []line
	var errs []error
	for _, w := range rows {
		l, err := judgeOne(r, w)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if l.verdict == missed {
			l.record = records[w.name]
		}
		lines = append(lines, l)
	}
	return lines, errors.Join(errs...)
}

func judgeOne(r results, w row) (line, error) {
	name := w.bench + w.at
	l := line{row: w, verdict: watched, base: "", ratio: ""}
	ours, err := r.value(name, w.ours)
	if err != nil {
		return l, err
	}
	l.ours = figure(ours, w.ours)
	if w.base != "" {
		base, err := r.value(name, w.base)
		if err != nil {
			return l, err
		}
		l.base = figure(base, w.ours) + ", " + w.baseName
		ratio, ok := r.metrics[name]["x-"+w.baseName]
		if !ok || strings.HasSuffix(w.ours, "ms") {
			ratio = ours / base
		}
		l.ratio = fmt.Sprintf("%.2f", ratio)
	}
	if w.bound == 0 {
		return l, nil
	}
	judged, err := r.value(name, w.judged)
	if err != nil {
		return l, err
	}
	l.verdict = missed
	if w.least == (judged >= w.bound) || judged == w.bound {
		l.verdict = met
	}
	return l, nil
}

// figure writes a value with its unit in as many digits as mean something.
func figure(v float64, unit string) string {
	if i := strings.LastIndexByte(unit, '-'); i >= 0 {
		unit = unit[i+1:]
	}
	switch {
	case v < 10:
		return fmt.Sprintf("%.2f %s", v, unit)
	case v < 100:
		return fmt.Sprintf("%.1f %s", v, unit)
	default:
		return fmt.Sprintf("%.0f %s", v, unit)
	}
}

// growthLine is one figure at each size.
type growthLine struct {
	row
	at []string
}

var sizes = []string{"1000", "10000", "100000"}

// grow reads the rows that were measured at each size.
func grow(r results, rows []row) ([]growthLine, error) {
	var all []growthLine
	var errs []error
	for _, w := range rows {
		if w.grows == "" {
			continue
		}
		g := growthLine{row: w}
		for _, size := range sizes {
			v, err := r.value(w.bench+strings.Replace(w.at, full, size, 1), w.ours)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			g.at = append(g.at, figure(v, w.ours))
		}
		all = append(all, g)
	}
	return all, errors.Join(errs...)
}

// show prints the table for a screen.
func show(w io.Writer, lines []line) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(t, "ROW\tOURS\tBASELINE\tRATIO\tTARGET\t"); err != nil {
		return err
	}
	for _, l := range lines {
		verdict := l.verdict
		if verdict == missed && l.record == "" {
			verdict += " (no decision record says why)"
		}
		if _, err := fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", l.name, l.ours, l.base, l.ratio, l.target, verdict); err != nil {
			return err
		}
	}
	return t.Flush()
}
