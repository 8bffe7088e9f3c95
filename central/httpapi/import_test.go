package httpapi_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/intake"
	"rms/central/httpapi"
	"rms/central/httpapi/door"
	"rms/syncproto/rental"
)

// importer is an API whose imports run when the test says so.
func importer(t *testing.T) (*bench, *intake.Intake) {
	t.Helper()
	var in *intake.Intake
	b := setup(t, func(c *httpapi.Config) {
		in = intake.New(intake.Config{Store: c.Store, Ledger: c.Ledger, Scannable: door.ScannableCode})
		c.Intake = in
	})
	b.put(rental.Place{ID: "0192a000-0000-7000-8000-000000000001", Code: "HQ", Name: "Head office", Kind: rental.PlaceSite, Zone: "Europe/Berlin"})
	return b, in
}

const atHQ = "&at=0192a000-0000-7000-8000-000000000001&create=true"

// bring sends a list and lets it be imported whole.
func (c client) bring(in *intake.Intake, query, text string) *answer {
	c.Helper()
	i := c.post("/v1/imports?"+query, text).is(http.StatusCreated).has("status", "staged")
	c.post("/v1/imports/"+i.str("id")+"/commit", "").is(http.StatusAccepted).has("status", "applying")
	if err := in.RunOnce(context.Background()); err != nil {
		c.Fatal(err)
	}
	return c.get("/v1/imports/" + i.str("id")).is(http.StatusOK)
}

func TestAnImportOverTheAPI(t *testing.T) {
	t.Parallel()
	b, in := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	list := "Inventarnummer;Seriennummer;Typ;Lagerort\nA-1;S1;Lamp;Aisle 1\nA-2;S2;Fog <b>x</b>;Aisle 1\n;S3;Lamp;Aisle 1\n"
	shown := boss.post("/v1/imports?kind=assets&file_name=list.csv"+atHQ, list).is(http.StatusCreated)
	shown.has("status", "staged").has("encoding", "ascii").has("delimiter", ";").has("columns.0.field", "tag").has("columns.0.because", "header").
		has("errors.0.reason", "missing_tag").has("errors.0.header", "Inventarnummer").has("file_name", "list.csv")
	path := "/v1/imports/" + shown.str("id")
	boss.post(path+"/commit", "").is(http.StatusConflict).has("reason", "rows_are_wrong")
	file := boss.get(path + "/errors.csv").is(http.StatusOK)
	if got := string(file.raw); !strings.HasPrefix(got, "\ufeffInventarnummer,") || !strings.Contains(got, ",S3,Lamp,Aisle 1,Inventarnummer,the tag is missing,fill in the cell") {
		t.Errorf("the error file is\n%s", got)
	}
	if got := file.header.Get("Content-Type") + " " + file.header.Get("Content-Disposition"); got != `text/csv; charset=utf-8 attachment; filename="errors.csv"` {
		t.Errorf("the error file comes as %s", got)
	}

	done := boss.bring(in, "kind=assets"+atHQ, strings.Replace(list, "\n;S3", "\nA-3;S3", 1))
	done.has("status", "done").has("created_by", shown.str("created_by"))
	boss.get("/v1/inventory/assets?q=fog").is(http.StatusOK).has("items.0.tag", "A-2")
	boss.get("/v1/imports").is(http.StatusOK).has("items.0.status", "done").has("items.1.status", "staged")

	asset := boss.get("/v1/inventory/assets?q=A-3").str("items.0.id")
	boss.put(rental.TagAlias{ID: "0192a000-0000-7000-8000-000000000009", Code: "OLD-1", Target: rental.TargetAsset, TargetID: asset})
	undo := "/v1/imports/" + done.str("id") + "/undo"
	boss.post(undo, "").is(http.StatusConflict).has("reason", "touched_since")
	boss.get("/v1/imports/"+done.str("id")).has("hinders.0.name", "A-3").has("status", "done")
	boss.remove(rental.TagAliases, "0192a000-0000-7000-8000-000000000009")
	boss.post(undo, "").is(http.StatusAccepted).has("status", "undoing")
	if err := in.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	boss.get("/v1/imports/"+done.str("id")).has("status", "undone")
	if n := len(boss.get("/v1/inventory/assets").list("items")); n != 0 {
		t.Errorf("%d items are left", n)
	}
}

