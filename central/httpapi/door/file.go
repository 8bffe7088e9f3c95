package door

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// ServeFile is Serve for a handler whose answer is a file of one of some kinds.
func ServeFile[I, O any](d *Door, fn func(context.Context, *I) (*O, error), kinds ...string) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) {
		content := map[string]*huma.MediaType{}
		for _, kind := range kinds {
			content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
		if op.Responses == nil {
			op.Responses = map[string]*huma.Response{}
		}
		op.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: content}
		Serve(d, fn)(api, op)
	}
}
