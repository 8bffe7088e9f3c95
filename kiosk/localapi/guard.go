package localapi

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rms/syncproto/rental"
)

// Guard keeps strangers out in headless mode: other people of this machine by the token, other pages of the same browser
// by Host and Origin. A nil Guard lets everybody in.
type Guard struct {
	// Token is the bearer token of every path under /api.
	Token string
	// Hosts are the names, with port, under which this kiosk is addressed.
	Hosts []string
}

var (
	errHost = &rental.Error{
		Code: rental.CodeForbidden, Reason: "wrong_host", Message: "this kiosk is not called that", Hint: "open the address that the kiosk printed at its start",
	}
	errOrigin = &rental.Error{
		Code: rental.CodeForbidden, Reason: "wrong_origin", Message: "another page may not use this kiosk", Hint: "open the address that the kiosk printed at its start",
	}
	errToken = &rental.Error{
		Code: rental.CodeUnauthenticated, Reason: "no_token", Message: "the token is missing or wrong", Hint: "open the address that the kiosk printed at its start, or read local.token",
	}
)

func (g *Guard) keep(next http.Handler) http.Handler {
	if g == nil {
		return next
	}
	want := sha256.Sum256([]byte(g.Token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !slices.Contains(g.Hosts, strings.ToLower(r.Host)):
			writeProblem(w, r, errHost)
			return
		case !g.ownOrigin(r):
			writeProblem(w, r, errOrigin)
			return
		}
		if isAPI(r.URL.Path) {
			given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			have := sha256.Sum256([]byte(given))
			if subtle.ConstantTimeCompare(have[:], want[:]) != 1 || !ok || g.Token == "" {
				writeProblem(w, r, errToken)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// ownOrigin reports whether the request comes from our own page, or from no page at all.
func (g *Guard) ownOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); isAPI(r.URL.Path) && site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && slices.Contains(g.Hosts, strings.ToLower(u.Host))
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

// watch logs each request by its path alone, whatever it carries, counts it, and turns a panic into a problem.
func (s *Server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now() // for a duration alone
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		if isAPI(r.URL.Path) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		}
		defer func() {
			if p := recover(); p != nil {
				s.cfg.Log.ErrorContext(r.Context(), "panic in a request", "panic", p)
				if !rec.wrote {
					writeProblem(rec, r, &rental.Error{
						Code: rental.CodeInternal, Reason: "internal", Message: "something went wrong here", Hint: "do it again: nothing is recorded twice",
					})
				}
			}
			s.cfg.Log.DebugContext(r.Context(), "request", "method", r.Method, "path", pathOf(r), "status", rec.status, "took", time.Since(start))
		}()
		next.ServeHTTP(rec, r)
	})
}

// pathOf is a request's path as the log may have it: what stands behind /api/barcodes/ may be a badge.
func pathOf(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/api/barcodes/") {
		return "/api/barcodes/"
	}
	return r.URL.Path
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	r.status, r.wrote = status, true
	r.ResponseWriter.WriteHeader(status)
}

// Write notes that something was written.
func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
