package client

import (
	"context"
	"net/http"

	"rms/syncproto/rental"
)

// Info is what this central is.
type Info struct {
	Demo         bool   `json:"demo"`
	Installation string `json:"installation"`
	Name         string `json:"name"`
	Version      string `json:"version"`
}

// Login is what somebody logs in with.
type Login struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

// LoggedIn is who has logged in; Token is the session's secret.
type LoggedIn struct {
	Me    Me     `json:"me"`
	Token string `json:"token"`
}

// Me is who asks, and what the account may do.
type Me struct {
	Demo         bool            `json:"demo"`
	Login        string          `json:"login"`
	May          []rental.Action `json:"may"`
	Name         string          `json:"name"`
	PersonID     rental.PersonID `json:"person_id,omitempty"`
	Role         rental.Role     `json:"role"`
	Scopes       []rental.Scope  `json:"scopes"`
	UserID       rental.UserID   `json:"user_id"`
	WeakPassword *WeakPassword   `json:"weak_password,omitempty"`
}

// WeakPassword says why a password that works would not be taken as a new one.
type WeakPassword struct {
	Hint    string `json:"hint"`
	Message string `json:"message"`
}

// PasswordChange changes one's own password.
type PasswordChange struct {
	New string `json:"new"`
	Old string `json:"old"`
}

// PasswordRules are what a new password must be.
type PasswordRules struct {
	MaxBytes      int64    `json:"max_bytes"`
	MinCharacters int64    `json:"min_characters"`
	Refused       []string `json:"refused"`
	Tip           string   `json:"tip"`
}

// NewUser is an account to make.
type NewUser struct {
	Disabled bool            `json:"disabled,omitempty"`
	Login    string          `json:"login"`
	Name     string          `json:"name"`
	Password string          `json:"password"`
	PersonID rental.PersonID `json:"person_id,omitempty"`
	Role     rental.Role     `json:"role"`
	Scopes   []rental.Scope  `json:"scopes,omitempty"`
	SiteID   rental.SiteID   `json:"site_id,omitempty"`
}

// UserInput is what is said of an account.
type UserInput struct {
	Disabled bool            `json:"disabled,omitempty"`
	Login    string          `json:"login"`
	Name     string          `json:"name"`
	PersonID rental.PersonID `json:"person_id,omitempty"`
	Role     rental.Role     `json:"role"`
	Scopes   []rental.Scope  `json:"scopes,omitempty"`
	SiteID   rental.SiteID   `json:"site_id,omitempty"`
}

// TokenInput is a token to make.
type TokenInput struct {
	ExpiresAt rental.Millis  `json:"expires_at,omitempty"`
	Name      string         `json:"name"`
	Role      rental.Role    `json:"role"`
	Scopes    []rental.Scope `json:"scopes,omitempty"`
}

// MintedToken is a new token with its secret, which is shown this once.
type MintedToken struct {
	Secret string       `json:"secret"`
	Token  rental.Token `json:"token"`
}

// Session is an open session.
type Session struct {
	Address   string        `json:"address,omitempty"`
	Agent     string        `json:"agent,omitempty"`
	Browser   string        `json:"browser,omitempty"`
	CreatedAt rental.Millis `json:"created_at"`
	Current   bool          `json:"current"`
	ExpiresAt rental.Millis `json:"expires_at"`
	ID        SessionID     `json:"id"`
	Login     string        `json:"login"`
	Name      string        `json:"name"`
	System    string        `json:"system,omitempty"`
	UsedAt    rental.Millis `json:"used_at"`
	UserID    rental.UserID `json:"user_id"`
}

// Ended says how many sessions were ended.
type Ended struct {
	Ended int64 `json:"ended"`
}

// ListedToken is a token in the list, with whose it is and whether it works.
type ListedToken struct {
	rental.Token
	Login  string        `json:"login"`
	UsedAt rental.Millis `json:"used_at,omitempty"`
	Status string        `json:"status"`
}

const usersPath = "/v1/users"

// SessionID names a session; it is not its secret.
type SessionID string

// Info says what this central is.
func (c *Client) Info(ctx context.Context) (Info, error) {
	return read[Info](ctx, c, newCall(http.MethodGet, "/v1/info"))
}

