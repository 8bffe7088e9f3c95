// Package httpapi is central's API for people and programs, /v1, and the page
// that people open.
//
// Invariants. No rule is in here: a handler reads rows, or builds a command and
// gives it to the ledger. Every route stands in one table with its right; what is
// not marked public needs somebody who is logged in. Errors leave as problem
// documents with the next thing to do, and no secret reaches a log.
//
// Concurrency. Everything may be used from any goroutine.
package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/internal/obs"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

const (
	// maxBody is the most that a request may send, in bytes.
	maxBody = 1 << 20
	// sessionCookie holds a browser's session.
	sessionCookie = "rms_session"
	// pageHeader must come with every change that a cookie vouches for: a form or
	// an image on somebody else's page cannot send it.
	pageHeader = "X-RMS-Page"
)

// Config is what an API is made from. Metrics and Now may be nil.
type Config struct {
	Ledger    *ledger.Ledger
	Store     *store.DB
	People    *auth.People
	Passwords *auth.Passwords
	Logger    *slog.Logger
	Metrics   prometheus.Registerer
	Version   string
	Now       func() time.Time
	// Secure marks cookies for TLS only; false on plain loopback.
	Secure bool
}

// API answers /v1 but for /v1/sync.
type API struct {
	c        Config
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	document []byte
}

// New makes an API; Mount serves it.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	a := &API{
		c: c,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rms_http_requests_total", Help: "Requests of people and programs, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rms_http_request_seconds", Help: "How long requests of people and programs took, by route.", Buckets: prometheus.DefBuckets,
		}, []string{"route"}),
	}
	if c.Metrics != nil {
		c.Metrics.MustRegister(a.requests, a.seconds)
	}
	return a
}

// settle sets what huma has once for the whole program: its own errors look like
// ours, and a list is never null.
var settle = sync.OnceFunc(func() {
	huma.NewError = newError
	huma.DefaultArrayNullable = false
})

// Mount adds all routes of the table to r.
func (a *API) Mount(r chi.Router) error {
	settle()
	config := huma.DefaultConfig("RMS central", a.c.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema in bodies
	config.Formats = map[string]huma.Format{"application/json": jsonFormat(), "json": jsonFormat()}
	config.Transformers = append(config.Transformers, func(ctx huma.Context, _ string, v any) (any, error) {
		if p, ok := v.(problemError); ok { // huma's own have not heard of the request
			p.RequestID = obs.RequestID(ctx.Context())
			return p, nil
		}
		return v, nil
	})
	config.RejectUnknownQueryParameters = true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "an API token (rms_...) or a session's token"},
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie},
	}
	config.Info.Description = "Orders, things, and what the docks did. Errors are RFC 9457 problem documents with a stable reason and a hint."
	api := humachi.New(r, config)
	for _, route := range a.routes() {
		route.register(api, a.operation(route))
	}
	document, err := api.OpenAPI().MarshalJSON()
	if err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	a.document = document
	r.Method(http.MethodGet, openapiPath, http.HandlerFunc(a.serveDocument))
	return nil
}

// Document is the OpenAPI document, after Mount.
func (a *API) Document() []byte { return a.document }

func (a *API) serveDocument(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/openapi+json")
	if _, err := w.Write(a.document); err != nil {
		a.c.Logger.InfoContext(r.Context(), "a reader of the OpenAPI document left", "error", err)
	}
}

// operation is a route's entry in the document, with its guards.
func (a *API) operation(r route) huma.Operation {
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, MaxBodyBytes: maxBody,
		Tags: []string{strings.Split(strings.TrimPrefix(r.path, "/v1/"), "/")[0]}, DefaultStatus: r.status,
		Errors:      []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError},
		Middlewares: huma.Middlewares{a.observe, a.refuseEncoded},
	}
	if r.public {
		op.Middlewares = append(op.Middlewares, a.takeBody)
		return op
	}
	op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	if strings.Contains(r.path, "{") {
		op.Errors = append(op.Errors, http.StatusNotFound)
	}
	if r.method != http.MethodGet {
		op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge)
	}
	// Of a stranger no body is read.
	op.Middlewares = append(op.Middlewares, a.authenticate(r.act), a.takeBody)
	return op
}

