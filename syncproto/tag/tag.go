package tag

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// MaxText is the longest text, in bytes, that is looked up as a code. Wedge
// scanners deliver 128 characters at most in practice; twice that leaves room
// for umlauts.
const MaxText = 256

// Kind says what a reading takes the text for.
type Kind string

// The kinds in the order in which a store is asked for them.
const (
	KindCommand Kind = "command" // Value is one of Commands
	KindBadge   Kind = "badge"   // Value is a person's badge code, a secret
	KindPlace   Kind = "place"   // Value is a place's code
	KindOrder   Kind = "order"   // Value is the number of an order, job or count
	KindTag     Kind = "tag"     // Value is an item's or a case's tag
	KindAlias   Kind = "alias"   // Value is another code for a known thing, or a fingerprint
	KindSerial  Kind = "serial"  // Value is a maker's serial number
	KindURL     Kind = "url"     // Value is a web address's last segment: look it up as tag, then alias
	KindUnknown Kind = "unknown" // Value is the printable form
)

// Kinds returns all kinds in the order in which a store is asked for them.
func Kinds() []Kind {
	return []Kind{KindCommand, KindBadge, KindPlace, KindOrder, KindTag, KindAlias,
		KindSerial, KindURL, KindUnknown}
}

// Candidate is one reading of a scan.
type Candidate struct {
	Kind  Kind   `json:"kind"`
	Value string `json:"value"`
}

// Scan is one scanned code with all its readings.
type Scan struct {
	// Raw holds the bytes as scanned, unchanged: what a fact stores.
	Raw []byte
	// AIM is the symbology identifier that the scanner sent ("]C1"), or empty.
	AIM string
	// Text is the normal form, or empty when the scan is no plain text.
	Text string
	// Printable is for screens and logs: escaped, at most MaxPrintable
	// characters, badge codes masked.
	Printable string
	// Secret reports that Raw holds a badge code, or a misread one. Neither Raw
	// nor Text may then be stored, logged or shown.
	Secret bool
	// Candidates are the readings, best first; never empty.
	Candidates []Candidate
}

// Parse reads one scanned code. It is total: any bytes have at least the reading
// Unknown. It keeps no reference to raw.
func Parse(raw []byte) Scan {
	aim, body := strip(raw)
	text, plain := decode(body)
	s := Scan{Raw: bytes.Clone(raw), AIM: aim, Secret: holdsBadge(body)}
	if plain {
		s.Printable = printable([]byte(text))
	} else {
		s.Printable = printable(body)
	}
	if plain && len(text) <= MaxText {
		s.Text = text
	}
	s.Candidates = candidates(s, body, text)
	return s
}

// candidates lists the readings of body. text is the decoded body, or empty; it
// may be longer than MaxText, which only a web address makes use of.
func candidates(s Scan, body []byte, text string) []Candidate {
	if c, ok := commandOf(s.Text); ok {
		return []Candidate{{KindCommand, string(c)}}
	}
	if b, ok := badgeOf(s.Text); ok {
		return []Candidate{{KindBadge, b}}
	}
	unknown := Candidate{KindUnknown, s.Printable}
	if s.Secret || len(body) == 0 {
		return []Candidate{unknown}
	}
	var out []Candidate
	add := func(k Kind, values ...string) {
		for _, v := range values {
			out = append(out, Candidate{k, v})
		}
	}
	if s.Text == "" {
		add(KindAlias, Fingerprint(body))
	} else {
		add(KindPlace, s.Text)
		add(KindOrder, orderNumbers(s.Text)...)
		add(KindTag, s.Text)
		add(KindAlias, s.Text)
		add(KindSerial, serials(s.Text)...)
	}
	if seg, ok := lastSegment(text); ok {
		add(KindURL, seg)
	}
	return append(out, unknown)
}

// Normal returns text in the normal form, in which codes are looked up; a
// catalogue stores its codes in it. It is false for what no scan can match:
// empty, over-long or unprintable.
func Normal(text string) (string, bool) {
	_, body := strip([]byte(text))
	code, plain := decode(body)
	if !plain || code == "" || len(code) > MaxText {
		return "", false
	}
	return code, true
}

// Reserved reports whether text would be read as a command or a badge, so that
// no place, item or alias may have it as its code: no scan could ever find it.
func Reserved(text string) bool {
	code, ok := Normal(text)
	if !ok {
		return false
	}
	_, isCommand := commandOf(code)
	return isCommand || holdsBadge([]byte(code))
}

// Fingerprint names bytes that are no plain text, so that an alias can be bound
// to a code that nobody can type.
func Fingerprint(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}
