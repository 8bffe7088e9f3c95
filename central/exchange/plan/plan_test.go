package plan_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

const (
	importID = "0192a000-0000-7000-8000-0000000000aa"
	siteID   = "0192a000-0000-7000-8000-000000000001"
)

// house is a database with one site, and a type of each kind where they are asked for.
func house(rows ...rental.Row) *plan.Index {
	site := rental.Place{ID: siteID, Code: "HQ", Name: "Head office", Kind: rental.PlaceSite, Zone: "Europe/Berlin", Meta: rental.Meta{Rev: 1, SiteID: siteID}}
	return plan.NewIndex(append([]rental.Row{site}, rows...)...)
}

func lamp() rental.ItemType {
	return rental.ItemType{ID: "0192a000-0000-7000-8000-000000000101", Code: "LAMP", Name: "Lamp", Kind: rental.Serialized, Returns: true, Meta: rental.Meta{Rev: 3}}
}

func cable() rental.ItemType {
	return rental.ItemType{ID: "0192a000-0000-7000-8000-000000000102", Code: "XLR10", Name: "XLR 10 m", Kind: rental.Fungible, Returns: true, Meta: rental.Meta{Rev: 1}}
}

func make1(t testing.TB, text string, kind shape.Kind, look plan.Lookup, o plan.Options) *plan.Plan {
	t.Helper()
	in, err := table.Open(strings.NewReader(text), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o.ImportID == "" {
		o.ImportID = importID
	}
	p, err := plan.Make(in, kind, nil, look, o)
	if err != nil {
		t.Fatal(err)
	}
	checkCounts(t, p)
	return p
}

// checkCounts holds for every plan: each row is exactly one thing, and what is
// to be written is counted.
func checkCounts(t testing.TB, p *plan.Plan) {
	t.Helper()
	c := p.Counts
	if c.Rows != c.Created+c.Changed+c.Unchanged+c.Skipped+c.Wrong {
		t.Errorf("of %d rows are accounted for: %+v", c.Rows, c)
	}
	if p.Mapping.Kind != shape.Stock && len(p.Puts) != c.Created+c.Changed+c.Besides {
		t.Errorf("%d rows to write, counted %+v", len(p.Puts), c)
	}
	seen := map[string]bool{}
	for _, put := range p.Puts {
		if seen[put.Row.RowID()] {
			t.Errorf("the row %s is written twice", put.Row.RowID())
		}
		seen[put.Row.RowID()] = true
	}
}

// keep writes a plan into an index, as an import would.
func keep(x *plan.Index, p *plan.Plan) {
	for _, put := range p.Puts {
		m := put.Row.RowMeta()
		m.Rev++
		x.Add(put.Row.WithMeta(m))
	}
}

// faults shows errors as "row/column reason".
func faults(p *plan.Plan) []string {
	var out []string
	for _, e := range p.Errors {
		out = append(out, fmt.Sprintf("%d/%s %s", e.Row, table.ColumnName(e.Column), e.Reason))
	}
	return out
}

func TestEveryWrongCellIsNamed(t *testing.T) {
	t.Parallel()
	gone := rental.Place{ID: "p2", Code: "CUST", Name: "Customer", Kind: rental.PlaceCustomer, Meta: rental.Meta{Rev: 1}}
	other := rental.Asset{ID: "a1", Tag: "OLD-1", Serial: "S-77", ItemTypeID: lamp().ID, Meta: rental.Meta{Rev: 1, SiteID: siteID, ExternalSource: "erp", ExternalRef: "9"}}
	x := house(lamp(), cable(), gone, other)
	for name, c := range map[string]struct {
		kind shape.Kind
		text string
		want []string
	}{
		"a tag twice":             {shape.Assets, "tag,type,place\nA,LAMP,HQ\nB,LAMP,HQ\nA,LAMP,HQ\n", []string{"4/A duplicate_in_file"}},
		"no tag, no type":         {shape.Assets, "tag,type,place\n,LAMP,HQ\nB,,HQ\n", []string{"2/A missing_tag", "3/B missing_type"}},
		"a type that is not":      {shape.Assets, "tag,type,place\nA,LASER,HQ\n", []string{"2/B unknown_item_type"}},
		"a place that is not":     {shape.Assets, "tag,type,place\nA,LAMP,Mars\n", []string{"2/C unknown_place"}},
		"nowhere":                 {shape.Assets, "tag,type\nA,LAMP\n", []string{"2/ missing_place"}},
		"at a customer's":         {shape.Assets, "tag,type,place\nA,LAMP,CUST\n", []string{"2/C missing_site"}},
		"a counted type":          {shape.Assets, "tag,type,place\nA,XLR10,HQ\n", []string{"2/B counted_type"}},
		"several things":          {shape.Assets, "tag,type,place,quantity\nA,LAMP,HQ,3\nB,LAMP,HQ,1\n", []string{"2/D not_single"}},
		"a code that is a place":  {shape.Assets, "tag,type,place\nHQ,LAMP,HQ\n", []string{"2/A code_taken"}},
		"a code of a type":        {shape.Assets, "tag,type,place\nXLR10,LAMP,HQ\n", []string{"2/A code_taken"}},
		"a serial of the list":    {shape.Assets, "tag,serial,type,place\nA,X9,LAMP,HQ\nX9,,LAMP,HQ\n", []string{"3/A code_taken"}},
		"excel":                   {shape.Assets, "tag,type,place\n6.4E+15,LAMP,HQ\n", []string{"2/A excel_number"}},
		"two faults in a row":     {shape.Assets, "tag,type,place\n,LASER,Mars\n", []string{"2/A missing_tag", "2/B unknown_item_type", "2/C unknown_place"}},
		"a broken quote":          {shape.Assets, "tag,type,place\n\"A\"x,LAMP,HQ\nB,LAMP,HQ\n", []string{"2/A bad_quote"}},
		"a long tag":              {shape.Assets, "tag,type,place\n" + strings.Repeat("x", 201) + ",LAMP,HQ\n", []string{"2/A text_too_long"}},
		"a bad number":            {shape.ItemTypes, "code,name,weight_kg,power\nA,A,x,-1\nB,B,\"1,234\",2\n", []string{"2/C bad_number", "2/D negative", "3/C ambiguous_number"}},
		"a value without its cur": {shape.ItemTypes, "code,name,value\nA,A,5\n", []string{"2/C bad_currency"}},
		"a kind that is none":     {shape.ItemTypes, "code,name,kind,returns\nA,A,heavy,perhaps\n", []string{"2/C unknown_word", "2/D bad_flag"}},
		"a kind that is fixed":    {shape.ItemTypes, "code,name,kind\nLAMP,Lamp,fungible\n", []string{"2/C kind_is_fixed"}},
		"a pattern":               {shape.ItemTypes, "code,name,tag_pattern\nA,A,(\nB,B,x\n", []string{"2/C bad_tag_pattern", "3/C bad_tag_pattern"}},
		"half a piece":            {shape.Stock, "type,place,quantity\nXLR10,HQ,2.5\nXLR10,HQ,-1\nXLR10,HQ,\n", []string{"2/C not_whole", "3/C negative", "4/C missing_quantity"}},
		"tagged things counted":   {shape.Stock, "type,place,quantity\nLAMP,HQ,2\n", []string{"2/A tagged_type"}},
		"people":                  {shape.People, "name,email,site,capabilities\n,a@b.c,HQ,look\nB,bc,CUST,\nC,,HQ,fly\n", []string{"2/A missing_name", "3/B bad_email", "3/C unknown_site", "4/D unknown_capability"}},
		"an address twice":        {shape.People, "name,email\nA,x@y.z\nB,X@Y.Z\n", []string{"3/B duplicate_in_file"}},
		"a name twice":            {shape.People, "name\nA\na\n", []string{"3/A duplicate_in_file"}},
		"a place in itself": {shape.Places, "code,name,parent,kind\nA,A,B,room\nB,B,C,room\nC,C,A,room\nD,D,C,room\nE,E,E,room\n",
			[]string{"2/C cycle", "3/C cycle", "4/C cycle", "5/C wrong_parent", "6/C cycle"}},
		"a root without a zone": {shape.Places, "code,name,kind\nA,A,site\nB,B,room\n", []string{"2/ bad_zone", "3/ missing_parent"}},
		"a shelf with a zone":   {shape.Places, "code,name,kind,parent,zone\nA,A,shelf,HQ,UTC\n", []string{"2/E sites_only"}},
		"an unknown parent":     {shape.Places, "code,name,parent\nA,A,Mars\n", []string{"2/C unknown_place"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := make1(t, c.text, c.kind, x, plan.Options{})
			if diff := cmp.Diff(c.want, faults(p)); diff != "" {
				t.Error(diff)
			}
			for _, e := range p.Errors {
				if e.Message == "" || e.Hint == "" {
					t.Errorf("%+v does not say what to do", e)
				}
			}
		})
	}
}

func TestAListIsUnchangedTheSecondTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind shape.Kind
		text string
		made plan.Counts
	}{
		"types":  {shape.ItemTypes, "code,name,maker,weight_kg,value,currency\nA,Alpha,M,\"1,5\",10.50,EUR\nB,Beta,,,,\n", plan.Counts{Rows: 2, Created: 2}},
		"assets": {shape.Assets, "tag,serial,type,place,owner\nA-1,S1,LAMP,HQ,\nA-2,S2,Lamp,Head office,Lightrent\n", plan.Counts{Rows: 2, Created: 2, Besides: 1}},
		"places": {shape.Places, "code,name,parent,kind\nR1-S1,Shelf 1,R1,\nR1,Room 1,HQ,room\n", plan.Counts{Rows: 2, Created: 2}},
		"people": {shape.People, "name,email,company,site\nAnna,a@b.de,Stage AG,HQ\nBen,,Stage AG,HQ\nBen,,Other AG,\n", plan.Counts{Rows: 3, Created: 3, Besides: 2}},
		"by ref": {shape.Assets, "external_ref,tag,type,place\n1,A-1,LAMP,HQ\n2,A-2,LAMP,HQ\n", plan.Counts{Rows: 2, Created: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := house(lamp())
			o := plan.Options{Source: "old-erp"}
			p := make1(t, c.text, c.kind, x, o)
			if diff := cmp.Diff(c.made, p.Counts); diff != "" {
				t.Fatalf("%s\n%v", diff, p.Errors)
			}
			keep(x, p)
			o.ImportID = "0192a000-0000-7000-8000-0000000000bb"
			again := make1(t, c.text, c.kind, x, o)
			if diff := cmp.Diff(plan.Counts{Rows: c.made.Rows, Unchanged: c.made.Rows}, again.Counts); diff != "" {
				t.Errorf("%s\n%v", diff, again.Errors)
			}
		})
	}
}

