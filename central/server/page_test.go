package server_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"rms/frontend"
)

// TestThePageIsServedAtItsPathsAlone: a person who asks for another gets the
// page with a 404, a program a problem document.
func TestThePageIsServedAtItsPathsAlone(t *testing.T) {
	t.Parallel()
	s := start(t, config(t))
	found, missing := http.StatusOK, http.StatusNotFound
	if !frontend.Built("central") {
		found, missing = http.StatusServiceUnavailable, http.StatusServiceUnavailable
	}
	ask := func(path, accept string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://central/", nil)
		r.URL.Path = path
		r.Header.Set("Accept", accept)
		s.Handler().ServeHTTP(w, r)
		return w
	}
	const html, problem = "text/html; charset=utf-8", "application/problem+json"
	paths := frontend.CentralPaths()
	if len(paths) < 5 || paths["today"] != "/" || paths["item"] != "/items/{id}" {
		t.Fatalf("the table of pages: %v", paths)
	}
	for name, path := range paths {
		if w := ask(strings.ReplaceAll(path, "{id}", "0190a5b4-7c00-7000-8000-000000000001"), "*/*"); w.Code != found || w.Header().Get("Content-Type") != html {
			t.Errorf("%s: %d %s", name, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, tt := range []struct {
		path, accept, kind string
		status             int
	}{
		{"/nope", "text/html,*/*;q=0.8", html, missing},
		{"/items/a/b", "text/html", html, missing},
		{"/items/", "text/html", html, missing},
		{"/items/", "", problem, 404},
		{"/nope", "application/json", problem, 404},
		{"/nope", "", problem, 404},
		{"/v1/nope", "text/html", problem, 404},
		{"/v1", "text/html", problem, 404},
		{"/assets/nope.js", "text/html", problem, 404},
	} {
		if w := ask(tt.path, tt.accept); w.Code != tt.status || w.Header().Get("Content-Type") != tt.kind {
			t.Errorf("%s for %q: %d %s", tt.path, tt.accept, w.Code, w.Header().Get("Content-Type"))
		}
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://central/items", nil))
	if w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != problem {
		t.Errorf("POST to a page: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

// TestEveryAnswerIsGuarded: page, file, API, problem, health, metrics.
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	s := start(t, config(t))
	for _, path := range []string{"/", "/items", "/nope", "/v1/info", "/v1/people", "/v1/openapi.json", "/v1/nope", "/v1/sync/push", "/healthz", "/metrics", "/icon.svg"} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://central"+path, nil))
		h := w.Header()
		csp := h.Get("Content-Security-Policy")
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := h.Values(name); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %s is %q, want %q once", path, name, got, want)
			}
		}
		if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") {
			t.Errorf("%s: Permissions-Policy is %q", path, h.Get("Permissions-Policy"))
		}
		if len(h.Values("Content-Security-Policy")) != 1 {
			t.Errorf("%s: %d policies", path, len(h.Values("Content-Security-Policy")))
		}
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s: %q", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
			t.Errorf("%s: the policy lets in too much: %q", path, csp)
		}
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://central/", nil))
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "connect-src 'self'") || !strings.Contains(csp, "require-trusted-types-for 'script'") {
		t.Errorf("the page's policy is %q", csp)
	}
}
