package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"rms/syncproto/rental"
)

// TestRepeatAfterTheRowHasChanged: the same request under the same key gets the
// first answer, byte for byte, whatever became of the row since.
func TestRepeatAfterTheRowHasChanged(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	path := "/v1/inventory/assets/" + asset.str("items.0.id")
	body := `{"tag":"L-1","item_type_id":"` + asset.str("items.0.item_type_id") + `","notes":"a scratch"}`
	put := func(body string, more ...string) *answer {
		return admin.do(http.MethodPut, path, body, append([]string{"Idempotency-Key", "K1"}, more...)...)
	}
	first := put(body).is(http.StatusOK)
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	admin.do(http.MethodPut, path, strings.Replace(body, "a scratch", "two scratches", 1)).is(http.StatusOK)
	events := admin.get("/v1/events?limit=500").list("events")
	again := put(body).is(http.StatusOK)
	if diff := cmp.Diff(string(first.raw), string(again.raw)); diff != "" || first.header.Get("ETag") != again.header.Get("ETag") {
		t.Errorf("the repeat was answered otherwise (-first +again):\n%s", diff)
	}
	admin.get(path).has("notes", "two scratches")
	if n := len(admin.get("/v1/events?limit=500").list("events")); n != len(events) {
		t.Errorf("a repeat made %d events", n-len(events))
	}
	// Whatever differs from the first makes it another request.
	put(strings.Replace(body, "a scratch", "a dent", 1)).is(http.StatusConflict).has("reason", "idempotency_key_reuse").has("field", "Idempotency-Key")
	put(body, "If-Match", first.header.Get("ETag")).is(http.StatusConflict).has("reason", "idempotency_key_reuse")
	admin.do(http.MethodPost, "/v1/people", `{"name":"Mara"}`, "Idempotency-Key", "K1").is(http.StatusConflict)
	put(body, "Idempotency-Key", "K\xff").is(http.StatusUnprocessableEntity)
}

// TestRepeatOfEachKind: orders, their steps, facts and answers have their effect
// once under a key, though names and states have changed.
func TestRepeatOfEachKind(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	typ := asset.str("items.0.item_type_id")
	site := admin.get("/v1/places?kind=site").str("items.0.id")
	person := admin.created("/v1/people", `{"name":"Mara"}`)
	twice := func(path, body string, between func()) *answer {
		t.Helper()
		first := admin.do(http.MethodPost, path, body, "Idempotency-Key", "key of "+path)
		if first.status >= http.StatusBadRequest {
			t.Fatalf("%s: %s", path, first.raw)
		}
		between()
		again := admin.do(http.MethodPost, path, body, "Idempotency-Key", "key of "+path)
		if diff := cmp.Diff(string(first.raw), string(again.raw)); diff != "" || again.status != first.status {
			t.Errorf("%s: the repeat was answered %d, not %d (-first +again):\n%s", path, again.status, first.status, diff)
		}
		return first
	}
	nothing := func() {}
	made := twice("/v1/rent-actions", `{"site_id":"`+site+`","requester_id":"`+person.str("id")+`","window":{"start":1795000000000,"end":1795100000000},
		"lines":[{"item_type_id":"`+typ+`","requested_quantity":1}]}`, func() {
		admin.do(http.MethodPut, "/v1/people/"+person.str("id"), `{"name":"Mara Berg"}`).is(http.StatusOK)
	})
	path := "/v1/rent-actions/" + made.str("id")
	twice(path+"/submit", ``, nothing)
	twice(path+"/approve", `{}`, nothing)
	twice("/v1/inventory/check-outs", `{"rent_action_id":"`+made.str("id")+`","lines":[{"tag":"L-1"}]}`, nothing)
	twice("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`, nothing)
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`).is(http.StatusCreated)
	question := admin.get("/v1/exceptions?status=open").str("items.0.id")
	twice("/v1/exceptions/"+question+"/resolve", `{"answer":"noted"}`, nothing)
	if n := len(admin.get("/v1/rent-actions").list("items")); n != 1 {
		t.Errorf("there are %d orders", n)
	}
}

// TestRefusedIsJudgedAgain: a key keeps nothing of a request that was refused.
func TestRefusedIsJudgedAgain(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	body := `{"name":"Shelf","kind":"shelf","code":"A-01"}`
	admin.do(http.MethodPost, "/v1/places", body, "Idempotency-Key", "K").is(http.StatusBadRequest)
	admin.do(http.MethodPost, "/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`, "Idempotency-Key", "K").is(http.StatusCreated)
}

