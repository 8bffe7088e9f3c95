package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"rms/central/httpapi"
	"rms/syncproto/rental"
)

// TestForeignPagesChangeNothing: of a cookie's owner only central's own page may
// ask for a change, by every sign that a browser gives.
func TestForeignPagesChangeNothing(t *testing.T) {
	t.Parallel()
	c := setup(t)
	own := strings.TrimPrefix(c.url, "http://")
	cookie := "rms_session=" + c.as("boss", rental.RoleAdmin).token
	browser := client{bench: c}
	for _, tt := range []struct {
		name    string
		headers []string
		ok      bool
	}{
		{"the page", []string{"X-RMS-Page", "1", "Sec-Fetch-Site", "same-origin", "Origin", c.url}, true},
		{"the page, of an old browser", []string{"X-RMS-Page", "1", "Origin", c.url}, true},
		{"the page, through a proxy that changes the host", []string{"X-RMS-Page", "1", "Sec-Fetch-Site", "same-origin", "Origin", "https://rms.example"}, true},
		{"a program with the cookie", []string{"X-RMS-Page", "1"}, true},
		{"a form", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"a form of an old browser", []string{"Origin", "https://evil.example"}, false},
		{"nothing at all", nil, false},
		{"another site with the header", []string{"X-RMS-Page", "1", "Sec-Fetch-Site", "cross-site"}, false},
		{"a neighbour", []string{"X-RMS-Page", "1", "Sec-Fetch-Site", "same-site", "Origin", "http://evil." + own}, false},
		{"the address bar", []string{"X-RMS-Page", "1", "Sec-Fetch-Site", "none"}, false},
		{"another origin", []string{"X-RMS-Page", "1", "Origin", "https://evil.example"}, false},
		{"an origin that begins as ours", []string{"X-RMS-Page", "1", "Origin", c.url + ".evil.example"}, false},
		{"another port", []string{"X-RMS-Page", "1", "Origin", "http://127.0.0.1:1"}, false},
		{"a sandbox", []string{"X-RMS-Page", "1", "Origin", "null"}, false},
	} {
		r := browser.do(http.MethodPost, "/v1/people", `{"name":"Mara"}`, append([]string{"Cookie", cookie}, tt.headers...)...)
		if tt.ok && r.status != http.StatusCreated || !tt.ok && (r.status != http.StatusForbidden || r.str("reason") != "foreign_page") {
			t.Errorf("%s: answered %d %s", tt.name, r.status, r.raw)
		}
		// To read it needs no header: nothing changes by that, and the browser shows
		// another site no answer.
		browser.do(http.MethodGet, "/v1/people", "", append([]string{"Cookie", cookie}, tt.headers...)...).is(http.StatusOK)
	}
	// A page that cannot set headers sends forms, whatever they hold.
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		browser.do(http.MethodPost, "/v1/people", `{"name":"Mara"}`, "Cookie", cookie, "Content-Type", kind).is(http.StatusForbidden)
	}
}

// TestForeignPagesLogNobodyIn: neither a log-in nor a set-up is taken from them.
func TestForeignPagesLogNobodyIn(t *testing.T) {
	t.Parallel()
	c := setup(t)
	c.as("boss", rental.RoleAdmin)
	nobody := client{bench: c}
	login := `{"login":"boss","password":"` + password + `"}`
	for _, foreign := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		for path, body := range map[string]string{"/v1/auth/login": login, "/v1/setup": setUp("guessed")} {
			r := nobody.do(http.MethodPost, path, body, foreign...).is(http.StatusForbidden).has("reason", "foreign_page")
			if r.header.Get("Set-Cookie") != "" {
				t.Errorf("%s from %v set a cookie", path, foreign)
			}
		}
	}
	nobody.do(http.MethodPost, "/v1/auth/login", login, "Content-Type", "text/plain").is(http.StatusUnsupportedMediaType)
	nobody.do(http.MethodPost, "/v1/auth/login", login, "Sec-Fetch-Site", "same-origin", "Origin", c.url).is(http.StatusOK)
}

// TestCookieFlags: no script reads it, no other site sends it, and over TLS no
// other host can have set it.
func TestCookieFlags(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		c := setup(t, func(config *httpapi.Config) { config.Secure = secure })
		token := c.as("boss", rental.RoleAdmin).token
		login := client{bench: c}.post("/v1/auth/login", `{"login":"boss","password":"`+password+`"}`).is(http.StatusOK)
		logout := client{c, token}.post("/v1/auth/logout", "").is(http.StatusNoContent)
		for name, r := range map[string]*answer{"login": login, "logout": logout} {
			cookies := (&http.Response{Header: r.header}).Cookies()
			if len(cookies) != 1 {
				t.Fatalf("%s set %v", name, r.header.Values("Set-Cookie"))
			}
			got := cookies[0]
			want := map[bool]string{false: "rms_session", true: "__Host-rms_session"}[secure]
			if got.Name != want || !got.HttpOnly || got.SameSite != http.SameSiteStrictMode || got.Secure != secure || got.Path != "/" || got.Domain != "" || (got.MaxAge < 0) != (name == "logout") {
				t.Errorf("secure %t, %s: the cookie is %s", secure, name, r.header.Get("Set-Cookie"))
			}
			if name == "logout" {
				continue
			}
			client{bench: c}.do(http.MethodGet, "/v1/auth/me", "", "Cookie", want+"="+got.Value).is(http.StatusOK)
			if secure { // one that a neighbour could have set
				client{bench: c}.do(http.MethodGet, "/v1/auth/me", "", "Cookie", "rms_session="+got.Value).is(http.StatusUnauthorized)
			}
		}
	}
}

// TestReadsChangeNothing: no GET of the table moves anything.
func TestReadsChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWarehouse(setup(t))
	u := w.account(rental.RoleAdmin, nil, "")
	who := w.session(u)
	tried := 0
	for route := range w.api.Routes() {
		method, _, _ := strings.Cut(route, " ")
		if method != http.MethodGet {
			continue
		}
		path, _ := w.request(may{route: route}, u, w.person)
		path = bare(path)
		before := w.heads()
		// Another page may make a browser send this: the cookie is all that comes.
		r := client{bench: w.bench}.do(http.MethodGet, path, "", "Cookie", "rms_session="+who.token, "Sec-Fetch-Site", "cross-site")
		loose := slices.ContainsFunc(matrix, func(m may) bool { return m.route == route && m.loose })
		if tried++; r.status != http.StatusOK && !loose {
			t.Errorf("%s answered %d %s", route, r.status, r.raw)
		}
		if after := w.heads(); after != before {
			t.Errorf("%s changed something: %s, then %s", route, before, after)
		}
	}
	if tried < 20 {
		t.Errorf("only %d routes were tried", tried)
	}
}
