package httpapi_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"rms/central/httpapi"
	"rms/internal/testx"
	"rms/syncproto/rental"
)

// TestEveryRouteIsInTheTable walks what the router serves.
func TestEveryRouteIsInTheTable(t *testing.T) {
	t.Parallel()
	c := setup(t)
	router := chi.NewRouter()
	if err := c.api.Mount(router); err != nil {
		t.Fatal(err)
	}
	served := map[string]bool{}
	err := chi.Walk(router, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		served[method+" "+path] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]bool{}
	var public []string
	for path, open := range c.api.Routes() {
		table[path] = true
		if open {
			public = append(public, path)
		}
	}
	if diff := cmp.Diff(table, served); diff != "" {
		t.Errorf("the table and the router differ (-table +router):\n%s", diff)
	}
	slices.Sort(public)
	want := httpapi.PublicPaths()
	slices.Sort(want)
	if diff := cmp.Diff(want, public); diff != "" {
		t.Errorf("public paths (-want +got):\n%s", diff)
	}
}

// TestNobodyComesIn: every path that is not public wants a log-in, before it
// looks at anything else.
func TestNobodyComesIn(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for route, public := range c.api.Routes() {
		method, path, _ := strings.Cut(route, " ")
		path = strings.NewReplacer("{id}", "0190a5b4-7c00-7000-8000-000000000001", "{badge}", "0190a5b4-7c00-7000-8000-000000000001").Replace(path)
		for _, token := range []string{"", "forged", "rms_forged"} {
			r := client{c, token}.do(method, path, map[bool]string{true: `{"hostile":1}`}[method != http.MethodGet])
			if (r.status == http.StatusUnauthorized) == public && path != "/v1/auth/login" {
				t.Errorf("%s with token %q answered %d", route, token, r.status)
			}
		}
	}
}

// TestRoles spot-checks the right of each kind of route; the table itself is
// rental's and tested there.
func TestRoles(t *testing.T) {
	t.Parallel()
	c := setup(t)
	viewer := c.as("viewer", "viewer")
	viewer.get("/v1/facts").is(http.StatusOK)
	for path, body := range map[string]string{
		"/v1/catalog/item-types":     `{"code":"x","name":"X","kind":"serialized","returns":true}`,
		"/v1/places":                 `{"name":"X","kind":"site","zone":"Europe/Berlin"}`,
		"/v1/people":                 `{"name":"X"}`,
		"/v1/kiosks/enrolment-codes": `{"site_id":"0190a5b4-7c00-7000-8000-000000000001"}`,
		"/v1/inventory/check-outs":   `{"lines":[{"tag":"L-1"}]}`,
		"/v1/tokens":                 `{"name":"more than I may","role":"admin"}`,
		"/v1/tag-aliases":            `{"code":"x","target":"asset","target_id":"0190a5b4-7c00-7000-8000-000000000001"}`,
		"/v1/rent-actions/0190a5b4-7c00-7000-8000-000000000001/approve": `{}`,
	} {
		viewer.post(path, body).is(http.StatusForbidden)
	}
}

// TestTokens: a token acts, shows its secret once, and ends when revoked.
func TestTokens(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	made := admin.post("/v1/tokens", `{"name":"dashboard","role":"admin"}`).is(http.StatusCreated)
	program := client{c, made.str("secret")}
	program.get("/v1/auth/me").is(http.StatusOK).has("role", "admin")
	if list := admin.get("/v1/tokens"); bytes.Contains(list.raw, []byte(made.str("secret"))) {
		t.Error("the secret is shown again")
	}
	admin.post("/v1/tokens/"+made.str("token.id")+"/revoke", "").is(http.StatusOK)
	program.get("/v1/auth/me").is(http.StatusUnauthorized)
	if strings.Contains(c.log.String(), made.str("secret")) || strings.Contains(c.log.String(), password) || strings.Contains(c.log.String(), admin.token) {
		t.Error("a secret is in the log")
	}
}

