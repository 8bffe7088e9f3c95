// Package httpapi is central's API for people and programs, /v1: the table of all
// its routes. The rooms beneath it answer them, each for one concept; what they
// have in common is in door.
//
// Concurrency. Everything may be used from any goroutine.
package httpapi

import (
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"rms/central/httpapi/door"
)

// Config is what an API is made from. Metrics and Now may be nil.
type Config = door.Config

// API answers /v1 but for /v1/sync.
type API struct {
	door     *door.Door
	document []byte
}

// New makes an API; Mount serves it.
func New(c Config) *API { return &API{door: door.New(c)} }

// Mount adds all routes of the table to r.
func (a *API) Mount(r chi.Router) error {
	api := humachi.New(r, a.door.Settings())
	for _, route := range a.routes() {
		a.door.Mount(api, route)
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
		a.door.Logger.InfoContext(r.Context(), "a reader of the OpenAPI document left", "error", err)
	}
}
