package httpapi_test

import (
	"encoding/json"
	"errors"
	"image"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"rms/syncproto/rental"
	"rms/syncproto/tag"
	"rms/test/oracle/label"
)

// scanned is what a kiosk takes a poor picture of a label for.
func scanned(t testing.TB, img image.Image) tag.Scan {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(label.Poor(img, 5, 1))
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_CHARACTER_SET: "UTF-8", gozxing.DecodeHintType_TRY_HARDER: true}
	var errs error
	for _, r := range []gozxing.Reader{qrcode.NewQRCodeReader(), oned.NewCode128Reader()} {
		result, err := r.Decode(bitmap, hints)
		if err == nil {
			return tag.Parse([]byte(result.GetText()))
		}
		errs = errors.Join(errs, err)
	}
	t.Fatalf("no code is read: %v", errs)
	return tag.Scan{}
}

// printed is a file of labels as paper: pages, and what a kiosk reads of each.
func (a *answer) printed() (pages []label.Page, codes []string) {
	a.Helper()
	a.is(http.StatusOK)
	var err error
	if a.header.Get("Content-Type") == "application/pdf" {
		pages, err = label.PrintPDF(a.raw, 203)
	} else {
		pages, err = label.PrintZPL(string(a.raw))
	}
	if err != nil {
		a.Fatal(err)
	}
	for _, p := range pages {
		codes = append(codes, scanned(a, p.Picture).Text)
	}
	return pages, codes
}

func texts(p label.Page) string {
	var out []string
	for _, t := range p.Texts {
		out = append(out, t.Body)
	}
	return strings.Join(out, " | ")
}

func TestLabelsAreReadByTheKiosk(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	tags := []string{"A1", "LX-0001", "^XZ", "Größe-12", "倉庫-1", `x\&_5E~JA`, "lower case 7", "CASE-BERLIN-NORTH-000417"}
	var lines []string
	for _, tag := range tags {
		text, err := json.Marshal(tag)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, `{"tag":`+string(text)+`}`)
	}
	r := d.receive(`"lines":[` + strings.Join(lines, ",") + `]`).is(http.StatusCreated)
	for _, how := range []string{`"format":"pdf"`, `"format":"zpl"`, `"format":"zpl","dpi":300`, `"format":"zpl","stock":"roll-76x51"`} {
		pages, codes := d.post("/v1/labels", `{"receipt_id":"`+r.str("id")+`",`+how+`}`).printed()
		if diff := cmp.Diff(tags, codes); diff != "" {
			t.Errorf("%s: the kiosk reads (-want +got):\n%s", how, diff)
		}
		if text := texts(pages[1]); !strings.Contains(text, "LX-0001") || !strings.Contains(text, "Robe MegaPointe") || !strings.Contains(text, "Berlin") {
			t.Errorf("%s: the label says %q", how, text)
		}
	}
	site := d.get("/v1/places?q=Berlin").is(http.StatusOK).str("items.0.id")
	pages, codes := d.post("/v1/labels", `{"place_ids":["`+d.shelf+`","`+site+`"],"asset_ids":["`+r.str("lines.1.asset_id")+`"]}`).printed()
	if diff := cmp.Diff([]string{"LX-0001", "BLN-A-01", "BLN"}, codes); diff != "" {
		t.Errorf("the kiosk reads (-want +got):\n%s", diff)
	}
	if !strings.Contains(texts(pages[1]), "Shelf") {
		t.Errorf("the shelf's label says %q", texts(pages[1]))
	}
}

func TestLabelsOfAList(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	d.receive(`"quantity":30`).is(http.StatusCreated)
	_, codes := d.post("/v1/labels", `{"assets":{"item_type_id":["`+d.lamp+`"],"status":["available"],"q":"mp-000"}}`).printed()
	if diff := cmp.Diff(run("MP-", 1, 9), codes); diff != "" {
		t.Errorf("labels of a filtered list (-want +got):\n%s", diff)
	}
	sheet := d.post("/v1/labels", `{"assets":{"item_type_id":["`+d.lamp+`"]},"stock":"a4-70x36","start":20}`).is(http.StatusOK)
	pages, err := label.PrintPDF(sheet.raw, 150)
	if err != nil || len(pages) != 3 {
		t.Errorf("30 labels from the 20th of 24 on take %d pages: %v", len(pages), err)
	}
	for range 4 {
		d.receive(`"quantity":500`).is(http.StatusCreated)
	}
	d.post("/v1/labels", `{"assets":{"item_type_id":["`+d.lamp+`"]}}`).is(http.StatusRequestEntityTooLarge).has("reason", "too_many_labels")
}

