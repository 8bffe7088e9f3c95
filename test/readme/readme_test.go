// Package readme_test does what the README tells a newcomer to do, as a newcomer:
// a user without rights, in whose home there is nothing but a clone.
//
// Invariants: what is typed is what the README says; addresses, log-ins and codes
// are those that `make run` printed; what was started ends by its own id.
//
// Concurrency: one test, whose steps follow one another. It needs the guest that
// stage readme makes.
package readme_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"rms/test/world"
)

// limit is how long what needs no build may take, on a machine that does much
// else.
const limit = 2 * time.Minute

func TestReadme(t *testing.T) {
	g := enter(t)
	readme := g.readme(t)
	if diff := cmp.Diff([]string{"make run", "make test"}, readme.commands); diff != "" {
		t.Fatalf("the README's commands (-want +got):\n%s", diff)
	}
	g.dryRun(t, readme.commands[1])

	began := time.Now()
	first := g.start(t, readme.commands[0])
	t.Logf("took: %d s from `make run` in a new clone to its last line", int(time.Since(began).Seconds()))
	m := minute{t: t, run: first, printed: first.printed(t)}
	m.walk()
	first.interrupt(t)

	second := g.start(t, readme.commands[0])
	if text := second.text(); strings.Contains(text, "once") {
		t.Errorf("the second start does again what it said it does once:\n%s", text)
	}
	m.run, m.printed = second, second.printed(t)
	m.checkCentral()
	second.interrupt(t)

	g.dryRun(t, "make reset")
	if out, err := g.command("make reset").CombinedOutput(); err != nil {
		t.Fatalf("make reset: %v\n%s", err, out)
	}
	if _, err := os.Stat(g.path("rms-data")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("make reset kept the data: %v", err)
	}
}

// minute is the README's "first minute", with what it has recorded.
type minute struct {
	t       *testing.T
	run     *running
	printed printed
	facts   []string
}

type answer struct {
	Outcome string `json:"outcome"`
	FactID  string `json:"fact_id"`
	Kind    string `json:"kind"`
}

// walk scans with the network, without it, and with it again.
func (m *minute) walk() {
	p := m.printed
	m.scan("ok", p.code("badge", 0))
	m.scan("ok", p.code("order", 0))
	m.scan("ok", p.code("item", 0))
	m.scan("ok", p.code("item", 1))
	m.waiting(0)

	m.run.press(m.t, "o", "CUT")
	before := len(m.facts)
	m.scan("stop", p.code("out elsewhere", 0))
	m.scan("stop", p.code("unknown", 0))
	m.scan("stop", "9780131103627") // of a book
	if got := len(m.facts) - before; got != 3 {
		m.t.Errorf("three scans without a network recorded %d facts", got)
	}
	m.waiting(3)

	m.run.press(m.t, "o", "back")
	m.waiting(0)
	m.checkCentral()
}

// scan does what the page does with a code, and demands an outcome.
func (m *minute) scan(outcome, code string) {
	m.t.Helper()
	var got answer
	body := map[string]string{"id": uuid.Must(uuid.NewV7()).String(), "raw": code, "source": "wedge"}
	if err := m.printed.kiosk.Post(m.t.Context(), "/api/scans", body, &got); err != nil {
		m.t.Fatal(err)
	}
	if got.Outcome != outcome {
		m.t.Errorf("%s is answered with %s, want %s", code, got.Outcome, outcome)
	}
	if got.FactID != "" {
		m.facts = append(m.facts, got.FactID)
	}
}

// waiting waits until so many items wait at the kiosk.
func (m *minute) waiting(want int) {
	m.t.Helper()
	world.Until(m.t, limit, fmt.Sprintf("%d waiting", want), func() error {
		var s struct {
			Waiting int `json:"waiting"`
		}
		if err := m.printed.kiosk.Get(m.t.Context(), "/api/status", &s); err != nil {
			return err
		}
		if s.Waiting != want {
			return fmt.Errorf("%d wait", s.Waiting)
		}
		return nil
	})
}

// checkCentral logs in as each of those that were printed and, as one of them,
// finds every recorded fact, once, with its kiosk and person.
func (m *minute) checkCentral() {
	m.t.Helper()
	var facts struct {
		Items []struct{ ID, Kiosk, Person, Verdict string }
	}
	for i, login := range m.printed.logins {
		var in struct{ Token string }
		body := map[string]string{"login": login, "password": m.printed.password}
		if err := world.NewClient(m.printed.central, "").Post(m.t.Context(), "/v1/auth/login", body, &in); err != nil {
			m.t.Fatalf("%s: %v", login, err)
		}
		if i > 0 {
			continue
		}
		if err := world.NewClient(m.printed.central, in.Token).Get(m.t.Context(), "/v1/facts?limit=50", &facts); err != nil {
			m.t.Fatal(err)
		}
	}
	var got []string
	for _, f := range facts.Items {
		if !slices.Contains(m.facts, f.ID) {
			continue
		}
		got = append(got, f.ID)
		if f.Kiosk == "" || f.Person == "" {
			m.t.Errorf("%s is from kiosk %q and person %q", f.ID, f.Kiosk, f.Person)
		}
	}
	want := slices.Sorted(slices.Values(m.facts))
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		m.t.Errorf("recorded at the kiosk and found at central (-want +got):\n%s", diff)
	}
	res, err := http.Get(m.printed.central + "/")
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		m.t.Errorf("central's page: %s, %s", res.Status, res.Header.Get("Content-Type"))
	}
}