func TestOneListMakesOnePlan(t *testing.T) {
	t.Parallel()
	text := "tag,type,place,owner\nA,LAMP,HQ,X\nB,LAMP,HQ,Y\n"
	a, b := make1(t, text, shape.Assets, house(lamp()), plan.Options{}), make1(t, text, shape.Assets, house(lamp()), plan.Options{})
	if diff := cmp.Diff(a.Puts, b.Puts); diff != "" {
		t.Error(diff)
	}
	c := make1(t, text, shape.Assets, house(lamp()), plan.Options{ImportID: "0192a000-0000-7000-8000-0000000000cc"})
	if a.Puts[0].Row.RowID() == c.Puts[0].Row.RowID() {
		t.Error("two imports mint the same ids")
	}
}

func TestWhatAnImportChanges(t *testing.T) {
	t.Parallel()
	stands := rental.Asset{
		ID: "a1", Tag: "A-1", Serial: "S1", Notes: "mended once", ItemTypeID: lamp().ID, Status: rental.Deployed, PlaceID: "elsewhere", HomePlaceID: siteID, HomeSiteID: siteID,
		Meta: rental.Meta{Rev: 7, SiteID: "other", ExternalSource: "erp", ExternalRef: "1"},
	}
	room := rental.Place{ID: "r1", Code: "R1", Name: "Room 1", Kind: rental.PlaceRoom, ParentID: siteID, Meta: rental.Meta{Rev: 1, SiteID: siteID}}
	p := make1(t, "external_ref,tag,serial,type,place,notes\n1,A-9,,LAMP,R1,\n", shape.Assets, house(lamp(), stands, room), plan.Options{Source: "erp"})
	want := stands
	want.Tag, want.HomePlaceID = "A-9", "r1"
	if diff := cmp.Diff([]plan.Put{{Number: 2, Row: want, Before: stands}}, p.Puts); diff != "" {
		t.Errorf("a blank cell erased, or a list moved a thing that is out:\n%s", diff)
	}
	p = make1(t, "external_ref,tag,type,place\n2,A-1,LAMP,R1\n", shape.Assets, house(lamp(), stands, room), plan.Options{Source: "erp"})
	if diff := cmp.Diff([]string{"2/B other_origin"}, faults(p)); diff != "" {
		t.Error(diff)
	}
	p = make1(t, "external_ref,tag,type,place\n2,A-1,LAMP,R1\n", shape.Assets, house(lamp(), withoutOrigin(stands), room), plan.Options{Source: "erp"})
	if p.Counts.Changed != 1 || p.Puts[0].Row.RowMeta().ExternalRef != "2" {
		t.Errorf("a row without an origin was not taken over: %+v %v", p.Counts, p.Errors)
	}
}

