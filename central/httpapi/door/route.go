package door

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rms/syncproto/rental"
)

// Route is a line of the table. Act is the right that it needs; none means that
// being logged in is enough.
type Route struct {
	Method, Path, ID, Summary string
	Act                       rental.Action
	Public                    bool
	Status                    int
	// Responses are what the document cannot know by the handler's type.
	Responses map[string]*huma.Response
	Register  func(huma.API, huma.Operation)
}

// Mount adds the route to an API, with its guards.
func (d *Door) Mount(api huma.API, r Route) { r.Register(api, d.operation(r)) }

// operation is a route's entry in the document, with its guards.
func (d *Door) operation(r Route) huma.Operation {
	op := huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Summary, MaxBodyBytes: maxBody,
		Tags: []string{strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")[0]}, DefaultStatus: r.Status, Responses: r.Responses,
		Errors:      []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError},
		Middlewares: huma.Middlewares{d.observe, d.refuseEncoded},
	}
	if r.Public {
		op.Middlewares = append(op.Middlewares, d.takeBody)
		return op
	}
	op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	if strings.Contains(r.Path, "{") {
		op.Errors = append(op.Errors, http.StatusNotFound)
	}
	if r.Method != http.MethodGet {
		op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge)
	}
	// Of a stranger no body is read.
	op.Middlewares = append(op.Middlewares, d.authenticate(r.Act), d.takeBody)
	return op
}

// Serve makes a handler of fn: its errors leave as problems.
func Serve[I, O any](d *Door, fn func(context.Context, *I) (*O, error)) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := fn(ctx, in)
			if err != nil {
				p := problemOf(ctx, err)
				d.report(ctx, op.Path, p, err)
				return nil, p
			}
			return out, nil
		})
	}
}
