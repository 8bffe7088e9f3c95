package tag

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxPrintable is the longest printable form in characters, its mark of
// omission not counted; it fits two lines of the kiosk's card.
const MaxPrintable = 120

// What scanners and QR makers put around a code (see Normal form).
const (
	leadingDecoration  = " \t\r\n\x00\x02"
	trailingDecoration = " \t\r\n\x00\x03\x04"
	byteOrderMark      = "\ufeff"
)

const aimLength = 3 // "]", a code letter, a modifier

// strip separates the decoration and the AIM identifier from the body, until
// nothing changes. Of several identifiers the innermost is returned: it was
// added by the decoder itself.
func strip(raw []byte) (aim string, body []byte) {
	body = raw
	for {
		before := len(body)
		body = bytes.TrimLeft(body, leadingDecoration)
		body = bytes.TrimRight(body, trailingDecoration)
		body = bytes.TrimPrefix(body, []byte(byteOrderMark))
		if startsWithAIM(body) {
			aim, body = string(body[:aimLength]), body[aimLength:]
		}
		if len(body) == before {
			return aim, body
		}
	}
}

func startsWithAIM(b []byte) bool {
	return len(b) >= aimLength && b[0] == ']' && isLetter(b[1]) && (isLetter(b[2]) || isDigit(b[2]))
}

// decode returns body as text, true if every rune of it is printable. Bytes
// that are no UTF-8 are tried as Latin-1.
func decode(body []byte) (string, bool) {
	var text string
	if utf8.Valid(body) {
		text = string(body)
	} else {
		var b strings.Builder
		for _, c := range body {
			b.WriteRune(rune(c)) // Latin-1 is the first 256 code points
		}
		text = b.String()
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return "", false
		}
	}
	return text, true
}

// printable escapes body for people: control characters, invalid bytes and the
// backslash itself; badge codes are masked; what is too long is counted.
func printable(body []byte) string {
	rest := maskBadges(body)
	var b strings.Builder
	width := 0
	for len(rest) > 0 {
		r, size := utf8.DecodeRune(rest)
		piece := escape(r, rest[:size])
		w := utf8.RuneCountInString(piece)
		if width+w > MaxPrintable {
			fmt.Fprintf(&b, "… (+%d bytes)", len(rest))
			break
		}
		b.WriteString(piece)
		width += w
		rest = rest[size:]
	}
	return b.String()
}

// escape returns how one rune, or one invalid byte, is shown.
func escape(r rune, encoded []byte) string {
	switch {
	case r == utf8.RuneError && len(encoded) == 1, r < ' ', r == 0x7f:
		return fmt.Sprintf(`\x%02x`, encoded[0])
	case r == '\\':
		return `\\`
	case unicode.IsPrint(r):
		return string(r)
	}
	return fmt.Sprintf(`\u{%x}`, r) // invisible ones too: they could turn a line round
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// upper maps ASCII letters to upper case and leaves every other byte alone, so
// that lengths and positions stay.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

func hasUpper(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' })
}

func hasLower(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return 'a' <= r && r <= 'z' })
}
