// Command report turns what the benchmarks printed into the table of
// docs/PERFORMANCE.md:
//
//	report -date 2026-01-31 -commit abc1234 -out docs/PERFORMANCE.md <results
//
// Invariants: a figure that was not measured, or a measurement that failed, is an
// error, and nothing is written. A row that misses its target is no error: it
// says MISSED and names the decision record that explains it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, screen io.Writer) error {
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	date := fs.String("date", "", "day of the run")
	commit := fs.String("commit", "", "what was measured")
	out := fs.String("out", "", "file to write")
	if err := fs.Parse(args); err != nil {
		return err
	}
	r, err := parse(in)
	if err != nil {
		return err
	}
	records, err := readRecords(filepath.Join(filepath.Dir(*out), "adr"))
	if err != nil {
		return err
	}
	lines, err := judge(r, rows, records)
	if err != nil {
		return err
	}
	growth, err := grow(r, rows)
	if err != nil {
		return err
	}
	head := heading{date: *date, commit: *commit, machine: fmt.Sprintf("%d cores, %s, %s/%s, %s", runtime.NumCPU(), r.cpu, runtime.GOOS, runtime.GOARCH, runtime.Version())}
	if err := os.WriteFile(*out, []byte(page(head, lines, growth)), 0o644); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return show(screen, lines)
}

// readRecords finds which decision record speaks of which row: the one that
// holds "bench row `name`".
func readRecords(dir string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a decision record: %w", err)
		}
		for _, r := range rows {
			if strings.Contains(string(text), "bench row `"+r.name+"`") {
				found[r.name] = filepath.Base(file)
			}
		}
	}
	return found, nil
}
