package tag

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// A badge code is XB, badgeRandom random symbols and a check symbol, all from
// badgeAlphabet. It is a secret: who has it can sign in where a badge suffices,
// so it is stored as a hash only and never logged.
const (
	badgePrefix = "XB"
	badgeRandom = 16 // symbols, 77 bits: a stolen kiosk's hashes cannot be searched
	badgeLength = len(badgePrefix) + badgeRandom + 1

	// badgeAlphabet has 29 symbols, a prime, so that one check symbol finds every
	// wrong symbol and every swapped pair. Left out: I L O U (misread by people),
	// Y Z (swapped by a German keyboard layout), Q (by a French one).
	badgeAlphabet = "0123456789ABCDEFGHJKMNPRSTVWX"
)

// NewBadge mints a badge code from a source of randomness (crypto/rand.Reader).
func NewBadge(random io.Reader) (string, error) {
	const base = len(badgeAlphabet)
	var code [badgeRandom]byte
	for i := 0; i < len(code); {
		var b [1]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", errors.Join(errors.New("read randomness for a badge code"), err)
		}
		if int(b[0]) >= 256/base*base {
			continue // the rest of the range would favour the first symbols
		}
		code[i] = badgeAlphabet[int(b[0])%base]
		i++
	}
	return badgePrefix + string(code[:]) + string(badgeCheck(code[:])), nil
}

// badgeCheck returns the symbol that makes the sum of position times symbol a
// multiple of 29.
func badgeCheck(random []byte) byte {
	sum := 0
	for i, c := range random {
		sum += (i + 1) * strings.IndexByte(badgeAlphabet, c)
	}
	for v := range len(badgeAlphabet) {
		if (sum+(len(random)+1)*v)%len(badgeAlphabet) == 0 {
			return badgeAlphabet[v]
		}
	}
	panic("tag: the badge alphabet is not of prime size")
}

// badgeOf returns text as a badge code in upper case, if it is one.
func badgeOf(text string) (string, bool) {
	code := upper(text)
	if !badgeShaped([]byte(code)) {
		return "", false
	}
	random := []byte(code[len(badgePrefix) : badgeLength-1])
	for _, c := range random {
		if strings.IndexByte(badgeAlphabet, c) < 0 {
			return "", false
		}
	}
	return code, badgeCheck(random) == code[badgeLength-1]
}

// badgeShaped reports whether code has a badge's length and prefix, in any case,
// and nothing but letters and digits: a badge, perhaps misread.
func badgeShaped(code []byte) bool {
	if len(code) != badgeLength || upper(string(code[:len(badgePrefix)])) != badgePrefix {
		return false
	}
	for _, c := range code {
		if !isLetter(c) && !isDigit(c) {
			return false
		}
	}
	return true
}

// badgeAt reports whether a badge code starts at b. Within a longer text it must
// be in one case: mixed case is somebody else's random text.
func badgeAt(b []byte) bool {
	if len(b) < badgeLength || upper(string(b[:len(badgePrefix)])) != badgePrefix {
		return false
	}
	code := string(b[:badgeLength])
	if hasUpper(code) && hasLower(code) {
		return false
	}
	_, ok := badgeOf(code)
	return ok
}

// mostlyBadge reports whether body is badge-shaped, or a badge of which some
// symbols at the end were not read, or one too many: the missing ones are few
// enough to be tried, and the last of all follows from the others.
func mostlyBadge(body []byte) bool {
	const fewest, most = badgeLength - 5, badgeLength + 1
	if badgeShaped(body) {
		return true
	}
	if len(body) < fewest || len(body) > most || upper(string(body[:len(badgePrefix)])) != badgePrefix {
		return false
	}
	for _, c := range upper(string(body[len(badgePrefix):])) {
		if !strings.ContainsRune(badgeAlphabet, c) {
			return false
		}
	}
	return true
}

// holdsBadge reports whether body is most of a badge or holds one anywhere.
func holdsBadge(body []byte) bool {
	if mostlyBadge(body) {
		return true
	}
	for i := 0; i+badgeLength <= len(body); i++ {
		if badgeAt(body[i:]) {
			return true
		}
	}
	return false
}

// maskBadges returns body with all but the prefix of each badge code replaced.
func maskBadges(body []byte) []byte {
	out := bytes.Clone(body)
	if mostlyBadge(body) {
		return append(out[:len(badgePrefix)], strings.Repeat("*", len(body)-len(badgePrefix))...)
	}
	for i := 0; i+badgeLength <= len(body); i++ {
		if badgeAt(body[i:]) {
			masked := out[i+len(badgePrefix) : i+badgeLength]
			copy(masked, strings.Repeat("*", len(masked)))
		}
	}
	return out
}
