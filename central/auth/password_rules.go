package auth

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The rules are those of NIST SP 800-63B-4, 3.1.1.2, for a password that is the
// only factor: 15 characters at least; 64 at least are taken, of any script; no
// composition; no expiry; nothing that is commonly used, expected or known.
const (
	// MinPassword bounds a password in characters, MaxPassword in bytes: 64
	// characters of any script fit.
	MinPassword = 15
	MaxPassword = 256

	// shortUnit is the longest run of characters that is no password when it is
	// merely said again.
	shortUnit = 8
	// leastLetters must be left of a password without the words that anybody would
	// try for this account.
	leastLetters = 6
	// leastWord is the shortest such word: shorter ones are in everything.
	leastWord = 3
)

// PasswordTip is what every refusal of a password says to do.
const PasswordTip = "three or four words in a row are long, and easy to remember; a password manager may choose, too"

//go:embed data/common_passwords.txt
var commonPasswords string

// expectedWords are of the service itself: whoever guesses begins with them.
var expectedWords = []string{"rms", "rental", "central", "kiosk", "password", "passwort", "contrasena", "contraseña", "admin", "login", "welcome", "secret"}

// rows are what fingers walk along.
var rows = []string{
	"01234567890123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
	"qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
}

// CheckPassword refuses a new password that the rules do not allow, with what to
// do. about holds what is known of the account: the person's name, the company's.
func CheckPassword(login, password string, about ...string) error {
	switch {
	case !utf8.ValidString(password):
		return weak("password", "the password is no text", PasswordTip)
	case length(password) < MinPassword:
		return weak("password", fmt.Sprintf("a password has at least %d characters; this one has %d", MinPassword, length(password)), PasswordTip)
	case len(password) > MaxPassword:
		return weak("password", fmt.Sprintf("a password has at most %d bytes", MaxPassword), "choose a shorter one: it is kept as a whole or not at all")
	}
	bare := bareOf(password)
	unit := unitOf(bare)
	switch {
	case known(password), known(bare), known(unit), known(strings.TrimFunc(bare, unicode.IsDigit)):
		return weak("password", "this password is on the lists that attackers try first", PasswordTip)
	case shortly(bare), shortly(password), walked(bare):
		return weak("password", "this password is a run of keys, or something short said again", PasswordTip)
	}
	if word := expected(bare, append([]string{login}, about...)); word != "" {
		return weak("password", fmt.Sprintf("this password is little more than %q, which anybody would try here", word), PasswordTip)
	}
	return nil
}

// length counts the characters that were typed; the normal form of one may have
// more, and is no more of a secret.
func length(password string) int {
	return min(utf8.RuneCountInString(password), utf8.RuneCountInString(norm.NFKC.String(password)))
}

// bareOf is what of a text makes it another one: its letters and digits, small.
func bareOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(text))
}

// shortly reports whether text is something short said again.
func shortly(text string) bool {
	unit := unitOf(text)
	return unit != text && utf8.RuneCountInString(unit) <= shortUnit
}

// unitOf is the shortest text that gives bare when it is said again and again.
func unitOf(bare string) string {
	letters := []rune(bare)
	for n := 1; n <= len(letters)/2; n++ {
		same := true
		for i := n; same && i < len(letters); i++ {
			same = letters[i] == letters[i-n]
		}
		if same {
			return string(letters[:n])
		}
	}
	return bare
}

// walked reports whether the fingers only went along a row, there or back.
func walked(bare string) bool {
	back := []rune(bare)
	slices.Reverse(back)
	return bare != "" && slices.ContainsFunc(rows, func(row string) bool {
		return strings.Contains(row, bare) || strings.Contains(row, string(back))
	})
}

// expected returns a word of the account's, or of the service, without which too
// little is left of the password; "" where enough is.
func expected(bare string, about []string) string {
	words := slices.Clone(expectedWords)
	for _, text := range about {
		words = append(words, bareOf(text))
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			words = append(words, bareOf(part))
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	left, taken := bare, ""
	for _, w := range words {
		if utf8.RuneCountInString(w) >= leastWord && strings.Contains(left, w) {
			left = strings.ReplaceAll(left, w, "")
			if taken == "" {
				taken = w
			}
		}
	}
	letters := 0
	for _, r := range left {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < leastLetters {
		return taken
	}
	return ""
}

func known(password string) bool {
	lower := strings.ToLower(password)
	for line := range strings.Lines(commonPasswords) {
		if strings.TrimSpace(line) == lower {
			return true
		}
	}
	return false
}
