package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// All that rms-try knows about the two programs stands in this file.

const (
	centralProgram = "rms-central"
	kioskProgram   = "rms-kiosk"

	// central answers 200 here once it serves.
	readyPath = "/readyz"

	// The demo company's site at which the kiosk stands.
	siteCode, siteName, returnsCode = "BLN", "Berlin", "BLN-RET"
)

// central and kiosk are the programs with their data directories.
type (
	central struct{ program, data string }
	kiosk   struct{ program, data string }
)

func (c config) central(data string) central {
	return central{filepath.Join(c.bin, centralProgram), data}
}

func (c config) kiosk(data string) kiosk { return kiosk{filepath.Join(c.bin, kioskProgram), data} }

// seed writes the demo company into an empty directory and prints what to try:
// log-ins, and codes for each site, in lines of at most 80 characters.
func (c central) seed() []string { return []string{c.program, "demo", "--seed", "--data", c.data} }

// serve runs until SIGTERM.
func (c central) serve(port int) []string {
	return []string{c.program, "serve", "--data", c.data, "--listen", address(port)}
}

// demoSection opens the codes of one site in what seed prints; what belongs to it
// is indented.
const demoSection = "Codes to try at "

// forSite leaves out what other sites' kiosks would be shown.
func forSite(demo string) string {
	var b strings.Builder
	ours := true
	for line := range strings.Lines(demo) {
		if !strings.HasPrefix(line, " ") {
			site, isSection := strings.CutPrefix(strings.TrimSpace(line), demoSection)
			ours = !isSection || site == siteName+":"
		}
		if ours {
			b.WriteString(line)
		}
	}
	return b.String()
}

// enrolmentCode makes a code for one kiosk and prints it; it may run beside serve.
func (c central) enrolmentCode() []string {
	return []string{c.program, "kiosk", "code", "--data", c.data,
		"--site", siteCode, "--returns", returnsCode, "--name", siteName + " dock"}
}

// readCode takes the code from what enrolmentCode printed: the last word.
func readCode(output string) (string, error) {
	words := strings.Fields(output)
	if len(words) == 0 {
		return "", errors.New("rms-central printed no enrolment code")
	}
	return words[len(words)-1], nil
}

// enrol makes the data directory an enrolled kiosk's.
func (k kiosk) enrol(centralURL, code string) []string {
	return []string{k.program, "enrol", "--central", centralURL, "--code", code, "--data", k.data}
}

// window opens the kiosk's window and runs until it is closed or SIGTERM.
func (k kiosk) window() []string { return []string{k.program, "-data", k.data} }

// headless serves the kiosk's page until SIGTERM and prints its address, with the
// token in the fragment.
func (k kiosk) headless(port int) []string {
	return []string{k.program, "-headless", "-data", k.data, "-listen", address(port)}
}

// kioskURL finds the address in what headless prints.
var kioskURL = regexp.MustCompile(`http://[^\s"'#]+#[^\s"']+`)

// knowsCatalogue asks the kiosk at page (its address with the token) whether it
// has central's catalogue: of when it is, 0 for never.
func knowsCatalogue(ctx context.Context, page string) bool {
	base, fragment, _ := strings.Cut(page, "/#")
	body, ok := ask(ctx, base+"/api/status", strings.TrimPrefix(fragment, "token="))
	var status struct {
		AsOf int64 `json:"as_of"`
	}
	return ok && json.Unmarshal(body, &status) == nil && status.AsOf > 0
}

// kioskEnv tells a running kiosk where central is; it matters when the network's
// port had to move since the enrolment.
func kioskEnv(centralURL string) string { return "RMS_CENTRAL=" + centralURL }

// hasDisplay reports whether a window can be tried.
func hasDisplay(env []string) bool {
	for _, e := range env {
		if name, value, _ := strings.Cut(e, "="); (name == "DISPLAY" || name == "WAYLAND_DISPLAY") && value != "" {
			return true
		}
	}
	return false
}

func address(port int) string { return "127.0.0.1:" + strconv.Itoa(port) }

func url(port int) string { return "http://" + address(port) }
