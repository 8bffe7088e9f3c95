package auth

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// A nonce is 8 bytes of expiry (ms, big-endian), 8 random bytes, and 16 bytes of
// a MAC over both and the kiosk's id: central need not remember challenges that
// nobody answers.
const (
	nonceSize = 32
	macAt     = 16
)

// Kiosks proves that a kiosk is who it says, by its Ed25519 key.
type Kiosks struct {
	db     *store.DB
	random io.Reader
	key    [32]byte // of nonces; new at every start
	dummy  ed25519.PublicKey
}

// NewKiosks returns a verifier over the store. random nil means the system's.
func NewKiosks(db *store.DB, random io.Reader) (*Kiosks, error) {
	if random == nil {
		random = rand.Reader
	}
	k := &Kiosks{db: db, random: random}
	if _, err := io.ReadFull(random, k.key[:]); err != nil {
		return nil, fmt.Errorf("draw the key of challenges: %w", err)
	}
	seed := sha256.Sum256(append([]byte("nobody"), k.key[:]...))
	public, ok := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("make a key for nobody")
	}
	k.dummy = public
	return k, nil
}

// Challenge returns a nonce for the kiosk to sign within syncproto.NonceTTL. It
// does not tell whether there is such a kiosk.
func (k *Kiosks) Challenge(kiosk rental.KioskID, now time.Time) ([]byte, error) {
	nonce := make([]byte, macAt, nonceSize)
	binary.BigEndian.PutUint64(nonce, uint64(now.Add(syncproto.NonceTTL).UnixMilli())) //nolint:gosec // a time after 1970
	if _, err := io.ReadFull(k.random, nonce[8:]); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	return append(nonce, k.mac(kiosk, nonce)...), nil
}

func (k *Kiosks) mac(kiosk rental.KioskID, head []byte) []byte {
	m := hmac.New(sha256.New, k.key[:])
	m.Write(head)
	m.Write([]byte(kiosk))
	return m.Sum(nil)[:nonceSize-macAt]
}

// expiry returns until when a nonce may be answered; ok is false for one that
// was not made here for this kiosk, or is over.
func (k *Kiosks) expiry(kiosk rental.KioskID, nonce []byte, now time.Time) (time.Time, bool) {
	if len(nonce) != nonceSize || !hmac.Equal(nonce[macAt:], k.mac(kiosk, nonce[:macAt])) {
		return time.Time{}, false
	}
	until := time.UnixMilli(int64(binary.BigEndian.Uint64(nonce))) //nolint:gosec // the MAC says that we wrote it
	return until, now.Before(until)
}

// Session trades a signed nonce for a token. Whatever is wrong has one answer,
// but a revoked kiosk with the right key is told so.
func (k *Kiosks) Session(ctx context.Context, req syncproto.SessionRequest, now time.Time) (syncproto.SessionReply, error) {
	kiosk, known, err := k.find(ctx, req.KioskID)
	if err != nil {
		return syncproto.SessionReply{}, err
	}
	public := k.dummy
	if raw, err := base64.StdEncoding.DecodeString(kiosk.PublicKey); known && err == nil && len(raw) == ed25519.PublicKeySize {
		public = raw
	}
	signed := ed25519.Verify(public, syncproto.SessionMessage(req.KioskID, req.Nonce), req.Signature)
	until, fresh := k.expiry(req.KioskID, req.Nonce, now)
	switch {
	case !signed || !fresh || !known:
		return syncproto.SessionReply{}, refused()
	case kiosk.Status == rental.KioskRevoked:
		return syncproto.SessionReply{}, revoked()
	}
	token, hash, err := newSecret(k.random)
	if err != nil {
		return syncproto.SessionReply{}, err
	}
	expires := now.Add(syncproto.SessionTTL)
	err = k.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		first, err := service.UseNonce(ctx, tx, hashSecret(string(req.Nonce)), ms(until), ms(now))
		if err != nil {
			return err
		}
		if !first {
			return refused()
		}
		return service.AddKioskSession(ctx, tx, hash, kiosk.ID, ms(expires), ms(now))
	})
	if err != nil {
		return syncproto.SessionReply{}, fmt.Errorf("open a session of kiosk %s: %w", req.KioskID, err)
	}
	return syncproto.SessionReply{Token: token, ExpiresAt: ms(expires)}, nil
}

func (k *Kiosks) find(ctx context.Context, id rental.KioskID) (kiosk rental.Kiosk, known bool, err error) {
	err = k.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		kiosk, known, err = store.Get[rental.Kiosk](ctx, tx, string(id))
		return err
	})
	return kiosk, known, err
}

// Authenticate returns the kiosk of a session's token.
func (k *Kiosks) Authenticate(ctx context.Context, token string, now time.Time) (rental.Kiosk, error) {
	var kiosk rental.Kiosk
	var ok bool
	err := k.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		kiosk, ok, err = service.KioskBySession(ctx, tx, hashSecret(token), ms(now))
		return err
	})
	switch {
	case err != nil:
		return rental.Kiosk{}, fmt.Errorf("look a session up: %w", err)
	case !ok:
		return rental.Kiosk{}, sessionOver()
	case kiosk.Status == rental.KioskRevoked:
		return rental.Kiosk{}, revoked()
	}
	return kiosk, nil
}

func refused() *rental.Error {
	return &rental.Error{
		Code: rental.CodeUnauthenticated, Reason: "signature_refused",
		Message: "this kiosk is not known here, or its answer to the challenge is not good", Hint: "ask for a new challenge; if it goes on, stop the kiosk and enrol it again, which keeps what it has recorded: rms-kiosk enrol --central URL --code CODE",
	}
}

func revoked() *rental.Error {
	return &rental.Error{Code: rental.CodeForbidden, Reason: "revoked", Message: "this kiosk was revoked", Hint: "take it out of use; or stop it and let it in again with a code, which brings what it has recorded: rms-kiosk enrol --central URL --code CODE"}
}

func ms(t time.Time) rental.Millis { return rental.Millis(t.UnixMilli()) }
