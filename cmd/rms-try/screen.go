package main

import (
	"strings"
	"unicode/utf8"
)

// The smallest terminal on which the last lines must fit.
const (
	screenRows    = 24
	screenColumns = 80
)

const keysLine = "o cuts the network, o again restores it, Ctrl-C stops"

// lastLines is what stays on the screen: where everything is, what to try, and
// the keys. The demo's text gives way when it is too long.
func lastLines(data, centralURL, kiosk, demo string) string {
	head := []string{
		"",
		"RMS runs. Data stays in " + data + " (make reset clears it).",
		"Central: " + centralURL,
		"Kiosk:   " + kiosk,
		"",
	}
	if rows("Kiosk:   "+kiosk) > 1 { // a whole line for itself wraps least
		head = []string{"", head[1], head[2], "Kiosk:", kiosk, ""}
	}
	foot := []string{"", keysLine}
	rest := "... the rest is in " + data + "/demo.txt"
	lines := strings.Split(strings.Trim(demo, "\n"), "\n")
	// One row stays free for the cursor.
	space := screenRows - 1 - rows(head...) - rows(foot...)
	if rows(lines...) > space {
		for len(lines) > 0 && rows(append(lines[:len(lines):len(lines)], rest)...) > space {
			lines = lines[:len(lines)-1]
		}
		lines = append(lines, rest)
	}
	return strings.Join(append(append(head, lines...), foot...), "\n") + "\n"
}

// rows counts the terminal rows that lines take.
func rows(lines ...string) int {
	n := 0
	for _, l := range lines {
		n += max(1, (utf8.RuneCountInString(l)+screenColumns-1)/screenColumns)
	}
	return n
}