// observe counts and logs a request, and turns a panic into a problem.
func (a *API) observe(ctx huma.Context, next func(huma.Context)) {
	began := time.Now()
	route := ctx.Operation().Method + " " + ctx.Operation().Path
	defer func() {
		if p := recover(); p != nil {
			a.c.Logger.ErrorContext(ctx.Context(), "a request panicked", "route", route, "panic", fmt.Sprint(p))
			a.refuse(ctx, errors.New("panic"))
		}
		status := ctx.Status()
		a.requests.WithLabelValues(route, fmt.Sprint(status)).Inc()
		a.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
		a.c.Logger.DebugContext(ctx.Context(), "request", "route", route, "status", status, "ms", time.Since(began).Milliseconds())
	}()
	next(ctx)
}

// refuseEncoded refuses compressed bodies: no request of ours is large enough.
func (a *API) refuseEncoded(ctx huma.Context, next func(huma.Context)) {
	if e := ctx.Header("Content-Encoding"); e != "" && e != "identity" {
		a.refuse(ctx, &rental.Error{
			Code: rental.CodeInvalid, Reason: "encoded_body", Message: "the body is encoded as " + e, Hint: "send it plain",
		})
		return
	}
	next(ctx)
}

type identityKey struct{}

// authenticate lets in who is logged in and may do act.
func (a *API) authenticate(act rental.Action) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		id, err := a.identify(ctx)
		if err == nil && act != "" {
			// Whether an order is one's own is the rules' to look at: here the
			// door is only shut to who may never do this.
			err = rental.Allowed(id.Actor, act, true)
		}
		if err != nil {
			a.refuse(ctx, err)
			return
		}
		next(huma.WithValue(ctx, identityKey{}, id))
	}
}

func (a *API) identify(ctx huma.Context) (auth.Identity, error) {
	if header := ctx.Header("Authorization"); header != "" {
		secret, ok := strings.CutPrefix(header, "Bearer ")
		switch {
		case !ok:
			return auth.Identity{}, &rental.Error{
				Code: rental.CodeUnauthenticated, Reason: "not_logged_in", Message: "this kind of Authorization is not known", Hint: "send Authorization: Bearer and a token",
			}
		case auth.IsToken(secret):
			return a.c.People.ByToken(ctx.Context(), secret)
		}
		return a.c.People.BySession(ctx.Context(), secret)
	}
	cookie, err := huma.ReadCookie(ctx, sessionCookie)
	if err != nil {
		return a.c.People.BySession(ctx.Context(), "")
	}
	if site := ctx.Header("Sec-Fetch-Site"); ctx.Method() != http.MethodGet && ctx.Method() != http.MethodHead &&
		(ctx.Header(pageHeader) == "" || site != "" && site != "same-origin") {
		return auth.Identity{}, &rental.Error{
			Code: rental.CodeForbidden, Reason: "foreign_page", Message: "this change was asked for by another page than central's",
			Hint: "send " + pageHeader + ": 1 from central's own page, or use a token",
		}
	}
	return a.c.People.BySession(ctx.Context(), cookie.Value)
}

func identity(ctx context.Context) auth.Identity {
	id, _ := ctx.Value(identityKey{}).(auth.Identity)
	return id
}

// refuse writes err as a problem document.
func (a *API) refuse(ctx huma.Context, err error) {
	p := problemOf(ctx.Context(), err)
	a.report(ctx.Context(), ctx.Operation().Path, p, err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", problem.ContentType)
	ctx.SetStatus(p.Status)
	if werr := p.writeTo(ctx.BodyWriter()); werr != nil {
		a.c.Logger.InfoContext(ctx.Context(), "a reader left", "error", werr)
	}
}

// newUUID is a fresh command id.
func newUUID() (rental.ItemID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("mint an id: %w", err)
	}
	return rental.ItemID(id.String()), nil
}