// TestOwnTokens: everybody makes, lists and revokes his own, and no others'; a
// token follows its owner down.
func TestOwnTokens(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin, lead, viewer := c.as("boss", "admin"), c.as("lead", "fleet_manager"), c.as("guest", "viewer")
	mine := viewer.post("/v1/tokens", `{"name":"mine","role":"viewer"}`).is(http.StatusCreated)
	client{c, mine.str("secret")}.get("/v1/auth/me").is(http.StatusOK).has("role", "viewer")
	hers := lead.post("/v1/tokens", `{"name":"board","role":"viewer"}`).is(http.StatusCreated)
	for _, role := range []string{"admin", "fleet_manager", "technician", "requester"} {
		viewer.post("/v1/tokens", `{"name":"more","role":"`+role+`"}`).is(http.StatusForbidden)
	}
	viewer.post("/v1/tokens", `{"name":"more","role":"viewer","scopes":["plan"]}`).is(http.StatusForbidden)
	if list := viewer.get("/v1/tokens?user_id=" + hers.str("token.user_id")).is(http.StatusOK).list("items"); len(list) != 1 || list[0]["name"] != "mine" {
		t.Errorf("a viewer sees %v", list)
	}
	if list := admin.get("/v1/tokens").is(http.StatusOK).list("items"); len(list) != 2 {
		t.Errorf("an admin sees %v", list)
	}
	viewer.post("/v1/tokens/"+hers.str("token.id")+"/revoke", "").is(http.StatusForbidden)
	// A program makes no tokens for its owner.
	client{c, mine.str("secret")}.post("/v1/tokens", `{"name":"child","role":"viewer"}`).is(http.StatusForbidden)
	viewer.post("/v1/tokens/"+mine.str("token.id")+"/revoke", "").is(http.StatusOK).has("revoked", true)
	client{c, mine.str("secret")}.get("/v1/auth/me").is(http.StatusUnauthorized)
	for _, at := range []string{"5", "-5"} {
		admin.post("/v1/tokens", `{"name":"late","role":"viewer","expires_at":`+at+`}`).is(http.StatusBadRequest).has("reason", "expired").has("field", "expires_at")
	}
	// The lead's role is taken away: what her token may goes with it.
	strong := lead.post("/v1/tokens", `{"name":"strong","role":"fleet_manager"}`).is(http.StatusCreated)
	program := client{c, strong.str("secret")}
	program.created("/v1/people", `{"name":"Mara"}`)
	c.put(rental.User{
		ID: rental.UserID(strong.str("token.user_id")), Login: "lead", Name: "LEAD", Role: rental.RoleRequester, PasswordHash: c.hash,
	})
	program.get("/v1/auth/me").is(http.StatusOK).has("role", "requester")
	program.post("/v1/people", `{"name":"Mara"}`).is(http.StatusForbidden)
}

// TestNoBadgeForTheArchived: it would be born dead.
func TestNoBadgeForTheArchived(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	person := admin.created("/v1/people", `{"name":"Mara"}`)
	path := "/v1/people/" + person.str("id")
	badge := admin.post(path+"/badges", "").is(http.StatusCreated)
	admin.do(http.MethodPut, path, `{"name":"Mara","archived":true}`).is(http.StatusOK)
	refused := admin.post(path+"/badges", "").is(http.StatusBadRequest).has("reason", "person_archived")
	if refused.str("code") != "" {
		t.Errorf("a code was shown: %s", refused.raw)
	}
	admin.post(path+"/badges/"+badge.str("id")+"/revoke", "").is(http.StatusOK).has("revoked", true)
}

// TestLogout ends the session at once.
func TestLogout(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	admin.post("/v1/auth/logout", "").is(http.StatusNoContent)
	admin.get("/v1/auth/me").is(http.StatusUnauthorized).has("reason", "not_logged_in")
}

// TestWrongPasswords: five wrong ones, then even the right one must wait.
func TestWrongPasswords(t *testing.T) {
	t.Parallel()
	c := setup(t)
	c.as("boss", "admin")
	nobody := client{bench: c}
	for _, login := range []string{"boss", "nobody at all"} {
		for range 5 {
			nobody.post("/v1/auth/login", `{"login":"`+login+`","password":"wrong password"}`).is(http.StatusUnauthorized).has("reason", "wrong_login")
		}
		nobody.post("/v1/auth/login", `{"login":"`+login+`","password":"`+password+`"}`).is(http.StatusTooManyRequests).has("reason", "too_many_tries")
	}
}

