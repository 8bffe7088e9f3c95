package reasons_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/internal/testx"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
	"rms/test/reasons"
)

var root = filepath.Join("..", "..")

// TestPage prints docs/reasons.md from the source; -update writes it.
func TestPage(t *testing.T) {
	t.Parallel()
	list, err := reasons.Read(root, "central", "syncproto", "internal/jsontext")
	if err != nil {
		t.Fatal(err)
	}
	told := reasons.Told()
	for word := range told {
		if !slices.ContainsFunc(list, func(r reasons.Reason) bool { return r.Word == word }) {
			list = append(list, reasons.Reason{Word: word})
		}
	}
	slices.SortFunc(list, func(a, b reasons.Reason) int { return strings.Compare(a.Word, b.Word) })
	var page bytes.Buffer
	page.WriteString(head)
	for _, r := range list {
		a := told[r.Word]
		means, next := a.Means, a.Next
		if means == "" {
			means = several(r.Messages)
		}
		if next == "" {
			next = several(r.Hints)
		}
		if means == "" || next == "" {
			t.Errorf("%s: it means %q, and the next thing to do is %q: give its error a Message and a Hint, or say it in Told", r.Word, means, next)
		}
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s |\n", r.Word, status(r), cell(means), cell(next))
	}
	if len(list) < 200 {
		t.Errorf("%d reasons were found: the reader reads no longer what it did", len(list))
	}
	testx.Golden(t, filepath.Join(root, "docs", "reasons.md"), page.Bytes())
}

const head = `# Reasons

Every refusal of central names a reason: a word that stays as it is, for programs to match (… in one stands for a field or a state). The sentence beside it is for people and may change. A reason of an imported list stands
beside its row; one of a fact (what a dock recorded) stands in its verdict, where nothing is lost. Where one word has several sentences, it is said of several things.

This page is printed from the source by a test: ` + "`go test ./test/reasons -update`" + `.

| Reason | Status | It means | What to do next |
|---|---|---|---|
`

// status is what HTTP says with a reason.
func status(r reasons.Reason) string {
	var out []string
	for _, name := range r.Codes {
		for _, code := range rental.Codes() {
			if "Code"+strings.ReplaceAll(title(string(code)), "_", "") == name {
				out = append(out, fmt.Sprint(problem.Status(&rental.Error{Code: code, Reason: r.Word})))
			}
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

func title(snake string) string {
	parts := strings.Split(snake, "_")
	for i, p := range parts {
		parts[i] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "_")
}

func several(texts []string) string {
	if len(texts) > 4 {
		texts = append(slices.Clone(texts[:4]), "and more")
	}
	return strings.Join(texts, "; ")
}

func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}

// TestToldIsTrue: advice about a word that nothing says any more is taken out.
func TestToldIsTrue(t *testing.T) {
	t.Parallel()
	var source bytes.Buffer
	for _, dir := range []string{"central", "syncproto", filepath.Join("internal", "jsontext")} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			source.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for word := range reasons.Told() {
		word, _, family := strings.Cut(word, "…")
		if family {
			word = strings.TrimSuffix(word, "_")
		}
		if !bytes.Contains(source.Bytes(), []byte(`"`+word)) {
			t.Errorf("nothing says %s", word)
		}
	}
}

// TestReader: each form in which the source gives a reason is read.
func TestReader(t *testing.T) {
	t.Parallel()
	got, err := reasons.Read(filepath.Join("testdata", "tree"), "shop")
	if err != nil {
		t.Fatal(err)
	}
	want := []reasons.Reason{
		{Word: "by_closure", Codes: []string{"CodeInvalid"}, Messages: []string{"the closure"}, Hints: []string{"open it"}},
		{Word: "by_constant", Codes: []string{"CodeConflict"}, Messages: []string{"the constant … of …"}},
		{Word: "by_family_…", Codes: []string{"CodeForbidden"}, Messages: []string{"not … here"}, Hints: []string{"ask"}},
		{Word: "by_helper", Codes: []string{"CodeForbidden"}, Messages: []string{"not … here"}, Hints: []string{"ask", "beg"}},
		{Word: "by_literal", Codes: []string{"CodeNotFound"}, Messages: []string{"there is no … here"}, Hints: []string{"look again"}},
		{Word: "by_type", Codes: []string{"CodeForbidden"}, Messages: []string{"not … here"}, Hints: []string{"ask"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
