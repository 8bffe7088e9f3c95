package syncproto

import (
	"crypto/sha256"
	"encoding/hex"
)

// BadgeHash returns what is stored and compared of a badge's printed code:
// lower-case hex of SHA-256("rms-badge1" || code). The code itself is kept
// nowhere.
func BadgeHash(code []byte) string {
	sum := sha256.Sum256(append([]byte("rms-badge1"), code...))
	return hex.EncodeToString(sum[:])
}