func (b *bench) remove(c rental.Collection, id string) {
	b.Helper()
	_, err := b.l.Execute(b.Context(), rental.Command{
		ID: rental.ItemID(uuid.NewString()), Kind: rental.KindRemove, Schema: 1, Body: rental.RemoveBody{Collection: c, ID: id},
	}, rental.Actor{Kind: rental.ActorSystem})
	if err != nil {
		b.Fatal(err)
	}
}

func TestHostileImports(t *testing.T) {
	t.Parallel()
	b, _ := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	for query, c := range map[string]struct {
		text   string
		status int
		reason string
	}{
		"kind=assets&file_name=a": {"\n", http.StatusBadRequest, "empty_file"},
		"kind=assets&file_name=b": {"PK\x03\x04", http.StatusBadRequest, "not_text"},
		"kind=assets&file_name=c": {"tag,type\nA,\"x", http.StatusBadRequest, "unclosed_quote"},
		"kind=assets&file_name=d": {"tag\x00", http.StatusBadRequest, "nul_byte"},
		"file_name=e":             {"code,name\n", http.StatusBadRequest, "unknown_kind"},
		"kind=assets&map=x":       {"tag,type\n", http.StatusBadRequest, "malformed_map"},
		"kind=assets&map=" + url.QueryEscape(`{"colour":"tag"}`):        {"tag,type\n", http.StatusBadRequest, "unknown_column"},
		"kind=assets&at=0192a000-0000-7000-8000-0000000000ff":           {"tag,type\n", http.StatusBadRequest, "unknown_place"},
		"kind=assets&file_name=f" + atHQ + "&delimiter=semicolon":       {"tag,type\nA,b\n", http.StatusCreated, ""},
		"kind=assets&map=" + url.QueryEscape(`{"tag":"serial"}`) + atHQ: {"tag,type\nA,b\n", http.StatusCreated, ""},
	} {
		r := boss.post("/v1/imports?"+query, c.text).is(c.status)
		if c.reason != "" {
			r.has("reason", c.reason)
			if r.str("hint") == "" {
				t.Errorf("%s: no hint", query)
			}
		}
	}
	boss.post("/v1/imports?kind=assets", strings.Repeat("tag,type\n", 4<<20)).is(http.StatusRequestEntityTooLarge).has("detail", "the body is larger than 32 MiB").has("hint", "cut it into several files, and send one after the other")
	r := boss.post("/v1/imports?kind=assets"+atHQ, "tag,type\n6.4E+15,Lamp\nR-000123,Lamp\n'=1+1,Lamp\n").is(http.StatusCreated)
	r.has("errors.0.reason", "excel_number").has("errors.1.reason", "unscannable_code")
	for _, role := range []rental.Role{rental.RoleViewer, rental.RoleTechnician, rental.RoleRequester} {
		c := b.as(string(role), role)
		c.post("/v1/imports?kind=assets", "tag,type\n").is(http.StatusForbidden)
		c.get("/v1/imports").is(http.StatusForbidden)
		c.post("/v1/imports/"+r.str("id")+"/commit", "").is(http.StatusForbidden)
	}
	boss.get("/v1/imports/0192a000-0000-7000-8000-0000000000ff").is(http.StatusNotFound)
	boss.get("/v1/imports?after=x").is(http.StatusBadRequest).has("reason", "malformed_cursor")
	boss.get("/v1/imports/" + r.str("id") + "/errors.csv").is(http.StatusOK)
}

