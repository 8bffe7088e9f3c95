// Package phc makes and checks argon2id hashes in the PHC string format:
// $argon2id$v=19$m=19456,t=2,p=1$salt$sum.
//
// Invariants: a string is read whole and strictly or not at all; parameters
// beyond the bounds below are refused before any memory is spent on them.
//
// Concurrency: everything is a pure function of its arguments. Each derivation
// takes Params.MemoryKiB of memory: callers bound how many run at once.
package phc

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// What a hash may ask for at most: a mistake or a lie in stored data must not
// take the machine's memory or its patience.
const (
	maxMemoryKiB = 64 << 10
	minMemoryKiB = 8
	maxTime      = 10
	maxThreads   = 4
)

const (
	saltBytes = 16
	sumBytes  = 32
)

// Params is the cost of a derivation.
type Params struct {
	MemoryKiB, Time uint32
	Threads         uint8
}

// Default is the cost that new hashes are made with: OWASP's smallest advice
// for argon2id, which a warehouse PC carries while it answers scans.
func Default() Params { return Params{MemoryKiB: 19 << 10, Time: 2, Threads: 1} }

// Hash is a parsed PHC string.
type Hash struct {
	Params
	salt, sum []byte
}

// FormatError says why a text is no argon2id PHC string that may be checked.
type FormatError struct{ What string }

// Error returns what is wrong.
func (e *FormatError) Error() string { return e.What }

// New hashes secret at cost p with a salt from random.
func New(random io.Reader, secret string, p Params) (Hash, error) {
	h := Hash{Params: p, salt: make([]byte, saltBytes), sum: make([]byte, sumBytes)}
	if _, err := io.ReadFull(random, h.salt); err != nil {
		return Hash{}, fmt.Errorf("draw a salt: %w", err)
	}
	h.sum = h.derive(secret)
	return h, nil
}

// Parse reads a PHC string; its error is a *FormatError.
func Parse(s string) (Hash, error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return Hash{}, &FormatError{"it is no argon2id text of version 19"}
	}
	var h Hash
	if n, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &h.MemoryKiB, &h.Time, &h.Threads); err != nil || n != 3 || part[3] != h.params() {
		return Hash{}, &FormatError{"its parameters cannot be read"}
	}
	if h.MemoryKiB < minMemoryKiB || h.MemoryKiB > maxMemoryKiB || h.Time < 1 || h.Time > maxTime || h.Threads < 1 || h.Threads > maxThreads {
		return Hash{}, &FormatError{"its parameters are out of bounds"}
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.Strict().DecodeString(part[4]); err != nil || len(h.salt) < 8 || len(h.salt) > 64 {
		return Hash{}, &FormatError{"its salt cannot be read"}
	}
	if h.sum, err = base64.RawStdEncoding.Strict().DecodeString(part[5]); err != nil || len(h.sum) < 16 || len(h.sum) > 64 {
		return Hash{}, &FormatError{"its sum cannot be read"}
	}
	return h, nil
}

// String returns the PHC string.
func (h Hash) String() string {
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$%s$%s$%s", argon2.Version, h.params(), enc(h.salt), enc(h.sum))
}

// Matches reports whether secret is what was hashed, in constant time.
func (h Hash) Matches(secret string) bool {
	return subtle.ConstantTimeCompare(h.derive(secret), h.sum) == 1
}

func (h Hash) params() string { return fmt.Sprintf("m=%d,t=%d,p=%d", h.MemoryKiB, h.Time, h.Threads) }

func (h Hash) derive(secret string) []byte {
	return argon2.IDKey([]byte(secret), h.salt, h.Time, h.MemoryKiB, h.Threads, uint32(len(h.sum)))
}
