package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"rms/kiosk/identity"
	"rms/kiosk/ledger"
	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// openKey finds the key that this kiosk is enrolled with. One that is not there
// is said and not replaced: a new one would be a stranger to central, and the
// dock works without. A machine that is not enrolled yet gets one. Nothing is
// noted in a database that is suspect.
func (n *Node) openKey(ctx context.Context, suspect bool) error {
	if _, err := n.ledger.Identity(ctx); err != nil {
		key, err := identity.OpenKey(n.cfg.Data)
		n.keys.set(key, nil)
		return err
	}
	want, err := n.ledger.DeviceKey(ctx)
	if err != nil {
		return err
	}
	next, err := identity.FindNextKey(n.cfg.Data)
	if err != nil {
		return err
	}
	if next != nil && want != nil && next.Public().Equal(want) {
		// An enrolment was broken off between its commit and this.
		if err := identity.AdoptKey(n.cfg.Data); err != nil {
			return err
		}
	}
	key, err := identity.FindKey(n.cfg.Data)
	if err != nil {
		return err
	}
	switch {
	case key == nil:
		n.keys.set(nil, noKey("the device key that this kiosk is enrolled with is not in "+n.cfg.Data))
		return nil
	case want != nil && !key.Public().Equal(want):
		n.keys.set(nil, noKey("the device key in "+n.cfg.Data+" is not the one that this kiosk is enrolled with"))
		return nil
	}
	n.keys.set(key, nil)
	if want == nil && !suspect {
		return n.ledger.NoteDeviceKey(ctx, key.Public())
	}
	return nil
}

func noKey(what string) *rental.Error {
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "device_key_lost", Message: what + "; what is recorded here is kept",
		Hint: "put device.key back from a copy; or stop this kiosk and enrol it again, which keeps and sends all of it: rms-kiosk enrol --central URL --code CODE",
	}
}

// Enrol makes this machine a kiosk of the central at url, or, with all that it
// has recorded, another one than it was.
func (n *Node) Enrol(ctx context.Context, url, code string) error {
	before := n.link.address()
	err := n.enrolAt(ctx, url, code)
	if err != nil && before != "" {
		return errors.Join(err, n.link.point(before, n.pins(ctx)))
	}
	if err != nil {
		return err
	}
	if err := n.link.point(url, n.pins(ctx)); err != nil {
		return err
	}
	if n.sync != nil {
		n.sync.Enrolled()
	}
	return nil
}

// enrolAt enrols with the key that is here. One that central has revoked, or
// that is lost, gives way to a new one.
func (n *Node) enrolAt(ctx context.Context, url, code string) error {
	if err := n.link.point(url, nil); err != nil {
		return err
	}
	if key, _ := n.keys.get(); key != nil {
		err := n.enrolWith(ctx, url, code, key)
		if !errors.Is(err, &rental.Error{Code: rental.CodeForbidden, Reason: "revoked"}) {
			return err
		}
		n.log.Warn("central has revoked this kiosk's key: it is enrolled with a new one")
	}
	next, err := identity.NextKey(n.cfg.Data)
	if err != nil {
		return err
	}
	if err := n.enrolWith(ctx, url, code, next); err != nil {
		return err
	}
	if err := identity.AdoptKey(n.cfg.Data); err != nil {
		return err
	}
	n.keys.set(next, nil)
	return nil
}

func (n *Node) enrolWith(ctx context.Context, url, code string, key *identity.Key) error {
	keeper := keeper{n: n, url: url, key: key}
	_, err := syncer.Enrol(ctx, n.link, keeper, syncer.Enrolment{Code: code, Version: Version, Public: key.Public()})
	return err
}

// keeper keeps what central answered: its address before the identity, so that
// no kiosk ever is enrolled and does not know where.
type keeper struct {
	n   *Node
	url string
	key *identity.Key
}

// Enrol keeps the enrolment.
func (k keeper) Enrol(ctx context.Context, r syncproto.EnrolReply) error {
	if err := (central{URL: k.url}).write(k.n.cfg.Data); err != nil {
		return err
	}
	return k.n.ledger.EnrolWith(ctx, r, k.key.Public())
}

// enrol makes this machine a kiosk and says which.
func enrol(ctx context.Context, c command, log *slog.Logger, stdout io.Writer) (err error) {
	n, err := base(ctx, c.Config, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	was, wasErr := n.ledger.Identity(ctx)
	if err := n.Enrol(ctx, c.url, c.code); err != nil {
		return err
	}
	id, err := n.ledger.Identity(ctx)
	if err != nil {
		return err
	}
	if wasErr == nil {
		return n.sayAgain(ctx, stdout, was, id)
	}
	_, _ = fmt.Fprintf(stdout, "enrolled as %s (%s)\n", id.Name, id.NumberPrefix)
	return nil
}

// sayAgain tells what became of a kiosk that was enrolled before.
func (n *Node) sayAgain(ctx context.Context, stdout io.Writer, was, is ledger.Identity) error {
	p, err := n.ledger.Position(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(stdout, "enrolled again as %s (%s), before as %s (%s)\n", is.Name, is.NumberPrefix, was.Name, was.NumberPrefix)
	_, _ = fmt.Fprintf(stdout, "all that was recorded here is kept: %d items go to central at the next start; what it has already is not taken twice\n", p.QueueDepth)
	return nil
}
