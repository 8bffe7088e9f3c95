package httpapi

import (
	"context"
	"net"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rms/central/auth"
	"rms/syncproto/rental"
)

type infoReply struct {
	Body struct {
		Name         string `json:"name"`
		Version      string `json:"version"`
		Installation string `json:"installation"`
		Demo         bool   `json:"demo" doc:"the database is a demo company's"`
	}
}

func (a *API) info(context.Context, *struct{}) (*infoReply, error) {
	var out infoReply
	out.Body.Name, out.Body.Version = "RMS central", a.c.Version
	out.Body.Installation, out.Body.Demo = a.c.Ledger.Installation(), a.c.Ledger.Demo()
	return &out, nil
}

type loginRequest struct {
	remote, agent string
	Body          struct {
		Login    string `json:"login" minLength:"1" maxLength:"128"`
		Password string `json:"password" minLength:"1" maxLength:"1024"`
	}
}

// Resolve notes where the request came from.
func (r *loginRequest) Resolve(ctx huma.Context) []error {
	r.agent, r.remote = ctx.Header("User-Agent"), ctx.RemoteAddr()
	if host, _, err := net.SplitHostPort(r.remote); err == nil {
		r.remote = host
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
	// May lists what the rules would let this account do.
	May []rental.Action `json:"may" doc:"the actions that this account may do; own orders only where the rules say so"`
}

func (a *API) meOf(id auth.Identity) Me {
	m := Me{
		UserID: id.User.ID, Login: id.User.Login, Name: id.User.Name, Role: id.Actor.Role, Scopes: append([]rental.Scope{}, id.Actor.Scopes...),
		PersonID: id.User.PersonID, Demo: a.c.Ledger.Demo(), May: []rental.Action{},
	}
	for _, p := range rental.Permissions() {
		if rental.Allowed(id.Actor, p.Action, true) == nil {
			m.May = append(m.May, p.Action)
		}
	}
	return m
}

type loginReply struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Token string `json:"token" doc:"for programs: send it as Authorization: Bearer; pages use the cookie"`
		Me    Me     `json:"me"`
	}
}

func (a *API) login(ctx context.Context, in *loginRequest) (*loginReply, error) {
	token, id, err := a.c.People.Login(ctx, in.Body.Login, in.Body.Password, in.remote, in.agent)
	if err != nil {
		return nil, err
	}
	var out loginReply
	out.SetCookie = a.cookie(token, int(auth.MaxSession.Seconds()))
	out.Body.Token, out.Body.Me = token, a.meOf(id)
	a.c.Logger.InfoContext(ctx, "logged in", "user", id.User.ID, "from", in.remote)
	return &out, nil
}

func (a *API) cookie(value string, seconds int) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: a.c.Secure, SameSite: http.SameSiteStrictMode,
	}
}

type logoutReply struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) logout(ctx context.Context, _ *struct{}) (*logoutReply, error) {
	if s := identity(ctx).Session; s != "" {
		if err := a.c.People.Logout(ctx, s); err != nil {
			return nil, err
		}
	}
	return &logoutReply{SetCookie: a.cookie("", -1)}, nil
}

func (a *API) me(ctx context.Context, _ *struct{}) (*struct{ Body Me }, error) {
	return &struct{ Body Me }{a.meOf(identity(ctx))}, nil
}
