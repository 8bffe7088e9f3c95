package httpapi_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/central/auth"
	"rms/central/store"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// enrol lets a new kiosk in by a code.
func (b *bench) enrol(code string) (syncproto.EnrolReply, error) {
	b.Helper()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	return b.l.Enrol(b.Context(), rental.Millis(time.Now().UnixMilli()), auth.HashEnrolmentCode(code), syncproto.EnrolRequest{
		Proto: syncproto.Version, PublicKey: public, Name: "Dock", Version: "1.2.3",
	})
}

// TestKioskDetail: what it last said of itself, how far it is behind, and its name
// and returns place under its ETag; its site stays.
func TestKioskDetail(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	site := admin.get("/v1/places?kind=site").str("items.0.id")
	other := admin.created("/v1/places", `{"name":"Hamburg","kind":"site","code":"HAM","zone":"Europe/Berlin"}`).str("id")
	k, err := c.enrol(admin.post("/v1/kiosks/enrolment-codes", `{"site_id":"`+site+`","returns_place_id":"`+shelf+`"}`).is(http.StatusCreated).str("code"))
	if err != nil {
		t.Fatal(err)
	}
	err = c.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return service.SaveKioskStatus(ctx, tx, service.KioskStatus{KioskID: k.KioskID, LastContact: 7, Report: syncproto.Heartbeat{
			QueueDepth: 3, OldestMs: 5, Cursor: 2, LastError: "central is away", FreeBytes: 11, DBBytes: 12, Epoch: k.Epoch, Version: "1.2.3",
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	var head uint64
	if err := c.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		head, err = tx.Head(ctx, store.HeadFeed)
		return err
	}); err != nil || head < 4 {
		t.Fatal(head, err)
	}
	path := "/v1/kiosks/" + string(k.KioskID)
	read := admin.get(path).is(http.StatusOK)
	read.has("name", "Dock").has("last_error", "central is away").has("queue_depth", 3.0).has("cursor", 2.0).has("cursor_lag", float64(head-2)).
		has("epoch", k.Epoch.String()).has("epochs", 1.0).has("free_bytes", 11.0).has("returns_place_id", shelf).has("version", "1.2.3").has("site_id", site)
	if strings.Contains(string(read.raw), "public_key") {
		t.Errorf("the key is shown: %s", read.raw)
	}
	etag := read.header.Get("ETag")
	put := admin.do(http.MethodPut, path, `{"name":"Dock 2","site_id":"`+site+`"}`, "If-Match", etag).is(http.StatusOK)
	put.has("name", "Dock 2").has("returns_place_id", site).has("status", "active").has("last_error", "central is away")
	admin.do(http.MethodPut, path, `{"name":"Dock 3"}`, "If-Match", etag).is(http.StatusPreconditionFailed)
	admin.do(http.MethodPut, path, `{"name":"Dock 3","site_id":"`+other+`"}`).is(http.StatusConflict).has("reason", "site_by_enrolment")
	admin.do(http.MethodPut, path, `{"name":"Dock 3","returns_place_id":"`+other+`"}`).is(http.StatusBadRequest).has("field", "returns_place_id")
	admin.get(path).has("name", "Dock 2").has("epoch", k.Epoch.String())
	lead := c.as("lead", "fleet_manager")
	lead.get(path).is(http.StatusOK)
	lead.do(http.MethodPut, path, `{"name":"Mine"}`).is(http.StatusForbidden)
	admin.get("/v1/kiosks/" + shelf).is(http.StatusNotFound)
}

// TestOpenCodes: who made which code until when, without the code; one that was
// taken back lets nobody in.
func TestOpenCodes(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	site := admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`).str("id")
	mint := func(name string) string {
		return admin.post("/v1/kiosks/enrolment-codes", `{"site_id":"`+site+`","name":"`+name+`"}`).is(http.StatusCreated).str("code")
	}
	first, second := mint("Dock 1"), mint("Dock 2")
	list := admin.get("/v1/kiosks/enrolment-codes").is(http.StatusOK)
	ids := map[string]string{}
	for _, i := range list.list("items") {
		name, _ := i["name"].(string)
		ids[name], _ = i["id"].(string)
		if i["created_by"] != "BOSS" || i["site_id"] != site {
			t.Errorf("listed as %v", i)
		}
	}
	if len(ids) != 2 || strings.Contains(string(list.raw), first) || strings.Contains(string(list.raw), auth.HashEnrolmentCode(first)) {
		t.Errorf("listed as %s", list.raw)
	}
	path := "/v1/kiosks/enrolment-codes/"
	admin.post(path+ids["Dock 1"]+"/revoke", "").is(http.StatusNoContent)
	admin.post(path+ids["Dock 1"]+"/revoke", "").is(http.StatusNotFound)
	if _, err := c.enrol(first); rental.ReasonOf(err) != "code_refused" {
		t.Errorf("a code that was taken back: %v", err)
	}
	if _, err := c.enrol(second); err != nil {
		t.Error(err)
	}
	admin.post(path+ids["Dock 2"]+"/revoke", "").is(http.StatusNotFound)
	if n := len(admin.get(path[:len(path)-1]).list("items")); n != 0 {
		t.Errorf("%d codes are open", n)
	}
	lead := c.as("lead", "fleet_manager")
	lead.get(path[:len(path)-1]).is(http.StatusForbidden)
	lead.post(path+ids["Dock 2"]+"/revoke", "").is(http.StatusForbidden)
}

// TestAccess shows badges and PIN of a person, and no secret.
func TestAccess(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	site := admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`).str("id")
	path := "/v1/people/" + admin.created("/v1/people", `{"name":"Mara","site_id":"`+site+`","capabilities":["look","out"]}`).str("id")
	admin.get(path+"/access").is(http.StatusOK).has("pin_set", false).has("badges", 0.0).has("capabilities.1", "out")
	badge := admin.post(path+"/badges", "").is(http.StatusCreated)
	admin.do(http.MethodPut, path+"/pin", `{"pin":"4711"}`).is(http.StatusNoContent)
	read := admin.get(path+"/access").is(http.StatusOK).has("pin_set", true).has("badges", 1.0)
	for _, secret := range []string{badge.str("code"), syncproto.BadgeHash([]byte(badge.str("code"))), "argon2", "4711\""} {
		if strings.Contains(string(read.raw), secret) {
			t.Errorf("%q is shown: %s", secret, read.raw)
		}
	}
	admin.post(path+"/badges/"+badge.str("id")+"/revoke", "").is(http.StatusOK)
	admin.get(path+"/access").has("badges", 0.0)
	c.as("floor", "technician").get(path + "/access").is(http.StatusForbidden)

	// A PIN that is taken away is gone, and can be set anew.
	admin.do(http.MethodDelete, path+"/pin", "").is(http.StatusNoContent)
	admin.get(path+"/access").has("pin_set", false)
	admin.do(http.MethodDelete, path+"/pin", "").is(http.StatusNotFound)
	admin.do(http.MethodPut, path+"/pin", `{"pin":"0815"}`).is(http.StatusNoContent)
	admin.get(path+"/access").has("pin_set", true)
}