// TestRepeatsAtOnce: of many at the same time one has its effect, and all get
// its answer.
func TestRepeatsAtOnce(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	answers := make([]*answer, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = admin.do(http.MethodPost, "/v1/people", `{"name":"Mara"}`, "Idempotency-Key", "K")
		})
	}
	all.Wait()
	for _, a := range answers {
		if a.status != http.StatusCreated || !bytes.Equal(a.raw, answers[0].raw) {
			t.Errorf("answered %d %s, the first %s", a.status, a.raw, answers[0].raw)
		}
	}
	if n := len(admin.get("/v1/people").list("items")); n != 1 {
		t.Errorf("%d people were made", n)
	}
}

// TestHostileText: what is no text, or would not be kept as it was sent, changes
// nothing, and the answer names the member.
func TestHostileText(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	for name, h := range map[string]struct{ body, reason, field string }{
		"no UTF-8":           {"{\"name\":\"\xff\xfe\"}", "not_utf8", "name"},
		"half a character":   {`{"name":"a\ud83d"}`, "half_character", "name"},
		"NUL":                {`{"name":"a\u0000b"}`, "control_character", "name"},
		"escape":             {`{"name":"a\u0007\u001b[31mb"}`, "control_character", "name"},
		"line break":         {`{"name":"a\nb"}`, "control_character", "name"},
		"blanks":             {`{"name":"   "}`, "blank_text", "name"},
		"zero width":         {`{"name":"\u200b"}`, "blank_text", "name"},
		"twice":              {`{"name":"a","name":"b"}`, "repeated_member", "name"},
		"in a member inside": {`{"name":"a","capabilities":["look","\u0000"]}`, "control_character", "capabilities[1]"},
	} {
		r := admin.post("/v1/people", h.body).is(http.StatusBadRequest).has("reason", h.reason).has("field", h.field)
		if r.str("hint") == "" {
			t.Errorf("%s: no hint in %s", name, r.raw)
		}
	}
	if n := len(admin.get("/v1/people").list("items")); n != 0 {
		t.Errorf("%d people were kept", n)
	}
	// The door is the same for those who are not logged in.
	client{bench: c}.post("/v1/auth/login", `{"login":"a\u0000","password":"x"}`).is(http.StatusBadRequest).has("field", "login")
	// Line breaks where people write them stay.
	c.thing(admin, "L-1")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	admin.do(http.MethodPut, "/v1/inventory/assets/"+asset.str("items.0.id"),
		`{"tag":"L-1","item_type_id":"`+asset.str("items.0.item_type_id")+`","notes":"one\ntwo"}`).is(http.StatusOK).has("notes", "one\ntwo")
}

// TestOneFormOfIDsAndNumbers: an id in capitals is the same id, and 1.0 is 1.
func TestOneFormOfIDsAndNumbers(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	c.thing(admin, "L-1")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	site := strings.ToUpper(admin.get("/v1/places?kind=site").str("items.0.id"))
	typ := asset.str("items.0.item_type_id")
	admin.get("/v1/inventory/assets/"+strings.ToUpper(asset.str("items.0.id"))).is(http.StatusOK).has("tag", "L-1")
	admin.get("/v1/inventory/assets?item_type_id="+strings.ToUpper(typ)).is(http.StatusOK).has("items.0.tag", "L-1")
	made := admin.created("/v1/rent-actions", `{"site_id":"`+site+`","window":{"start":1795000000000.0,"end":1795100000000},"notes":"`+site+` 1.0",
		"lines":[{"item_type_id":"`+strings.ToUpper(typ)+`","requested_quantity":2.0}]}`)
	made.has("site_id", strings.ToLower(site)).has("lines.0.item_type_id", typ).has("lines.0.requested_quantity", 2.0).has("notes", site+" 1.0")
}

