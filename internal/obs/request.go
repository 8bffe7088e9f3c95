package obs

import (
	"context"
	"net/http"
)

// RequestIDHeader carries the id in a request, when a proxy in front has given
// one, and in every answer.
const RequestIDHeader = "X-Request-Id"

// maxRequestID is the longest id that is taken from outside, in bytes: a UUID
// or a trace id with room to spare.
const maxRequestID = 64

type requestID struct{}

// WithRequestID returns a context that carries the id of a request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestID{}, id)
}

// RequestID is the id of the request that the context belongs to, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestID{}).(string)
	return id
}

// Requests returns a middleware that gives each request an id: the one that it
// came with when that is harmless in a log, else one from mint. The answer
// repeats it.
func Requests(mint func() string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := r.Header.Get(RequestIDHeader)
			if !harmless(id) {
				id = mint()
			}
			w.Header().Set(RequestIDHeader, id)
			next.ServeHTTP(w, r.WithContext(WithRequestID(r.Context(), id)))
		})
	}
}

func harmless(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
