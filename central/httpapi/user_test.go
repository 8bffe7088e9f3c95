package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto/rental"
)

// second logs somebody in once more, as from another browser.
func (b *bench) second(login, password string) client {
	b.Helper()
	r := client{bench: b}.post("/v1/auth/login", `{"login":"`+login+`","password":"`+password+`"}`).is(http.StatusOK)
	return client{b, r.str("token")}
}

func (c client) me() string { return c.get("/v1/auth/me").is(http.StatusOK).str("user_id") }

// shortHash is that of "ten letter", which was long enough once.
const shortHash = "MDEyMzQ1Njc4OWFiY2RlZg$+HQNcllC5hqih/ah59EVykvXiGF6dvwQHgrf98SXnPM"

const userBody = `{"login":"mara","name":"Mara","role":"technician"}`

// TestUsers: an account is made, read, changed under its ETag, and never shows a hash.
func TestUsers(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	body := `{"login":" Mara ","name":"Mara Berg","role":"technician","scopes":["plan"],"password":"` + password + `"}`
	made := admin.do(http.MethodPost, "/v1/users", body, "Idempotency-Key", "K").is(http.StatusCreated)
	made.has("login", "mara").has("role", "technician").has("scopes.0", "plan")
	again := admin.do(http.MethodPost, "/v1/users", body, "Idempotency-Key", "K").is(http.StatusCreated)
	if string(made.raw) != string(again.raw) || made.header.Get("Location") != "/v1/users/"+made.str("id") {
		t.Errorf("the repeat answered %s, the first %s at %q", again.raw, made.raw, made.header.Get("Location"))
	}
	path := "/v1/users/" + made.str("id")
	for _, r := range []*answer{made, admin.get(path).is(http.StatusOK), admin.get("/v1/users").is(http.StatusOK)} {
		if strings.Contains(string(r.raw), "argon2") || strings.Contains(string(r.raw), password) {
			t.Errorf("%s shows a secret: %s", r.request, r.raw)
		}
	}
	if n := len(admin.get("/v1/users").list("items")); n != 2 {
		t.Errorf("there are %d accounts", n)
	}
	mara := c.second("MARA", password)
	etag := made.header.Get("ETag")
	put := strings.Replace(userBody, "Mara", "Mara Lind", 1)
	admin.do(http.MethodPut, path, put, "If-Match", etag).is(http.StatusOK).has("name", "Mara Lind")
	admin.do(http.MethodPut, path, put, "If-Match", etag).is(http.StatusPreconditionFailed)
	admin.post("/v1/users", strings.Replace(body, `" Mara "`, `"BOSS"`, 1)).is(http.StatusConflict).has("reason", "login_taken").has("field", "login")
	admin.do(http.MethodPut, path, strings.Replace(userBody, `"mara"`, `"boss"`, 1)).is(http.StatusConflict).has("reason", "login_taken")
	admin.do(http.MethodPut, path, strings.Replace(userBody, `"technician"`, `"technician","person_id":"`+made.str("id")+`"`, 1)).is(http.StatusBadRequest).has("field", "person_id")
	admin.post("/v1/users", strings.Replace(body, password, "short", 1)).is(http.StatusBadRequest).has("reason", "weak_password").has("field", "password")
	mara.get("/v1/users").is(http.StatusUnauthorized).has("reason", "rights_changed") // the scope went
	lead := c.as("lead", "fleet_manager")
	for _, r := range []*answer{lead.get("/v1/users"), lead.get(path), lead.post("/v1/users", body), lead.do(http.MethodPut, path, userBody), lead.post(path+"/password", `{"password":"`+password+`"}`)} {
		r.is(http.StatusForbidden)
	}
}

