package main

import (
	"fmt"
	"strings"
)

// heading says when, what and where was measured.
type heading struct{ date, commit, machine string }

const (
	intro = `# Performance

` + "`make bench`" + ` writes this page: it measures the product and what it is held against
in one run, and never by hand. The targets are those of [GOALS.md](GOALS.md).
`
	reading = `
## How to read it

- **floor** is a bare program on the same SQLite driver. It replays, round by
  round, the rows and bytes that the product has just written, in the same
  transactions, with the same durability (WAL, ` + "`synchronous=FULL`" + `), over a copy of
  the same database with the same indices. It decides nothing and reads nothing.
- **peer** is PouchDB 9 replicating with express-pouchdb 4.2 over loopback, two
  processes of Node on leveldb: as many documents of the same size as there are
  items or cards, 200 in a batch of a push (as many as a kiosk sends), 1,000 in a
  pull. It does not wait for the disk; the product does, at both ends.
- **pocketbase** is PocketBase 0.38, its program of six lines in test/bench/pocketbase,
  with collections of the same columns and indices, asked over loopback by the same 16
  clients in turns with central. It does not wait for the disk (` + "`synchronous=NORMAL`" + `);
  central does, and writes fact, audit, event and feed with every change.
- Both sides run in short rounds one after the other. A rate is the median of its
  rounds, a ratio the median of the rounds' ratios, so it holds on another machine
  where the figures do not. p50, p95 and p99 are over all rounds.
- As the catalogue grows, a flat figure stays where it is; what is linear takes
  time in proportion, so that its rate stays.
- A row that is missed links the decision record that says "bench row" and the
  row's name: it reads a profile and says why.
- MET or MISSED compares with the target of this run. A duration never fails the
  run; a fact that was acknowledged and is not at central does.
- Scans over HTTP, pushes, bootstraps, starts and memory are those of the programs
  that ship, on loopback, with the defaults that ship; central and kiosk share the
  machine's cores with the measurement. A kiosk that owns all things holds each
  twice, as the whole and as the card; the kiosk of the bootstrap owns none.
- Memory is the resident set (VmRSS) when all that the row says has happened.
- The key's time is the page's own account, in chromium and in the window: from the
  last key of a scan (Enter) to the frame that shows its card, as the page tells
  its program one by one and the kiosk's health page and
  ` + "`rms_kiosk_key_painted_seconds`" + ` show it. A card that another took the place of
  before it was drawn has no time and is missing from the count. Cards out of order
  fail the run; in chromium so does one that a look from outside did not see. p99
  is of the single times. In the window, keys come over X at a scanner's pace, 2 ms each,
  with the screen's times, so that what they wait for on their way counts; WebKit
  tells time in whole ms. Both kiosks log at level debug meanwhile.
- The window's start is timed by typing until the first scan is durable, which adds
  up to 0.3 s.
`
)

// page is docs/PERFORMANCE.md.
func page(h heading, lines []line, growth []growthLine) string {
	var b strings.Builder
	b.WriteString(intro)
	fmt.Fprintf(&b, "\nMeasured on %s at commit %s: %s.\n\n", h.date, h.commit, h.machine)
	b.WriteString("| row | path | measure | ours | baseline | ratio | target | |\n|---|---|---|---|---|---|---|---|\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n", l.name, l.path, l.what, l.ours, l.base, l.ratio, l.target, verdict(l))
	}
	b.WriteString("\n## As the catalogue grows\n\n| row | 1,000 things | 10,000 | 100,000 | must be |\n|---|---|---|---|---|\n")
	for _, g := range growth {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", g.name, strings.Join(g.at, " | "), g.grows)
	}
	b.WriteString(reading)
	return b.String()
}

func verdict(l line) string {
	switch {
	case l.verdict == watched:
		return ""
	case l.verdict == missed && l.record != "":
		return fmt.Sprintf("**MISSED**, [why](adr/%s)", l.record)
	case l.verdict == missed:
		return "**MISSED**"
	}
	return l.verdict
}
