package auth_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rms/central/auth"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

var now = time.UnixMilli(1_795_000_000_000)

type desk struct {
	testing.TB
	db      *store.DB
	kiosks  *auth.Kiosks
	private ed25519.PrivateKey
}

const kioskID rental.KioskID = "0190a5b4-7c00-7000-8000-00000000000a"

func setup(t testing.TB) *desk {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	kiosks, err := auth.NewKiosks(db, nil)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{TB: t, db: db, kiosks: kiosks, private: private}
	d.put(rental.Kiosk{ID: kioskID, Meta: rental.Meta{Rev: 1}, PublicKey: base64.StdEncoding.EncodeToString(public), Status: rental.KioskActive})
	return d
}

func (d *desk) put(k rental.Kiosk) {
	d.Helper()
	err := d.db.Write(d.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := store.NewRecord(k)
		if err != nil {
			return err
		}
		return tx.Put(ctx, r)
	})
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) signed(kiosk rental.KioskID, at time.Time) syncproto.SessionRequest {
	d.Helper()
	nonce, err := d.kiosks.Challenge(kiosk, at)
	if err != nil {
		d.Fatal(err)
	}
	return syncproto.SessionRequest{KioskID: kiosk, Nonce: nonce, Signature: ed25519.Sign(d.private, syncproto.SessionMessage(kiosk, nonce))}
}

func TestSessionIsOpenedOnceByTheRightKeyInTime(t *testing.T) {
	t.Parallel()
	d := setup(t)
	req := d.signed(kioskID, now)
	reply, err := d.kiosks.Session(t.Context(), req, now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	k, err := d.kiosks.Authenticate(t.Context(), reply.Token, now.Add(15*time.Minute))
	if err != nil || k.ID != kioskID {
		t.Errorf("got %q %v", k.ID, err)
	}
	unauthenticated := &rental.Error{Code: rental.CodeUnauthenticated}
	if _, err := d.kiosks.Authenticate(t.Context(), reply.Token, now.Add(16*time.Minute)); !errors.Is(err, unauthenticated) {
		t.Errorf("a session that is over: %v", err)
	}
	for _, token := range []string{"", "x", reply.Token + "x", strings.ToUpper(reply.Token)} {
		if _, err := d.kiosks.Authenticate(t.Context(), token, now); !errors.Is(err, unauthenticated) {
			t.Errorf("token %q: %v", token, err)
		}
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*syncproto.SessionRequest)
		at     time.Time
	}{
		"replayed": {func(r *syncproto.SessionRequest) { *r = req }, now.Add(time.Minute)},
		"too late": {func(*syncproto.SessionRequest) {}, now.Add(syncproto.NonceTTL)},
		"another key": {func(r *syncproto.SessionRequest) {
			r.Signature = ed25519.Sign(other, syncproto.SessionMessage(kioskID, r.Nonce))
		}, now},
		"no signature":          {func(r *syncproto.SessionRequest) { r.Signature = nil }, now},
		"the bare nonce signed": {func(r *syncproto.SessionRequest) { r.Signature = ed25519.Sign(d.private, r.Nonce) }, now},
		"an own nonce": {func(r *syncproto.SessionRequest) {
			r.Nonce = make([]byte, 32)
			r.Nonce[0] = 0x7f
			r.Signature = ed25519.Sign(d.private, syncproto.SessionMessage(kioskID, r.Nonce))
		}, now},
		"a nonce that was prolonged": {func(r *syncproto.SessionRequest) {
			r.Nonce[3]++
			r.Signature = ed25519.Sign(d.private, syncproto.SessionMessage(kioskID, r.Nonce))
		}, now.Add(time.Hour)},
		"another kiosk's nonce": {func(r *syncproto.SessionRequest) {
			*r = d.signed("0190a5b4-7c00-7000-8000-00000000000b", now)
			r.KioskID = kioskID
			r.Signature = ed25519.Sign(d.private, syncproto.SessionMessage(kioskID, r.Nonce))
		}, now},
		"an unknown kiosk": {func(r *syncproto.SessionRequest) { *r = d.signed("0190a5b4-7c00-7000-8000-00000000000b", now) }, now},
	} {
		r := d.signed(kioskID, now)
		tt.change(&r)
		if _, err := d.kiosks.Session(t.Context(), r, tt.at); !errors.Is(err, &rental.Error{Code: rental.CodeUnauthenticated, Reason: "signature_refused"}) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestRevokedKioskIsToldSo(t *testing.T) {
	t.Parallel()
	d := setup(t)
	reply, err := d.kiosks.Session(t.Context(), d.signed(kioskID, now), now)
	if err != nil {
		t.Fatal(err)
	}
	d.put(rental.Kiosk{ID: kioskID, Meta: rental.Meta{Rev: 2}, PublicKey: base64.StdEncoding.EncodeToString(d.private[32:]), Status: rental.KioskRevoked})
	forbidden := &rental.Error{Code: rental.CodeForbidden, Reason: "revoked"}
	if _, err := d.kiosks.Authenticate(t.Context(), reply.Token, now); !errors.Is(err, forbidden) {
		t.Errorf("its session: %v", err)
	}
	if _, err := d.kiosks.Session(t.Context(), d.signed(kioskID, now), now); !errors.Is(err, forbidden) {
		t.Errorf("a new session: %v", err)
	}
}

func TestEnrolmentCodesAreForPeople(t *testing.T) {
	t.Parallel()
	code, hash, err := auth.NewEnrolmentCode(nil)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := auth.NewEnrolmentCode(nil)
	if err != nil {
		t.Fatal(err)
	}
	if groups := strings.Split(code, "-"); len(groups) != 10 || len(code) != 39 || code == other {
		t.Errorf("codes %s and %s", code, other)
	}
	typed := strings.ToLower(strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(code)) + "\n"
	if got := auth.HashEnrolmentCode(typed); got != hash {
		t.Errorf("%q is not understood as %s", typed, code)
	}
	if auth.HashEnrolmentCode(other) == hash || strings.Contains(hash, code) {
		t.Error("the hash does not depend on the code, or tells it")
	}
}
