package shape_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

func TestHeadersOfManyHousesMeanTheSame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind   shape.Kind
		header string
		want   string // the fields, column by column
	}{
		"our own":       {shape.Assets, "tag,serial,type,place,notes", "tag,serial,type,place,notes"},
		"German":        {shape.Assets, "Inventarnummer,Seriennummer,Typ,Lagerort,Bemerkung", "tag,serial,type,place,notes"},
		"shouting":      {shape.Assets, "ASSET-TAG , Serial_No.,Item Type,Location,Remarks", "tag,serial,type,place,notes"},
		"German types":  {shape.ItemTypes, "Artikelnummer,Bezeichnung,Hersteller,Gewicht (kg),Leistung [W]", "code,name,maker,weight_kg,power_w"},
		"German people": {shape.People, "Vorname,Nachname,E-Mail,Telefon,Firma,Funktion", "first_name,last_name,email,phone,company,job_title"},
		"German places": {shape.Places, "Kürzel,Bezeichnung,Art,Liegt in,Zeitzone", "code,name,place_kind,parent,time_zone"},
		"German stock":  {shape.Stock, "Artikel,Lagerplatz,Menge", "type,place,quantity"},
		"not known":     {shape.Assets, "tag,colour,type", "tag,,type"},
		"twice":         {shape.Assets, "tag,tag,type", "tag,,type"},
		"blank columns": {shape.Assets, "tag,,type,", "tag,,type,"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := shape.Map(c.kind, strings.Split(c.header, ","), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(c.want, ","), fieldsOf(m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func fieldsOf(m *shape.Mapping) []string {
	var got []string
	for _, c := range m.Columns {
		got = append(got, string(c.Field))
	}
	return got
}

// TestEveryFieldHasAHeader: no field is out of the reach of a person, and none of
// our own names means something else.
func TestEveryFieldHasAHeader(t *testing.T) {
	t.Parallel()
	for _, k := range shape.Kinds() {
		for _, f := range shape.Fields(k) {
			if len(shape.Headers(f)) == 0 {
				t.Errorf("%s of %s has no header", f, k)
			}
			m, err := shape.Map(k, []string{string(f)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Columns[0].Field; got != f {
				t.Errorf("in a list of %s the header %s is taken for %q", k, f, got)
			}
		}
	}
}

func TestTheCallerSaysWhatAColumnIs(t *testing.T) {
	t.Parallel()
	header := []string{"Nummer", "tag", "type", ""}
	m, err := shape.Map(shape.Assets, header, map[string]shape.Field{"Nummer": shape.Tag, "tag": shape.Serial, "D": shape.Notes})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"tag", "serial", "type", "notes"}, fieldsOf(m)); diff != "" {
		t.Error(diff)
	}
	m, err = shape.Map(shape.Assets, header, map[string]shape.Field{"tag": shape.Ignored})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "", "type", ""}, fieldsOf(m)); diff != "" {
		t.Errorf("an ignored column was given to a field all the same:\n%s", diff)
	}
	for want, override := range map[string]map[string]shape.Field{
		"unknown_column":  {"Farbe": shape.Tag},
		"unknown_field":   {"tag": "colour"},
		"duplicate_field": {"tag": shape.Tag, "Nummer": shape.Tag},
	} {
		if _, err := shape.Map(shape.Assets, header, override); rental.ReasonOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestAColumnWhoseFieldAnotherHoldsSaysSo, for nobody looks twice at a list of
// columns in which the second "Notes" is one of many that are not read.
func TestAColumnWhoseFieldAnotherHoldsSaysSo(t *testing.T) {
	t.Parallel()
	because := func(header []string, override map[string]shape.Field) (out []string) {
		m, err := shape.Map(shape.Assets, header, override)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range m.Columns {
			out = append(out, c.Because)
		}
		return out
	}
	header := []string{"Tag", "Notes", "notes", "Bemerkung", "Shelf life", "Type", ""}
	if diff := cmp.Diff([]string{"header", "header", "taken", "taken", "", "header", ""}, because(header, nil)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"header", "caller", "header", "taken", "", "header", ""}, because(header, map[string]shape.Field{"B": shape.Ignored})); diff != "" {
		t.Errorf("one was to be ignored, and the next took its place:\n%s", diff)
	}
}

// TestWhatTheRowsAreIsFoundOut where headers fit one kind better than all others;
// else it is asked.
func TestWhatTheRowsAreIsFoundOut(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]shape.Kind{
		"Code|Name|Kind|Returns|Maker":          shape.ItemTypes,
		"tag|serial|type|place|notes":           shape.Assets,
		"Inventarnummer|Typ|Lagerort|Bemerkung": shape.Assets,
		"tag|type|place|quantity":               shape.Assets,
		"Typ|Lagerort|Anzahl":                   shape.Stock,
		"code|name|parent|address":              shape.Places,
		"Vorname|Nachname|E-Mail|Firma":         shape.People,
		"name|phone":                            shape.People,
		"code|name":                             "",
		"code|name|kind":                        "",
		"tag":                                   "",
		"Farbe|Bestellt|Geliefert":              "",
		"":                                      "",
	} {
		m, err := shape.Map("", strings.Split(header, "|"), nil)
		if want == "" {
			if rental.ReasonOf(err) != "unknown_kind" {
				t.Errorf("%s was answered %+v, %v", header, m, err)
			}
			continue
		}
		if err != nil || m.Kind != want {
			t.Errorf("%s is %+v, %v, want %s", header, m, err, want)
		}
	}
}

func read(t *testing.T, kind shape.Kind, header, row string) (shape.Record, string, []shape.Fault) {
	t.Helper()
	m, err := shape.Map(kind, strings.Split(header, "|"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m.Read(table.Row{Number: 2, Cells: strings.Split(row, "|")})
}

// TestSpreadsheetDamageIsNeverACode holds in every column whose text is scanned
// or matched.
func TestSpreadsheetDamageIsNeverACode(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"6.4E+15", "6,4E+15", "1E+05", "6.40001E+015", "-1.2e+10"} {
		_, _, faults := read(t, shape.Assets, "tag|serial|type|notes", value+"|S1|T|"+value)
		want := []shape.Fault{{
			Field: shape.Tag, Column: 1, Value: value, Reason: "excel_number",
			Message: "a spreadsheet has turned this code into a rounded number, and its last digits are lost",
			Hint:    "format the column as text in the spreadsheet, type the code in again from its label, and save as CSV",
		}}
		if diff := cmp.Diff(want, faults); diff != "" {
			t.Errorf("%s as a tag:\n%s", value, diff)
		}
		if _, _, faults := read(t, shape.Assets, "tag|serial|type", "A|"+value+"|T"); len(faults) != 1 || faults[0].Column != 2 {
			t.Errorf("%s as a serial number: %v", value, faults)
		}
		if _, _, faults := read(t, shape.People, "name|phone", "A|"+value); len(faults) != 1 {
			t.Errorf("%s as a telephone number: %v", value, faults)
		}
	}
	for _, value := range []string{"1E5", "E+15", "6.4E-15", "ME+10", "6.4", "00640000", "=1+1", "'; drop table assets; --", "<b>x</b>"} {
		r, _, faults := read(t, shape.Assets, "tag|type", value+"|T")
		if len(faults) != 0 || r.Get(shape.Tag) != value {
			t.Errorf("the tag %s was read as %q with %v", value, r.Get(shape.Tag), faults)
		}
	}
}

func TestCellsThatNoColumnNames(t *testing.T) {
	t.Parallel()
	for row, column := range map[string]int{"A|x|T": 2, "A||T|y": 4} {
		_, _, faults := read(t, shape.Assets, "tag||type", row)
		if len(faults) != 1 || faults[0].Reason != "no_header" || faults[0].Column != column {
			t.Errorf("%s: %v, want no_header at column %d", row, faults, column)
		}
	}
	r, _, faults := read(t, shape.Assets, "tag||type", "A||T||")
	if len(faults) != 0 || r.Get(shape.Type) != "T" {
		t.Errorf("blank columns: %v", faults)
	}
	if r, _, faults := read(t, shape.Assets, "tag|serial|type", "\u00a0A \u200b"); len(faults) != 0 || r.Get(shape.Tag) != "A" || r.Get(shape.Type) != "" {
		t.Errorf("a short row: %q %q %v", r.Get(shape.Tag), r.Get(shape.Type), faults)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"1.5": 1500, "1,5": 1500, "18 kg": 18000, "0,250": 250, "1,234.5": 1234500, "1.234,5": 1234500, "1.234": 1234, "1 234,5": 1234500,
		"1'234": 1234000, "-2": -2000, "€ 3": 3000, "0.0005": 1, "0.0004": 0, "12 Stück": 12000,
	} {
		if n, _, _, ok := shape.Number(text, 1000); !ok || n != want {
			t.Errorf("%q is %d (%v), want %d", text, n, ok, want)
		}
	}
	for _, text := range []string{"1,234", "12,345"} {
		if _, _, ambiguous, ok := shape.Number(text, 1); ok || !ambiguous {
			t.Errorf("%q was not found to have two readings", text)
		}
	}
	for _, text := range []string{"", "x", "1.2.3", "1e5", "6.4E+15", "--1", "1,2,3", "99999999999999999999", "0x10", "NaN", strings.Repeat("9", 500)} {
		if n, _, _, ok := shape.Number(text, 1000); ok {
			t.Errorf("%q was read as %d", text, n)
		}
	}
	if _, rest, _, ok := shape.Number("37.49040", 1); !rest || !ok {
		t.Error("37.4904 pieces were taken for a whole number")
	}
	if n, rest, _, ok := shape.Number("440.00000", 1); rest || !ok || n != 440 {
		t.Errorf("440.00000 is %d", n)
	}
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1.5", "1,234.5", "-0", "€ 1", "1 234", "12 pcs"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, rest, ambiguous, ok := shape.Number(s, 1000)
		if !ok && (n != 0 || rest) || ok && ambiguous {
			t.Fatalf("%q: %d %v %v %v", s, n, rest, ambiguous, ok)
		}
	})
}

// TestTimesAreReadAsTheyAreWritten: minutes are whole milliseconds again, a time
// of day ends with the day, and a moment without its zone is none.
func TestTimesAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, ms := range []int64{1, 59, 60_000, 90_000, 61_001, 5_400_000, 1<<52 + 1} {
		text := shape.Minutes(ms)
		if got, _, _, ok := shape.Number(text, 60_000); !ok || got != ms {
			t.Errorf("%d ms is written %s and read as %d", ms, text, got)
		}
	}
	if got := shape.Minutes(90_000) + shape.Minutes(0); got != "1.5" {
		t.Errorf("90 s is %s minutes", got)
	}
	for minutes := range 24*60 + 1 {
		if got, ok := shape.Clock(shape.TimeOfDay(minutes)); !ok || got != minutes {
			t.Errorf("%d is written %s and read as %d", minutes, shape.TimeOfDay(minutes), got)
		}
	}
	for _, bad := range []string{"", "8", "8:5", "24:01", "12:60", "-1:00", "noon", "08:00:30"} {
		if got, ok := shape.Clock(bad); ok {
			t.Errorf("%q was read as %d", bad, got)
		}
	}
	for text, want := range map[string]rental.Millis{
		"2026-12-24 18:00+01:00": 1798131600000, "2026-12-24 17:00:00Z": 1798131600000, "2026-12-24T17:00:00.123Z": 1798131600123, "2026-12-24 17:00 Z": 1798131600000,
	} {
		if got, ok := shape.Moment(text); !ok || got != want {
			t.Errorf("%s was read as %d, want %d", text, got, want)
		}
	}
	for _, bad := range []string{"", "2026-12-24", "2026-12-24 18:00", "24.12.2026", "tomorrow"} {
		if got, ok := shape.Moment(bad); ok {
			t.Errorf("%q was read as %d", bad, got)
		}
	}
}
