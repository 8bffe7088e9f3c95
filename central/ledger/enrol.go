package ledger

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"rms/central/store"
	"rms/central/store/epoch"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// The events of kiosks.
const (
	EventKioskEnrolled rental.EventType = "kiosk.enrolled"
	EventKioskRevoked  rental.EventType = "kiosk.revoked"
)

// KioskChanged is the data of the kiosk events.
type KioskChanged struct {
	KioskID      rental.KioskID     `json:"kiosk_id"`
	Name         string             `json:"name"`
	NumberPrefix string             `json:"number_prefix"`
	SiteID       rental.SiteID      `json:"site_id"`
	Status       rental.KioskStatus `json:"status"`
	At           rental.Millis      `json:"at"`
}

// maxName is the most characters of a kiosk's name.
const maxName = 80

// NewEnrolmentCode keeps a code that auth has made, by its hash. Whoever may
// manage accounts may let kiosks in.
func (l *Ledger) NewEnrolmentCode(ctx context.Context, a rental.Actor, c service.EnrolmentCode) error {
	if err := rental.Allowed(a, rental.ActPutAccount, false); err != nil {
		return err
	}
	c.CreatedBy = a.String()
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := checkDock(ctx, tx, c); err != nil {
			return err
		}
		return service.AddEnrolmentCode(ctx, tx, c)
	})
	if err != nil {
		return fmt.Errorf("keep an enrolment code: %w", err)
	}
	return nil
}

// RevokeEnrolmentCode takes back a code that nobody has used, by its hash.
func (l *Ledger) RevokeEnrolmentCode(ctx context.Context, a rental.Actor, hash string) error {
	if err := rental.Allowed(a, rental.ActPutAccount, false); err != nil {
		return err
	}
	now := millis(l.now())
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := service.RevokeEnrolmentCode(ctx, tx, hash, now)
		if errors.Is(err, store.ErrStale) {
			return &rental.Error{
				Code: rental.CodeConflict, Reason: "code_used", Message: "this code was used or taken back meanwhile", Hint: "a kiosk that it let in can be revoked",
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("take an enrolment code back: %w", err)
	}
	l.log.Info("an enrolment code was taken back", "by", a.String())
	return nil
}

// checkDock holds that a code is for a site, and for a place of that site.
func checkDock(ctx context.Context, tx *store.Tx, c service.EnrolmentCode) error {
	site, ok, err := store.Get[rental.Place](ctx, tx, string(c.SiteID))
	switch {
	case err != nil:
		return err
	case !ok || site.Kind != rental.PlaceSite:
		return &rental.Error{Code: rental.CodeInvalid, Reason: "unknown_site", Field: "site_id", Message: "there is no site " + string(c.SiteID), Hint: "a kiosk belongs to a place of kind site"}
	case c.ReturnsPlaceID == "":
		return nil
	}
	returns, ok, err := store.Get[rental.Place](ctx, tx, string(c.ReturnsPlaceID))
	switch {
	case err != nil:
		return err
	case !ok:
		return &rental.Error{Code: rental.CodeInvalid, Reason: "unknown_place", Field: "returns_place_id", Message: "there is no place " + string(c.ReturnsPlaceID), Hint: "choose a place of the kiosk's site, or leave it out"}
	case rental.SiteOf(returns) != c.SiteID:
		return rental.ReturnsElsewhere(returns.Name)
	}
	return nil
}

// Enrol lets a kiosk in by a code, whose hash auth has made, and gives it an
// epoch. A key that is known comes back as the same kiosk with a new epoch and
// the next number prefix: K3, then K3B.
func (l *Ledger) Enrol(ctx context.Context, now rental.Millis, codeHash string, req syncproto.EnrolRequest) (syncproto.EnrolReply, error) {
	var reply syncproto.EnrolReply
	if err := checkEnrol(req); err != nil {
		return reply, err
	}
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		code, ok, err := service.FindEnrolmentCode(ctx, tx, codeHash)
		if err != nil {
			return err
		}
		// One answer for all: a guesser learns nothing.
		if !ok || code.UsedAt != 0 || code.RevokedAt != 0 || code.ExpiresAt <= now {
			return &rental.Error{
				Code: rental.CodeForbidden, Reason: "code_refused", Field: "code",
				Message: "this enrolment code is wrong, used or expired", Hint: "make a new one at central: rms-central kiosk code --site CODE",
			}
		}
		reply, err = l.enrol(ctx, tx, now, code, req)
		return err
	})
	if err != nil {
		return syncproto.EnrolReply{}, fmt.Errorf("enrol a kiosk: %w", err)
	}
	l.log.Info("a kiosk was enrolled", "kiosk_id", reply.KioskID, "name", reply.Name, "prefix", reply.NumberPrefix, "site_id", reply.SiteID)
	return reply, nil
}

func checkEnrol(req syncproto.EnrolRequest) error {
	bad := func(field, what string) error {
		return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_enrolment", Field: field, Message: what}
	}
	switch {
	case req.Proto < syncproto.MinVersion:
		return upgradeRequired()
	case len(req.PublicKey) != ed25519.PublicKeySize:
		return bad("public_key", "the public key must be 32 bytes")
	case utf8.RuneCountInString(req.Name) > maxName || !utf8.ValidString(req.Name):
		return bad("name", fmt.Sprintf("the name may have up to %d characters", maxName))
	}
	return nil
}