// TestPeopleByCapability finds who may do something at a kiosk, with other filters too.
func TestPeopleByCapability(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	admin.created("/v1/people", `{"name":"Ada","capabilities":["look","out"]}`)
	admin.created("/v1/people", `{"name":"Grace","capabilities":["look"]}`)
	admin.created("/v1/people", `{"name":"Jonas"}`)
	gone := admin.created("/v1/people", `{"name":"Old Ada","capabilities":["out"],"archived":true}`).str("id")
	for query, want := range map[string][]string{
		"capability=out":                           {"Ada"},
		"capability=look":                          {"Ada", "Grace"},
		"capability=out,look":                      {"Ada", "Grace"},
		"capability=out&archived=true":             {"Ada", "Old Ada"},
		"capability=out&archived=true&ids=" + gone: {"Old Ada"},
		"capability=settings":                      {},
		"capability=look&q=gra":                    {"Grace"},
	} {
		got := []string{}
		for _, p := range admin.get("/v1/people?" + query).is(http.StatusOK).list("items") {
			got = append(got, fmt.Sprint(p["name"]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", query, diff)
		}
		admin.get("/v1/people?total=true&"+query).has("total", float64(len(want)))
	}
	for _, one := range rental.Capabilities() {
		admin.get("/v1/people?capability=" + string(one)).is(http.StatusOK)
	}
	admin.get("/v1/people?capability=fly").is(http.StatusBadRequest)
}
