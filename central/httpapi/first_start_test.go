package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/store"
	"rms/syncproto/rental"
)

// link is the secret of a new start.
func (b *bench) link() string {
	b.Helper()
	secret, err := b.people.NewSetupLink(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return secret
}

func setUp(secret string) string {
	return `{"secret":"` + secret + `","company":{"name":"Stagelight GmbH"},
		"site":{"name":"Berlin","code":"BLN","zone":"Europe/Berlin","opens_min":480,"closes_min":1080},
		"admin":{"login":"Mara","name":"Mara Lindqvist","password":"` + password + `"}}`
}

// rows counts what a first start would have made.
func (b *bench) rows() (users, sites, audits int) {
	b.Helper()
	err := b.db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.AllUsers(ctx)
		if err != nil {
			return err
		}
		places, _, err := tx.ListPlaces(ctx, store.PlaceFilter{}, store.Page{})
		if err != nil {
			return err
		}
		users, sites = len(all), len(places)
		_, err = tx.One(ctx, `select count(*) from audit`, nil, &audits)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return users, sites, audits
}

// TestFirstStart: the link makes company, site and admin, logs the admin in, and
// then does nothing any more.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	c := setup(t)
	nobody := client{bench: c}
	nobody.get("/v1/setup").is(http.StatusOK).has("needs_setup", true).has("link_open", false)
	nobody.post("/v1/setup", setUp("guessed")).is(http.StatusForbidden).has("reason", "setup_refused")
	old, secret := c.link(), c.link()
	nobody.get("/v1/setup").is(http.StatusOK).has("needs_setup", true).has("link_open", true)
	nobody.post("/v1/setup", setUp(old)).is(http.StatusForbidden).has("reason", "setup_refused")
	done := nobody.post("/v1/setup", setUp(secret)).is(http.StatusCreated).has("me.role", "admin").has("me.login", "mara")
	cookie, _, _ := strings.Cut(done.header.Get("Set-Cookie"), ";")
	nobody.do(http.MethodGet, "/v1/auth/me", "", "Cookie", cookie).is(http.StatusOK).has("name", "Mara Lindqvist")
	admin := client{c, done.str("token")}
	admin.get("/v1/places?kind=site").is(http.StatusOK).has("items.0.code", "BLN").has("items.0.zone", "Europe/Berlin").has("items.0.opens_min", 480.0)
	if users, sites, audits := c.rows(); users != 1 || sites != 1 || audits != 3 {
		t.Errorf("there are %d users, %d sites, %d audit lines", users, sites, audits)
	}
	c.second("mara", password)
	for _, s := range []string{secret, old, "guessed", c.link()} {
		nobody.post("/v1/setup", setUp(s+"x")).is(http.StatusConflict).has("reason", "already_set_up")
	}
	nobody.post("/v1/setup", setUp(secret)).is(http.StatusConflict).has("reason", "already_set_up")
	nobody.get("/v1/setup").is(http.StatusOK).has("needs_setup", false).has("link_open", false)
	if strings.Contains(c.log.String(), secret) || strings.Contains(c.log.String(), password) {
		t.Error("a secret is in the log")
	}
}

// TestFirstStartAllOrNothing: what is wrong is named by its part, nothing is kept,
// and the link goes on.
func TestFirstStartAllOrNothing(t *testing.T) {
	t.Parallel()
	c := setup(t)
	nobody, secret := client{bench: c}, c.link()
	for field, edit := range map[string][2]string{
		"site.zone": {"Europe/Berlin", "Europe/Berlim"}, "site.code": {`"BLN"`, `"R-000001"`}, "admin.password": {password, "Stagelight GmbH 1"},
		"site.opens_min": {`"closes_min":1080`, `"closes_min":400`}, "company.name": {`"Stagelight GmbH"`, `""`}, "admin.name": {`"Mara Lindqvist"`, `"` + strings.Repeat("x", 201) + `"`},
	} {
		r := nobody.post("/v1/setup", strings.Replace(setUp(secret), edit[0], edit[1], 1))
		if r.status < 400 || r.status >= 500 || r.str("hint") == "" || r.str("field") != field {
			t.Errorf("%s: answered %d %s", field, r.status, r.raw)
		}
	}
	if users, sites, audits := c.rows(); users+sites+audits != 0 {
		t.Errorf("there are %d users, %d sites, %d audit lines", users, sites, audits)
	}
	nobody.post("/v1/setup", setUp(secret)).is(http.StatusCreated)
}