func (l *Ledger) enrol(ctx context.Context, tx *store.Tx, now rental.Millis, code service.EnrolmentCode, req syncproto.EnrolRequest) (syncproto.EnrolReply, error) {
	var none syncproto.EnrolReply
	key := base64.StdEncoding.EncodeToString(req.PublicKey)
	before, known, err := tx.KioskByKey(ctx, key)
	if err != nil {
		return none, err
	}
	if known && before.Status == rental.KioskRevoked {
		return none, revoked()
	}
	site, _, err := store.Get[rental.Place](ctx, tx, string(code.SiteID))
	if err != nil {
		return none, err
	}
	k := before
	if !known {
		if k, err = l.newKiosk(ctx, tx, key); err != nil {
			return none, err
		}
	}
	k.SiteID, k.ReturnsPlaceID = code.SiteID, code.ReturnsPlaceID
	if k.ReturnsPlaceID == "" {
		k.ReturnsPlaceID = rental.PlaceID(code.SiteID) // what comes back is there, if nobody says more
	}
	if name := cmp.Or(code.Name, strings.TrimSpace(req.Name)); name != "" {
		k.Name = name
	}
	epochs, err := epoch.All(ctx, tx, k.ID)
	if err != nil {
		return none, err
	}
	e, err := l.newEpoch(ctx, tx, now, &k, epochs, "")
	if err != nil {
		return none, err
	}
	change := rental.Change{Key: rental.Key{Collection: rental.Kiosks, ID: string(k.ID)}, Row: k}
	if known {
		change.Before = before
	}
	if err := l.own(ctx, tx, now, rental.Actor{Kind: rental.ActorSystem}, EventKioskEnrolled, change); err != nil {
		return none, err
	}
	// The kiosk's row must be there before what refers to it.
	err = errors.Join(epoch.Close(ctx, tx, k.ID), epoch.Add(ctx, tx, e), service.UseEnrolmentCode(ctx, tx, code.Hash, k.ID, now),
		service.SaveKioskStatus(ctx, tx, service.KioskStatus{KioskID: k.ID, LastContact: now, Report: syncproto.Heartbeat{Version: req.Version, Epoch: e.Epoch}}))
	return identityOf(k, e, site), err
}

func (l *Ledger) newKiosk(ctx context.Context, tx *store.Tx, key string) (rental.Kiosk, error) {
	n, err := tx.Next(ctx, store.HeadKioskNumber)
	if err != nil {
		return rental.Kiosk{}, err
	}
	id, err := l.newID()
	prefix := fmt.Sprintf("K%d", n)
	return rental.Kiosk{ID: rental.KioskID(id), Name: "Kiosk " + prefix, NumberPrefix: prefix, PublicKey: key, Status: rental.KioskActive}, err
}

// RevokeKiosk ends a kiosk's access for good; what it had pushed stays.
func (l *Ledger) RevokeKiosk(ctx context.Context, a rental.Actor, id rental.KioskID) error {
	if err := rental.Allowed(a, rental.ActPutAccount, false); err != nil {
		return err
	}
	now := millis(l.now())
	err := l.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		before, ok, err := store.Get[rental.Kiosk](ctx, tx, string(id))
		if err != nil {
			return err
		}
		if !ok {
			return &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_kiosk", Message: "there is no kiosk " + string(id), Hint: "rms-central kiosk list shows them"}
		}
		if before.Status == rental.KioskRevoked {
			return nil
		}
		k := before
		k.Status = rental.KioskRevoked
		change := rental.Change{Key: rental.Key{Collection: rental.Kiosks, ID: string(id)}, Before: before, Row: k}
		return errors.Join(epoch.Close(ctx, tx, id), l.own(ctx, tx, now, a, EventKioskRevoked, change))
	})
	if err != nil {
		return fmt.Errorf("revoke a kiosk: %w", err)
	}
	return nil
}

// own records a change of a kiosk's row that central makes by itself: there is
// nothing for the rules to judge.
func (l *Ledger) own(ctx context.Context, tx *store.Tx, now rental.Millis, a rental.Actor, event rental.EventType, ch rental.Change) error {
	k, ok := ch.Row.(rental.Kiosk)
	if !ok {
		return fmt.Errorf("a %T is no kiosk", ch.Row)
	}
	return l.ownWith(ctx, tx, now, a, k, []rental.Change{ch}, rental.Event{Type: event, Subject: "kiosk/" + string(k.ID), SiteID: k.SiteID, Data: KioskChanged{
		KioskID: k.ID, Name: k.Name, NumberPrefix: k.NumberPrefix, SiteID: k.SiteID, Status: k.Status, At: now,
	}})
}

// ownWith is own with an event of its own, and perhaps without a change.
func (l *Ledger) ownWith(ctx context.Context, tx *store.Tx, now rental.Millis, a rental.Actor, k rental.Kiosk, changes []rental.Change, event rental.Event) error {
	id, err := l.newID()
	if err != nil {
		return err
	}
	c := rental.Command{ID: rental.ItemID(id), Kind: rental.KindPut, Body: rental.PutBody{Row: k}}
	payload, err := ownPayload(c)
	if err != nil {
		return err
	}
	f := store.Fact{
		ItemID: c.ID, Kind: c.Kind, Schema: 1, Payload: payload, ContentHash: syncproto.ContentHash(payload), Actor: a,
		Occurred: rental.Occurred{T: now, ItemID: c.ID}, ReceivedAt: now,
	}
	_, err = l.record(ctx, tx, nil, f, rental.Decision{
		Verdict: rental.Verdict{Kind: rental.Applied}, Changes: changes, Events: []rental.Event{event},
	}, nil)
	return err
}
