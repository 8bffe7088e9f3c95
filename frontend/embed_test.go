package frontend_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rms/frontend"
)

func get(t *testing.T, app, path string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	frontend.Handler(app).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Result()
}

func TestAnAppThatIsNotBuiltNamesTheCommand(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/index.html", "/assets/x.js"} {
		w := httptest.NewRecorder()
		frontend.Handler("no-such-app").ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: got status %d, want 503", path, w.Code)
		}
		if !strings.Contains(w.Body.String(), "make ui") {
			t.Errorf("%s: the page does not name make ui: %q", path, w.Body)
		}
	}
	body, err := fs.ReadFile(frontend.Files("no-such-app"), "index.html")
	if err != nil || !strings.Contains(string(body), "make ui") {
		t.Errorf("Files: got %q, %v; want the page that names make ui", body, err)
	}
}

func TestEveryAnswerForbidsForeignHosts(t *testing.T) {
	t.Parallel()
	csp := get(t, "kiosk", "/").Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
		t.Errorf("got policy %q, want own origin only", csp)
	}
}

func TestBuildNamesTheFiles(t *testing.T) {
	t.Parallel()
	got := frontend.Build("kiosk")
	if len(got) != 12 || got != frontend.Build("kiosk") {
		t.Errorf("got build %q, want 12 digits, twice the same", got)
	}
}

func TestKioskStringsAreSentences(t *testing.T) {
	t.Parallel()
	var words map[string]string
	if err := json.Unmarshal(frontend.KioskStrings(), &words); err != nil {
		t.Fatalf("en.json: %v", err)
	}
	for key, text := range words {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s: empty", key)
		}
	}
	if len(words) < 100 {
		t.Errorf("got %d sentences, want the whole page's", len(words))
	}
}