func withoutOrigin(a rental.Asset) rental.Asset {
	a.ExternalSource, a.ExternalRef = "", ""
	return a
}

func TestPlacesByPathInAnyOrder(t *testing.T) {
	t.Parallel()
	x := house()
	p := make1(t, "code,path\nS2,HQ / Room 2 / Shelf 1\nS1,HQ / Room 1 / Shelf 1\nR1,HQ / Room 1\nR2,HQ / Room 2\n", shape.Places, x, plan.Options{})
	var got []string
	for _, put := range p.Puts {
		pl := put.Row.(rental.Place)
		got = append(got, fmt.Sprintf("%s %s %s in %s at %s", pl.Code, pl.Kind, pl.Name, codeOf(p, pl.ParentID), codeOf(p, rental.PlaceID(pl.SiteID))))
	}
	want := []string{"R2 room Room 2 in HQ at HQ", "S2 shelf Shelf 1 in R2 at HQ", "R1 room Room 1 in HQ at HQ", "S1 shelf Shelf 1 in R1 at HQ"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%v", diff, p.Errors)
	}
	keep(x, p)
	x.Add(lamp())
	things := make1(t, "tag,type,place\nA,LAMP,Room 2 / Shelf 1\nB,LAMP,Head office > Room 1 > Shelf 1\nC,LAMP,Shelf 1\nD,LAMP,HQ/Shelf 1\n", shape.Assets, x, plan.Options{})
	if diff := cmp.Diff([]string{"4/C ambiguous", "5/C unknown_place"}, faults(things)); diff != "" {
		t.Error(diff)
	}
	for i, code := range []string{"S2", "S1"} {
		if at := codeOf(p, things.Puts[i].Row.(rental.Asset).PlaceID); at != code {
			t.Errorf("thing %d stands at %s, want %s", i, at, code)
		}
	}
}

