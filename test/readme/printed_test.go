package readme_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"rms/test/world"
)

const lastLine = "o cuts the network, o again restores it, Ctrl-C stops"

// readme is what the README tells to type.
type readme struct{ commands []string }

// readme reads the section with the commands.
func (g *guest) readme(t *testing.T) (r readme) {
	t.Helper()
	text, err := os.ReadFile(g.path("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Two commands\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for line := range strings.Lines(section) {
		if typed, ok := strings.CutPrefix(line, "    "); ok {
			r.commands = append(r.commands, strings.TrimSpace(typed))
		}
	}
	return r
}

// printed is what the last lines of `make run` say.
type printed struct {
	t        *testing.T
	central  string
	kiosk    *world.Client
	password string
	logins   []string
	codes    map[string][]string // by what they are called
}

var (
	centralLine  = regexp.MustCompile(`(?m)^Central: (http://\S+)$`)
	kioskLine    = regexp.MustCompile(`(?m)^(?:Kiosk: +)?(http://\S+)/#token=(\S+)$`)
	passwordLine = regexp.MustCompile(`password (\S+) for all:\n((?: .*\n)+)`)
	login        = regexp.MustCompile(`(\w+) \(`)
	codeLine     = regexp.MustCompile(`(?m)^  (\S+) +(badge|order|item|out elsewhere|unknown) `)
)

func (r *running) printed(t *testing.T) printed {
	t.Helper()
	_, last, _ := strings.Cut(r.text(), "\nRMS runs.")
	checkScreen(t, last)
	p := printed{t: t, codes: map[string][]string{}}
	p.central = one(t, centralLine, last)[1]
	k := one(t, kioskLine, last)
	p.kiosk = world.NewClient(k[1], k[2])
	accounts := one(t, passwordLine, last)
	p.password = accounts[1]
	for _, m := range login.FindAllStringSubmatch(accounts[2], -1) {
		p.logins = append(p.logins, m[1])
	}
	if len(p.logins) == 0 {
		t.Fatalf("no log-in in:\n%s", last)
	}
	for _, m := range codeLine.FindAllStringSubmatch(last, -1) {
		p.codes[m[2]] = append(p.codes[m[2]], m[1])
	}
	return p
}

// code is the nth code of a name.
func (p printed) code(name string, n int) string {
	p.t.Helper()
	if len(p.codes[name]) <= n {
		p.t.Fatalf("%d codes called %q are printed, want more than %d", len(p.codes[name]), name, n)
	}
	return p.codes[name][n]
}

func one(t *testing.T, pattern *regexp.Regexp, text string) []string {
	t.Helper()
	m := pattern.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in:\n%s", pattern, text)
	}
	return m
}

// checkScreen demands that the last lines are all seen at once on a terminal of
// 80 x 24, with a row for the cursor.
func checkScreen(t *testing.T, last string) {
	t.Helper()
	const columns, most = 80, 23
	rows := 0
	for line := range strings.Lines(last) {
		rows += max(1, (utf8.RuneCountInString(strings.TrimSuffix(line, "\n"))+columns-1)/columns)
	}
	if rows > most {
		t.Errorf("the last lines take %d rows of %d:\n%s", rows, most, last)
	}
}