func TestLabelsRefuse(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	long := d.receive(`"lines":[{"tag":"` + strings.Repeat("w", 120) + `"}]`).is(http.StatusCreated).str("lines.0.asset_id")
	asset := d.get("/v1/inventory/assets?q=OLD-7").str("items.0.id")
	d.put(rental.Asset{ID: rental.AssetID(uuid.NewString()), Tag: "XXOUTXX", ItemTypeID: rental.ItemTypeID(d.lamp), HomePlaceID: rental.PlaceID(d.shelf)})
	for name, c := range map[string]struct{ body, reason, field string }{
		"nothing":          {`{}`, "no_labels", "asset_ids"},
		"an unknown item":  {`{"asset_ids":["` + asset + `","` + uuid.NewString() + `"]}`, "not_found", "asset_ids[1]"},
		"no receipt":       {`{"receipt_id":"` + asset + `"}`, "unknown_receipt", "receipt_id.id"},
		"an unknown paper": {`{"asset_ids":["` + asset + `"],"stock":"napkin"}`, "unknown_stock", "stock"},
		"off the sheet":    {`{"asset_ids":["` + asset + `"],"stock":"a4-70x36","start":25}`, "bad_start", "start"},
		"a sheet as zpl":   {`{"asset_ids":["` + asset + `"],"stock":"a4-70x36","format":"zpl"}`, "sheet_as_zpl", "stock"},
		"too long":         {`{"asset_ids":["` + asset + `","` + long + `"]}`, "label_too_small", "labels[1]"},
		"a command":        {`{"assets":{"q":"XXOUTXX"}}`, "unscannable_code", "assets"},
	} {
		got := d.post("/v1/labels", c.body)
		if got.status < 400 || got.str("reason") != c.reason || got.str("field") != c.field {
			t.Errorf("%s: %d %.300s", name, got.status, got.raw)
		}
		// Many things have one name: the tag says which of them is meant.
		if c.reason == "label_too_small" && !strings.HasPrefix(got.str("detail"), strings.Repeat("w", 120)+" ") {
			t.Errorf("%s: which it is, is not said: %s", name, got.str("detail"))
		}
	}
	if got := d.get("/v1/labels/stocks").is(http.StatusOK); got.at("items.0.name") != "roll-38x19" || len(got.list("items")) < 5 {
		t.Errorf("papers: %s", got.raw)
	}
	client{bench: d.bench}.post("/v1/labels", `{}`).is(http.StatusUnauthorized)
}

func TestBadgesArePrintedWhenTheyAreMade(t *testing.T) {
	t.Parallel()
	d := newDockyard(t)
	person := d.created("/v1/people", `{"name":"Žofie Müller-Lüdenscheidt"}`).str("id")
	badge := d.created("/v1/people/"+person+"/badges", "")
	path, code := "/v1/people/"+person+"/badges/"+badge.str("id"), badge.str("code")
	for _, how := range []string{`"stock":"card-86x54"`, `"format":"zpl"`} {
		file := d.post(path+"/label", `{"code":"`+code+`",`+how+`}`).is(http.StatusOK)
		var pages []label.Page
		var err error
		if file.header.Get("Content-Type") == "application/pdf" {
			pages, err = label.PrintPDF(file.raw, 203)
		} else {
			pages, err = label.PrintZPL(string(file.raw))
		}
		if err != nil || len(pages) != 1 {
			t.Fatalf("%d pages: %v", len(pages), err)
		}
		got := scanned(t, pages[0].Picture)
		if len(got.Candidates) != 1 || got.Candidates[0] != (tag.Candidate{Kind: tag.KindBadge, Value: code}) {
			t.Errorf("%s: the kiosk reads %v", how, got.Candidates)
		}
		if text := texts(pages[0]); strings.Contains(text, code) || !strings.Contains(strings.ReplaceAll(text, " | ", " "), "Žofie") {
			t.Errorf("%s: the badge says %q", how, text)
		}
	}
	if strings.Contains(d.log.String(), code) {
		t.Error("the badge's code is in the log")
	}
	d.post(path+"/label", `{"code":"XB22222222222222222"}`).is(http.StatusBadRequest).has("reason", "wrong_badge_code")
	d.as("hand", rental.RoleTechnician).post(path+"/label", `{"code":"`+code+`"}`).is(http.StatusForbidden)
	d.post(path+"/revoke", "").is(http.StatusOK)
	d.post(path+"/label", `{"code":"`+code+`"}`).is(http.StatusBadRequest).has("reason", "wrong_badge_code")
}