func codeOf(p *plan.Plan, id rental.PlaceID) string {
	for _, put := range p.Puts {
		if pl, ok := put.Row.(rental.Place); ok && pl.ID == id {
			return pl.Code
		}
	}
	if id == siteID {
		return "HQ"
	}
	return string(id)
}

func TestPlacesNestTwelveDeep(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("code,name,parent\n")
	parent := "HQ"
	for n := 2; n <= 13; n++ {
		fmt.Fprintf(&b, "L%d,Level %d,%s\n", n, n, parent)
		parent = fmt.Sprintf("L%d", n)
	}
	p := make1(t, b.String(), shape.Places, house(), plan.Options{})
	if diff := cmp.Diff([]string{"13/C too_deep"}, faults(p)); diff != "" {
		t.Error(diff)
	}
}

// TestAChainWithoutEnd: a list that is one long chain is refused in a time that
// grows with its length and no faster.
func TestAChainWithoutEnd(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("code,name,parent\n")
	const length = 20_000
	for n := range length {
		fmt.Fprintf(&b, "L%d,Level %d,L%d\n", n, n, n+1)
	}
	p := make1(t, b.String(), shape.Places, house(), plan.Options{})
	if p.Counts.Wrong != length || len(p.Puts) != 0 {
		t.Errorf("%+v", p.Counts)
	}
}

