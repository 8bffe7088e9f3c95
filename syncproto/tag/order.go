package tag

import (
	"fmt"
	"regexp"
	"strings"
)

// Digits of a printed number: central counts "R-004711", a kiosk "K3-0042".
// Longer numbers simply have more digits.
const (
	centralDigits = 6
	kioskDigits   = 4
)

// numberShape matches the number of an order, job or count: a prefix (R for
// central; K, the kiosk and its epoch's letters), a hyphen, digits, and the
// ordinal of a number that clashed. Beside the hyphen it takes what a German
// (ß) or Spanish (') layout makes of it, and the dashes of a word processor; the
// slash arrives as a hyphen under both layouts.
var numberShape = regexp.MustCompile(
	`^(R|K[0-9]{1,6}[A-Z]{0,2})([-ß'‐‑–−]?)([0-9]{1,12})(?:[/-]([0-9]{1,3}))?$`)

// orderNumbers returns the numbers that text can be: as written, then with its
// leading zeros as printed. The hyphen may be missing only behind a letter and
// in front of all printed digits (R004711, K3B0042): in K30042 nobody can tell
// where the kiosk ends.
func orderNumbers(text string) []string {
	m := numberShape.FindStringSubmatch(upper(text))
	if m == nil {
		return nil
	}
	prefix, hyphen, digits, ordinal := m[1], m[2], m[3], m[4]
	if hyphen == "" && (isDigit(prefix[len(prefix)-1]) || len(digits) < printedDigits(prefix)) {
		return nil
	}
	if ordinal != "" {
		ordinal = "/" + ordinal
	}
	written := prefix + "-" + digits + ordinal
	printed := fmt.Sprintf("%s-%0*s%s", prefix, printedDigits(prefix), significant(digits), ordinal)
	if written == printed {
		return []string{printed}
	}
	return []string{written, printed}
}

func printedDigits(prefix string) int {
	if prefix == "R" {
		return centralDigits
	}
	return kioskDigits
}

func significant(digits string) string {
	if s := strings.TrimLeft(digits, "0"); s != "" {
		return s
	}
	return "0"
}

var numberStart = regexp.MustCompile(
	`^(?:[Rr]-[0-9]{6,12}|(?:K[0-9]{1,6}[A-Z]{0,2}|k[0-9]{1,6}[a-z]{0,2})-[0-9]{4,12})(?:/[0-9]{1,3})?`)

// numberLength returns the length of the printed number that s starts with, or 0.
func numberLength(s string) int { return len(numberStart.FindString(s)) }