// TestStepsTakeNoBody, and the document says the same.
func TestStepsTakeNoBody(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	c.thing(admin, "L-1")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	made := admin.created("/v1/rent-actions", `{"site_id":"`+admin.get("/v1/places?kind=site").str("items.0.id")+`","window":{"start":1795000000000,"end":1795100000000},
		"lines":[{"item_type_id":"`+asset.str("items.0.item_type_id")+`","requested_quantity":1}]}`)
	path := "/v1/rent-actions/" + made.str("id")
	admin.post(path+"/submit", "").is(http.StatusOK).has("status", "pending")
	admin.post(path+"/approve", "").is(http.StatusOK).has("status", "approved")
	admin.post(path+"/cancel", "").is(http.StatusOK).has("status", "cancelled")
	var document struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Required bool `json:"required"`
			} `json:"requestBody"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(c.api.Document(), &document); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"submit", "approve", "reject", "cancel"} {
		if document.Paths["/v1/rent-actions/{id}/"+step]["post"].RequestBody.Required {
			t.Errorf("the document says that %s needs a body", step)
		}
	}
}

// TestRefusalsHelp: each says which member is wrong and what to do about it, bears
// the request's id, and knows no names of the program's.
func TestRefusalsHelp(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	const order = "/v1/rent-actions"
	line := func(quantity string) string {
		return `{"site_id":"` + uuid.NewString() + `","window":{"start":1,"end":2},"lines":[{"item_type_id":"` + uuid.NewString() + `","requested_quantity":` + quantity + `}]}`
	}
	for name, h := range map[string]struct{ method, path, body, field, hint string }{
		"unknown member":  {http.MethodPost, "/v1/people", `{"name":"A","bogus":1}`, "bogus", "leave bogus out"},
		"other case":      {http.MethodPost, "/v1/people", `{"NAME":"A"}`, "name", "send name"},
		"case beside":     {http.MethodPost, "/v1/people", `{"name":"A","Name":"B"}`, "Name", "leave Name out"},
		"case inside":     {http.MethodPost, order, strings.Replace(line("1"), `"start"`, `"START"`, 1), "window.start", "send window.start"},
		"a secret":        {http.MethodPost, "/v1/auth/login", `{"login":"boss","PASSWORD":"x"}`, "password", "send password"},
		"no boolean":      {http.MethodGet, "/v1/people?archived=maybe", ``, "archived", "true or false"},
		"beyond a float":  {http.MethodPost, "/v1/people", `{"name":1e999}`, "", "number"},
		"missing member":  {http.MethodPost, "/v1/people", `{}`, "name", "send name"},
		"missing inside":  {http.MethodPost, order, strings.Replace(line("1"), `"requested_quantity":1`, `"notes":"x"`, 1), "lines[0].requested_quantity", "send lines[0].requested_quantity"},
		"wrong type":      {http.MethodPost, "/v1/people", `{"name":5}`, "name", "in quotes"},
		"a text":          {http.MethodPost, order, line(`"1"`), "lines[0].requested_quantity", "whole number"},
		"a fraction":      {http.MethodPost, order, line(`1.5`), "lines[0].requested_quantity", "whole number"},
		"an exponent":     {http.MethodPost, order, line(`1e2`), "requested_quantity", "as a number"},
		"beyond 64 bits":  {http.MethodPost, order, strings.Replace(line("1"), `"start":1`, `"start":99999999999999999999`, 1), "window.start", "as a number"},
		"too many":        {http.MethodPost, order, line(`10000`), "lines[0].requested_quantity", "small enough"},
		"too few":         {http.MethodPost, order, line(`0`), "lines[0].requested_quantity", "large enough"},
		"enum":            {http.MethodPost, "/v1/tokens", `{"name":"x","role":"king"}`, "role", "one of these"},
		"too long":        {http.MethodPost, "/v1/people", `{"name":"` + strings.Repeat("x", 201) + `"}`, "name", "shorter"},
		"no id":           {http.MethodGet, "/v1/people/nope", ``, "id", "the lists give them"},
		"unknown query":   {http.MethodGet, "/v1/people?bogus=1", ``, "bogus", "leave bogus out"},
		"no number":       {http.MethodGet, "/v1/people?limit=many", ``, "limit", "whole number"},
		"no body":         {http.MethodPost, "/v1/people", ``, "", "send a JSON object"},
		"a list":          {http.MethodPost, "/v1/people", `[]`, "", "send a JSON object"},
		"cut off":         {http.MethodPost, "/v1/people", `{"name":"x"`, "", "send a JSON object"},
		"cursor of yours": {http.MethodGet, "/v1/people?after=bm90IG91cnM", ``, "after", "leave it out"},
	} {
		r := admin.do(h.method, h.path, h.body, "X-Request-Id", "req-7")
		if r.status < http.StatusBadRequest || r.status >= http.StatusInternalServerError {
			t.Errorf("%s: answered %d %s", name, r.status, r.raw)
			continue
		}
		r.is(r.status).has("request_id", "req-7")
		if !strings.HasSuffix(r.str("field"), h.field) || !strings.Contains(r.str("hint"), h.hint) || r.str("hint") == "" {
			t.Errorf("%s: field and hint are %q and %q, want %q and %q in %s", name, r.str("field"), r.str("hint"), h.field, h.hint, r.raw)
		}
		if strings.HasPrefix(r.str("detail"), ":") {
			t.Errorf("%s: the detail speaks of nothing: %s", name, r.raw)
		}
		for _, word := range []string{"Go ", "struct", "int64", "json:", "LineInput"} {
			if strings.Contains(r.str("detail"), word) {
				t.Errorf("%s: the detail speaks of %q: %s", name, word, r.raw)
			}
		}
	}
	admin.do(http.MethodPost, "/v1/people", `name=x`, "Content-Type", "application/x-www-form-urlencoded").is(http.StatusUnsupportedMediaType).has("reason", "not_json")
}

// TestTooManyTriesSaysWhen to come again.
func TestTooManyTriesSaysWhen(t *testing.T) {
	t.Parallel()
	c := setup(t)
	nobody := client{bench: c}
	var last *answer
	for range 6 {
		last = nobody.post("/v1/auth/login", `{"login":"boss","password":"wrong"}`)
	}
	last.is(http.StatusTooManyRequests).has("reason", "too_many_tries")
	seconds, err := strconv.Atoi(last.header.Get("Retry-After"))
	if err != nil || seconds < 1 || seconds > 15*60 || !strings.Contains(last.str("detail"), " "+strconv.Itoa(seconds)+" s") {
		t.Errorf("Retry-After is %q beside %s", last.header.Get("Retry-After"), last.raw)
	}
}

// TestPutBesideMotion: who changes the notes of a thing need not know that it is
// handed out and taken back meanwhile.
func TestPutBesideMotion(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	asset := admin.get("/v1/inventory/assets?q=L-1").is(http.StatusOK)
	person := admin.created("/v1/people", `{"name":"Mara"}`)
	var moved sync.WaitGroup
	moved.Go(func() {
		for range 15 {
			if r := admin.post("/v1/inventory/check-outs", `{"holder_id":"`+person.str("id")+`","lines":[{"tag":"L-1"}]}`); r.status != http.StatusCreated {
				t.Errorf("check-out: %s", r.raw)
			}
			if r := admin.post("/v1/inventory/check-ins", `{"place_id":"`+shelf+`","lines":[{"tag":"L-1"}]}`); r.status != http.StatusCreated {
				t.Errorf("check-in: %s", r.raw)
			}
		}
	})
	for i := range 30 {
		body := `{"tag":"L-1","item_type_id":"` + asset.str("items.0.item_type_id") + `","home_place_id":"` + shelf + `","notes":"` + strconv.Itoa(i) + `"}`
		if r := admin.do(http.MethodPut, "/v1/inventory/assets/"+asset.str("items.0.id"), body); r.status != http.StatusOK {
			t.Errorf("put %d: %d %s", i, r.status, r.raw)
		}
	}
	moved.Wait()
	admin.get("/v1/inventory/assets/"+asset.str("items.0.id")).has("notes", "29").has("status", "available")
}

// TestZonesAreKnown: a misspelt zone would leave the docks of a site without a page.
func TestZonesAreKnown(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	for _, zone := range []string{"Europe/Berlinn", "Local", "../../etc/passwd", "CEST"} {
		admin.post("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"`+zone+`"}`).
			is(http.StatusBadRequest).has("reason", "unknown_zone").has("field", "zone")
	}
	site := admin.created("/v1/places", `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlin"}`)
	admin.do(http.MethodPut, "/v1/places/"+site.str("id"), `{"name":"Berlin","kind":"site","code":"BLN","zone":"Europe/Berlinn"}`).
		is(http.StatusBadRequest).has("reason", "unknown_zone")
	admin.get("/v1/places/"+site.str("id")).has("zone", "Europe/Berlin")
}