func TestMissingTypesAndPlacesAreMade(t *testing.T) {
	t.Parallel()
	text := "tag,type,type_code,maker,place\nA,Spot,SP-1,Acme,Aisle A / Shelf 1\nB,Spot,SP-1,Acme,Aisle A / Shelf 2\nC,Flood,,Acme,Aisle A\n"
	p := make1(t, text, shape.Assets, house(), plan.Options{At: siteID, Create: true})
	if diff := cmp.Diff(plan.Counts{Rows: 3, Created: 3, Besides: 5}, p.Counts); diff != "" {
		t.Fatalf("%s\n%v", diff, p.Errors)
	}
	var besides []string
	for _, put := range p.Puts {
		if put.Number == 0 {
			switch r := put.Row.(type) {
			case rental.ItemType:
				besides = append(besides, "type "+r.Code+" "+r.Name)
			case rental.Place:
				besides = append(besides, "place "+r.Code+" "+string(r.Kind))
			}
		}
	}
	want := []string{"type SP-1 Spot", "place HQ-AISLE-A room", "place HQ-AISLE-A-SHELF-1 shelf", "place HQ-AISLE-A-SHELF-2 shelf", "type Flood Flood"}
	if diff := cmp.Diff(want, besides); diff != "" {
		t.Error(diff)
	}
	if p := make1(t, text, shape.Assets, house(), plan.Options{At: siteID}); p.Counts.Wrong != 3 {
		t.Errorf("things were made that nobody asked for: %+v", p.Counts)
	}
}

func TestTheErrorFileCanBeMendedAndImportedAgain(t *testing.T) {
	t.Parallel()
	x := house(lamp())
	p := make1(t, "Inventarnummer;Typ;Ort;Notiz\nA;LAMP;HQ;\n;LASER;HQ;=1+1\nC;LAMP;Mars;\"two\nlines\"\n", shape.Assets, x, plan.Options{})
	var file strings.Builder
	if err := p.WriteErrors(&file); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffInventarnummer,Typ,Ort,Notiz,error_column,error,what_to_do\n" +
		",LASER,HQ,'=1+1,Inventarnummer; Typ,the tag is missing; there is no item type of this code or name,fill in the cell; import the item types first, or let missing ones be made\n" +
		"C,LAMP,Mars,\"two\nlines\",Ort,\"there is no place of this code, name or path\",\"import the places first, or let missing ones be made\"\n"
	want = strings.Replace(want, "fill in the cell; import the item types first, or let missing ones be made", "\"fill in the cell; import the item types first, or let missing ones be made\"", 1)
	if diff := cmp.Diff(want, file.String()); diff != "" {
		t.Fatal(diff)
	}
	mended := strings.NewReplacer("\n,LASER", "\nB,LAMP", "Mars", "HQ").Replace(file.String())
	again := make1(t, mended, shape.Assets, x, plan.Options{})
	if diff := cmp.Diff(plan.Counts{Rows: 2, Created: 2}, again.Counts); diff != "" {
		t.Fatalf("%s\n%v", diff, again.Errors)
	}
	if got := again.Puts[0].Row.(rental.Asset).Notes; got != "=1+1" {
		t.Errorf("the formula came back as %q", got)
	}
}

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	in, err := table.Open(strings.NewReader("\n\n"), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Make(in, shape.Assets, nil, house(), plan.Options{}); rental.ReasonOf(err) != "empty_file" {
		t.Errorf("got %v", err)
	}
	p := make1(t, "tag,type\n", shape.Assets, house(), plan.Options{})
	if p.Counts.Rows != 0 || len(p.Puts) != 0 {
		t.Errorf("a header alone made %+v", p.Counts)
	}
}

type failing struct{ plan.Lookup }

var errLookup = errors.New("the database is gone")

func (failing) Find(plan.Query) ([]rental.Row, error) { return nil, errLookup }

func TestAFailingLookupIsNoUnknownRow(t *testing.T) {
	t.Parallel()
	for kind, text := range map[shape.Kind]string{
		shape.Assets: "tag,type,place\nA,LAMP,HQ\n", shape.Places: "code,name,parent\nA,A,HQ\n", shape.People: "name\nA\n", shape.ItemTypes: "code,name\nA,A\n",
		shape.Stock: "type,place,quantity\nA,HQ,1\n",
	} {
		in, err := table.Open(strings.NewReader(text), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan.Make(in, kind, nil, failing{house()}, plan.Options{ImportID: importID}); !errors.Is(err, errLookup) {
			t.Errorf("%s: got %v", kind, err)
		}
	}
}

func sample(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func openTable(data []byte) (*table.Reader, error) {
	return table.Open(strings.NewReader(string(data)), table.Options{})
}
