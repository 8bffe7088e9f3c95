package tag_test

import (
	"bytes"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto/tag"
)

var update = flag.Bool("update", false, "rewrite the golden corpora in testdata; read the difference before you keep it")

// TestCorpus reads every scan of testdata/scans.txt, which a person has checked.
func TestCorpus(t *testing.T) {
	t.Parallel()
	corpus(t, "testdata/scans.txt", 80, func(raw []byte) string {
		s := tag.Parse(raw)
		if !bytes.Equal(s.Raw, raw) {
			t.Errorf("Parse(%q).Raw = %q", raw, s.Raw)
		}
		var b strings.Builder
		if s.AIM != "" {
			fmt.Fprintf(&b, "aim %s · ", s.AIM)
		}
		if s.Secret {
			b.WriteString("secret · ")
		}
		for i, c := range s.Candidates {
			if i > 0 {
				b.WriteString(" > ")
			}
			fmt.Fprintf(&b, "%s %s", c.Kind, c.Value)
		}
		return b.String()
	})
}

// TestBursts splits every burst of testdata/bursts.txt.
func TestBursts(t *testing.T) {
	t.Parallel()
	corpus(t, "testdata/bursts.txt", 40, func(raw []byte) string {
		pieces, err := tag.Split(raw)
		if err != nil {
			return "error: " + err.Error()
		}
		var out []string
		for _, p := range pieces {
			out = append(out, strconv.Quote(string(p)))
		}
		return fmt.Sprintf("%d: %s", len(pieces), strings.Join(out, " "))
	})
}

// corpus compares render's answers with a file of blocks: comment lines, a
// quoted input, and the answer indented below it.
func corpus(t *testing.T, file string, floor int, render func([]byte) string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	n := 0
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "  ") {
			continue
		}
		got.WriteString(line)
		if !strings.HasPrefix(line, `"`) {
			continue
		}
		raw, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("%s: %s: %v", file, line, err)
		}
		n++
		fmt.Fprintf(&got, "  %s\n", render([]byte(raw)))
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(data), got.String()); diff != "" && !*update {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
	if n < floor {
		t.Errorf("%s has %d inputs, want at least %d", file, n, floor)
	}
}

func TestCommandsSurviveKeyboardLayouts(t *testing.T) {
	t.Parallel()
	all := tag.Commands()
	for i, c := range all {
		word := strings.TrimSuffix(strings.TrimPrefix(string(c), "XX"), "XX")
		if len(word) != len(c)-4 || strings.Contains(word, "XX") || strings.HasPrefix(word, "X") || strings.HasSuffix(word, "X") {
			t.Errorf("%s is not XX, a word, XX", c)
		}
		if strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWX0123456789") != "" {
			t.Errorf("%s has a character that a keyboard layout moves", c)
		}
		for j, d := range all {
			if i != j && strings.HasPrefix(string(d), string(c)) {
				t.Errorf("%s is the start of %s", c, d)
			}
		}
		for _, raw := range []string{string(c), strings.ToLower(string(c)), "]C1" + string(c) + "\r\n"} {
			want := []tag.Candidate{{Kind: tag.KindCommand, Value: string(c)}}
			if diff := cmp.Diff(want, tag.Parse([]byte(raw)).Candidates); diff != "" {
				t.Errorf("Parse(%q) (-want +got):\n%s", raw, diff)
			}
		}
		if !tag.Reserved(string(c)) {
			t.Errorf("%s is not reserved", c)
		}
	}
	quantities := map[tag.Command]int{tag.CommandQty5: 5, tag.CommandQty10: 10, tag.CommandQty25: 25, tag.CommandOut: 0}
	for c, want := range quantities {
		if got := c.Quantity(); got != want {
			t.Errorf("%s.Quantity() = %d, want %d", c, got, want)
		}
	}
}