// TestUsersAreFound: by words of log-in or name in any script and case, by roles,
// and without the closed ones; the pages of a search are those of that search.
func TestUsersAreFound(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	for i, u := range []rental.User{
		{Login: "oezil", Name: "Mesut ÖZIL", Role: rental.RoleViewer},
		{Login: "anna", Name: "Anna Öz 100%", Role: rental.RoleTechnician},
		{Login: "gone", Name: "Gone Özil", Role: rental.RoleTechnician, Disabled: true},
	} {
		u.PasswordHash = "$argon2id$v=19$m=19456,t=2,p=1$" + shortHash
		u.ID = rental.UserID(fmt.Sprintf("0190a5b4-7c00-7000-8000-0000000000b%d", i))
		c.put(u)
	}
	find := func(query string) *answer { return admin.get("/v1/users?" + query).is(http.StatusOK) }
	for query, want := range map[string][]any{
		"":                                     {"anna", "boss", "gone", "oezil"},
		"open=true":                            {"anna", "boss", "oezil"},
		"q=%C3%96z":                            {"anna", "gone", "oezil"},
		"q=%C3%B6zil&open=true":                {"oezil"},
		"q=mesut+OEZ":                          {"oezil"},
		"q=100%25":                             {"anna"},
		"q=%25":                                {"anna"},
		"q=nobody":                             {},
		"role=technician,admin":                {"anna", "boss", "gone"},
		"role=technician&open=true&q=%C3%B6z":  {"anna"},
		"q=%27;drop+table+users--&role=viewer": {},
	} {
		got := []any{}
		r := find(query + "&total=true")
		for i := range r.list("items") {
			got = append(got, r.str(fmt.Sprintf("items.%d.login", i)))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q finds (-want +got):\n%s", query, diff)
		}
		r.has("total", float64(len(want)))
	}
	first := find("q=%C3%96z&limit=2")
	find("q=%C3%96z&limit=2&after="+first.str("next")).has("items.0.login", "oezil").has("next", nil)
	admin.get("/v1/users?q=o&limit=2&after="+first.str("next")).is(http.StatusBadRequest).has("reason", "malformed_cursor")
	admin.get("/v1/users?role=king").is(http.StatusBadRequest).has("reason", "malformed_request")
}

// TestWhatEndsSessions: a password, rights or a closed account end every session of
// it at the next request, and say why; a new name does not.
func TestWhatEndsSessions(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	id := c.as("mara", "technician").me()
	path := "/v1/users/" + id
	for _, tt := range []struct{ name, method, path, body, why string }{
		{"a name", http.MethodPut, path, strings.Replace(userBody, "Mara", "Mara B", 1), ""},
		{"a role", http.MethodPut, path, strings.Replace(userBody, "technician", "viewer", 1), "rights_changed"},
		{"a scope", http.MethodPut, path, strings.Replace(userBody, `"technician"`, `"viewer","scopes":["plan"]`, 1), "rights_changed"},
		{"a password", http.MethodPost, path + "/password", `{"password":"` + password + `"}`, "password_changed"},
		{"closed", http.MethodPut, path, strings.Replace(userBody, `"technician"`, `"viewer","scopes":["plan"],"disabled":true`, 1), "account_closed"},
	} {
		one, two := c.second("mara", password), c.second("mara", password)
		one.me()
		admin.do(tt.method, tt.path, tt.body).is(http.StatusOK)
		for _, s := range []client{one, two} {
			r := s.get("/v1/auth/me")
			if tt.why == "" {
				r.is(http.StatusOK)
				continue
			}
			if r.is(http.StatusUnauthorized).has("reason", tt.why); r.str("hint") == "" {
				t.Errorf("%s: no hint in %s", tt.name, r.raw)
			}
			s.post("/v1/auth/logout", "").is(http.StatusUnauthorized)
		}
		if tt.why == "account_closed" {
			// Opened again, the old sessions stay dead.
			admin.do(http.MethodPut, path, userBody).is(http.StatusOK)
			one.get("/v1/auth/me").is(http.StatusUnauthorized)
			c.second("mara", password).me()
		}
	}
}

