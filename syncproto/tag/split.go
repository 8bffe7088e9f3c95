package tag

import (
	"bytes"
	"fmt"
	"strings"
)

// suffixes end a code: what scanners send behind it.
const suffixes = "\r\n\t\x03\x04"

// minFree is the shortest text, in bytes, that is taken for a code of its own
// when it is left over between known ones; less is the stump of a damaged code.
const minFree = 3

// MergedError says that several codes arrived as one and cannot be told apart.
// It never quotes the text, which may hold a badge code.
type MergedError struct {
	Offset int    // where in the burst, in bytes
	Reason string // what was seen there
}

func (e *MergedError) Error() string {
	return fmt.Sprintf("several codes arrived as one (%s at byte %d); scan them again, one at a time",
		e.Reason, e.Offset)
}

// Split cuts a burst into its codes, in order: by the scanner's suffix (CR, LF,
// Tab, ETX, EOT), by the AIM identifier if the scanner sends one, and by the
// shapes of commands, badges and printed numbers. What stands between those is
// taken for one code.
//
// On an error (*MergedError) no code is returned, because carrying out a part of
// a burst, say without the command in its middle, could do the wrong thing. A
// caller that pours in a file splits its lines first.
func Split(raw []byte) ([][]byte, error) {
	var out [][]byte
	for start := 0; start < len(raw); {
		end := len(raw)
		if i := bytes.IndexAny(raw[start:], suffixes); i >= 0 {
			end = start + i
		}
		pieces, err := splitLine(raw[start:end], start)
		if err != nil {
			return nil, err
		}
		out = append(out, pieces...)
		start = end + 1
	}
	return out, nil
}

// splitLine cuts a text without suffixes, which starts at offset in the burst.
func splitLine(line []byte, offset int) ([][]byte, error) {
	var out [][]byte
	for _, part := range cutAtAIM(line) {
		pieces, err := splitKnown(part.bytes, offset+part.offset)
		if err != nil {
			return nil, err
		}
		out = append(out, pieces...)
	}
	return out, nil
}

type span struct {
	offset int
	bytes  []byte
}

// cutAtAIM cuts at each identifier of the letter that line starts with; a
// scanner that sends identifiers sends one with every code.
func cutAtAIM(line []byte) []span {
	if !startsWithAIM(line) {
		return []span{{0, line}}
	}
	var out []span
	start := 0
	for i := aimLength; i+aimLength <= len(line); i++ {
		if startsWithAIM(line[i:]) && line[i+1] == line[1] && isDigit(line[i+2]) {
			out = append(out, span{start, line[start:i]})
			start = i
			i += aimLength - 1
		}
	}
	return append(out, span{start, line[start:]})
}

// splitKnown cuts a text by the shapes of our own families.
func splitKnown(part []byte, offset int) ([][]byte, error) {
	_, body := strip(part)
	if len(body) == 0 {
		return nil, nil
	}
	base := offset + bytes.Index(part, body)
	switch ends := tile(string(body)); len(ends) {
	case 0:
		return splitAround(part, body, base)
	case 1:
		return [][]byte{bytes.Clone(part)}, nil
	default:
		return slice(body, ends), nil
	}
}

// splitAround cuts body at the commands and badges in it and takes what is
// between them as codes. Without any, part is one code, prefix and all.
func splitAround(part, body []byte, base int) ([][]byte, error) {
	text := string(body)
	var cuts []int // ends of pieces
	last := 0      // end of the last known code
	for i := 0; i < len(text); i++ {
		n := fixedLength(text[i:])
		if n == 0 {
			continue
		}
		if i < last {
			return nil, &MergedError{base + i, "two codes that overlap"}
		}
		if i > last {
			cuts = append(cuts, i)
		}
		last = i + n
		cuts = append(cuts, last)
	}
	if len(cuts) == 0 {
		if at := secondAddress(text); at >= 0 {
			return nil, &MergedError{base + at, "a second web address"}
		}
		return [][]byte{bytes.Clone(part)}, nil
	}
	if last < len(text) {
		cuts = append(cuts, len(text))
	}
	return cutFree(text, cuts, base)
}

// cutFree makes the pieces; those between known codes may hold several in turn,
// but no command and no badge any more.
func cutFree(text string, cuts []int, base int) ([][]byte, error) {
	var out [][]byte
	start := 0
	for _, end := range cuts {
		piece := []byte(text[start:end])
		if fixedLength(text[start:end]) > 0 {
			out = append(out, piece)
			start = end
			continue
		}
		if _, bare := strip(piece); len(bare) > 0 && len(bare) < minFree {
			return nil, &MergedError{base + start, "the rest of a code"}
		}
		inner, err := splitLine(piece, base+start)
		if err != nil {
			return nil, err
		}
		out = append(out, inner...)
		start = end
	}
	return out, nil
}

// tile cuts s into commands, badges and printed numbers and returns their ends,
// or nil if something else is in it. There is only one way: no known code is the
// start of another, and none starts with the digit that a number could go on with.
func tile(s string) []int {
	var ends []int
	for at := 0; at < len(s); {
		n := max(fixedLength(s[at:]), numberLength(s[at:]))
		if n == 0 {
			return nil
		}
		at += n
		ends = append(ends, at)
	}
	return ends
}

// fixedLength returns the length of the command or badge that s starts with, or
// 0. In a burst they must be in one case: mixed case is somebody else's code.
func fixedLength(s string) int {
	for _, c := range commands {
		if strings.HasPrefix(s, string(c)) || strings.HasPrefix(s, strings.ToLower(string(c))) {
			return len(c)
		}
	}
	if badgeAt([]byte(s)) {
		return badgeLength
	}
	return 0
}

func slice(body []byte, ends []int) [][]byte {
	out := make([][]byte, 0, len(ends))
	start := 0
	for _, end := range ends {
		out = append(out, bytes.Clone(body[start:end]))
		start = end
	}
	return out
}
