package account

import (
	"context"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

type tokenList struct {
	door.Page
	UserID string `query:"user_id"`
}

// ListedToken is an API token with how it is used.
type ListedToken struct {
	rental.Token
	Login  string        `json:"login" doc:"whose it is"`
	UsedAt rental.Millis `json:"used_at,omitempty" doc:"ms UTC, to within five minutes; absent: never, or not since this was noted"`
	Status TokenStatus   `json:"status" enum:"valid,revoked,expired,account_closed"`
}

// TokenStatus says whether a token works.
type TokenStatus string

// The states of a token.
const (
	TokenValid         TokenStatus = "valid"
	TokenRevoked       TokenStatus = "revoked"
	TokenExpired       TokenStatus = "expired"
	TokenAccountClosed TokenStatus = "account_closed"
)

// ListTokens shows an admin all tokens, and everybody else his own.
func (h *Handlers) ListTokens(ctx context.Context, in *tokenList) (*door.ListReply[ListedToken], error) {
	id := door.Identity(ctx)
	user := rental.UserID(in.UserID)
	if !manages(id) {
		user = id.User.ID
	}
	return door.PageOf(ctx, h.d, func(ctx context.Context, tx *store.Tx) ([]ListedToken, string, error) {
		rows, next, err := tx.ListTokens(ctx, user, in.Store())
		if err != nil {
			return nil, "", err
		}
		out := make([]ListedToken, len(rows))
		for i, t := range rows {
			if out[i], err = h.shown(ctx, tx, t); err != nil {
				return nil, "", err
			}
		}
		return out, next, nil
	})
}

func (h *Handlers) shown(ctx context.Context, tx *store.Tx, t rental.Token) (ListedToken, error) {
	owner, _, err := store.Get[rental.User](ctx, tx, string(t.UserID))
	if err != nil {
		return ListedToken{}, err
	}
	used, err := service.TokenUsed(ctx, tx, t.ID)
	out := ListedToken{Token: t, Login: owner.Login, UsedAt: used, Status: TokenValid}
	switch {
	case t.Revoked:
		out.Status = TokenRevoked
	case t.ExpiresAt != 0 && int64(t.ExpiresAt) <= h.d.Now().UnixMilli():
		out.Status = TokenExpired
	case owner.Disabled:
		out.Status = TokenAccountClosed
	}
	return out, err
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

type revokeInput struct {
	door.ByID
	door.Guarded
}

func (h *Handlers) RevokeToken(ctx context.Context, in *revokeInput) (*door.RowReply[rental.Token], error) {
	return door.Change(ctx, h.d, "", in.Guarded, in.ID, func(t rental.Token) rental.Token {
		t.Revoked = true
		return t
	})
}
