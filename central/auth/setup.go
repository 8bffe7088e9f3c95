package auth

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// SetupTTL is how long the link of a start may be used.
const SetupTTL = 24 * time.Hour

// NewSetupLink makes the secret of a one-time set-up link, in place of the one
// before; "" when there is an admin already.
func (p *People) NewSetupLink(ctx context.Context) (secret string, err error) {
	secret, hash, err := newSecret(p.random)
	if err != nil {
		return "", err
	}
	err = p.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		needed, err := NeedsSetup(ctx, tx)
		if err != nil {
			return err
		}
		if !needed {
			secret = ""
			if _, kept, err := service.FindSetupLink(ctx, tx); err != nil || !kept {
				return err
			}
			return service.UseSetupLink(ctx, tx)
		}
		return service.SetSetupLink(ctx, tx, service.SetupLink{Hash: hash, ExpiresAt: p.millis() + span(SetupTTL)})
	})
	if err != nil {
		return "", fmt.Errorf("make a set-up link: %w", err)
	}
	return secret, nil
}

// NeedsSetup reports whether there is no admin, so that nobody could let anybody in.
func NeedsSetup(ctx context.Context, tx *store.Tx) (bool, error) {
	users, err := tx.AllUsers(ctx)
	return !slices.ContainsFunc(users, func(u rental.User) bool { return u.Role == rental.RoleAdmin }), err
}

// SetupOpen reports whether the link of this start may still be used.
func (p *People) SetupOpen(ctx context.Context, tx *store.Tx) (bool, error) {
	l, ok, err := service.FindSetupLink(ctx, tx)
	return ok && p.millis() < l.ExpiresAt, err
}

// MaySetUp returns nil where the secret is that of this start's link, which was
// not used and is not over, and nobody is an admin yet. Wrong ones are counted for
// the address that they come from.
func (p *People) MaySetUp(ctx context.Context, secret, address string) error {
	// A right one costs no try: whoever has it must not wait for those who guess.
	err := p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return p.setUpIn(ctx, tx, secret) })
	if rental.ReasonOf(err) != "setup_refused" {
		return err
	}
	if early := p.countTries(ctx, tried{"setup " + byAddress(address), freeTries}); early != nil {
		return early
	}
	return err
}

// UseSetup is MaySetUp within the transaction that makes the first admin, and uses
// the link up.
func (p *People) UseSetup(ctx context.Context, tx *store.Tx, secret string) error {
	if err := p.setUpIn(ctx, tx, secret); err != nil {
		return err
	}
	return service.UseSetupLink(ctx, tx)
}

func (p *People) setUpIn(ctx context.Context, tx *store.Tx, secret string) error {
	needed, err := NeedsSetup(ctx, tx)
	if err != nil {
		return err
	}
	if !needed {
		return &rental.Error{
			Code: rental.CodeConflict, Reason: "already_set_up", Message: "this central has been set up", Hint: "log in; whoever has no account asks an admin for one",
		}
	}
	l, ok, err := service.FindSetupLink(ctx, tx)
	switch {
	case err != nil:
		return err
	case !ok || subtle.ConstantTimeCompare([]byte(hashSecret(secret)), []byte(l.Hash)) != 1:
		return &rental.Error{
			Code: rental.CodeForbidden, Reason: "setup_refused", Field: "secret", Message: "this is not the set-up link that central printed at its last start",
			Hint: "open the newest link; central prints another one whenever it starts: rms-central serve",
		}
	case p.millis() >= l.ExpiresAt:
		return &rental.Error{
			Code: rental.CodeForbidden, Reason: "setup_expired", Field: "secret", Message: "this set-up link was good for a day, and is over",
			Hint: "stop central and start it again: it prints a new one",
		}
	}
	return nil
}

// OpenSession opens a session for an account that has just been made with this
// very password.
func (p *People) OpenSession(ctx context.Context, user rental.User, address, agent string) (token string, id Identity, err error) {
	return p.openSession(ctx, user, origin{login: user.Login, address: address, agent: agent})
}