// TestAListThatIsExportedAndImportedChangesNothing is the test of both: every
// list that can be imported goes out, under a filter too, and in again.
func TestAListThatIsExportedAndImportedChangesNothing(t *testing.T) {
	t.Parallel()
	b, in := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	boss.bring(in, "kind=places"+atHQ, "code,name,parent,kind\nR1,\"Room, one\",HQ,room\nS1,=Shelf,R1,shelf\nC1,Customer,,customer\n").has("status", "done")
	boss.bring(in, "kind=item_types", "code,name,maker,weight,power,value,currency,kind,archived\nL,Lamp,\"Acme \"\"A\"\"\",\"1,5\",500,10.05,EUR,,\nF,Fog,,,,,,fungible,\nO,Old,,,,,,,yes\n").has("status", "done")
	boss.bring(in, "kind=people", "name,email,company,site,capabilities,phone\nJürgen Groß,j@x.de,Bühne AG,HQ,look in,+49 30 1\nAnna,,Bühne AG,,,\n").has("status", "done")
	things := "tag,serial,type,place,home_place,owner,notes\n"
	for n := range 230 {
		things += "A-" + strconv.Itoa(n) + ",S1,Lamp,S1,R1,Lightrent,\"two\nlines\"\n"
	}
	made := boss.bring(in, "kind=assets", things)
	made.has("status", "done")
	for kind, path := range map[string]string{
		"places": "/v1/places.csv?archived=true", "item_types": "/v1/catalog/item-types.csv?archived=true", "people": "/v1/people.csv", "assets": "/v1/inventory/assets.csv",
	} {
		out := boss.get(path).is(http.StatusOK)
		rows := boss.post("/v1/imports?kind="+kind, string(out.raw)).is(http.StatusCreated)
		if rows.str("counts.rows") == "0" || rows.str("counts.unchanged") != rows.str("counts.rows") {
			t.Errorf("%s: %s\n%s", kind, rows.raw, out.raw[:min(len(out.raw), 600)])
		}
		for _, line := range strings.Split(string(out.raw), "\n") {
			for _, cell := range strings.Split(line, ",") {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "@") {
					t.Errorf("%s: the cell %q would be carried out", kind, cell)
				}
			}
		}
	}
	assets := boss.get("/v1/inventory/assets.csv").is(http.StatusOK)
	if got, want := strconv.Itoa(strings.Count(string(assets.raw), "two\nlines")), made.str("counts.created"); got != want || len(got) < 3 {
		t.Errorf("%s items went out, want %s", got, want)
	}
	if some := boss.get("/v1/catalog/item-types.csv?q=lamp&sort=-code").is(http.StatusOK); strings.Count(string(some.raw), "\n") != 2 {
		t.Errorf("the filter was not kept:\n%s", some.raw)
	}
	for _, path := range []string{"/v1/rent-actions.csv", "/v1/projects.csv", "/v1/exceptions.csv"} {
		if out := boss.get(path).is(http.StatusOK); !strings.HasPrefix(string(out.raw), "\ufeffnumber,") {
			t.Errorf("%s: %s", path, out.raw)
		}
	}
}

