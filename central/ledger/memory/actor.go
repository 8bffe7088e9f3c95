package memory

import (
	"context"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// actorOf says who stood at a kiosk, by what central knows today: the rights
// come from central's rows, never from the item. A badge that was revoked or is
// somebody else's, and an archived person, are marked; the rules say what it means.
func actorOf(ctx context.Context, tx *store.Tx, k rental.Kiosk, who syncproto.Author) (rental.Actor, error) {
	a := rental.Actor{
		Kind: rental.ActorKiosk, KioskID: k.ID, SiteID: k.SiteID,
		PersonID: who.PersonID, BadgeID: who.Badge, Verified: who.Verified,
	}
	if who.Badge != "" {
		badge, ok, err := store.Get[rental.Badge](ctx, tx, string(who.Badge))
		if err != nil {
			return a, err
		}
		// A badge that speaks for somebody else than the item says is no proof.
		if ok && (badge.Revoked || who.PersonID != "" && badge.PersonID != who.PersonID) {
			a.Revoked = true
		}
		if ok && a.PersonID == "" {
			a.PersonID = badge.PersonID
		}
	}
	if a.PersonID == "" {
		return a, nil
	}
	person, ok, err := store.Get[rental.Person](ctx, tx, string(a.PersonID))
	if err != nil || !ok {
		return a, err
	}
	a.PersonName = person.Name
	a.Revoked = a.Revoked || person.Archived
	if a.Verified != rental.VerifiedNone {
		a.Capabilities = person.Capabilities
	}
	if who.Second == "" || who.Second == a.PersonID {
		return a, nil
	}
	second, ok, err := store.Get[rental.Person](ctx, tx, string(who.Second))
	if err != nil || !ok || second.Archived {
		return a, err
	}
	a.SecondID, a.SecondCapabilities = second.ID, second.Capabilities
	return a, nil
}
