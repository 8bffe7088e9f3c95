package door

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// Route is a line of the table. Act is the right that it needs; none means that
// being logged in is enough.
type Route struct {
	Method, Path, ID, Summary string
	Act                       rental.Action
	Public                    bool
	Status                    int
	// Raw is how many bytes of a body that is no JSON the route takes; 0: JSON.
	Raw int64
	// Responses are what the document cannot know by the handler's type.
	Responses map[string]*huma.Response
	Register  func(huma.API, huma.Operation)
}

// Mount adds the route to an API, with its guards.
func (d *Door) Mount(api huma.API, r Route) {
	r.Register(api, d.operation(r))
	item := api.OpenAPI().Paths[r.Path]
	for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
		if op != nil && op.OperationID == r.ID {
			declare(op)
		}
	}
}

// headersOf are the headers of refusals, by status.
var headersOf = map[string]map[string]string{
	"401": {"WWW-Authenticate": "how to log in"},
	"412": {"ETag": "of the row as it is now"},
	"429": {"Retry-After": "seconds"},
	"503": {"Retry-After": "seconds"},
	"304": {"ETag": "of what the caller has"},
}

// declare says in the document which headers come with what.
func declare(op *huma.Operation) {
	for status, names := range headersOf {
		response := op.Responses[status]
		if response == nil {
			continue
		}
		response.Headers = map[string]*huma.Param{}
		for name, what := range names {
			response.Headers[name] = &huma.Param{Description: what, Schema: &huma.Schema{Type: "string"}}
		}
	}
}

// ofChanges are how a change may be refused, by strangers and by friends.
var ofChanges = []int{
	http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusPreconditionFailed,
	http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
}

// operation is a route's entry in the document, with its guards.
func (d *Door) operation(r Route) huma.Operation {
	op := huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Summary, MaxBodyBytes: maxBody,
		Tags: []string{strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")[0]}, DefaultStatus: r.Status, Responses: r.Responses,
		Errors:      []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError},
		Middlewares: huma.Middlewares{d.observe, d.refuseEncoded},
		// takeBody bounds the time of a body. A deadline of huma's would still stand while
		// the request is carried out, and end it as if the caller had gone.
		BodyReadTimeout: -1,
	}
	op.Errors = append(op.Errors, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	if r.Method != http.MethodGet {
		op.Errors = append(op.Errors, ofChanges...)
	}
	if r.Public {
		op.Middlewares = append(op.Middlewares, d.admitStranger, d.refuseForeign, d.takeBody)
		return op
	}
	op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	if r.Method == http.MethodGet { // its path or its filter names what is not there
		op.Errors = append(op.Errors, http.StatusNotFound)
	}
	if r.Raw > 0 {
		op.MaxBodyBytes, op.BodyReadTimeout = r.Raw, rawTimeout
		op.Middlewares = append(op.Middlewares, d.authenticate(r.Act))
		return op
	}
	// Of a stranger no body is read.
	op.Middlewares = append(op.Middlewares, d.authenticate(r.Act), d.takeBody)
	return op
}

// ifNoneMatch is the document's entry of the header.
var ifNoneMatch = &huma.Param{
	Name: "If-None-Match", In: "header", Description: "ETags that the caller has: what is as it was read is not sent again, but answered 304", Schema: &huma.Schema{Type: "string"},
}

type haveKey struct{}

// has reports whether the caller has what bears the tag.
func has(ctx context.Context, tag string) bool {
	have, _ := ctx.Value(haveKey{}).(string)
	if have == "" || tag == "" {
		return false
	}
	for t := range strings.SplitSeq(have, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// unchanged answers that the caller has it.
func unchanged(tag string) error {
	return problemError{Document: problem.Document{Status: http.StatusNotModified}, ETag: tag}
}

// Serve makes a handler of fn: its errors leave as problems.
func Serve[I, O any](d *Door, fn func(context.Context, *I) (*O, error)) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) {
		if _, is := any(new(O)).(tagged); is && op.Method == http.MethodGet {
			op.Parameters = append(op.Parameters, ifNoneMatch)
			op.Responses = map[string]*huma.Response{"304": {Description: "It is as it was read"}}
		}
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := fn(ctx, in)
			if t, is := any(out).(tagged); err == nil && is && op.Method == http.MethodGet && has(ctx, t.tag()) {
				return nil, unchanged(t.tag())
			}
			if err != nil {
				p := problemOf(ctx, err)
				d.report(ctx, op.Path, p, err)
				return nil, p
			}
			return out, nil
		})
	}
}