// TestCodesCanBeScanned: what reads as a command, a badge or an order's number, or not as it is written, no scan would ever find.
func TestCodesCanBeScanned(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	lamp := admin.get("/v1/catalog/item-types").str("items.0.id")
	for _, code := range []string{"XXUNDOXX", "xxoutxx", " L-2", "L-2 ", "]C1L-2", "XBXE2ER0EER3B50EX3X", "R-000917", "k3-17"} {
		for path, body := range map[string]string{
			"/v1/inventory/assets":   `{"tag":"` + code + `","item_type_id":"` + lamp + `","home_place_id":"` + shelf + `"}`,
			"/v1/places":             `{"code":"` + code + `","name":"Customer","kind":"customer"}`,
			"/v1/tag-aliases":        `{"code":"` + code + `","target":"item_type","target_id":"` + lamp + `"}`,
			"/v1/catalog/item-types": `{"code":"` + code + `","name":"Lamp","kind":"serialized","returns":true}`,
		} {
			field := "code"
			if strings.HasSuffix(path, "assets") {
				field = "tag"
			}
			r := admin.post(path, body)
			if r.status != http.StatusBadRequest || r.str("reason") != "unscannable_code" || r.str("field") != field || r.str("hint") == "" {
				t.Errorf("%s with the code %q: answered %d %s", path, code, r.status, r.raw)
			}
		}
	}
	// One that is there already does not keep the rest of its row from being mended.
	c.put(rental.ItemType{ID: rental.ItemTypeID(uuid.NewString()), Code: "XXINXX", Name: "Old", Kind: rental.Serialized})
	old := admin.get("/v1/catalog/item-types?q=old").str("items.0.id")
	admin.do(http.MethodPut, "/v1/catalog/item-types/"+old, `{"code":"XXINXX","name":"Older","kind":"serialized","returns":true}`).is(http.StatusOK)
	admin.do(http.MethodPut, "/v1/catalog/item-types/"+old, `{"code":"XXOUTXX","name":"Older","kind":"serialized","returns":true}`).
		is(http.StatusBadRequest).has("reason", "unscannable_code")
}

