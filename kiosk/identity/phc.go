package identity

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"rms/syncproto/rental"
)

// What a verifier may ask of a kiosk at most: a mistake or a lie at central
// must not take the dock's memory or its patience.
const (
	maxMemoryKiB = 64 << 10
	maxTime      = 10
	maxThreads   = 4
)

// phc is a parsed argon2id verifier: $argon2id$v=19$m=19456,t=2,p=1$salt$sum.
type phc struct {
	memoryKiB, time uint32
	threads         uint8
	salt, sum       []byte
}

func parsePHC(s string) (phc, error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, badVerifier("it is no argon2id text of version 19")
	}
	var h phc
	if n, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &h.memoryKiB, &h.time, &h.threads); err != nil || n != 3 ||
		part[3] != fmt.Sprintf("m=%d,t=%d,p=%d", h.memoryKiB, h.time, h.threads) {
		return phc{}, badVerifier("its parameters cannot be read")
	}
	if h.memoryKiB < 8 || h.memoryKiB > maxMemoryKiB || h.time < 1 || h.time > maxTime || h.threads < 1 || h.threads > maxThreads {
		return phc{}, badVerifier("its parameters are out of bounds")
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.Strict().DecodeString(part[4]); err != nil || len(h.salt) < 8 || len(h.salt) > 64 {
		return phc{}, badVerifier("its salt cannot be read")
	}
	if h.sum, err = base64.RawStdEncoding.Strict().DecodeString(part[5]); err != nil || len(h.sum) < 16 || len(h.sum) > 64 {
		return phc{}, badVerifier("its sum cannot be read")
	}
	return h, nil
}

// derive returns the sum that pin gives.
func (h phc) derive(pin string) []byte {
	return argon2.IDKey([]byte(pin), h.salt, h.time, h.memoryKiB, h.threads, uint32(len(h.sum)))
}

func badVerifier(what string) error {
	return &rental.Error{
		Code: rental.CodeInternal, Reason: "bad_pin_verifier",
		Message: "this person's PIN cannot be checked: " + what,
		Hint:    "set the PIN again at central",
	}
}
