package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rms/central/store"
	"rms/internal/testx"
	"rms/syncproto/rental"
)

// may is a line of the matrix: who may use a route. It is written out here, apart
// from the rules: a route that is not in it fails the test, and docs/permissions.md
// is printed from it.
type may struct {
	route string
	// on says on what, where it matters; such a route has several lines.
	on string
	// roles are admin, fleet_manager, technician, requester and viewer, logged in.
	roles string
	// token is the same with an API token of that role; "" for no difference.
	token string
	// own is a requester with an order of his own; "" where nothing can be his own.
	own string
	// scopes lists what gives the right to a viewer.
	scopes string
	// refused is the status of a refusal, if it is not 403; a token's always is.
	refused int
	// loose: the request is not one that is done; whether it is let in is all that
	// is looked at.
	loose bool
}

const (
	all    = "yyyyy"
	floor  = "yyy.."
	lead   = "yy..."
	admin  = "y...."
	nobody = "....."
)

// matrix is in the order of the table of routes.
var matrix = []may{
	{route: "POST /v1/auth/logout", roles: all},
	{route: "GET /v1/auth/me", roles: all},
	{route: "POST /v1/auth/password", roles: all, token: nobody},
	{route: "GET /v1/setup/checklist", roles: lead, scopes: "catalog"},
	{route: "POST /v1/setup/checklist/dismiss", roles: admin},
	{route: "POST /v1/setup/checklist/restore", roles: admin},
	{route: "GET /v1/sessions", roles: all},
	{route: "GET /v1/sessions.csv", roles: all},
	{route: "POST /v1/sessions/{id}/revoke", on: "one's own", roles: all, token: admin},
	{route: "POST /v1/sessions/{id}/revoke", on: "somebody else's", roles: admin, refused: http.StatusNotFound},
	{route: "POST /v1/sessions/revoke-others", on: "one's own", roles: all, token: nobody},
	{route: "POST /v1/sessions/revoke-others", on: "somebody else's", roles: admin},
	{route: "GET /v1/users", roles: admin},
	{route: "POST /v1/users", roles: admin},
	{route: "GET /v1/users/{id}", roles: admin},
	{route: "PUT /v1/users/{id}", roles: admin},
	{route: "POST /v1/users/{id}/password", on: "somebody else's", roles: admin},
	{route: "POST /v1/users/{id}/password", on: "one's own", roles: nobody},
	{route: "GET /v1/tokens", roles: all},
	{route: "POST /v1/tokens", on: "one's own", roles: all, token: admin},
	{route: "POST /v1/tokens/{id}/revoke", on: "one's own", roles: all, token: admin},
	{route: "POST /v1/tokens/{id}/revoke", on: "somebody else's", roles: admin},
	{route: "GET /v1/catalog/item-types", roles: all},
	{route: "POST /v1/catalog/item-types", roles: lead, scopes: "catalog"},
	{route: "GET /v1/catalog/item-types/{id}", roles: all},
	{route: "PUT /v1/catalog/item-types/{id}", roles: lead, scopes: "catalog"},
	{route: "DELETE /v1/catalog/item-types/{id}", roles: lead, scopes: "catalog"},
	{route: "POST /v1/catalog/item-types/bulk", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/inventory/assets", roles: all},
	{route: "POST /v1/inventory/assets", roles: lead, scopes: "catalog"},
	{route: "GET /v1/inventory/assets/{id}", roles: all},
	{route: "PUT /v1/inventory/assets/{id}", roles: lead, scopes: "catalog"},
	{route: "DELETE /v1/inventory/assets/{id}", roles: lead, scopes: "catalog"},
	{route: "POST /v1/inventory/assets/bulk", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/inventory/assets/{id}/history", roles: all},
	{route: "POST /v1/inventory/check-outs", on: "an approved order", roles: floor},
	{route: "POST /v1/inventory/check-outs", on: "no order", roles: lead},
	{route: "POST /v1/inventory/check-ins", roles: floor},
	{route: "GET /v1/places", roles: all},
	{route: "POST /v1/places", roles: lead, scopes: "catalog"},
	{route: "GET /v1/places/{id}", roles: all},
	{route: "PUT /v1/places/{id}", roles: lead, scopes: "catalog"},
	{route: "DELETE /v1/places/{id}", roles: lead, scopes: "catalog"},
	{route: "POST /v1/places/bulk", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/companies", roles: all},
	{route: "POST /v1/companies", roles: lead, scopes: "catalog"},
	{route: "GET /v1/companies/{id}", roles: all},
	{route: "PUT /v1/companies/{id}", roles: lead, scopes: "catalog"},
	{route: "DELETE /v1/companies/{id}", roles: lead, scopes: "catalog"},
	{route: "GET /v1/people", roles: all},
	{route: "POST /v1/people", roles: lead},
	{route: "GET /v1/people/{id}", roles: all},
	{route: "PUT /v1/people/{id}", roles: lead},
	{route: "DELETE /v1/people/{id}", roles: lead},
	{route: "POST /v1/people/bulk", roles: lead, loose: true},
	{route: "GET /v1/people/{id}/badges", roles: lead},
	{route: "GET /v1/people/{id}/badges.csv", roles: lead},
	{route: "GET /v1/people/{id}/access", roles: lead},
	{route: "POST /v1/people/{id}/badges", roles: lead},
	{route: "POST /v1/people/{id}/badges/{badge}/revoke", roles: lead},
	{route: "PUT /v1/people/{id}/pin", roles: lead},
	{route: "DELETE /v1/people/{id}/pin", roles: lead},
	{route: "GET /v1/projects", roles: all},
	{route: "POST /v1/projects", roles: lead, scopes: "plan"},
	{route: "GET /v1/projects/{id}", roles: all},
	{route: "GET /v1/projects/{id}/orders", roles: all},
	{route: "PUT /v1/projects/{id}", roles: lead, scopes: "plan"},
	{route: "DELETE /v1/projects/{id}", roles: lead, scopes: "plan"},
	{route: "GET /v1/tag-aliases", roles: all},
	{route: "GET /v1/tag-aliases/{id}", roles: all},
	{route: "PUT /v1/tag-aliases/{id}", roles: lead, scopes: "catalog"},
	{route: "DELETE /v1/tag-aliases/{id}", roles: lead, scopes: "catalog"},
	{route: "POST /v1/tag-aliases", roles: lead, scopes: "catalog"},
	{route: "GET /v1/rent-actions", roles: all},
	{route: "POST /v1/rent-actions", roles: "yyyy.", scopes: "plan"},
	{route: "GET /v1/rent-actions/{id}", roles: all, own: "y"},
	{route: "PUT /v1/rent-actions/{id}", roles: floor, own: "y", scopes: "plan"},
	{route: "GET /v1/rent-actions/{id}/history", roles: all, own: "y"},
	{route: "POST /v1/rent-actions/{id}/submit", roles: floor, own: "y", scopes: "plan"},
	{route: "POST /v1/rent-actions/{id}/approve", roles: lead, own: ".", scopes: "approve"},
	{route: "POST /v1/rent-actions/{id}/reject", roles: lead, own: ".", scopes: "approve"},
	{route: "POST /v1/rent-actions/{id}/cancel", roles: floor, own: "y", scopes: "plan"},
	{route: "GET /v1/exceptions", roles: all},
	{route: "GET /v1/exceptions/{id}", roles: all},
	{route: "POST /v1/exceptions/{id}/resolve", roles: floor, scopes: "allocate"},
	{route: "GET /v1/events", roles: all},
	{route: "GET /v1/events/stream", roles: all},
	{route: "GET /v1/facts", roles: all},
	{route: "GET /v1/changes", roles: all, loose: true},
	{route: "GET /v1/search", roles: all, loose: true},
	{route: "GET /v1/today", roles: all},
	{route: "GET /v1/imports", roles: lead, scopes: "catalog"},
	{route: "POST /v1/imports", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/imports/fields", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/imports/{id}", roles: lead, scopes: "catalog", loose: true},
	{route: "PUT /v1/imports/{id}", roles: lead, scopes: "catalog", loose: true},
	{route: "DELETE /v1/imports/{id}", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/imports/{id}/errors.csv", roles: lead, scopes: "catalog", loose: true},
	{route: "POST /v1/imports/{id}/commit", roles: lead, scopes: "catalog", loose: true},
	{route: "POST /v1/imports/{id}/undo", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/catalog/item-types.csv", roles: all},
	{route: "GET /v1/inventory/assets/{id}/history.csv", roles: all},
	{route: "GET /v1/rent-actions/{id}/history.csv", roles: all, own: "y"},
	{route: "GET /v1/changes.csv", roles: all, loose: true},
	{route: "GET /v1/events.csv", roles: all},
	{route: "GET /v1/imports.csv", roles: lead, scopes: "catalog"},
	{route: "GET /v1/inventory/stock/{id}/entries.csv", roles: all},
	{route: "GET /v1/projects/{id}/orders.csv", roles: all},
	{route: "GET /v1/kiosks/enrolment-codes.csv", roles: admin},
	{route: "GET /v1/inventory/assets.csv", roles: all},
	{route: "GET /v1/places.csv", roles: all},
	{route: "GET /v1/people.csv", roles: all},
	{route: "GET /v1/companies.csv", roles: all},
	{route: "GET /v1/projects.csv", roles: all},
	{route: "GET /v1/tag-aliases.csv", roles: all},
	{route: "GET /v1/facts.csv", roles: all},
	{route: "GET /v1/inventory/receipts.csv", roles: all},
	{route: "GET /v1/kiosks.csv", roles: all},
	{route: "GET /v1/users.csv", roles: admin},
	{route: "GET /v1/tokens.csv", roles: all},
	{route: "GET /v1/rent-actions.csv", roles: all},
	{route: "GET /v1/exceptions.csv", roles: all},
	{route: "GET /v1/catalog/item-types/{id}/next-tags", roles: all, loose: true},
	{route: "GET /v1/inventory/receipts", roles: all},
	{route: "POST /v1/inventory/receipts", roles: lead, scopes: "catalog", loose: true},
	{route: "POST /v1/inventory/receipts/check", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/inventory/receipts/{id}", roles: all, loose: true},
	{route: "POST /v1/inventory/receipts/{id}/undo", roles: lead, scopes: "catalog", loose: true},
	{route: "GET /v1/inventory/stock", roles: all},
	{route: "GET /v1/inventory/stock/totals", roles: all},
	{route: "GET /v1/inventory/stock/{id}", roles: all},
	{route: "GET /v1/inventory/stock/{id}/entries", roles: all},
	{route: "POST /v1/inventory/stock/entries", roles: lead, scopes: "catalog"},
	{route: "POST /v1/inventory/stock/entries/{id}/undo", roles: lead, scopes: "catalog"},
	{route: "GET /v1/inventory/stock.csv", roles: all},
	{route: "GET /v1/labels/stocks", roles: all},
	{route: "POST /v1/labels", roles: all, loose: true},
	{route: "POST /v1/people/{id}/badges/{badge}/label", roles: lead, loose: true},
	{route: "GET /v1/kiosks", roles: all},
	{route: "GET /v1/kiosks/{id}", roles: all},
	{route: "PUT /v1/kiosks/{id}", roles: admin},
	{route: "GET /v1/kiosks/enrolment-codes", roles: admin},
	{route: "POST /v1/kiosks/enrolment-codes/{id}/revoke", roles: admin},
	{route: "POST /v1/kiosks/enrolment-codes", roles: admin},
	{route: "POST /v1/kiosks/{id}/revoke", roles: admin},
}

// TestEveryRouteIsInTheMatrix, and nothing else is.
func TestEveryRouteIsInTheMatrix(t *testing.T) {
	t.Parallel()
	routes := setup(t).api.Routes()
	for route, public := range routes {
		if in := slices.ContainsFunc(matrix, func(m may) bool { return m.route == route }); in == public {
			t.Errorf("%s: public %t, in the matrix %t: write down in central/httpapi/permission_test.go who may use it", route, public, in)
		}
	}
	for _, m := range matrix {
		if _, ok := routes[m.route]; !ok {
			t.Errorf("the matrix has %s, which is not served", m.route)
		}
	}
}

// TestPermissionsOverHTTP tries each line of the matrix as everybody, and that a
// refusal leaves nothing behind.
func TestPermissionsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWarehouse(setup(t))
	for _, m := range matrix {
		tokens := m.token
		if tokens == "" {
			tokens = m.roles
		}
		for i, role := range rental.Roles() {
			w.try(m, caller{role: role}, m.roles[i] == 'y')
			w.try(m, caller{role: role, token: true}, tokens[i] == 'y')
		}
		for _, s := range rental.Scopes() {
			want := m.roles[len(m.roles)-1] == 'y' || slices.Contains(strings.Fields(m.scopes), string(s))
			w.try(m, caller{role: rental.RoleViewer, scope: s}, want)
		}
		if m.own != "" {
			w.try(m, caller{role: rental.RoleRequester, own: true}, m.own == "y")
			w.try(m, caller{role: rental.RoleViewer, own: true}, m.roles[len(m.roles)-1] == 'y')
		}
	}
}

// TestPermissionsAreWrittenDown: the page is the matrix.
func TestPermissionsAreWrittenDown(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	out.WriteString("# Who may do what over the API\n\n" +
		"Printed from the matrix that `central/httpapi/permission_test.go` holds against the server, cell by cell.\n" +
		"A token may do what its role may, unless the last column says otherwise. What is not listed is open to everybody: `/v1/info`, the log-in, the set-up, the password rules and the OpenAPI document.\n\n" +
		"| route | on | admin | fleet manager | technician | requester | viewer | own order | scope | with a token |\n|---|---|---|---|---|---|---|---|---|---|\n")
	words := map[rune]string{'y': "yes", '.': "-"}
	for _, m := range matrix {
		fmt.Fprintf(&out, "| `%s` | %s |", m.route, m.on)
		for _, c := range m.roles {
			fmt.Fprintf(&out, " %s |", words[c])
		}
		own, token := "", map[string]string{"": "", nobody: "nobody", admin: "admin only"}[m.token]
		for _, c := range m.own {
			own = words[c]
		}
		fmt.Fprintf(&out, " %s | %s | %s |\n", own, m.scopes, token)
	}
	testx.Golden(t, filepath.Join("..", "..", "docs", "permissions.md"), []byte(out.String()))
}

// caller is who tries a line.
type caller struct {
	role  rental.Role
	scope rental.Scope
	token bool
	own   bool
}

// warehouse has one of everything that routes are about.
type warehouse struct {
	*bench
	boss                                 client
	site, shelf, typ, asset, person, job string
	n                                    int
}

func newWarehouse(c *bench) *warehouse {
	w := &warehouse{bench: c, boss: c.as("boss", rental.RoleAdmin)}
	w.shelf = c.thing(w.boss, "L-0")
	w.site = w.boss.get("/v1/places?kind=site").str("items.0.id")
	w.asset, w.typ = w.boss.get("/v1/inventory/assets").str("items.0.id"), w.boss.get("/v1/catalog/item-types").str("items.0.id")
	w.person = w.boss.created("/v1/people", `{"name":"Mara","site_id":"`+w.site+`"}`).str("id")
	w.job = w.boss.created("/v1/projects", w.jobBody()).str("id")
	return w
}

func (w *warehouse) jobBody() string {
	return `{"name":"Tour","status":"planned","window":{"start":1795000000000,"end":1795100000000},"site_id":"` + w.site + `"}`
}

// fresh is a text that nothing has.
func (w *warehouse) fresh(prefix string) string {
	w.n++
	return fmt.Sprintf("%s%d", prefix, w.n)
}

// account is a new account with its person.
func (w *warehouse) account(role rental.Role, scopes []rental.Scope, person string) rental.User {
	u := rental.User{
		ID: rental.UserID(uuid.NewString()), Login: w.fresh("user"), Name: "Somebody", Role: role, Scopes: scopes, PasswordHash: w.hash, PersonID: rental.PersonID(person),
	}
	w.put(u)
	return u
}

// bare is a path with ids of nothing where request had no words for it.
func bare(path string) string {
	for _, name := range []string{"{id}", "{badge}"} {
		path = strings.ReplaceAll(path, name, uuid.NewString())
	}
	return path
}

func (w *warehouse) session(u rental.User) client {
	w.Helper()
	token, _, err := w.people.OpenSession(w.Context(), u, "192.0.2.1", "")
	if err != nil {
		w.Fatal(err)
	}
	return client{w.bench, token}
}

func (w *warehouse) token(u rental.User) (client, string) {
	w.Helper()
	secret, hash, err := w.people.NewToken()
	if err != nil {
		w.Fatal(err)
	}
	t := rental.Token{ID: rental.TokenID(uuid.NewString()), Name: w.fresh("token"), UserID: u.ID, Role: u.Role, Scopes: u.Scopes, Hash: hash}
	w.put(t)
	return client{w.bench, secret}, string(t.ID)
}

// try sends the request of a line as somebody new.
func (w *warehouse) try(m may, who caller, want bool) {
	w.Helper()
	var scopes []rental.Scope
	if who.scope != "" {
		scopes = []rental.Scope{who.scope}
	}
	person := w.boss.created("/v1/people", `{"name":"Somebody"}`).str("id")
	u := w.account(who.role, scopes, person)
	as := w.session(u)
	if who.token {
		as, _ = w.token(u)
	}
	requester := w.person
	if who.own {
		requester = person
	}
	path, body := w.request(m, u, requester)
	path = bare(path)
	before := w.heads()
	method, _, _ := strings.Cut(m.route, " ")
	r := as.do(method, path, body)
	refused := m.refused
	if refused == 0 || who.token {
		refused = http.StatusForbidden
	}
	name := fmt.Sprintf("%s (%s) as %+v", m.route, m.on, who)
	switch {
	case want && m.loose && r.status != http.StatusUnauthorized && r.status != http.StatusForbidden:
	case want && r.status >= http.StatusMultipleChoices:
		w.Errorf("%s: answered %d %s, want it done", name, r.status, r.raw)
	case !want && r.status != refused:
		w.Errorf("%s: answered %d %s, want %d", name, r.status, r.raw, refused)
	case !want && w.heads() != before:
		w.Errorf("%s: a refusal left something behind: %s, then %s", name, before, w.heads())
	}
}

// heads is how far everything that changes leaves a trace in has come.
func (w *warehouse) heads() string {
	w.Helper()
	var out string
	err := w.db.Read(w.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, h := range []store.Head{store.HeadFact, store.HeadFeed, store.HeadOutbox, store.HeadAudit} {
			n, err := tx.Head(ctx, h)
			if err != nil {
				return err
			}
			out += fmt.Sprint(h, "=", n, " ")
		}
		for _, service := range []string{
			"sessions where ended = ''", "tokens", "enrolment_codes where revoked_ms = 0", "idempotency_keys", "meta where value <> ''",
		} {
			var n int
			if _, err := tx.One(ctx, `select count(*) from `+service, nil, &n); err != nil {
				return err
			}
			out += fmt.Sprint(service, "=", n, " ")
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// request is a request of a line that is done, if whoever sends it may; u sends it,
// and orders are of the person requester.
func (w *warehouse) request(m may, u rental.User, requester string) (path, body string) {
	w.Helper()
	_, path, _ = strings.Cut(m.route, " ")
	id := func(id string) string { return strings.Replace(path, "{id}", id, 1) }
	other := func() rental.User { return w.account(rental.RoleViewer, nil, "") }
	theirs := u
	if m.on == "somebody else's" {
		theirs = other()
	}
	switch m.route {
	case "POST /v1/auth/password":
		return path, `{"old":"` + password + `","new":"seven quiet lamps"}`
	case "POST /v1/sessions/{id}/revoke":
		return id(w.session(theirs).get("/v1/sessions?own=true").str("items.0.id")), ""
	case "POST /v1/sessions/revoke-others":
		w.session(theirs)
		return path, `{"user_id":"` + string(theirs.ID) + `"}`
	case "POST /v1/users":
		return path, `{"login":"` + w.fresh("new") + `","name":"New","role":"viewer","password":"` + password + `"}`
	case "GET /v1/users/{id}":
		return id(string(u.ID)), ""
	case "PUT /v1/users/{id}":
		return id(string(other().ID)), `{"login":"` + w.fresh("renamed") + `","name":"New","role":"technician"}`
	case "POST /v1/users/{id}/password":
		return id(string(theirs.ID)), `{"password":"seven quiet lamps"}`
	case "POST /v1/tokens":
		return path, `{"name":"x","role":"viewer"}`
	case "POST /v1/tokens/{id}/revoke":
		_, token := w.token(theirs)
		return id(token), ""
	}
	if path, body, ok := w.thingRequest(m, id); ok {
		return path, body
	}
	if path, body, ok := w.stockRequest(m, id); ok {
		return path, body
	}
	return w.orderRequest(m, id, requester)
}

// thingRequest is request for what is in the catalogue, the house and its people.
func (w *warehouse) thingRequest(m may, id func(string) string) (path, body string, ok bool) {
	w.Helper()
	method, path, _ := strings.Cut(m.route, " ")
	switch m.route {
	case "GET /v1/inventory/assets/{id}/history", "GET /v1/inventory/assets/{id}/history.csv":
		return id(w.asset), "", true
	case "GET /v1/people/{id}/access", "GET /v1/people/{id}/badges", "GET /v1/people/{id}/badges.csv", "POST /v1/people/{id}/badges":
		return id(w.person), "", true
	case "POST /v1/people/{id}/badges/{badge}/revoke":
		badge := w.boss.post("/v1/people/"+w.person+"/badges", "").is(http.StatusCreated).str("id")
		return strings.Replace(id(w.person), "{badge}", badge, 1), "", true
	case "GET /v1/projects/{id}/orders", "GET /v1/projects/{id}/orders.csv":
		return id(w.job), "", true
	case "PUT /v1/people/{id}/pin":
		return id(w.person), `{"pin":"4711"}`, true
	case "DELETE /v1/people/{id}/pin":
		w.boss.do(http.MethodPut, id(w.person), `{"pin":"4711"}`).is(http.StatusNoContent)
		return id(w.person), "", true
	}
	list, one := strings.CutSuffix(path, "/{id}")
	body, ok = map[string]string{
		"/v1/catalog/item-types": `{"code":"` + w.fresh("type-") + `","name":"Lamp","kind":"serialized","returns":true}`,
		"/v1/inventory/assets":   `{"tag":"` + w.fresh("T-") + `","item_type_id":"` + w.typ + `","home_place_id":"` + w.shelf + `"}`,
		"/v1/places":             `{"name":"Shelf","kind":"shelf","code":"` + w.fresh("BLN-B-") + `","parent_id":"` + w.site + `"}`,
		"/v1/companies":          `{"name":"Stagelight"}`,
		"/v1/people":             `{"name":"Mara","site_id":"` + w.site + `"}`,
		"/v1/projects":           w.jobBody(),
		"/v1/tag-aliases":        `{"code":"` + w.fresh("ALIAS-") + `","target":"asset","target_id":"` + w.asset + `"}`,
	}[list]
	switch {
	case !ok, !one && method == http.MethodGet:
		return path, "", ok
	case !one:
		return path, body, true
	}
	path = id(w.boss.created(list, body).str("id"))
	if method != http.MethodPut {
		body = ""
	}
	return path, body, true
}

// stockRequest is request for what is counted.
func (w *warehouse) stockRequest(m may, id func(string) string) (path, body string, ok bool) {
	w.Helper()
	_, path, _ = strings.Cut(m.route, " ")
	if !strings.Contains(path, "/stock/entries") && !strings.Contains(path, "/stock/{id}") {
		return path, "", false
	}
	tape := w.boss.created("/v1/catalog/item-types", `{"code":"`+w.fresh("tape-")+`","name":"Tape","kind":"fungible","returns":false}`).str("id")
	body = `{"item_type_id":"` + tape + `","place_id":"` + w.shelf + `","kind":"count","quantity":24}`
	if m.route == "POST /v1/inventory/stock/entries" {
		return path, body, true
	}
	made := w.boss.post("/v1/inventory/stock/entries", body).is(http.StatusCreated)
	if strings.HasSuffix(path, "/undo") {
		return id(made.str("entry.id")), `{}`, true
	}
	return id(made.str("stock.id")), "", true
}

// orderRequest is request for orders, what the docks do, and the docks.
func (w *warehouse) orderRequest(m may, id func(string) string, requester string) (path, body string) {
	w.Helper()
	_, path, _ = strings.Cut(m.route, " ")
	order := `{"site_id":"` + w.site + `","requester_id":"` + requester + `","window":{"start":1795000000000,"end":1895000000000},"lines":[{"item_type_id":"` + w.typ + `","requested_quantity":1}]}`
	draft := func() string { return w.boss.created("/v1/rent-actions", order).str("id") }
	after := func(steps ...string) string {
		made := draft()
		for _, s := range steps {
			w.boss.post("/v1/rent-actions/"+made+"/"+s, "").is(http.StatusOK)
		}
		return made
	}
	in := func() string {
		tag := w.fresh("T-")
		w.boss.created("/v1/inventory/assets", `{"tag":"`+tag+`","item_type_id":"`+w.typ+`","home_place_id":"`+w.shelf+`"}`)
		return `"lines":[{"tag":"` + tag + `"}]}`
	}
	switch m.route {
	case "POST /v1/rent-actions":
		return path, order
	case "GET /v1/rent-actions/{id}", "GET /v1/rent-actions/{id}/history", "GET /v1/rent-actions/{id}/history.csv", "POST /v1/rent-actions/{id}/submit":
		return id(draft()), ""
	case "PUT /v1/rent-actions/{id}":
		return id(draft()), `{"window":{"start":1795000000000,"end":1895000000000},"lines":[{"item_type_id":"` + w.typ + `","requested_quantity":2}]}`
	case "POST /v1/rent-actions/{id}/approve", "POST /v1/rent-actions/{id}/cancel":
		return id(after("submit")), ""
	case "POST /v1/rent-actions/{id}/reject":
		return id(after("submit")), `{"reason":"no"}`
	case "POST /v1/inventory/check-outs":
		if m.on == "no order" {
			return path, `{"holder_id":"` + w.person + `",` + in()
		}
		return path, `{"rent_action_id":"` + after("submit", "approve") + `",` + in()
	case "POST /v1/inventory/check-ins":
		return path, `{"place_id":"` + w.shelf + `",` + in()
	case "GET /v1/exceptions/{id}", "POST /v1/exceptions/{id}/resolve":
		w.boss.post("/v1/inventory/check-ins", `{"place_id":"`+w.shelf+`",`+in()).is(http.StatusCreated)
		return id(w.boss.get("/v1/exceptions?status=open&limit=1").str("items.0.id")), map[bool]string{true: `{"answer":"noted"}`}[strings.HasPrefix(m.route, "POST")]
	case "GET /v1/kiosks/{id}", "PUT /v1/kiosks/{id}", "POST /v1/kiosks/{id}/revoke":
		k, err := w.enrol(w.boss.post("/v1/kiosks/enrolment-codes", `{"site_id":"`+w.site+`"}`).is(http.StatusCreated).str("code"))
		if err != nil {
			w.Fatal(err)
		}
		return id(string(k.KioskID)), map[bool]string{true: `{"name":"Dock"}`}[strings.HasPrefix(m.route, "PUT")]
	case "POST /v1/kiosks/enrolment-codes":
		return path, `{"site_id":"` + w.site + `"}`
	case "POST /v1/kiosks/enrolment-codes/{id}/revoke":
		w.boss.post("/v1/kiosks/enrolment-codes", `{"site_id":"`+w.site+`"}`).is(http.StatusCreated)
		return id(w.boss.get("/v1/kiosks/enrolment-codes").str("items.0.id")), ""
	}
	return path, ""
}