// TestACursorIsOfItsList: in another list, or under another filter, the rest of
// what it passed over would be left out without a word.
func TestACursorIsOfItsList(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	for i := range 3 {
		admin.post("/v1/people", fmt.Sprintf(`{"name":"Person %d"}`, i)).is(http.StatusCreated)
		admin.post("/v1/places", fmt.Sprintf(`{"code":"C-%d","name":"Person %d","kind":"customer"}`, i, i)).is(http.StatusCreated)
	}
	next := admin.get("/v1/people?limit=1&q=person").str("next")
	if next == "" {
		t.Fatal("no cursor")
	}
	admin.get("/v1/people?q=person&limit=2&after=" + next).is(http.StatusOK)
	for _, path := range []string{"/v1/people?after=", "/v1/people?q=persons&after=", "/v1/places?after=", "/v1/places?q=person&after=", "/v1/tag-aliases?after="} {
		r := admin.get(path + next)
		if r.status != http.StatusBadRequest || r.str("reason") != "malformed_cursor" || r.str("field") != "after" || r.str("hint") == "" {
			t.Errorf("%s: answered %d %s", path, r.status, r.raw)
		}
	}
}

// TestACodeIsTakenOnce: what something else bears already is refused with its name.
func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	lamp := admin.get("/v1/catalog/item-types").str("items.0.id")
	item := admin.get("/v1/inventory/assets?q=L-1").str("items.0.id")
	place := admin.get("/v1/places/" + shelf)
	for path, body := range map[string]string{
		"/v1/inventory/assets": `{"tag":"` + place.str("code") + `","item_type_id":"` + lamp + `","home_place_id":"` + shelf + `"}`,
		"/v1/tag-aliases":      `{"code":"` + place.str("code") + `","target":"asset","target_id":"` + item + `"}`,
	} {
		r := admin.post(path, body)
		if r.status != http.StatusConflict || r.str("reason") != "duplicate" || r.str("hint") == "" || !strings.HasSuffix(r.str("detail"), "the place "+place.str("name")) {
			t.Errorf("%s with a place's code: answered %d %s", path, r.status, r.raw)
		}
	}
	admin.post("/v1/places", `{"code":"L-1","name":"Customer","kind":"customer"}`).is(http.StatusConflict).has("reason", "duplicate").has("field", "code")
	// Another code of its own it may have.
	admin.post("/v1/tag-aliases", `{"code":"OLD-1","target":"asset","target_id":"`+item+`"}`).is(http.StatusCreated)
	admin.post("/v1/places", `{"code":"OLD-1","name":"Customer","kind":"customer"}`).is(http.StatusConflict).has("reason", "duplicate")
}

