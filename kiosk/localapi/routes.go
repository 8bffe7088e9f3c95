package localapi

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// The most bytes of a request's body.
const (
	maxScanBody = 64 << 10 // a raw scan of several KiB in base64, with its gaps
	maxBody     = 1 << 20
)

// bodyTime is how long a body may take to arrive: the page is on this machine.
const bodyTime = 5 * time.Second

// route is one path of the API.
type route struct {
	method, path string
	// open: answers before enrolment too.
	open bool
	// limit is the most bytes of its body.
	limit    int64
	register func(*Server, route)
}

// routes is the one table of the API's paths. GET /api/metrics, which is no JSON, stands beside it in New.
func routes() []route {
	return []route{
		{"POST", "/api/scans", false, maxScanBody, post((*Server).postScan)},
		{"GET", "/api/desk", false, 0, get((*Server).getDesk)},
		{"POST", "/api/taps", false, maxScanBody, post((*Server).postTap)},
		{"POST", "/api/answers", false, maxScanBody, post((*Server).postAnswer)},
		{"GET", "/api/rent-actions", false, 0, get((*Server).listOrders)},
		{"POST", "/api/rent-actions", false, maxBody, post((*Server).postOrder)},
		{"POST", "/api/rent-actions/{id}/submit", false, maxBody, postTo((*Server).submitOrder)},
		{"POST", "/api/rent-actions/{id}/cancel", false, maxBody, postTo((*Server).cancelOrder)},
		{"GET", "/api/assets", false, 0, get((*Server).search)},
		{"GET", "/api/today", false, 0, get((*Server).today)},
		{"GET", "/api/inbox", false, 0, get((*Server).inbox)},
		{"POST", "/api/inbox/{id}/answer", false, maxBody, postTo((*Server).answerInbox)},
		{"GET", "/api/exceptions", false, 0, get((*Server).exceptions)},
		{"GET", "/api/status", true, 0, get((*Server).status)},
		{"GET", "/api/health", true, 0, get((*Server).health)},
		{"GET", "/api/events", true, 0, get((*Server).events)},
		{"POST", "/api/heartbeat", true, maxBody, post((*Server).heartbeat)},
		{"POST", "/api/enrol", true, maxBody, post((*Server).enrol)},
		{"GET", "/api/demo", false, 0, get((*Server).demo)},
		{"GET", "/api/barcodes/{code}", true, 0, barcode},
		{"GET", "/api/openapi.json", true, 0, document},
	}
}

// output is a JSON answer.
type output[O any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         O
}

// answer wraps what a handler gives: sentences rendered, never cached.
func answer[O any](ctx context.Context, s *Server, rt route, fn func() (O, error)) (*output[O], error) {
	if !rt.open {
		if _, err := s.cfg.Desk.Who(ctx); err != nil {
			return nil, problemOf(ctx, err)
		}
	}
	body, err := fn()
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	out := &output[O]{CacheControl: "no-store", Body: body}
	if err := s.render(ctx, reflect.ValueOf(&out.Body)); err != nil {
		return nil, s.failed(ctx, err)
	}
	return out, nil
}

func (rt route) operation(id string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: rt.method, Path: rt.path, MaxBodyBytes: rt.limit, BodyReadTimeout: bodyTime,
		DefaultStatus: http.StatusOK, SkipValidateParams: false,
	}
}

// bodyInput is a request with a body; RawBody is what arrived, to see that nothing was lost in reading it.
type bodyInput[B any] struct {
	RawBody []byte
	Body    B
}

// bodyToInput is the same about one thing.
type bodyToInput[B any] struct {
	ID      string `path:"id" maxLength:"64"`
	RawBody []byte
	Body    B
}

func post[B, O any](fn func(*Server, context.Context, B) (O, error)) func(*Server, route) {
	return func(s *Server, rt route) {
		huma.Register(s.api, rt.operation(operationID(rt)), func(ctx context.Context, in *bodyInput[B]) (*output[O], error) {
			return answer(ctx, s, rt, func() (O, error) {
				if err := intact(in.RawBody); err != nil {
					var none O
					return none, err
				}
				return fn(s, ctx, in.Body)
			})
		})
		s.jsonOnly(rt)
	}
}

func postTo[B, O any](fn func(*Server, context.Context, string, B) (O, error)) func(*Server, route) {
	return func(s *Server, rt route) {
		huma.Register(s.api, rt.operation(operationID(rt)), func(ctx context.Context, in *bodyToInput[B]) (*output[O], error) {
			return answer(ctx, s, rt, func() (O, error) {
				if err := intact(in.RawBody); err != nil {
					var none O
					return none, err
				}
				return fn(s, ctx, in.ID, in.Body)
			})
		})
		s.jsonOnly(rt)
	}
}

// jsonOnly takes out of the document what huma adds because it is asked for a body's bytes: bodies are JSON.
func (s *Server) jsonOnly(rt route) {
	delete(s.api.OpenAPI().Paths[rt.path].Post.RequestBody.Content, "application/octet-stream")
}

func get[P, O any](fn func(*Server, context.Context, *P) (O, error)) func(*Server, route) {
	return func(s *Server, rt route) {
		huma.Register(s.api, rt.operation(operationID(rt)), func(ctx context.Context, in *P) (*output[O], error) {
			return answer(ctx, s, rt, func() (O, error) { return fn(s, ctx, in) })
		})
	}
}

// operationID names an operation by its route: "post-api-scans".
func operationID(rt route) string {
	return strings.ToLower(rt.method) + strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(rt.path)
}