// TestBadgeFindsEveryMisread changes each symbol of a badge to each other one
// and swaps each pair: none may still be a badge, all stay secret.
func TestBadgeFindsEveryMisread(t *testing.T) {
	t.Parallel()
	badge, err := tag.NewBadge(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got := tag.Parse([]byte(strings.ToLower(badge))).Candidates; got[0] != (tag.Candidate{Kind: tag.KindBadge, Value: badge}) || len(got) != 1 {
		t.Fatalf("a true badge has the readings %v", got)
	}
	misread := func(raw []byte) {
		t.Helper()
		s := tag.Parse(raw)
		if len(s.Candidates) != 1 || s.Candidates[0].Kind != tag.KindUnknown || !s.Secret {
			t.Errorf("%s misread as %s: secret %v, %v", badge, raw, s.Secret, s.Candidates)
		}
		if strings.Contains(s.Printable, string(raw[4:])) || strings.Contains(s.Candidates[0].Value, string(raw[4:])) {
			t.Errorf("the printable form %q shows the secret", s.Printable)
		}
	}
	for i := 2; i < len(badge); i++ {
		for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			if raw := []byte(badge); raw[i] != byte(c) {
				raw[i] = byte(c)
				misread(raw)
			}
		}
		for j := 2; j < i; j++ {
			if raw := []byte(badge); raw[i] != raw[j] {
				raw[i], raw[j] = raw[j], raw[i]
				misread(raw)
			}
		}
	}
}

func TestNewBadge(t *testing.T) {
	t.Parallel()
	seen := map[rune]int{}
	for range 400 {
		b, err := tag.NewBadge(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b[2:18] {
			seen[r]++
		}
	}
	if len(seen) != 29 {
		t.Errorf("6,400 random symbols hold %d different ones, want 29", len(seen))
	}
	if _, err := tag.NewBadge(strings.NewReader("short")); err == nil {
		t.Error("a source that runs dry gave a badge")
	}
}

// TestBadgeCutShort: a badge read without its last symbols, or with one too
// many, is as good as the whole: it is a secret and is not printed.
func TestBadgeCutShort(t *testing.T) {
	t.Parallel()
	badge, err := tag.NewBadge(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{badge[:len(badge)-1], badge[:len(badge)-5], strings.ToLower(badge[:len(badge)-2]), badge + "7", badge[:9] + "7" + badge[9:]} {
		if s := tag.Parse([]byte(raw)); !s.Secret || strings.Contains(strings.ToUpper(s.Printable), badge[3:8]) {
			t.Errorf("%s of %s: secret %v, printable %q", raw, badge, s.Secret, s.Printable)
		}
	}
	for _, raw := range []string{"XB-1200", "XBEAM00001", "XBOX-CONTROLLER-01", badge[:8]} {
		if s := tag.Parse([]byte(raw)); s.Secret || s.Printable != raw {
			t.Errorf("%s: secret %v, printable %q", raw, s.Secret, s.Printable)
		}
	}
}

// TestMergedErrorKeepsSecrets: the error is shown and logged, a badge is not.
func TestMergedErrorKeepsSecrets(t *testing.T) {
	t.Parallel()
	badge, err := tag.NewBadge(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, err = tag.Split([]byte(badge + "A"))
	if err == nil || strings.Contains(err.Error(), badge[3:]) {
		t.Errorf("Split error = %v, want one without the badge", err)
	}
	if s := tag.Parse([]byte("BLN-A-03" + badge)); !s.Secret || strings.Contains(s.Printable, badge[3:]) {
		t.Errorf("a badge merged with a place: secret %v, printable %q", s.Secret, s.Printable)
	}
}

func TestReserved(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"xxoutxx": true, "XB0123456789ABCDEFG": true, "BLN-A-03": false, "R-004711": false, "XXOUT": false, "": false,
	} {
		if got := tag.Reserved(text); got != want {
			t.Errorf("Reserved(%q) = %v, want %v", text, got, want)
		}
	}
}
