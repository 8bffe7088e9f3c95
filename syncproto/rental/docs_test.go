package rental

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/verdicts.md and docs/state-machines.md anew")

const generated = "<!-- Printed from syncproto/rental by `go test ./syncproto/rental -update`; do not edit. -->\n"

func checkDoc(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run go test ./syncproto/rental -update", err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is stale, run go test ./syncproto/rental -update (-want +got):\n%s", path, diff)
	}
}

func dash[S ~string](s S) string {
	if s == "" {
		return "–"
	}
	return string(s)
}

func list[S ~string](all []S) string {
	var out []string
	for _, s := range all {
		out = append(out, string(s))
	}
	return dash(strings.Join(out, ", "))
}

func (s Say) columns() string {
	next := dash(s.Next)
	if s.NextCode != "" {
		next += " (" + s.NextCode + ")"
	}
	text := dash(s.Text)
	if s.Detail != "" {
		text += " · " + s.Detail
	}
	return text + " | " + next
}

func TestVerdictsDocument(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(generated + `# What a scan gives

One row for every combination that can occur; there is no row for "else". A test drives the rules through each row at a
kiosk and at central. Texts are keys of frontend/kiosk/src/i18n/en.json; a code in brackets does the next step.

- *order* is the order at hand when something goes out (rejected: rejected, cancelled or closed), or the order scanned.
- *holder* is who has a thing that is out already: the same order (ad hoc: the same person), or another.
- Where kiosk and central differ, both verdicts are given. A kiosk adds the flag provisional where it holds only the
  card of an item, or does not know the order.
- Where it is not fully known who has a thing, answer.already_out becomes answer.already_out_somewhere, and detail.with
  becomes detail.out_since or nothing.
- A thing that is out on this very order makes a scan; a check_out that arrives all the same is applied(no_change).

| thing | status | direction | order | holder | outcome | fact | verdict | flags | exceptions | says | next step |
|---|---|---|---|---|---|---|---|---|---|---|---|
`)
	for _, r := range VerdictRows() {
		verdict := dash(r.Kiosk)
		if r.Kiosk != r.Central {
			verdict = string(r.Kiosk) + " / " + string(r.Central)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", r.Thing, dash(r.Status), r.Direction,
			dash(r.Order), dash(r.Holder), r.Outcome, dash(r.Fact), verdict, list(r.Flags), list(r.Exceptions), r.Say.columns())
	}
	b.WriteString(`
## What a flag adds

A flag that the row does not have turns ok into look and says this instead; the first that applies is said. It never
makes another outcome milder.

| flag | says | next step |
|---|---|---|
`)
	for _, r := range FlagRows() {
		fmt.Fprintf(&b, "| %s | %s |\n", r.Flag, r.Say.columns())
	}
	b.WriteString("\n## Exceptions\n\n| kind | severity | answers |\n|---|---|---|\n")
	for _, r := range ExceptionRules() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Kind, r.Severity, list(r.Answers))
	}
	checkDoc(t, "../../docs/verdicts.md", b.String())
}

func printMachine[S ~string](b *strings.Builder, states []S, moves []Transition[S]) {
	for _, s := range states {
		var out []string
		for _, m := range moves {
			if m.From == s {
				out = append(out, string(m.To)+" by "+m.By)
			}
		}
		if len(out) == 0 {
			out = []string{"(an end)"}
		}
		fmt.Fprintf(b, "| %s | %s |\n", s, strings.Join(out, "<br>"))
	}
}

func TestStateMachinesDocument(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(generated + "# State machines\n\n## Item (Asset)\n\nAn undo besides goes back to where the undone fact began.\n\n| from | to |\n|---|---|\n")
	printMachine(&b, AssetStatuses(), AssetTransitions())
	b.WriteString("\n## Order (RentAction)\n\n| from | to |\n|---|---|\n")
	printMachine(&b, OrderStatuses(), OrderTransitions())
	b.WriteString("\n## Who may do what\n\nAt a kiosk: how somebody must be recognised, and the capability. At central: the roles, and the scope that gives it to any role.\n\n| action | kiosk | capability | roles | scope |\n|---|---|---|---|---|\n")
	for _, p := range Permissions() {
		roles := list(p.Roles)
		if p.OwnOnly {
			roles += ", requester (own orders)"
		}
		kiosk, capability := dash(p.Kiosk), dash(p.Capability)
		if p.Kiosk == VerifiedNone {
			kiosk, capability = "anybody", "–"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", p.Action, kiosk, capability, roles, dash(p.Scope))
	}
	checkDoc(t, "../../docs/state-machines.md", b.String())
}
