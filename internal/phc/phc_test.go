package phc_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"rms/internal/phc"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	h, err := phc.New(rand.Reader, "stage left", phc.Default())
	if err != nil {
		t.Fatal(err)
	}
	again, err := phc.Parse(h.String())
	if err != nil {
		t.Fatal(err)
	}
	if !again.Matches("stage left") {
		t.Error("the right secret does not match")
	}
	for _, wrong := range []string{"", "stage lef", "stage left ", "Stage left"} {
		if again.Matches(wrong) {
			t.Errorf("%q matches", wrong)
		}
	}
	other, err := phc.New(rand.Reader, "stage left", phc.Default())
	if err != nil {
		t.Fatal(err)
	}
	if other.String() == h.String() {
		t.Error("two hashes of one secret are equal: no salt")
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const salt, sum = "c2FsdHNhbHRzYWx0", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for name, s := range map[string]string{
		"empty": "", "bcrypt": "$2y$10$abcdefghijklmnopqrstuv", "argon2i": "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + sum,
		"old version": "$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + sum, "too much memory": "$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + sum,
		"no time": "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + sum, "long time": "$argon2id$v=19$m=19456,t=4000000,p=1$" + salt + "$" + sum,
		"negative": "$argon2id$v=19$m=-1,t=2,p=1$" + salt + "$" + sum, "spaces": "$argon2id$v=19$m= 19456,t=2,p=1$" + salt + "$" + sum,
		"short salt": "$argon2id$v=19$m=19456,t=2,p=1$YQ$" + sum, "short sum": "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$YQ",
		"long sum": "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.Repeat("AAAA", 40), "padding": "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "==$" + sum,
		"one part more": "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum + "$",
	} {
		var format *phc.FormatError
		if _, err := phc.Parse(s); !errors.As(err, &format) {
			t.Errorf("%s: Parse(%q) = %v", name, s, err)
		}
	}
}
