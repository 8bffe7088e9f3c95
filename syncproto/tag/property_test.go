package tag_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/syncproto/tag"
)

// fataler is what testing.TB and *rapid.T have in common here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// check holds for every scan there can be.
func check(t fataler, raw []byte) {
	t.Helper()
	given := bytes.Clone(raw)
	s := tag.Parse(raw)
	if again := tag.Parse(raw); !reflect.DeepEqual(s, again) { // cmp takes seconds for long bursts
		t.Fatalf("Parse(%q) differs the second time:\n%s", raw, cmp.Diff(s, again))
	}
	if !bytes.Equal(raw, given) || !bytes.Equal(s.Raw, given) {
		t.Fatalf("Parse(%q) changed its input or Raw = %q", given, s.Raw)
	}
	checkCandidates(t, s)
	checkPrintable(t, s)
	if s.Text != "" {
		again := tag.Parse([]byte(s.Text))
		if again.Text != s.Text || !cmp.Equal(again.Candidates, s.Candidates) {
			t.Fatalf("the normal form of %q is %q, whose own is %q:\n%s",
				raw, s.Text, again.Text, cmp.Diff(s.Candidates, again.Candidates))
		}
	}
	if code, ok := tag.Normal(string(raw)); ok != (s.Text != "") || code != s.Text {
		t.Fatalf("Normal(%q) = %q, %v; Parse says %q", raw, code, ok, s.Text)
	}
}

func checkCandidates(t fataler, s tag.Scan) {
	t.Helper()
	if len(s.Candidates) == 0 || len(s.Candidates) > 12 {
		t.Fatalf("%q has %d readings", s.Raw, len(s.Candidates))
	}
	rank, kinds := -1, tag.Kinds()
	for i, c := range s.Candidates {
		r := slices.Index(kinds, c.Kind)
		if r < 0 || r < rank {
			t.Fatalf("%q: reading %d is %s, out of order: %v", s.Raw, i, c.Kind, s.Candidates)
		}
		rank = r
		if slices.Contains(s.Candidates[:i], c) {
			t.Fatalf("%q has the reading %v twice", s.Raw, c)
		}
		exclusive := c.Kind == tag.KindCommand || c.Kind == tag.KindBadge
		if exclusive && len(s.Candidates) != 1 {
			t.Fatalf("%q: %s is not alone: %v", s.Raw, c.Kind, s.Candidates)
		}
		if last := i == len(s.Candidates)-1; last && !exclusive && c.Kind != tag.KindUnknown {
			t.Fatalf("%q: the last reading is %s", s.Raw, c.Kind)
		}
		if c.Kind != tag.KindUnknown && (c.Value == "" || len(c.Value) > tag.MaxText) {
			t.Fatalf("%q: the value of %s has %d bytes", s.Raw, c.Kind, len(c.Value))
		}
	}
}

func checkPrintable(t fataler, s tag.Scan) {
	t.Helper()
	if n := utf8.RuneCountInString(s.Printable); n > tag.MaxPrintable+30 {
		t.Fatalf("the printable form of %d bytes has %d characters", len(s.Raw), n)
	}
	if i := strings.IndexFunc(s.Printable, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
		t.Fatalf("Parse(%q).Printable = %q is not printable at %d", s.Raw, s.Printable, i)
	}
}

// checkSplit holds for every burst: no byte of a code is lost or invented.
func checkSplit(t fataler, raw []byte) {
	t.Helper()
	pieces, err := tag.Split(raw)
	if err != nil {
		var merged *tag.MergedError
		if !errors.As(err, &merged) || pieces != nil || merged.Offset < 0 || merged.Offset >= len(raw) {
			t.Fatalf("Split(%q) = %q, %v", raw, pieces, err)
		}
		return
	}
	for _, p := range pieces {
		again, err := tag.Split(p)
		if len(p) == 0 || err != nil || len(again) != 1 || !cmp.Equal(tag.Parse(again[0]).Candidates, tag.Parse(p).Candidates) {
			t.Fatalf("Split(%q): its piece %q splits into %q, %v", raw, p, again, err)
		}
	}
	if !covers(pieces, raw, map[[2]int]bool{}) {
		t.Fatalf("Split(%q) = %q loses or invents bytes", raw, pieces)
	}
}

// covers reports whether raw is the pieces in order with nothing but decoration
// and identifiers around them. dead remembers what did not work out.
func covers(pieces [][]byte, raw []byte, dead map[[2]int]bool) bool {
	key := [2]int{len(pieces), len(raw)}
	if dead[key] {
		return false
	}
	if len(pieces) == 0 {
		return droppable(raw)
	}
	for at := 0; at+len(pieces[0]) <= len(raw); at++ {
		rest, found := bytes.CutPrefix(raw[at:], pieces[0])
		if found && droppable(raw[:at]) && covers(pieces[1:], rest, dead) {
			return true
		}
	}
	dead[key] = true
	return false
}

