package release_test

import (
	"strings"
	"testing"
	"time"

	"rms/kiosk/localapi"
	"rms/test/world"
)

type row map[string]any

// made is the id of what a POST has made.
type made struct {
	ID string `json:"id"`
}

// house is a company small enough to be kept: one site, one type, eight
// followspots, one person with a badge, one approved order.
type house struct {
	t                      *testing.T
	api                    *world.Client
	site, returns, theatre string
	kind, badge, order     string
}

func (h *house) post(path string, in any, out any) {
	h.t.Helper()
	if err := h.api.Post(h.t.Context(), path, in, out); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) add(path string, in row) string {
	h.t.Helper()
	var m made
	h.post(path, in, &m)
	return m.ID
}

// found makes the company through the public API, as its office would.
func found(t *testing.T, c *world.Central) *house {
	t.Helper()
	const password = "paraffin-lantern-cue-nine"
	c.CommandIn(password+"\n", "user", "add", "ines", "--name", "Ines Falk", "--role", "admin")
	h := &house{t: t, api: world.NewClient(c.URL(), "")}
	var login struct {
		Token string `json:"token"`
	}
	h.post("/v1/auth/login", row{"login": "ines", "password": password}, &login)
	h.api = world.NewClient(c.URL(), login.Token)

	h.site = h.add("/v1/places", row{"code": "HAM", "name": "Hamburg", "kind": "site", "zone": "Europe/Berlin"})
	h.returns = h.add("/v1/places", row{"code": "HAM-RET", "name": "Returns", "kind": "returns", "parent_id": h.site})
	shelf := h.add("/v1/places", row{"code": "HAM-A1", "name": "Shelf A1", "kind": "shelf", "parent_id": h.site})
	h.theatre = h.add("/v1/places", row{"code": "ELBE", "name": "Elbe Theatre", "kind": "customer"})
	h.kind = h.add("/v1/catalog/item-types", row{"code": "FS1200", "name": "Followspot 1200", "maker": "Lumen & Sons", "kind": "serialized", "returns": true})
	for _, tag := range tags {
		h.add("/v1/inventory/assets", row{"tag": tag, "item_type_id": h.kind, "home_place_id": shelf, "place_id": shelf})
	}
	person := h.add("/v1/people", row{"name": "Ove Lund", "site_id": h.site, "capabilities": []string{
		"look", "in", "move", "pack", "out", "new_order", "out_unapproved", "undo_other", "answer_exception",
	}})
	var badge struct {
		Code string `json:"code"`
	}
	h.post("/v1/people/"+person+"/badges", row{}, &badge)
	h.badge = badge.Code
	start := time.Now().Add(time.Hour)
	var order struct {
		ID     string `json:"id"`
		Number string `json:"number"`
	}
	h.post("/v1/rent-actions", row{
		"site_id": h.site, "destination_id": h.theatre, "title": "Opening night",
		"window": row{"start": start.UnixMilli(), "end": start.AddDate(0, 0, 2).UnixMilli()},
		"lines":  []row{{"item_type_id": h.kind, "requested_quantity": 4}},
	}, &order)
	for _, step := range []string{"submit", "approve"} {
		h.post("/v1/rent-actions/"+order.ID+"/"+step, row{}, &made{})
	}
	h.order = order.Number
	return h
}

var tags = strings.Fields("FS-0001 FS-0002 FS-0003 FS-0004 FS-0005 FS-0006 FS-0007 FS-0008")

// scan types codes at the kiosk, one gesture each.
func scan(t *testing.T, k *world.Kiosk, codes ...string) {
	t.Helper()
	for _, code := range codes {
		var a localapi.Answer
		if err := k.API().Post(t.Context(), "/api/scans", localapi.ScanRequest{ID: mint(), Raw: code, Source: "wedge"}, &a); err != nil {
			t.Fatalf("scan %s: %v", code, err)
		}
	}
}
