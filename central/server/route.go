package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"rms/central/httpapi"
	"rms/central/syncapi"
	"rms/frontend"
	"rms/internal/obs"
	"rms/syncproto/rental"
)

// routes is the whole table: the program's own paths, each room's, and the page.
func (s *Server) routes(sync *syncapi.API, people *httpapi.API) (http.Handler, error) {
	r := chi.NewRouter()
	r.Use(obs.Requests(newRequestID))
	r.NotFound(page(sync.Refuse(noSuchPath)))
	r.MethodNotAllowed(sync.Refuse(&rental.Error{Code: rental.CodeInvalid, Reason: "wrong_method", Message: "this path takes another method"}))
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

var noSuchPath = &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_path", Message: "there is nothing at this path", Hint: "the API begins at /v1"}

// page serves central's page at every path that is not the API's: the page knows
// its own paths.
func page(refuse http.HandlerFunc) http.HandlerFunc {
	files := frontend.Handler("central")
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead || r.URL.Path == "/v1" || strings.HasPrefix(r.URL.Path, "/v1/") {
			refuse(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}
}