// TestOwnPassword: with the old one, and one's other sessions end; this one stays.
func TestOwnPassword(t *testing.T) {
	t.Parallel()
	c := setup(t)
	viewer := c.as("mara", "viewer")
	other := c.second("mara", password)
	const next = "seven quiet lamps"
	change := func(who client, before, after string) *answer {
		return who.post("/v1/auth/password", `{"old":"`+before+`","new":"`+after+`"}`)
	}
	change(viewer, "four loud grates", next).is(http.StatusForbidden).has("reason", "wrong_password").has("field", "old")
	change(viewer, password, "mara mara 2026!").is(http.StatusBadRequest).has("reason", "weak_password").has("field", "new")
	viewer.me()
	change(viewer, password, next).is(http.StatusNoContent)
	viewer.me()
	other.get("/v1/auth/me").is(http.StatusUnauthorized).has("reason", "password_changed")
	client{bench: c}.post("/v1/auth/login", `{"login":"mara","password":"`+password+`"}`).is(http.StatusUnauthorized)
	c.second("mara", next).me()
	// Guessing through this door is counted as guessing at the other.
	for range 4 {
		change(viewer, "four loud grates", next).is(http.StatusForbidden)
	}
	change(viewer, "four loud grates", next).is(http.StatusForbidden)
	change(viewer, next, password).is(http.StatusTooManyRequests)
	// A program does not change its owner's password, nor an admin his own without the old one.
	admin := c.as("boss", "admin")
	token := client{c, admin.post("/v1/tokens", `{"name":"x","role":"admin"}`).is(http.StatusCreated).str("secret")}
	change(token, password, next).is(http.StatusForbidden).has("reason", "needs_session")
	admin.post("/v1/users/"+admin.me()+"/password", `{"password":"`+next+`"}`).is(http.StatusForbidden).has("reason", "own_password")
}

// TestWeakPasswordIsTold: who has one from before the rules goes on, and is told.
func TestWeakPasswordIsTold(t *testing.T) {
	t.Parallel()
	c := setup(t)
	old := "$argon2id$v=19$m=19456,t=2,p=1$" + shortHash
	c.put(rental.User{ID: "0190a5b4-7c00-7000-8000-0000000000aa", Login: "old", Name: "Old", Role: rental.RoleViewer, PasswordHash: old})
	r := client{bench: c}.post("/v1/auth/login", `{"login":"old","password":"ten letter"}`).is(http.StatusOK)
	who := client{c, r.str("token")}
	if r.str("me.weak_password.hint") == "" || who.get("/v1/auth/me").str("weak_password.message") == "" {
		t.Errorf("nobody was told: %s", r.raw)
	}
	who.post("/v1/auth/password", `{"old":"ten letter","new":"`+password+`"}`).is(http.StatusNoContent)
	who.get("/v1/auth/me").is(http.StatusOK).has("weak_password", nil)
	c.second("old", password).get("/v1/auth/me").is(http.StatusOK).has("weak_password", nil)
	rules := client{bench: c}.get("/v1/auth/password-rules").is(http.StatusOK).has("min_characters", 15.0).has("max_bytes", 256.0)
	if rules.str("tip") == "" {
		t.Error("no tip")
	}
}

// TestLastAdminOverHTTP: nobody can close or lower the last open admin, himself
// included; of two who do it to each other at once, one stays.
func TestLastAdminOverHTTP(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	self := "/v1/users/" + admin.me()
	const lower, closed = `{"login":"boss","name":"Boss","role":"viewer"}`, `{"login":"boss","name":"Boss","role":"admin","disabled":true}`
	admin.do(http.MethodPut, self, lower).is(http.StatusConflict).has("reason", "last_admin").has("field", "role")
	admin.do(http.MethodPut, self, closed).is(http.StatusConflict).has("reason", "last_admin").has("field", "disabled")
	admin.me()
	second := c.as("second", "admin")
	other := "/v1/users/" + second.me()
	var both sync.WaitGroup
	answers := make([]*answer, 2)
	both.Go(func() { answers[0] = admin.do(http.MethodPut, other, strings.Replace(closed, "boss", "second", 1)) })
	both.Go(func() { answers[1] = second.do(http.MethodPut, self, closed) })
	both.Wait()
	done := 0
	for _, a := range answers {
		if a.status == http.StatusOK {
			done++
		}
	}
	open := 0
	for _, who := range []client{admin, second} {
		if who.get("/v1/auth/me").status == http.StatusOK {
			open++
		}
	}
	if done != 1 || open != 1 {
		t.Errorf("%d were done, %d admins are left: %s %s", done, open, answers[0].raw, answers[1].raw)
	}
	// With another admin there, one may lower oneself, and goes on as what one is.
	third := c.as("third", "admin")
	third.do(http.MethodPut, "/v1/users/"+third.me(), `{"login":"third","name":"Third","role":"viewer"}`).is(http.StatusOK)
	third.get("/v1/auth/me").is(http.StatusOK).has("role", "viewer")
	third.get("/v1/users").is(http.StatusForbidden)
}

