package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"rms/central/syncapi"
	"rms/internal/obs"
	"rms/syncproto/rental"
)

// routes is the whole table: the program's own paths, and each room's.
func (s *Server) routes(sync *syncapi.API) http.Handler {
	r := chi.NewRouter()
	r.Use(obs.Requests(newRequestID))
	r.NotFound(sync.Refuse(&rental.Error{Code: rental.CodeNotFound, Reason: "no_such_path", Message: "there is nothing at this path", Hint: "the API begins at /v1"}))
	r.MethodNotAllowed(sync.Refuse(&rental.Error{Code: rental.CodeInvalid, Reason: "wrong_method", Message: "this path takes another method"}))
	r.Method(http.MethodGet, "/healthz", obs.LiveHandler())
	r.Method(http.MethodGet, "/readyz", s.health.ReadyHandler())
	r.Method(http.MethodGet, "/metrics", obs.MetricsHandler(s.registry, s.log))
	for _, route := range sync.Routes() {
		r.Method(route.Method, route.Path, route.Handler)
	}
	return r
}
