package httpapi

import (
	"context"

	"rms/central/store"
	"rms/syncproto/rental"
)

type tokenList struct {
	Page
	UserID string `query:"user_id"`
}

// listTokens shows an admin all tokens, and everybody else his own.
func (a *API) listTokens(ctx context.Context, in *tokenList) (*listReply[rental.Token], error) {
	id := identity(ctx)
	user := rental.UserID(in.UserID)
	if rental.Allowed(id.Actor, rental.ActPutAccount, false) != nil {
		user = id.User.ID
	}
	return pageOf(ctx, a, func(ctx context.Context, tx *store.Tx) ([]rental.Token, string, error) {
		return tx.ListTokens(ctx, user, in.store())
	})
}

type tokenInput struct {
	Body struct {
		Name      string         `json:"name" minLength:"1" maxLength:"80"`
		Role      rental.Role    `json:"role" enum:"admin,fleet_manager,technician,requester,viewer" doc:"no more than the account's own"`
		Scopes    []rental.Scope `json:"scopes,omitempty"`
		ExpiresAt rental.Millis  `json:"expires_at,omitempty" doc:"ms UTC; absent: never"`
	}
}

// MintedToken is a new token with its secret.
type MintedToken struct {
	Token  rental.Token `json:"token"`
	Secret string       `json:"secret" doc:"shown this once; send it as Authorization: Bearer"`
}

func (a *API) createToken(ctx context.Context, in *tokenInput) (*struct{ Body MintedToken }, error) {
	secret, hash, err := a.c.People.NewToken()
	if err != nil {
		return nil, err
	}
	row, err := create(ctx, a, "", "/v1/tokens", func(id string) rental.Token {
		return rental.Token{
			ID: rental.TokenID(id), Name: in.Body.Name, UserID: identity(ctx).User.ID, Role: in.Body.Role, Scopes: in.Body.Scopes,
			Hash: hash, ExpiresAt: in.Body.ExpiresAt,
		}
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body MintedToken }{MintedToken{row.Body, secret}}, nil
}

func (a *API) revokeToken(ctx context.Context, in *ByID) (*rowReply[rental.Token], error) {
	return change(ctx, a, "", Guarded{}, in.ID, func(t rental.Token) rental.Token {
		t.Revoked = true
		return t
	})
}