// TestCompaniesGoOutAsAFile: all pages of them, under the list's filters, and
// no name is carried out as a formula.
func TestCompaniesGoOutAsAFile(t *testing.T) {
	t.Parallel()
	b, _ := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	for _, body := range []string{
		`{"name":"=HYPERLINK(\"http://x\")","kind":"supplier"}`, `{"name":"A \"B\", C","kind":"supplier"}`, `{"name":"Zürich; GmbH","kind":"@cmd"}`,
	} {
		boss.post("/v1/companies", body).is(http.StatusCreated)
	}
	const many = 203 // more than one page
	for n := range many {
		boss.post("/v1/companies", `{"name":"Customer `+strconv.Itoa(n)+`","kind":"customer"}`).is(http.StatusCreated)
	}
	read := func(path string) [][]string {
		t.Helper()
		raw := boss.get(path).is(http.StatusOK).raw
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		return rows
	}
	want := [][]string{{"name", "kind"}, {"'=HYPERLINK(\"http://x\")", "supplier"}, {"A \"B\", C", "supplier"}}
	if diff := cmp.Diff(want, read("/v1/companies.csv?kind=supplier&sort=name")); diff != "" {
		t.Errorf("suppliers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"name", "kind"}, {"Zürich; GmbH", "'@cmd"}}, read("/v1/companies.csv?q=gmbh")); diff != "" {
		t.Errorf("by a word (-want +got):\n%s", diff)
	}
	if got := len(read("/v1/companies.csv?kind=customer")); got != many+1 {
		t.Errorf("%d lines of customers, want %d", got, many+1)
	}
	boss.get("/v1/companies.csv?sort=nothing").is(http.StatusBadRequest)
}

// TestReferencesGoOutAndComeBack: an export says whose reference each row bears,
// so that it comes in again as the same rows, whatever they are called by then.
func TestReferencesGoOutAndComeBack(t *testing.T) {
	t.Parallel()
	b, in := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	boss.bring(in, "kind=places&source=erp"+atHQ, "external_ref,code,name,parent,kind\np-1,R1,Room,HQ,room\n").has("status", "done")
	boss.bring(in, "kind=item_types&source=erp", "external_ref,code,name\nt-1,L,Lamp\n").has("status", "done")
	boss.bring(in, "kind=people&source=hr", "external_ref,name\n=7,Anna\n-8,Anna\n").has("status", "done")
	boss.bring(in, "kind=assets&source=erp", "external_ref,tag,type,place\n0012,A-1,L,R1\n").has("status", "done")
	// Rows of one list are of several sources; a reference of none is not kept.
	boss.bring(in, "kind=assets", "external_ref,external_source,tag,type,place\n0012,shop,B-1,L,R1\n99,,B-2,L,R1\n").has("status", "done")

	for kind, c := range map[string]struct{ path, source, ref, was, now string }{
		"places":     {"/v1/places.csv", "erp", "p-1", "Room", "Hall"},
		"item_types": {"/v1/catalog/item-types.csv?q=lamp", "erp", "t-1", "Lamp", "Lantern"},
		"people":     {"/v1/people.csv?q=anna", "hr", "'-8", "Anna", "Hanna"},
		"assets":     {"/v1/inventory/assets.csv?sort=tag", "shop", "0012", "B-1", "C-1"},
	} {
		out := string(boss.get(c.path).is(http.StatusOK).raw)
		if !strings.Contains(out, c.source+","+c.ref) {
			t.Errorf("%s went out without %s of %s:\n%s", kind, c.ref, c.source, out)
		}
		same := boss.post("/v1/imports?kind="+kind, out).is(http.StatusCreated)
		same.has("counts.created", 0.0).has("counts.changed", 0.0).has("counts.wrong", 0.0).has("counts.besides", 0.0)
		if n := strconv.Itoa(strings.Count(strings.TrimSpace(out), "\n")); same.str("counts.unchanged") != n {
			t.Errorf("%s: %s of %s rows are unchanged", kind, same.str("counts.unchanged"), n)
		}
		again := boss.post("/v1/imports?kind="+kind, strings.ReplaceAll(out, c.was, c.now)).is(http.StatusCreated)
		again.has("counts.created", 0.0).has("counts.wrong", 0.0)
		if again.str("counts.changed") == "0" {
			t.Errorf("%s: a row with another name is not found by its reference: %s", kind, again.raw)
		}
	}
	long := strings.Repeat("x", 3000)
	boss.post("/v1/imports?kind=assets", "external_ref,external_source,tag,type,place\n1,"+long+",D-1,L,R1\n").is(http.StatusCreated).
		has("counts.wrong", 1.0).has("errors.0.reason", "text_too_long").has("errors.0.header", "external_source")
}

// TestEveryListGoesOutAsAFile: those that are not imported, with what people call
// what they name, under their filters, without a secret.
func TestEveryListGoesOutAsAFile(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	admin := d.as("root", rental.RoleAdmin)
	d.receive(`"quantity":2,"notes":"=1+1"`).is(http.StatusCreated)
	asset := d.get("/v1/inventory/assets?q=OLD-7").str("items.0.id")
	d.created("/v1/tag-aliases", `{"code":"X-1","target":"asset","target_id":"`+asset+`"}`)
	d.created("/v1/tag-aliases", `{"code":"X-2","target":"item_type","target_id":"`+d.lamp+`","quantity":6}`)
	admin.created("/v1/users", `{"login":"eve","name":"Eve","role":"viewer","scopes":["plan"],"password":"six quiet lamps burn"}`)
	secret := admin.created("/v1/tokens", `{"name":"till","role":"viewer"}`).str("secret")
	admin.post("/v1/kiosks/enrolment-codes", `{"site_id":"`+d.get("/v1/places?kind=site").str("items.0.id")+`","name":"Dock"}`).is(http.StatusCreated)

	for path, want := range map[string][]string{
		"/v1/tag-aliases.csv":                              {"code,names,target,quantity", "X-1,asset,OLD-7,", "X-2,item_type,mp,6"},
		"/v1/tag-aliases.csv?target=item_type":             {"code,names,target,quantity", "X-2,item_type,mp,6"},
		"/v1/inventory/receipts.csv?place_id=" + d.shelf:   {"received,by,type_code,type,place,quantity,taken_back,first_tag,last_tag,notes", ",BOSS,mp,MegaPointe,BLN-A-01,2,0,MP-0001,MP-0002,'=1+1"},
		"/v1/inventory/receipts.csv?item_type_id=" + asset: {"received,by,type_code,type,place,quantity,taken_back,first_tag,last_tag,notes"},
		"/v1/users.csv?q=eve":                              {"login,name,role,scopes,person,site,closed", "eve,Eve,viewer,plan,,,no"},
		"/v1/tokens.csv":                                   {"name,login,role,scopes,status,created,expires,used", "till,root,viewer,,valid,"},
		"/v1/kiosks.csv":                                   {"name,number_prefix,site,returns_place,status,last_contact,waiting,oldest,clock_offset_ms,version,last_error"},
	} {
		out := admin.get(path).is(http.StatusOK)
		rows := strings.Split(strings.TrimSpace(strings.TrimPrefix(string(out.raw), "\ufeff")), "\n")
		if len(rows) != len(want) {
			t.Errorf("%s has %d rows, want %d:\n%s", path, len(rows), len(want), out.raw)
			continue
		}
		for i, w := range want {
			if !strings.Contains(rows[i], w) {
				t.Errorf("%s: row %d is %q, want %q in it", path, i, rows[i], w)
			}
		}
		if strings.Contains(string(out.raw), secret) {
			t.Errorf("%s tells a secret", path)
		}
	}
	// Facts, over more than one page, the newest first and none twice.
	const more = 210
	for n := range more {
		admin.created("/v1/companies", `{"name":"Firm `+strconv.Itoa(n)+`"}`)
	}
	facts, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(admin.get("/v1/facts.csv").is(http.StatusOK).raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	top, err := strconv.Atoi(facts[1][0])
	if err != nil || len(facts) != top+1 || top < more {
		t.Errorf("%d lines of facts up to %d: %v", len(facts), top, err)
	}
	for i, f := range facts[1:] {
		if f[0] != strconv.Itoa(top-i) {
			t.Fatalf("line %d is fact %s, want %d", i+1, f[0], top-i)
		}
	}
	received := slices.IndexFunc(facts, func(f []string) bool { return f[2] == string(rental.KindReceive) })
	if received < 0 || facts[received][7] != "BOSS" || facts[received][10] != "MP-0001 MP-0002" || facts[received][11] != "2" {
		t.Errorf("a receipt went out as %v", facts[max(received, 0)])
	}
	if out := admin.get("/v1/facts.csv?kiosks=true&since=9000000000000").is(http.StatusOK); strings.Count(string(out.raw), "\n") != 1 {
		t.Errorf("facts of the future: %s", out.raw)
	}
	if mine := string(d.get("/v1/tokens.csv").is(http.StatusOK).raw); strings.Contains(mine, "till") {
		t.Errorf("somebody else's tokens went out: %s", mine)
	}
}

func TestImportFields(t *testing.T) {
	t.Parallel()
	b, _ := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	boss.get("/v1/imports/fields").is(http.StatusOK).has("kinds.0.kind", "places").has("kinds.0.fields.1.field", "code")
}

func TestAListIsReadInAnotherWay(t *testing.T) {
	t.Parallel()
	b, in := importer(t)
	boss := b.as("boss", rental.RoleAdmin)
	shown := boss.post("/v1/imports?kind=assets"+atHQ, "Nummer,Typ,Lagerort\nA-1,Lamp,HQ\n,Lamp,HQ\n").is(http.StatusCreated)
	shown.has("counts.wrong", 2.0).has("created_by_name", "BOSS").has("to_write", 0.0)
	path := "/v1/imports/" + shown.str("id")
	const at = `"at":"0192a000-0000-7000-8000-000000000001","create":true`
	again := boss.do(http.MethodPut, path, `{"kind":"assets",`+at+`,"map":{"A":"tag"}}`).is(http.StatusOK)
	again.has("counts.created", 1.0).has("counts.wrong", 1.0).has("columns.0.field", "tag").has("columns.0.because", "caller").has("id", shown.str("id"))
	again.has("samples.0.row", 2.0).has("samples.0.new", true).has("samples.0.cells.0.value", "A-1").has("samples.0.cells.1.value", "Lamp").has("samples.0.cells.3.value", "Head office")
	if got := string(boss.get(path + "/errors.csv").is(http.StatusOK).raw); strings.Contains(got, "A-1") {
		t.Errorf("the error file is of the first reading:\n%s", got)
	}
	boss.do(http.MethodPut, path, `{"kind":"assets",`+at+`,"map":{"A":"colour"}}`).is(http.StatusBadRequest)
	boss.get(path).has("counts.created", 1.0) // what was refused changed nothing
	boss.do(http.MethodPut, path, `{"kind":"assets",`+at+`,"map":{"A":"tag"},"mode":"good_rows"}`).is(http.StatusOK).has("mode", "good_rows").has("counts.created", 1.0)
	b.as("view", rental.RoleViewer).do(http.MethodPut, path, `{}`).is(http.StatusForbidden)

	boss.post(path+"/commit", "").is(http.StatusAccepted).has("status", "applying").has("written", 0.0)
	boss.do(http.MethodPut, path, `{"kind":"assets"}`).is(http.StatusConflict).has("reason", "already_imported")
	boss.do(http.MethodDelete, path, "").is(http.StatusConflict).has("reason", "already_imported")
	if err := in.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	boss.get(path).has("status", "done").has("written", 2.0).has("to_write", 2.0)

	// A row on record is shown with what would change.
	change := boss.post("/v1/imports?kind=assets"+atHQ, "tag,notes\nA-1,new lens\n").is(http.StatusCreated)
	change.has("samples.0.new", false).has("samples.0.cells.5.value", "new lens")
	boss.do(http.MethodDelete, "/v1/imports/"+change.str("id"), "").is(http.StatusNoContent)
	boss.get("/v1/imports/" + change.str("id")).is(http.StatusNotFound)
	boss.do(http.MethodDelete, "/v1/imports/"+change.str("id"), "").is(http.StatusNotFound)
}
