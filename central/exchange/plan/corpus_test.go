package plan_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange/catalogue"
	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// TestInvenTreeDemo reads the demo of another house whole: every location, part
// and stock item, with exact counts.
func TestInvenTreeDemo(t *testing.T) {
	t.Parallel()
	x := house()
	o := plan.Options{At: siteID}

	places := make1(t, sample(t, "inventree/locations.csv"), "", x, o)
	if diff := cmp.Diff(plan.Counts{Rows: 19, Created: 19}, places.Counts); diff != "" {
		t.Fatalf("locations: %s\n%v", diff, places.Errors)
	}
	keep(x, places)
	last := places.Puts[len(places.Puts)-1].Row.(rental.Place)
	if last.Code != "INV-SL38" || last.Name != "PCB Assembler" || last.ParentID != siteID || last.Kind != rental.PlaceRoom || last.SiteID != siteID {
		t.Errorf("the last location is %+v", last)
	}

	types := make1(t, sample(t, "inventree/parts.csv"), "", x, plan.Options{Categories: map[string]string{"5": "Resistors"}})
	if diff := cmp.Diff(plan.Counts{Rows: 414, Created: 414}, types.Counts); diff != "" {
		t.Fatalf("parts: %s\n%v", diff, types.Errors)
	}
	kinds, resistors, numbered := map[rental.ItemKind]int{}, 0, 0
	for _, put := range types.Puts {
		it := put.Row.(rental.ItemType)
		kinds[it.Kind]++
		if it.Category == "Resistors" {
			resistors++
		}
		if regexp.MustCompile(`^\d+$`).MatchString(it.Category) {
			numbered++
		}
	}
	if diff := cmp.Diff(map[rental.ItemKind]int{rental.Serialized: 14, rental.Fungible: 400}, kinds); diff != "" {
		t.Error(diff)
	}
	if want := strings.Count(sample(t, "inventree/parts.csv"), ",5,False,False,True"); resistors != want || numbered != 0 {
		t.Errorf("%d parts are resistors, want %d; %d have a number for a category", resistors, want, numbered)
	}
	keep(x, types)

	stock := sample(t, "inventree/stock_items.csv")
	things := make1(t, stock, "", x, o)
	// 299 bear serial numbers; of the other 807 InvenTree has rejected 3.
	if diff := cmp.Diff(plan.Counts{Rows: 1106, Created: 299, Skipped: 807}, things.Counts); diff != "" {
		t.Fatalf("stock items: %s\n%v", diff, things.Errors)
	}
	told := 0
	for _, n := range things.Notices {
		if !n.Skipped {
			told++
		}
	}
	// 28 are installed in others, 8 with customers, 2 quarantined.
	if told != 38 {
		t.Errorf("%d notices on things that are imported, want 38", told)
	}
	keep(x, things)
	if again := make1(t, stock, "", x, o); again.Counts.Unchanged != 299 || len(again.Puts) != 0 {
		t.Errorf("the second time: %+v", again.Counts)
	}

	counted := make1(t, stock, shape.Stock, x, o)
	if diff := cmp.Diff(plan.Counts{Rows: 1106, Created: 790, Skipped: 302, Wrong: 14}, counted.Counts); diff != "" {
		t.Fatalf("counted stock: %s", diff)
	}
	want := []string{
		"153/B tagged_type", "166/B tagged_type", "167/B tagged_type", "190/F not_whole", "195/B tagged_type", "196/B tagged_type", "197/B tagged_type",
		"198/B tagged_type", "199/B tagged_type", "200/B tagged_type", "201/B tagged_type", "283/F not_whole", "1080/F not_whole", "1082/F not_whole",
	}
	if diff := cmp.Diff(want, faults(counted)); diff != "" {
		t.Error(diff)
	}
	sum := int64(0)
	for _, s := range counted.Stock {
		sum += s.Quantity
	}
	if len(counted.Stock) != 453 || sum != sumOf(t, stock, 790) {
		t.Errorf("%d sums of %d pieces, the file says %d", len(counted.Stock), sum, sumOf(t, stock, 790))
	}
}

