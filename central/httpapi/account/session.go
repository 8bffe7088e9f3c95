// Package account answers who is logged in, and keeps the tokens of accounts.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package account

import (
	"context"
	"net"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rms/central/auth"
	"rms/central/httpapi/door"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

type infoReply struct {
	Body struct {
		Name         string `json:"name"`
		Version      string `json:"version"`
		Installation string `json:"installation"`
		Demo         bool   `json:"demo" doc:"the database is a demo company's"`
	}
}

func (h *Handlers) Info(context.Context, *struct{}) (*infoReply, error) {
	var out infoReply
	out.Body.Name, out.Body.Version = "RMS central", h.d.Version
	out.Body.Installation, out.Body.Demo = h.d.Ledger.Installation(), h.d.Ledger.Demo()
	return &out, nil
}

// From is where a request came from.
type From struct{ Remote, Agent string }

type loginRequest struct {
	From
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"128"`
		Password string `json:"password" minLength:"1" maxLength:"1024"`
	}
}

// Resolve notes where the request came from.
func (r *From) Resolve(ctx huma.Context) []error {
	r.Agent, r.Remote = ctx.Header("User-Agent"), ctx.RemoteAddr()
	if host, _, err := net.SplitHostPort(r.Remote); err == nil {
		r.Remote = host
	}
	return nil
}

// Me is who is logged in.
type Me struct {
	UserID   rental.UserID   `json:"user_id"`
	Login    string          `json:"login"`
	Name     string          `json:"name"`
	Role     rental.Role     `json:"role"`
	Scopes   []rental.Scope  `json:"scopes"`
	PersonID rental.PersonID `json:"person_id,omitempty"`
	Demo     bool            `json:"demo"`
	// WeakPassword is there when the password would not be taken today.
	WeakPassword *WeakPassword `json:"weak_password,omitempty" doc:"there when the password works, but would not be taken as a new one"`
	// May lists what the rules would let this account do.
	May []rental.Action `json:"may" doc:"the actions that this account may do; own orders only where the rules say so"`
}

// WeakPassword tells who logged in with an old, short password what to do.
type WeakPassword struct {
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func (h *Handlers) meOf(id auth.Identity) Me {
	m := Me{
		UserID: id.User.ID, Login: id.User.Login, Name: id.User.Name, Role: id.Actor.Role, Scopes: append([]rental.Scope{}, id.Actor.Scopes...),
		PersonID: id.User.PersonID, Demo: h.d.Ledger.Demo(), May: []rental.Action{},
	}
	if id.Weak {
		m.WeakPassword = &WeakPassword{
			Message: "this password goes on working, but a new one would have to be better",
			Hint:    "choose another one: POST /v1/auth/password; " + auth.PasswordTip,
		}
	}
	for _, p := range rental.Permissions() {
		if rental.Allowed(id.Actor, p.Action, true) == nil {
			m.May = append(m.May, p.Action)
		}
	}
	return m
}

// LoginReply answers who has logged in.
type LoginReply struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Token string `json:"token" doc:"for programs: send it as Authorization: Bearer; pages use the cookie"`
		Me    Me     `json:"me"`
	}
}

func (h *Handlers) Login(ctx context.Context, in *loginRequest) (*LoginReply, error) {
	token, id, err := h.d.People.Login(ctx, in.Body.Login, in.Body.Password, in.Remote, in.Agent)
	if err != nil {
		return nil, err
	}
	h.d.Logger.InfoContext(ctx, "logged in", "user", id.User.ID, "from", in.Remote)
	return h.LoggedIn(token, id), nil
}

// LoggedIn is the answer with a new session: its cookie, and its token.
func (h *Handlers) LoggedIn(token string, id auth.Identity) *LoginReply {
	var out LoginReply
	out.SetCookie = h.cookie(token, int(auth.MaxSession.Seconds()))
	out.Body.Token, out.Body.Me = token, h.meOf(id)
	return &out
}

func (h *Handlers) cookie(value string, seconds int) http.Cookie {
	return http.Cookie{
		Name: h.d.CookieName(), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: h.d.Secure, SameSite: http.SameSiteStrictMode,
	}
}

type logoutReply struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (h *Handlers) Logout(ctx context.Context, _ *struct{}) (*logoutReply, error) {
	if s := door.Identity(ctx).Session; s != "" {
		if err := h.d.People.Logout(ctx, s); err != nil {
			return nil, err
		}
	}
	return &logoutReply{SetCookie: h.cookie("", -1)}, nil
}

func (h *Handlers) Me(ctx context.Context, _ *struct{}) (*struct{ Body Me }, error) {
	return &struct{ Body Me }{h.meOf(door.Identity(ctx))}, nil
}
