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

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	p := passwords(t)
	for name, password := range map[string]string{
		"empty": "", "short": "nine char", "short in characters": "äöüäöüäöü", "login inside": "xx-Mara-2026-xx", "known": "PASSWORD1234",
		"one letter": "aaaaaaaaaaaa", "long": strings.Repeat("long password", 20), "no text": "\xff\xfe\xfd not utf-8 at all",
	} {
		if _, err := p.Hash(t.Context(), "mara", password); rental.ReasonOf(err) != "weak_password" {
			t.Errorf("%s: Hash took %q: %v", name, password, err)
		}
	}
	if _, err := p.Hash(t.Context(), "mara", "four loud crates"); err != nil {
		t.Error(err)
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
		{"the dummy's own password", "", "nobody's password", false}, {"endless", stored, strings.Repeat("x", 1<<20), false}, {"empty", stored, "", false},
	} {
		n = 0
		got, err := p.Check(t.Context(), c.stored, c.password)
		if err != nil || got != c.want || n != 1 {
			t.Errorf("%s: Check = %t, %v after %d derivations, want %t after 1", c.name, got, err, n, c.want)
		}
	}
	if _, err := p.Check(t.Context(), "$2y$10$broken", right); err == nil || errors.Is(err, &rental.Error{Code: rental.CodeUnauthenticated}) {
		t.Errorf("a broken stored hash is no wrong password: %v", err)
	}
}
