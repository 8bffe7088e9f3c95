package server

import (
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"rms/central/httpapi"
	"rms/central/syncapi"
	"rms/frontend"
	"rms/internal/obs"
	"rms/syncproto/rental"
)

// routes is the whole table: the program's own paths, each room's, and the page.
func (s *Server) routes(sync *syncapi.API, people *httpapi.API) (http.Handler, error) {
	r := chi.NewRouter()
	r.Use(secure, obs.Requests(newRequestID), middleware.GetHead)
	r.NotFound(page(sync.Refuse(noSuchPath)))
	r.MethodNotAllowed(wrongMethod(r, sync.Refuse))
	r.Method(http.MethodGet, "/healthz", obs.LiveHandler())
	r.Method(http.MethodGet, "/readyz", s.health.ReadyHandler())
	r.Method(http.MethodGet, "/metrics", obs.MetricsHandler(s.registry, s.log))
	for _, route := range sync.Routes() {
		r.Method(route.Method, route.Path, route.Handler)
	}
	if err := people.Mount(r); err != nil {
		return nil, err
	}
	return r, nil
}

var noSuchPath = &rental.Error{
	Code: rental.CodeNotFound, Reason: "no_such_path", Message: "there is nothing at this path",
	Hint: "the API begins at /v1: GET /v1/openapi.json lists its paths; the page is at /",
}

// wrongMethod says which methods a path takes.
func wrongMethod(routes chi.Routes, refuse func(error) http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.RawPath
		if path == "" {
			path = r.URL.Path
		}
		var takes []string
		for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if !routes.Match(chi.NewRouteContext(), m, path) {
				continue
			}
			if takes = append(takes, m); m == http.MethodGet {
				takes = append(takes, http.MethodHead)
			}
		}
		allow := strings.Join(takes, ", ")
		w.Header().Set("Allow", allow)
		refuse(&rental.Error{
			Code: rental.CodeInvalid, Reason: "wrong_method", Message: "this path does not take " + r.Method, Hint: "it takes " + allow,
		})(w, r)
	}
}

// guards stand on every answer. A page brings its own policy instead of the first.
var guards = map[string]string{
	"Content-Security-Policy":      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
}

// secure sets the guards before anything else can answer.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range guards {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// page serves central's page at each of its paths, and its files. Elsewhere there
// is nothing: a reader of pages is told so by the page, a program by a problem.
func page(refuse http.HandlerFunc) http.HandlerFunc {
	handler, files := frontend.Handler("central"), frontend.Files("central")
	index, nothing := frontend.Page("central", http.StatusOK), frontend.Page("central", http.StatusNotFound)
	paths := frontend.CentralPaths()
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			refuse(w, r)
			return
		}
		info, err := fs.Stat(files, strings.TrimPrefix(r.URL.Path, "/"))
		switch {
		case err == nil && !info.IsDir() && r.URL.Path != "/index.html":
			handler.ServeHTTP(w, r)
		case hasPage(paths, r.URL.Path):
			index.ServeHTTP(w, r)
		case readsPages(r):
			nothing.ServeHTTP(w, r)
		default:
			refuse(w, r)
		}
	}
}

// hasPage says whether the table of pages has a path.
func hasPage(paths map[string]string, path string) bool {
	parts := strings.Split(path, "/")
	for _, pattern := range paths {
		if slices.EqualFunc(strings.Split(pattern, "/"), parts, func(want, got string) bool { return want == got || want == "{id}" && got != "" }) {
			return true
		}
	}
	return false
}

// readsPages: a person's browser goes to an address that is not of the API.
func readsPages(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/v1") && !strings.HasPrefix(r.URL.Path, "/assets/")
}
