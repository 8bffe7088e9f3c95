package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rms/central/server"
)

// TestSetupLinkOfEachStart: an empty central gives one at each start, only the
// newest works, none is in the log, and there is none once there is an admin.
func TestSetupLinkOfEachStart(t *testing.T) {
	t.Parallel()
	c, out := config(t), &log{}
	use := func(s *server.Server, link string) int {
		_, secret, _ := strings.Cut(link, "/setup#")
		r := httptest.NewRequest(http.MethodPost, "/v1/setup", strings.NewReader(`{"secret":"`+secret+`","company":{"name":"Stagelight"},
			"site":{"name":"Berlin","code":"BLN","zone":"Europe/Berlin","opens_min":480,"closes_min":1080},
			"admin":{"login":"mara","name":"Mara","password":"four loud crates"}}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		return w.Code
	}
	var links []string
	for _, tt := range []struct {
		name string
		link int // which of the links is used; -1: none
		want int
	}{
		{"the first is not used", -1, 0},
		{"that of the start before is over", 0, http.StatusForbidden},
		{"the newest works", 2, http.StatusCreated},
		{"then there is none", 2, http.StatusConflict},
	} {
		s, err := server.New(t.Context(), c, "test", slog.New(slog.NewTextHandler(out, nil)))
		if err != nil {
			t.Fatal(err)
		}
		link := s.SetupURL()
		if done := len(links) == 3; (link == "") != done || !done && !strings.HasPrefix(link, s.URL()+"/setup#") {
			t.Errorf("%s: the link is %q", tt.name, link)
		}
		if link != "" {
			links = append(links, link)
		}
		if tt.link >= 0 {
			if got := use(s, links[tt.link]); got != tt.want {
				t.Errorf("%s: answered %d, want %d", tt.name, got, tt.want)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, link := range links {
		if _, secret, _ := strings.Cut(link, "#"); strings.Contains(out.String(), secret) {
			t.Error("the log has a secret")
		}
	}
}