// sumOf adds the quantities of the rows that are counted stock by reading the
// file another way.
func sumOf(t *testing.T, text string, rows int) int64 {
	t.Helper()
	wrong := map[int]bool{}
	for _, n := range []int{153, 166, 167, 190, 195, 196, 197, 198, 199, 200, 201, 283, 1080, 1082} {
		wrong[n] = true
	}
	var sum int64
	n := 0
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if i == 0 || wrong[i+1] || cells[3] != "" || cells[6] == "65" {
			continue
		}
		var whole int64
		if _, err := fmt.Sscanf(cells[5], "%d", &whole); err != nil {
			t.Fatal(err)
		}
		sum += whole
		n++
	}
	if n != rows {
		t.Fatalf("%d rows of counted stock, want %d", n, rows)
	}
	return sum
}

func TestTheWholeFixtureLibrary(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../data/fixtures.csv")
	if err != nil {
		t.Fatal(err)
	}
	x := house()
	p := make1(t, string(b), "", x, plan.Options{})
	if diff := cmp.Diff(plan.Counts{Rows: 627, Created: 627}, p.Counts); diff != "" {
		t.Fatalf("%s\n%v", diff, p.Errors)
	}
	first := p.Puts[0].Row.(rental.ItemType)
	if first.Name != "Spica 250M" || first.WeightG != 18_000 || first.PowerW != 500 || first.Maker != "5Star Systems" || first.ExternalSource != "open-fixture-library" {
		t.Errorf("the first fixture is %+v", first)
	}
	keep(x, p)
	if again := make1(t, string(b), "", x, plan.Options{}); again.Counts.Unchanged != 627 {
		t.Errorf("the second time: %+v", again.Counts)
	}
}

// debian opens the data of a package, whose version the counts belong to.
func debian(t *testing.T, name, version, dir string) string {
	t.Helper()
	f, err := os.Open("/usr/share/doc/" + name + "/changelog.Debian.gz")
	if err != nil {
		t.Fatalf("the package %s is not installed: .ci/packages %s (%v)", name, name, err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 200)
	n, err := io.ReadFull(z, head)
	if err != nil && n == 0 {
		t.Fatal(err)
	}
	if !strings.Contains(string(head[:n]), "("+version+")") {
		t.Fatalf("the counts belong to %s %s, and this is %s", name, version, strings.SplitN(string(head[:n]), "\n", 2)[0])
	}
	return dir
}

func TestTheFixturesOfQLCPlus(t *testing.T) {
	t.Parallel()
	list, err := catalogue.QLC(os.DirFS(debian(t, "qlcplus-data", "4.12.6-1", "/usr/share/qlcplus/fixtures")))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(list, "", nil, house(), plan.Options{ImportID: importID})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plan.Counts{Rows: 1358, Created: 1358}, p.Counts); diff != "" || list.Files() != 1358 || list.Merged() != 0 {
		t.Errorf("%d files, %d merged: %s\n%v", list.Files(), list.Merged(), diff, p.Errors)
	}
	for _, put := range p.Puts {
		if it := put.Row.(rental.ItemType); it.Name == "YPOC Color" {
			if it.Maker != "GLP" || it.Category != "Moving Head" || it.Code != "qlcplus/glp/ypoc-color" {
				t.Errorf("got %+v", it)
			}
			return
		}
	}
	t.Error("the YPOC Color is missing")
}

func TestTheCamerasAndLensesOfLensfun(t *testing.T) {
	t.Parallel()
	list, err := catalogue.Lensfun(os.DirFS(debian(t, "liblensfun-data-v1", "0.3.3-1", "/usr/share/lensfun/version_1")))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(list, "", nil, house(), plan.Options{ImportID: importID})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plan.Counts{Rows: 1780, Created: 1780}, p.Counts); diff != "" || list.Files() != 54 || list.Merged() != 275 {
		t.Errorf("%d files, %d merged: %s\n%v", list.Files(), list.Merged(), diff, p.Errors)
	}
	kinds := map[string]int{}
	for _, put := range p.Puts {
		kinds[put.Row.(rental.ItemType).Category]++
	}
	if kinds["Camera"]+kinds["Lens"] != 1780 || kinds["Camera"] == 0 || kinds["Lens"] == 0 {
		t.Errorf("got %v", kinds)
	}
}

func TestTheExportsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file  string
		kind  shape.Kind
		o     plan.Options
		want  plan.Counts
		wrong []string
		rows  []string
	}{
		"Snipe-IT": {
			file: "samples/snipeit.csv", o: plan.Options{At: siteID, Create: true},
			// Two models; the store; London for the laptop is where its holder is.
			want: plan.Counts{Rows: 6, Created: 3, Skipped: 1, Wrong: 2, Besides: 3}, wrong: []string{"5/D excel_number", "7/D duplicate_in_file"},
			rows: []string{"NT-0001 5CG1234XYZ snipe-it/1", "NT-0002 5CG1234XYY snipe-it/2", "RD-0009 77814 snipe-it/5 +49 on the back"},
		},
		"Homebox": {
			file: "samples/homebox.csv", o: plan.Options{At: siteID, Create: true},
			want: plan.Counts{Rows: 5, Created: 3, Skipped: 2, Besides: 6},
			rows: []string{"000-001 S-100 homebox/a1b2 Stage mic left", "000-002 S-101 homebox/a1b3 Stage mic right", "000-004 RJ-9 homebox/a1b5 fragile"},
		},
		"Homebox, counted": {
			file: "samples/homebox.csv", kind: shape.Stock, o: plan.Options{At: siteID, Create: true},
			want: plan.Counts{Rows: 5, Created: 1, Skipped: 4, Besides: 4},
		},
		"Shelf": {
			file: "samples/shelf.csv", o: plan.Options{At: siteID, Create: true},
			want: plan.Counts{Rows: 4, Created: 3, Skipped: 1, Besides: 3},
			rows: []string{"qr7f3a9c01  shelf/clx1 Camera A", "qr7f3a9c02  shelf/clx2 Camera B", "SAM-0004  shelf/clx4"},
		},
		"Shelf, counted": {
			file: "samples/shelf.csv", kind: shape.Stock, o: plan.Options{At: siteID, Create: true},
			want: plan.Counts{Rows: 4, Created: 1, Skipped: 3, Besides: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := make1(t, sample(t, c.file), c.kind, house(), c.o)
			if diff := cmp.Diff(c.want, p.Counts); diff != "" {
				t.Errorf("%s\n%v\n%v", diff, p.Errors, p.Notices)
			}
			if diff := cmp.Diff(c.wrong, faults(p)); diff != "" {
				t.Error(diff)
			}
			var rows []string
			for _, put := range p.Puts {
				if a, ok := put.Row.(rental.Asset); ok {
					rows = append(rows, strings.TrimSpace(fmt.Sprintf("%s %s %s/%s %s", a.Tag, a.Serial, a.ExternalSource, a.ExternalRef, a.Notes)))
				}
			}
			if diff := cmp.Diff(c.rows, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzMake: whatever a list holds, a plan is made or the list is refused, and
// every row is accounted for.
func FuzzMake(f *testing.F) {
	for i, s := range []string{
		"tag,type,place\nA,LAMP,HQ\n", "code,name,parent\nA,A,B\nB,B,A\n", "name,email,company\nA,a@b,C\n", "type,place,quantity\nXLR10,HQ,3\n",
		"code,name,weight_kg,kind\nA,B,1,kit\n", sample(f, "samples/snipeit.csv"), sample(f, "samples/homebox.csv"), sample(f, "samples/shelf.csv"),
	} {
		f.Add([]byte(s), i)
	}
	f.Fuzz(func(t *testing.T, data []byte, kind int) {
		kinds := shape.Kinds()
		in, err := openTable(data)
		if err != nil {
			return
		}
		p, err := plan.Make(in, kinds[uint(kind)%uint(len(kinds))], nil, house(lamp(), cable()), plan.Options{ImportID: importID, At: siteID, Create: true, Source: "x"})
		if err != nil {
			if rental.CodeOf(err) == rental.CodeInternal {
				t.Fatal(err)
			}
			return
		}
		checkCounts(t, p)
		if err := p.WriteErrors(io.Discard); err != nil {
			t.Fatal(err)
		}
	})
}
