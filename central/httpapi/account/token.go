package account

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

type tokenList struct {
	door.Page
	UserID string `query:"user_id"`
}

// ListTokens shows an admin all tokens, and everybody else his own.
func (h *Handlers) ListTokens(ctx context.Context, in *tokenList) (*door.ListReply[rental.Token], error) {
	id := door.Identity(ctx)
	user := rental.UserID(in.UserID)
	if rental.Allowed(id.Actor, rental.ActPutAccount, false) != nil {
		user = id.User.ID
	}
	return door.PageOf(ctx, h.d, func(ctx context.Context, tx *store.Tx) ([]rental.Token, string, error) {
		return tx.ListTokens(ctx, user, in.Store())
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

func (h *Handlers) CreateToken(ctx context.Context, in *tokenInput) (*struct{ Body MintedToken }, error) {
	secret, hash, err := h.d.People.NewToken()
	if err != nil {
		return nil, err
	}
	row, err := door.Create(ctx, h.d, "", "/v1/tokens", func(id string) rental.Token {
		return rental.Token{
			ID: rental.TokenID(id), Name: in.Body.Name, UserID: door.Identity(ctx).User.ID, Role: in.Body.Role, Scopes: in.Body.Scopes,
			Hash: hash, ExpiresAt: in.Body.ExpiresAt,
		}
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body MintedToken }{MintedToken{row.Body, secret}}, nil
}

func (h *Handlers) RevokeToken(ctx context.Context, in *door.ByID) (*door.RowReply[rental.Token], error) {
	return door.Change(ctx, h.d, "", door.Guarded{}, in.ID, func(t rental.Token) rental.Token {
		t.Revoked = true
		return t
	})
}
