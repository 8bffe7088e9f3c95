package auth

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

// Again returns who an identity is by now, with the rights that it still has. It
// is for what lasts longer than a request, and counts as no use of the session: a
// page that lies open does not keep somebody logged in. The error's reason says why
// an identity is over.
func (p *People) Again(ctx context.Context, id Identity) (Identity, error) {
	now := id
	err := p.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		user, ok, err := store.Get[rental.User](ctx, tx, string(id.User.ID))
		if err != nil {
			return err
		}
		if !ok {
			return loggedOut()
		}
		now.User, now.Actor = user, actorOf(user)
		if id.Actor.Kind != rental.ActorToken {
			return p.sessionAgain(ctx, tx, id.Session, user)
		}
		t, ok, err := store.Get[rental.Token](ctx, tx, string(id.Actor.TokenID))
		now.Actor = tokenActor(t, user)
		switch {
		case err != nil:
			return err
		case user.Disabled:
			return ended(rental.SessionsAccountClosed)
		case !ok || t.Revoked:
			return tokenOver("token_revoked", "this token was revoked")
		case t.ExpiresAt != 0 && p.millis() >= t.ExpiresAt:
			return tokenOver("token_expired", "this token has expired")
		}
		return nil
	})
	if err != nil {
		return Identity{}, fmt.Errorf("look again who is logged in: %w", err)
	}
	return now, nil
}

func (p *People) sessionAgain(ctx context.Context, tx *store.Tx, hash string, user rental.User) error {
	s, ok, err := service.FindSession(ctx, tx, hash)
	if err != nil {
		return err
	}
	if !ok {
		return loggedOut()
	}
	if why := over(s, user, p.millis()); why != "" {
		return ended(why)
	}
	return nil
}

func tokenOver(reason, message string) *rental.Error {
	return &rental.Error{Code: rental.CodeUnauthenticated, Reason: reason, Message: message, Hint: "make another token"}
}