// TestWhatALoanNamesIsThere: nothing is stored of one that names an order, a place
// or a person that is not.
func TestWhatALoanNamesIsThere(t *testing.T) {
	t.Parallel()
	c := setup(t)
	admin := c.as("boss", "admin")
	shelf := c.thing(admin, "L-1")
	gone := admin.created("/v1/people", `{"name":"Mara","archived":true}`).str("id")
	facts := len(admin.get("/v1/facts").list("items"))
	for body, field := range map[string]string{
		`{"rent_action_id":"nope","lines":[{"tag":"L-1"}]}`:                     "rent_action_id",
		`{"rent_action_id":"` + shelf + `","lines":[{"tag":"L-1"}]}`:            "rent_action_id",
		`{"holder_id":"nope","lines":[{"tag":"L-1"}]}`:                          "holder_id",
		`{"holder_id":"` + gone + `","lines":[{"tag":"L-1"}]}`:                  "holder_id",
		`{"destination_id":"nope","lines":[{"tag":"L-1"}]}`:                     "destination_id",
		`{"destination_id":"` + uuid.NewString() + `","lines":[{"tag":"L-1"}]}`: "destination_id",
	} {
		r := admin.post("/v1/inventory/check-outs", body)
		if r.status != http.StatusNotFound && r.status != http.StatusBadRequest || r.str("field") != field || r.str("hint") == "" {
			t.Errorf("%s: answered %d %s", body, r.status, r.raw)
		}
	}
	admin.post("/v1/inventory/check-ins", `{"place_id":"`+uuid.NewString()+`","lines":[{"tag":"L-1"}]}`).is(http.StatusNotFound).has("field", "place_id")
	if n := len(admin.get("/v1/facts").list("items")); n != facts {
		t.Errorf("%d facts were stored", n-facts)
	}
}
