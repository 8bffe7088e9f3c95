package server

import (
	"io/fs"
	"net/http"
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
	r.Use(obs.Requests(newRequestID), middleware.GetHead)
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

// page serves central's page and its files; at every other path there is nothing.
func page(refuse http.HandlerFunc) http.HandlerFunc {
	handler, files := frontend.Handler("central"), frontend.Files("central")
	return func(w http.ResponseWriter, r *http.Request) {
		get := r.Method == http.MethodGet || r.Method == http.MethodHead
		info, err := fs.Stat(files, strings.TrimPrefix(r.URL.Path, "/"))
		if get && (r.URL.Path == "/" || err == nil && !info.IsDir()) {
			handler.ServeHTTP(w, r)
			return
		}
		refuse(w, r)
	}
}
