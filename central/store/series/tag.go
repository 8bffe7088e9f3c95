package series

import (
	"fmt"
	"strconv"
)

// Series are tags that differ in their number only: LX-0001, LX-0002.
type Series struct {
	Prefix string
	// Width is the number of digits; a number that needs more goes on in the
	// series of that width.
	Width int
}

const (
	// tagDigits is the width of a series that nobody has begun.
	tagDigits = 4
	// maxTagWidth is how many digits a number may have: with more it is a serial
	// number or a GTIN, and nobody counts on from it.
	maxTagWidth = 9
)

// Parse returns the series that a tag belongs to and its number there; ok is
// false for a tag that does not end in a number that people count.
func Parse(tag string) (s Series, number int64, ok bool) {
	at := len(tag)
	for at > 0 && isDigit(tag[at-1]) {
		at--
	}
	width := len(tag) - at
	if width == 0 || width > maxTagWidth {
		return Series{}, 0, false
	}
	n, err := strconv.ParseInt(tag[at:], 10, 64)
	return Series{tag[:at], width}, n, err == nil
}

// Begin begins a series.
func Begin(prefix string) Series { return Series{prefix, tagDigits} }

// Tag is the tag of a number of the series, or of a wider one.
func (s Series) Tag(number int64) string { return fmt.Sprintf("%s%0*d", s.Prefix, s.Width, number) }

// Last is the greatest number of the series.
func (s Series) Last() int64 {
	n := int64(1)
	for range s.Width {
		n *= 10
	}
	return n - 1
}

// Wider is the series that goes on behind the last number; ok is false where
// numbers end.
func (s Series) Wider() (Series, bool) {
	return Series{s.Prefix, s.Width + 1}, s.Width < maxTagWidth
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
