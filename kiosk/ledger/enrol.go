package ledger

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"github.com/google/uuid"

	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Enrol keeps the identity that central gave. The same one again is no change.
// Another one takes all that was recorded with it: every item that is still here
// waits again, under its old id and in a new chain, so that a central which has
// it says so, and one which does not gets it.
func (l *Ledger) Enrol(ctx context.Context, r syncproto.EnrolReply) error {
	return l.EnrolWith(ctx, r, nil)
}

// EnrolWith is Enrol that notes, in the same commit, which key it was for. No
// key notes none.
func (l *Ledger) EnrolWith(ctx context.Context, r syncproto.EnrolReply, key ed25519.PublicKey) error {
	if _, err := uuid.Parse(string(r.KioskID)); err != nil || r.Epoch == (syncproto.Epoch{}) || r.NumberPrefix == "" || r.SiteID == "" {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_enrolment",
			Message: "central's enrolment lacks an id, an epoch, a number prefix or a site", Hint: "ask for a new enrolment code",
		}
	}
	err := l.write(ctx, func(tx *store.Tx) error {
		var have Identity
		enrolled, err := tx.Meta(tx.Context(), store.MetaIdentity, &have)
		if err != nil {
			return err
		}
		if enrolled && (have.KioskID != r.KioskID || have.Epoch != r.Epoch) {
			if err := l.begin(tx, Identity(r)); err != nil {
				return err
			}
		}
		if len(key) > 0 {
			if err := tx.PutMeta(store.MetaDevice, key); err != nil {
				return err
			}
		}
		return tx.PutMeta(store.MetaIdentity, Identity(r))
	})
	if err != nil {
		return explain(err)
	}
	return l.reload(ctx)
}

// begin starts a new chain with everything that was recorded. Central answers
// once more what it has; what it lacks, because it was restored from a backup or
// never got it, it gets. The catalogue is loaded anew: it was another kiosk's.
func (l *Ledger) begin(tx *store.Tx, id Identity) error {
	n, err := tx.Requeue()
	if err != nil {
		return err
	}
	var head link
	for head.Seq < n {
		it, ok, err := tx.ItemBySeq(tx.Context(), head.Seq+1)
		if err != nil {
			return err
		}
		if !ok || syncproto.ContentHash(it.Payload) != it.ContentHash {
			return chainBroken(fmt.Sprintf("item %d of %d is missing or does not bear the hash of its bytes", head.Seq+1, n))
		}
		if head, err = head.next(id, it.ContentHash); err != nil {
			return err
		}
		if err := tx.Rehash(head.Seq, head.Hash); err != nil {
			return err
		}
	}
	var sync syncState
	if _, err := tx.Meta(tx.Context(), store.MetaSync, &sync); err != nil {
		return err
	}
	l.hand.clear()
	for key, value := range map[store.MetaKey]any{
		store.MetaHead: head, store.MetaAcked: link{}, store.MetaSync: syncState{AsOfMs: sync.AsOfMs},
	} {
		if err := tx.PutMeta(key, value); err != nil {
			return err
		}
	}
	return tx.DeleteMeta(store.MetaHalt)
}

// DeviceKey is the public half of the key that this kiosk was enrolled with; nil
// where that was not noted.
func (l *Ledger) DeviceKey(ctx context.Context) (key ed25519.PublicKey, err error) {
	err = l.store.Read(ctx, func(ctx context.Context, v store.View) error {
		_, err := v.Meta(ctx, store.MetaDevice, &key)
		return err
	})
	return key, explain(err)
}

// NoteDeviceKey keeps which key this kiosk is enrolled with.
func (l *Ledger) NoteDeviceKey(ctx context.Context, key ed25519.PublicKey) error {
	return explain(l.write(ctx, func(tx *store.Tx) error { return tx.PutMeta(store.MetaDevice, key) }))
}