// Login logs in; the secret goes into Config.Token of another client.
func (c *Client) Login(ctx context.Context, in Login) (LoggedIn, error) {
	return read[LoggedIn](ctx, c, newCall(http.MethodPost, "/v1/auth/login").with(in))
}

// Logout ends the session that asks.
func (c *Client) Logout(ctx context.Context) error {
	return c.do(ctx, newCall(http.MethodPost, "/v1/auth/logout"))
}

// Me says who asks.
func (c *Client) Me(ctx context.Context) (Me, error) {
	return read[Me](ctx, c, newCall(http.MethodGet, "/v1/auth/me"))
}

// PasswordRules says what a new password must be.
func (c *Client) PasswordRules(ctx context.Context) (PasswordRules, error) {
	return read[PasswordRules](ctx, c, newCall(http.MethodGet, "/v1/auth/password-rules"))
}

// ChangePassword changes one's own password; other sessions end.
func (c *Client) ChangePassword(ctx context.Context, in PasswordChange) error {
	return c.do(ctx, newCall(http.MethodPost, "/v1/auth/password").with(in))
}

// UserQuery asks for accounts.
type UserQuery struct {
	Limit int           `query:"limit"`
	Query string        `query:"q"`
	Role  []rental.Role `query:"role"`
	Open  bool          `query:"open"`
	Total bool          `query:"total"`
}

// Users are the accounts.
type Users struct {
	Found[rental.UserID, rental.User]
	Made[rental.User, NewUser]
	Changed[rental.UserID, rental.User, UserInput]
	Listed[rental.User, UserQuery]
	Exported[UserQuery]
}

// GivePassword sets somebody's password; all sessions of the account end.
func (u Users) GivePassword(ctx context.Context, id rental.UserID, password string, options ...Option) (Tagged[rental.User], error) {
	body := map[string]string{"password": password}
	return ask[rental.User](ctx, u.Found.c, newCall(http.MethodPost, u.Found.one(string(id), "password"), options...).with(body).once())
}

// TokenQuery asks for API tokens.
type TokenQuery struct {
	Limit  int           `query:"limit"`
	UserID rental.UserID `query:"user_id"`
}

// Tokens are the API tokens.
type Tokens struct {
	Listed[ListedToken, TokenQuery]
	Exported[TokenQuery]
}

// Create makes a token. It takes no key: its secret is kept nowhere, so a repeat
// could not be answered.
func (k Tokens) Create(ctx context.Context, in TokenInput) (MintedToken, error) {
	return read[MintedToken](ctx, k.Listed.c, newCall(http.MethodPost, k.Listed.path).with(in))
}

// Revoke ends a token.
func (k Tokens) Revoke(ctx context.Context, id rental.TokenID, options ...Option) (Tagged[rental.Token], error) {
	return ask[rental.Token](ctx, k.Listed.c, newCall(http.MethodPost, k.Listed.one(string(id), "revoke"), options...))
}

// Sessions are the open sessions.
type Sessions struct{ c *Client }

// SessionQuery asks for sessions.
type SessionQuery struct {
	UserID rental.UserID `query:"user_id"`
	Own    bool          `query:"own"`
}

// List reads the open sessions; more says that there are others.
func (s Sessions) List(ctx context.Context, query SessionQuery) (sessions []Session, more bool, err error) {
	var body struct {
		Items []Session `json:"items"`
		More  bool      `json:"more"`
	}
	_, err = s.c.run(ctx, newCall(http.MethodGet, "/v1/sessions").asked(query), &body)
	return body.Items, body.More, err
}

// Revoke ends a session.
func (s Sessions) Revoke(ctx context.Context, id SessionID) error {
	return s.c.do(ctx, newCall(http.MethodPost, where{s.c, "/v1/sessions"}.one(string(id), "revoke")))
}

// RevokeOthers ends all sessions of an account but the one that asks; no account is
// one's own.
func (s Sessions) RevokeOthers(ctx context.Context, of rental.UserID) (Ended, error) {
	body := struct {
		UserID rental.UserID `json:"user_id,omitempty"`
	}{of}
	return read[Ended](ctx, s.c, newCall(http.MethodPost, "/v1/sessions/revoke-others").with(body))
}
