package auth

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"time"
)

const (
	// CodeTTL is how long an enrolment code may be used unless it is said.
	CodeTTL = 24 * time.Hour

	// A code is ten groups of three out of 32 letters and digits: 150 bits.
	codeGroups = 10
	codeGroup  = 3
)

// codeLetters has no I, L, O or U: they are mistaken for others. What is typed
// instead of them is understood.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var codeTyped = strings.NewReplacer("-", "", " ", "", "\t", "", "\r", "", "\n", "", "O", "0", "I", "1", "L", "1")

// NewEnrolmentCode returns a one-time code to be read out or typed, and the hash
// to keep. random nil means the system's.
func NewEnrolmentCode(random io.Reader) (code, hash string, err error) {
	if random == nil {
		random = rand.Reader
	}
	b := make([]byte, codeGroups*codeGroup)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", "", fmt.Errorf("draw an enrolment code: %w", err)
	}
	var out strings.Builder
	for i, x := range b {
		if i > 0 && i%codeGroup == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(codeLetters[x%32]) // 256 is a multiple of 32: no letter is likelier
	}
	return out.String(), HashEnrolmentCode(out.String()), nil
}

// HashEnrolmentCode is the hash of a code as somebody typed it: case, dashes and
// spaces do not matter, nor do letters that look like digits.
func HashEnrolmentCode(typed string) string {
	return hashSecret("enrol " + codeTyped.Replace(strings.ToUpper(typed)))
}