// TestFirstStartTwiceAtOnce: one wins.
func TestFirstStartTwiceAtOnce(t *testing.T) {
	t.Parallel()
	c := setup(t)
	secret := c.link()
	answers := make([]*answer, 4)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = client{bench: c}.post("/v1/setup", setUp(secret)) })
	}
	all.Wait()
	won := 0
	for _, a := range answers {
		if a.status == http.StatusCreated {
			won++
		} else {
			a.is(http.StatusConflict).has("reason", "already_set_up")
		}
	}
	if users, sites, audits := c.rows(); won != 1 || users != 1 || sites != 1 || audits != 3 {
		t.Errorf("%d won: %d users, %d sites, %d audit lines", won, users, sites, audits)
	}
}

// TestFirstStartIsGuarded: guesses are counted for who guesses, a link is over
// after a day, and an admin from the command line closes the door.
func TestFirstStartIsGuarded(t *testing.T) {
	t.Parallel()
	c := setup(t)
	nobody, secret := client{bench: c}, c.link()
	for range 5 {
		nobody.post("/v1/setup", setUp("guessed")).is(http.StatusForbidden)
	}
	r := nobody.post("/v1/setup", setUp("guessed")).is(http.StatusTooManyRequests).has("reason", "too_many_tries")
	if r.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	c.clock.move(auth.SetupTTL - time.Second)
	nobody.get("/v1/setup").has("link_open", true)
	c.clock.move(time.Second)
	nobody.get("/v1/setup").has("link_open", false)
	nobody.post("/v1/setup", setUp(secret)).is(http.StatusForbidden).has("reason", "setup_expired")
	next := c.link()
	c.put(rental.User{ID: rental.UserID(uuid.NewString()), Login: "viewer", Name: "V", Role: rental.RoleViewer, PasswordHash: c.hash})
	nobody.get("/v1/setup").has("needs_setup", true).has("link_open", true)
	c.as("boss", "admin")
	nobody.post("/v1/setup", setUp(next)).is(http.StatusConflict).has("reason", "already_set_up")
}

// TestChecklist: each line is done by what is there, and nobody but an admin puts
// the list away.
func TestChecklist(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	done := func() string {
		r := admin.get("/v1/setup/checklist").is(http.StatusOK)
		var out []string
		for _, s := range r.list("steps") {
			if s["done"] == true {
				id, _ := s["id"].(string)
				out = append(out, id)
			}
			if s["page"] == "" {
				t.Errorf("no page in %v", s)
			}
		}
		if complete := r.at("complete") == true; complete != (len(out) == 7) {
			t.Errorf("complete is %t with %v", complete, out)
		}
		return strings.Join(out, " ")
	}
	site := admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`).str("id")
	steps := []struct {
		do   func()
		want string
	}{
		{func() {}, ""},
		{func() {
			admin.created("/v1/catalog/item-types", `{"code":"lamp","name":"Lamp","kind":"serialized","returns":true}`)
		}, "item_types"},
		{func() {
			admin.created("/v1/places", `{"name":"Returns","kind":"returns","code":"BLN-R","parent_id":"`+site+`"}`)
		}, "item_types places returns_place"},
		{func() { admin.created("/v1/people", `{"name":"Mara"}`) }, "item_types places people returns_place"},
		{func() {
			admin.created("/v1/inventory/assets", `{"tag":"L-1","item_type_id":"`+admin.get("/v1/catalog/item-types").str("items.0.id")+`","home_place_id":"`+admin.get("/v1/places?kind=returns").str("items.0.id")+`"}`)
		}, "item_types places people items returns_place"},
		{func() {
			c.put(rental.Kiosk{
				ID: rental.KioskID(uuid.NewString()), Name: "Dock", NumberPrefix: "K1", Status: rental.KioskActive, Meta: rental.Meta{SiteID: rental.SiteID(site)},
				PublicKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			})
		}, "item_types places people items returns_place kiosk"},
		{func() {
			admin.post("/v1/labels", `{"place_ids":["`+site+`"]}`).is(http.StatusOK)
		}, "item_types places people items returns_place kiosk labels"},
	}
	for _, s := range steps {
		s.do()
		if got := done(); got != s.want {
			t.Errorf("done are %q, want %q", got, s.want)
		}
	}
	lead, floor := c.as("lead", "fleet_manager"), c.as("floor", "technician")
	floor.get("/v1/setup/checklist").is(http.StatusForbidden)
	lead.post("/v1/setup/checklist/dismiss", "").is(http.StatusForbidden)
	admin.post("/v1/setup/checklist/dismiss", "").is(http.StatusNoContent)
	lead.get("/v1/setup/checklist").is(http.StatusOK).has("dismissed", true)
	admin.post("/v1/setup/checklist/restore", "").is(http.StatusNoContent)
	lead.get("/v1/setup/checklist").is(http.StatusOK).has("dismissed", false)
}
