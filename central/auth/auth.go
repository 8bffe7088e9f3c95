// Package auth makes and verifies secrets at central: enrolment codes, challenges
// and sessions of kiosks, and what people and programs log in with.
//
// Invariants. No secret is stored, only its hash. A challenge is answered once
// and soon. Whoever is unknown costs as much work as whoever is known, so that
// time tells nothing. What is checked yields an identity; what the identity may
// do is the rules' business.
//
// Concurrency. Everything here may be used from any goroutine.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"

	"rms/syncproto/rental"
)

// secretBytes is the length of random secrets: 256 bits cannot be guessed.
const secretBytes = 32

// hashSecret is how random secrets are stored: they need no slow hash.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// newSecret returns a random secret as text, and its hash.
func newSecret(random io.Reader) (secret, hash string, err error) {
	if random == nil {
		random = rand.Reader
	}
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", "", fmt.Errorf("draw a secret: %w", err)
	}
	secret = base64.RawURLEncoding.EncodeToString(b)
	return secret, hashSecret(secret), nil
}

func sessionOver() *rental.Error {
	return &rental.Error{
		Code: rental.CodeUnauthenticated, Reason: "session_over",
		Message: "there is no such session, or it is over", Hint: "open a new session",
	}
}
