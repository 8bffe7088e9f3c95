package syncproto

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"rms/syncproto/rental"
)

// Hash is a SHA-256 sum; on the wire and in stores it is lower-case hex.
type Hash [sha256.Size]byte

// String returns the lower-case hex form.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the lower-case hex form.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads exactly 64 lower-case hex digits.
func (h *Hash) UnmarshalText(b []byte) error {
	parsed, err := ParseHash(string(b))
	*h = parsed
	return err
}

// ParseHash reads exactly 64 lower-case hex digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if err := parseHex(h[:], s); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// Epoch is 128 random bits that central mints for one life of a kiosk's store;
// lower-case hex on the wire.
type Epoch [16]byte

// String returns the lower-case hex form.
func (e Epoch) String() string { return hex.EncodeToString(e[:]) }

// MarshalText writes the lower-case hex form.
func (e Epoch) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads exactly 32 lower-case hex digits.
func (e *Epoch) UnmarshalText(b []byte) error {
	parsed, err := ParseEpoch(string(b))
	*e = parsed
	return err
}

// ParseEpoch reads exactly 32 lower-case hex digits.
func ParseEpoch(s string) (Epoch, error) {
	var e Epoch
	if err := parseHex(e[:], s); err != nil {
		return Epoch{}, err
	}
	return e, nil
}

func parseHex(dst []byte, s string) error {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(dst) || hex.EncodeToString(b) != s {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_hex",
			Message: fmt.Sprintf("want %d lower-case hex digits, got %q", 2*len(dst), s),
		}
	}
	copy(dst, b)
	return nil
}

// ContentHash is the SHA-256 of a payload's bytes.
func ContentHash(payload []byte) Hash { return sha256.Sum256(payload) }

// Chain returns hash_n = SHA-256("rms1" || prev || kiosk || epoch || seq as
// 8 bytes big-endian || content). The first item's prev is the zero Hash.
func Chain(prev Hash, kiosk uuid.UUID, epoch Epoch, seq uint64, content Hash) Hash {
	b := make([]byte, 0, 4+32+16+16+8+32)
	b = append(b, "rms1"...)
	b = append(b, prev[:]...)
	b = append(b, kiosk[:]...)
	b = append(b, epoch[:]...)
	b = binary.BigEndian.AppendUint64(b, seq)
	b = append(b, content[:]...)
	return sha256.Sum256(b)
}