// TestCookieNeedsThePage: somebody else's page cannot change anything.
func TestCookieNeedsThePage(t *testing.T) {
	t.Parallel()
	c := setup(t)
	token := c.as("boss", "admin").token
	browser := client{bench: c}
	body := `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`
	cookie := []string{"Cookie", "rms_session=" + token}
	browser.do(http.MethodGet, "/v1/auth/me", "", cookie...).is(http.StatusOK)
	browser.do(http.MethodPost, "/v1/catalog/item-types", body, cookie...).is(http.StatusForbidden).has("reason", "foreign_page")
	browser.do(http.MethodPost, "/v1/catalog/item-types", body, append(cookie, "X-RMS-Page", "1", "Sec-Fetch-Site", "cross-site")...).is(http.StatusForbidden)
	browser.do(http.MethodPost, "/v1/catalog/item-types", body, append(cookie, "X-RMS-Page", "1", "Sec-Fetch-Site", "same-origin")...).is(http.StatusCreated)
}

// TestHostileBodies: each is a problem that names the fault, and nothing is kept.
func TestHostileBodies(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	const path = "/v1/catalog/item-types"
	for name, h := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"no JSON":       {`<html>`, http.StatusBadRequest, ""},
		"cut off":       {`{"code":"x"`, http.StatusBadRequest, ""},
		"unknown field": {`{"code":"x","name":"X","kind":"serialized","returns":true,"bogus":1}`, http.StatusUnprocessableEntity, "bogus"},
		"wrong type":    {`{"code":5,"name":"X","kind":"serialized","returns":true}`, http.StatusUnprocessableEntity, "code"},
		"wrong enum":    {`{"code":"x","name":"X","kind":"magic","returns":true}`, http.StatusUnprocessableEntity, "kind"},
		"missing field": {`{"name":"X","kind":"serialized","returns":true}`, http.StatusUnprocessableEntity, ""},
		"array":         {`[]`, http.StatusUnprocessableEntity, ""},
		"10 MB":         {`{"name":"` + strings.Repeat("x", 10<<20) + `"}`, http.StatusRequestEntityTooLarge, ""},
		"deep":          {strings.Repeat(`{"a":`, 100_000), http.StatusBadRequest, ""},
	} {
		r := admin.post(path, h.body)
		if r.status != h.status || r.str("hint") == "" || r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: answered %d, %s", name, r.status, r.raw[:min(len(r.raw), 300)])
		}
		if h.field != "" && !strings.Contains(r.str("field"), h.field) {
			t.Errorf("%s: field is %q, want %q", name, r.str("field"), h.field)
		}
	}
	admin.do(http.MethodPost, path, "\x1f\x8b\x08", "Content-Encoding", "gzip").is(http.StatusBadRequest).has("reason", "encoded_body")
	if n := len(admin.get(path).is(http.StatusOK).list("items")); n != 0 {
		t.Errorf("%d rows were kept", n)
	}
}

// TestHostileTexts are kept as they are and come back as they were.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	for i, text := range []string{`<script>alert(1)</script>`, `'; drop table assets; --`, "ü\u202eß", `%_\`} {
		name, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		made := admin.created("/v1/catalog/item-types", `{"code":"h`+string(rune('0'+i))+`","name":`+string(name)+`,"kind":"serialized","returns":true}`)
		admin.get("/v1/catalog/item-types/"+made.str("id")).is(http.StatusOK).has("name", text)
		admin.get("/v1/inventory/assets?q=%27%3B%20drop%20table").is(http.StatusOK)
	}
}

// TestOpenAPIDocumentIsCurrent: the page's types are generated from the copy.
func TestOpenAPIDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	c := setup(t)
	served := client{bench: c}.get("/v1/openapi.json").is(http.StatusOK)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, served.raw, "", " "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	path := filepath.Join("..", "..", "frontend", "central", "openapi.json")
	testx.Golden(t, path, pretty.Bytes())
}
