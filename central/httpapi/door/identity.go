package door

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rms/central/auth"
	"rms/syncproto/rental"
)

type identityKey struct{}

// authenticate lets in who is logged in and may do act.
func (d *Door) authenticate(act rental.Action) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		id, err := d.identify(ctx)
		if many := d.count(ctx, id, err); many != nil {
			d.refuse(ctx, many)
			return
		}
		if err == nil && act != "" {
			// Whether an order is one's own is the rules' to look at: here the
			// door is only shut to who may never do this.
			err = rental.Allowed(id.Actor, act, true)
		}
		if err != nil {
			d.refuse(ctx, err)
			return
		}
		next(huma.WithValue(ctx, identityKey{}, id))
	}
}

// count counts the request of whoever sent it.
func (d *Door) count(ctx huma.Context, id auth.Identity, stranger error) error {
	switch {
	case stranger != nil:
		return d.limited(ctx, "address "+address(ctx), strangers)
	case id.Session != "":
		return d.limited(ctx, "session "+id.Session, 1)
	}
	return d.limited(ctx, "actor "+id.Actor.String(), 1)
}

func (d *Door) identify(ctx huma.Context) (auth.Identity, error) {
	if header := ctx.Header("Authorization"); header != "" {
		secret, ok := strings.CutPrefix(header, "Bearer ")
		switch {
		case !ok:
			return auth.Identity{}, &rental.Error{
				Code: rental.CodeUnauthenticated, Reason: "not_logged_in", Message: "this kind of Authorization is not known", Hint: "send Authorization: Bearer and a token",
			}
		case auth.IsToken(secret):
			return d.People.ByToken(ctx.Context(), secret)
		}
		return d.People.BySession(ctx.Context(), secret)
	}
	cookie, err := huma.ReadCookie(ctx, d.CookieName())
	if err != nil {
		return d.People.BySession(ctx.Context(), "")
	}
	if changes(ctx.Method()) && (ctx.Header(pageHeader) == "" || foreign(ctx)) {
		return auth.Identity{}, foreignPage()
	}
	return d.People.BySession(ctx.Context(), cookie.Value)
}

// CookieName is what the cookie of a session is called. Over TLS its prefix makes
// browsers refuse one that another host, or a page without TLS, has set; a cookie
// from before it had the prefix counts no more, and its owner logs in once.
func (d *Door) CookieName() string {
	if d.Secure {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

// refuseForeign keeps other pages from logging somebody in, or setting central up:
// nobody should work in an account that a stranger chose for him.
func (d *Door) refuseForeign(ctx huma.Context, next func(huma.Context)) {
	if changes(ctx.Method()) && foreign(ctx) {
		d.refuse(ctx, foreignPage())
		return
	}
	next(ctx)
}

func changes(method string) bool { return method != http.MethodGet && method != http.MethodHead }

// foreign reports whether a browser says that another page than central's asks. A
// browser's own word is better than its Origin, whose host a proxy may have
// changed; programs send neither.
func foreign(ctx huma.Context) bool {
	if site := ctx.Header("Sec-Fetch-Site"); site != "" {
		return site != "same-origin"
	}
	origin := ctx.Header("Origin")
	if origin == "" {
		return false
	}
	from, err := url.Parse(origin)
	return err != nil || from.Host == "" || !strings.EqualFold(from.Host, ctx.Host())
}

func foreignPage() *rental.Error {
	return &rental.Error{
		Code: rental.CodeForbidden, Reason: "foreign_page", Message: "this change was asked for by another page than central's",
		Hint: "send " + pageHeader + ": 1 from central's own page, or use a token",
	}
}

// Identity is who is behind a request that was let in.
func Identity(ctx context.Context) auth.Identity {
	id, _ := ctx.Value(identityKey{}).(auth.Identity)
	return id
}
