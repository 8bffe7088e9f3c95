package door

import (
	"context"
	"net/http"
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
	cookie, err := huma.ReadCookie(ctx, SessionCookie)
	if err != nil {
		return d.People.BySession(ctx.Context(), "")
	}
	if site := ctx.Header("Sec-Fetch-Site"); ctx.Method() != http.MethodGet && ctx.Method() != http.MethodHead &&
		(ctx.Header(pageHeader) == "" || site != "" && site != "same-origin") {
		return auth.Identity{}, &rental.Error{
			Code: rental.CodeForbidden, Reason: "foreign_page", Message: "this change was asked for by another page than central's",
			Hint: "send " + pageHeader + ": 1 from central's own page, or use a token",
		}
	}
	return d.People.BySession(ctx.Context(), cookie.Value)
}

// Identity is who is behind a request that was let in.
func Identity(ctx context.Context) auth.Identity {
	id, _ := ctx.Value(identityKey{}).(auth.Identity)
	return id
}