const decoration = " \t\r\n\x00\x02\x03\x04\ufeff"

// droppable reports whether gap is nothing but identifiers and decoration.
func droppable(gap []byte) bool {
	for _, part := range bytes.FieldsFunc(gap, func(r rune) bool { return strings.ContainsRune(decoration, r) }) {
		if tag.Parse(part).Printable != "" {
			return false
		}
	}
	return true
}

// hostile draws bursts out of the pieces that codes are made of, so that shapes
// meet often, with random bytes in between.
func hostile() *rapid.Generator[[]byte] {
	parts := []string{
		"\r", "\n", "\r\n", "\t", "\x00", "\x02", "\x03", "\x04", " ", "\ufeff", "]C1", "]Q3", "]", "\x1d", "\\", "*",
		"XX", "XXOUTXX", "xxinxx", "XXNOXX", "XXQT25XX", "XB", "XB0123456789ABCDEFN", "xb0123456789abcdefn", badgeA, badgeB, strings.ToLower(badgeA),
		"R-004711", "r-4711", "R004711", "Rß004711", "K3-0042", "K3B-0042", "K3-0042/2", "K30042", "-", "/", "7", "42",
		"BLN-A-03-2", "Bühne", "B\xfchne", "ß", "S/N: ", "SN ", "4711", "https://", "HTTP://", "example.com", "a/b", "?q=", "#f", "%2F", "%41", "..",
		"\u202e", "\u200b", "😀", "\xff\xfe", "\u00a0", strings.Repeat("A", 255), strings.Repeat("9", 300),
	}
	return rapid.Custom(func(t *rapid.T) []byte {
		var b []byte
		for range rapid.IntRange(0, 8).Draw(t, "parts") {
			if rapid.IntRange(0, 5).Draw(t, "wild") == 0 {
				b = append(b, rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "bytes")...)
			} else {
				b = append(b, rapid.SampledFrom(parts).Draw(t, "part")...)
			}
		}
		return b
	})
}

// Two true badges, from a fixed source.
var badgeA, badgeB = mustBadge("seventeen bytes of it"), mustBadge("another run of true bytes")

func mustBadge(random string) string {
	b, err := tag.NewBadge(strings.NewReader(random))
	if err != nil {
		panic(err)
	}
	return b
}

// TestScanProperties draws its bursts in many independent runs: rapid's one
// hundred are too few for shapes to meet by chance.
func TestScanProperties(t *testing.T) {
	t.Parallel()
	for range 20 {
		rapid.Check(t, func(t *rapid.T) {
			raw := hostile().Draw(t, "raw")
			check(t, raw)
			checkSplit(t, raw)
		})
	}
}

// TestSplitJoined: known codes in a row, with or without suffixes, come apart as
// they were.
func TestSplitJoined(t *testing.T) {
	t.Parallel()
	known := []string{badgeA, badgeB, "R-004711", "R-1234567", "K3-0042", "K3B-0042", "K12-10042", "K3-0042/2"}
	for _, c := range tag.Commands() {
		known = append(known, string(c))
	}
	suffix := rapid.SampledFrom([]string{"", "", "\r", "\r\n", "\t"})
	rapid.Check(t, func(t *rapid.T) {
		var raw, want []string
		for range rapid.IntRange(1, 6).Draw(t, "n") {
			code := rapid.SampledFrom(known).Draw(t, "code")
			want = append(want, code)
			raw = append(raw, code, suffix.Draw(t, "suffix"))
		}
		burst := strings.Join(raw, "")
		got, err := tag.Split([]byte(burst))
		if err != nil {
			t.Fatalf("Split(%q): %v", burst, err)
		}
		var texts []string
		for _, p := range got {
			texts = append(texts, string(p))
		}
		if diff := cmp.Diff(want, texts); diff != "" {
			t.Fatalf("Split(%q) (-want +got):\n%s", burst, diff)
		}
	})
}

// TestOverlong: bursts far beyond any scanner's are read in one pass.
func TestOverlong(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"XX", "XXINXX", "R-004711", "XB0", "]C1", "https://", "\x1d", "\xff", "=", "K1"} {
		raw := bytes.Repeat([]byte(part), (1<<18)/len(part))
		check(t, raw)
		pieces, err := tag.Split(raw)
		if part == "XXINXX" && (err != nil || len(pieces) != len(raw)/len(part)) {
			t.Errorf("%d commands in a row came apart as %d: %v", len(raw)/len(part), len(pieces), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "]C1BLN-A-03\r\n", "XXOUTXXXXINXX", "R-004711K3-0042/2", badgeA + "A", "https://x.y/a%2Fb/", "\xff\x00\x1d"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		check(t, raw)
		checkSplit(t, raw)
	})
}
