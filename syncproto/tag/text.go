package tag

import (
	"net/url"
	"regexp"
	"strings"
)

var serialLabel = regexp.MustCompile(`(?i)^(?:SERIAL ?NO|SERIAL|SER\.? ?NO|SER|S/N|SN)[ .:#]+`)

// serials returns text, then text without a maker's label ("S/N: 0815").
func serials(text string) []string {
	if bare := serialLabel.ReplaceAllString(text, ""); bare != "" && bare != text {
		return []string{text, bare}
	}
	return []string{text}
}

// maxURL bounds a web address in bytes; a QR code holds less than 3,000.
const maxURL = 4096

var scheme = regexp.MustCompile(`(?i)https?://`)

// lastSegment returns the last segment of a web address's path, unescaped. An
// address with another one inside its path is two scans in one, or hides one,
// and has none.
func lastSegment(text string) (string, bool) {
	if at := scheme.FindStringIndex(text); at == nil || at[0] != 0 || len(text) > maxURL {
		return "", false
	}
	if secondAddress(text) >= 0 {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return "", false
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	last, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil || last == "." || last == ".." || strings.Contains(last, "/") {
		return "", false
	}
	return Normal(last)
}

// secondAddress returns where in text a second web address starts, or -1. One
// behind "=" is a parameter of the first.
func secondAddress(text string) int {
	for _, at := range scheme.FindAllStringIndex(text, -1) {
		if at[0] > 0 && text[at[0]-1] != '=' {
			return at[0]
		}
	}
	return -1
}
