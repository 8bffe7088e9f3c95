package auth

import (
	"errors"
	"strings"
	"testing"

	"rms/syncproto/rental"
)

func passwords(t *testing.T) *Passwords {
	t.Helper()
	p, err := NewPasswords(nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// long64 is 64 characters of four bytes each.
func long64() string {
	var out strings.Builder
	for i := range rune(64) {
		out.WriteRune(0x1f300 + i)
	}
	return out.String()
}

// TestPasswordRules: long enough in characters, not endless, and nothing that is
// known, expected or a run; of what it is composed is its owner's.
func TestPasswordRules(t *testing.T) {
	t.Parallel()
	for name, password := range map[string]string{
		"empty": "", "14 characters": "fourteen chars", "short in characters": "äöüäöüäöü2ß$x", "one ligature that is 18 letters": "\ufdfa",
		"login inside": "xx-Mara-2026-xx", "login and year": "mara.lindqvist2026", "company": "Stagelight GmbH 1", "the program": "RMS rms RMS 2026!",
		"login in wide letters": "\uff4d\uff41\uff52\uff41 Lindqvist 1", "known": "PasswordPassword", "known with marks": "Correct-Horse-Battery-Staple",
		"known with numbers": "iloveyouforever99", "one letter": "aaaaaaaaaaaaaaaa", "one mark": "!!!!!!!!!!!!!!!!", "said again": "Lampe7.Lampe7.Lampe7.",
		"counted": "123456789012345678", "counted down": "98765432109876543", "alphabet": "cdefghijklmnopqr", "keys": "Qwertzuiopasdfg", "keys back": "lkjhgfdsapoiuytrewq",
		"too long": strings.Repeat("long password", 20), "no text": "\xff\xfe\xfd not utf-8 at all",
	} {
		err := CheckPassword("mara", password, "Mara Lindqvist", "Stagelight GmbH")
		var e *rental.Error
		if !errors.As(err, &e) || e.Reason != "weak_password" || e.Field != "password" || e.Hint == "" || e.Message == "" {
			t.Errorf("%s: CheckPassword took %q: %v", name, password, err)
		}
	}
	for name, password := range map[string]string{
		"words": "four loud crates", "15 characters": "zebra-kite-lunc", "letters only": "abgasuntersuchung", "digits only": "839201748392017", "with the login": "mara keeps seven quiet lamps",
		"of a short login": "a barn for an owl", "64 of any script": long64(), "256 bytes": strings.Repeat("one two three four five six 7 ", 9)[:256], "marks only": "!%&/()=?+#*'-_.:;",
	} {
		if err := CheckPassword("mara", password, "Mara Lindqvist", "Stagelight GmbH"); err != nil {
			t.Errorf("%s: %q: %v", name, password, err)
		}
	}
	if err := CheckPassword("a", "a barn for an owl", "Al"); err != nil {
		t.Errorf("a short login is in everything: %v", err)
	}
}

// TestPasswordsAreNormalised: however a keyboard writes an umlaut it is the same;
// hashes of what was typed, from before, go on; the end of a password counts.
func TestPasswordsAreNormalised(t *testing.T) {
	t.Parallel()
	p := passwords(t)
	const composed, apart = "f\u00fcnf laute Kisten", "fu\u0308nf laute Kisten"
	now, err := p.Hash(t.Context(), "", apart)
	if err != nil {
		t.Fatal(err)
	}
	before, err := p.hash(t.Context(), apart)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("one two three four five six 7 ", 9)[:256]
	whole, err := p.Hash(t.Context(), "", long)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, stored, password string
		want                   bool
	}{
		{"as typed", now, apart, true}, {"from another keyboard", now, composed, true}, {"another", now, "funf laute Kisten", false},
		{"hashed before, as typed", before, apart, true}, {"hashed before, from another keyboard", before, composed, false},
		{"to the last byte", whole, long, true}, {"but the last byte", whole, long[:255] + "!", false},
	} {
		if got, err := p.Check(t.Context(), c.stored, c.password); err != nil || got != c.want {
			t.Errorf("%s: %t, %v", c.name, got, err)
		}
	}
}

func TestPINRules(t *testing.T) {
	t.Parallel()
	p := passwords(t)
	for _, pin := range []string{"", "123", "123456789", "12a4", "1234", "4321", "0000", "٤٧١١", "47 1"} {
		if _, err := p.HashPIN(t.Context(), pin); rental.ReasonOf(err) != "weak_pin" {
			t.Errorf("HashPIN took %q: %v", pin, err)
		}
	}
	if _, err := p.HashPIN(t.Context(), "4711"); err != nil {
		t.Error(err)
	}
}

// TestCheckWorksTheSame: known and unknown users, right, wrong and endless
// passwords all cost one derivation.
func TestCheckWorksTheSame(t *testing.T) {
	t.Parallel()
	p := passwords(t)
	const right = "four loud crates"
	stored, err := p.Hash(t.Context(), "mara", right)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	p.derived = func() { n++ }
	for _, c := range []struct {
		name, stored, password string
		want                   bool
	}{
		{"right", stored, right, true}, {"wrong", stored, "four loud grates", false}, {"unknown user", "", right, false},
		{"wrong, in another form", stored, "fu\u0308nf loud crates", false}, {"unknown user, in another form", "", "fu\u0308nf loud crates", false},
		{"the dummy's own password", "", "nobody's password", false}, {"endless", stored, strings.Repeat("x", 1<<20), false}, {"empty", stored, "", false},
	} {
		n = 0
		got, err := p.Check(t.Context(), c.stored, c.password)
		want := 1
		if strings.HasSuffix(c.name, "form") {
			want = 2
		}
		if err != nil || got != c.want || n != want {
			t.Errorf("%s: Check = %t, %v after %d derivations, want %t after %d", c.name, got, err, n, c.want, want)
		}
	}
	if _, err := p.Check(t.Context(), "$2y$10$broken", right); err == nil || errors.Is(err, &rental.Error{Code: rental.CodeUnauthenticated}) {
		t.Errorf("a broken stored hash is no wrong password: %v", err)
	}
}