// TestSessions: one sees and ends one's own, an admin everybody's; the id is no secret.
func TestSessions(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin, mara := c.as("boss", "admin"), c.as("mara", "viewer")
	login := client{bench: c}.do(http.MethodPost, "/v1/auth/login", `{"login":"mara","password":"`+password+`"}`,
		"User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0").is(http.StatusOK)
	phone := client{c, login.str("token")}
	list := phone.get("/v1/sessions").is(http.StatusOK)
	if n := len(list.list("items")); n != 2 || len(admin.get("/v1/sessions").list("items")) != 3 || len(admin.get("/v1/sessions?own=true").list("items")) != 1 {
		t.Fatalf("a viewer sees %d: %s", n, list.raw)
	}
	if strings.Contains(string(list.raw), phone.token) || strings.Contains(string(list.raw), mara.token) {
		t.Error("the list shows a token")
	}
	ids := map[bool]string{}
	for _, s := range list.list("items") {
		here, _ := s["current"].(bool)
		ids[here], _ = s["id"].(string)
		if here && (s["browser"] != "Firefox" || s["system"] != "Windows" || s["address"] != "127.0.0.1" || s["login"] != "mara") {
			t.Errorf("this session is %v", s)
		}
	}
	// The public id logs nobody in.
	client{c, ids[true]}.get("/v1/auth/me").is(http.StatusUnauthorized).has("reason", "not_logged_in")
	other := admin.get("/v1/sessions?own=true").str("items.0.id")
	phone.post("/v1/sessions/"+other+"/revoke", "").is(http.StatusNotFound)
	phone.post("/v1/sessions/"+ids[false]+"/revoke", "").is(http.StatusNoContent)
	mara.get("/v1/auth/me").is(http.StatusUnauthorized).has("reason", "session_revoked")
	phone.post("/v1/sessions/"+ids[false]+"/revoke", "").is(http.StatusNotFound)
	c.second("mara", password)
	phone.post("/v1/sessions/revoke-others", "").is(http.StatusOK).has("ended", 1.0)
	phone.me()
	phone.post("/v1/sessions/revoke-others", `{"user_id":"`+admin.me()+`"}`).is(http.StatusForbidden)
	admin.post("/v1/sessions/revoke-others", `{"user_id":"`+phone.me()+`"}`).is(http.StatusOK).has("ended", 1.0)
	phone.get("/v1/people").is(http.StatusUnauthorized).has("reason", "session_revoked")
	// A token is nobody's session.
	token := client{c, admin.post("/v1/tokens", `{"name":"x","role":"viewer"}`).is(http.StatusCreated).str("secret")}
	token.post("/v1/sessions/revoke-others", "").is(http.StatusForbidden).has("reason", "needs_session")
	token.post("/v1/sessions/"+other+"/revoke", "").is(http.StatusForbidden).has("reason", "needs_session")
}

// TestTokensShowTheirUse and whether they work.
func TestTokensShowTheirUse(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	made := admin.post("/v1/tokens", `{"name":"x","role":"viewer"}`).is(http.StatusCreated)
	admin.get("/v1/tokens").is(http.StatusOK).has("items.0.used_at", nil).has("items.0.status", "valid").has("items.0.login", "boss")
	client{c, made.str("secret")}.me()
	if at, _ := admin.get("/v1/tokens").at("items.0.used_at").(float64); at == 0 {
		t.Error("the use was not noted")
	}
	admin.post("/v1/tokens/"+made.str("token.id")+"/revoke", "").is(http.StatusOK)
	admin.get("/v1/tokens").is(http.StatusOK).has("items.0.status", "revoked")
}
