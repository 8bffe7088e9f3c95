package shape

import (
	"slices"
	"strings"
)

// Dialect is how another program exports a list.
type Dialect struct {
	// Name is what people call the program, Source what its rows bear as
	// external_source.
	Name, Source string
	// Kinds are what its list can be read as; the first unless the caller says.
	Kinds []Kind
	// marks are the folded headers that only this program's list has together.
	marks   []string
	columns map[string]Field
	// adapt turns a row into fields that stand in no column; it may say that the
	// row is none of this kind, and why.
	adapt func(kind Kind, r *Record) (skip string)
}

// ByRef reports whether the dialect's references to types and places are ids of
// that program.
func (d *Dialect) ByRef() bool { return d != nil && d.Source == sourceInvenTree }

// The sources.
const (
	sourceSnipeIT   = "snipe-it"
	sourceInvenTree = "inventree"
	sourceHomebox   = "homebox"
	sourceShelf     = "shelf"
	sourceFixtures  = "open-fixture-library"
	sourceQLC       = "qlcplus"
	sourceLensfun   = "lensfun"
)

var dialects = []*Dialect{
	{
		Name: "Snipe-IT", Source: sourceSnipeIT, Kinds: []Kind{Assets},
		marks: []string{"asset tag", "model", "category", "default location"},
		columns: map[string]Field{
			"id": ExternalRef, "asset tag": Tag, "serial": Serial, "model": Type, "model no": TypeCode, "category": Category, "manufacturer": Maker,
			"location": Place, "default location": HomePlace, "status": Status, "checked out": Holder, "checked out to": Holder, "notes": Notes,
		},
		adapt: adaptSnipeIT,
	},
	{
		Name: "InvenTree (stock)", Source: sourceInvenTree, Kinds: []Kind{Assets, Stock},
		marks: []string{"id", "part", "location", "serial", "quantity", "status"},
		columns: map[string]Field{
			"id": ExternalRef, "part": Type, "location": Place, "serial": Serial, "quantity": Quantity, "status": Status, "notes": Notes,
		},
		adapt: adaptInvenTreeStock,
	},
	{
		Name: "InvenTree (parts)", Source: sourceInvenTree, Kinds: []Kind{ItemTypes},
		marks:   []string{"id", "name", "ipn", "trackable"},
		columns: map[string]Field{"id": ExternalRef, "name": Name, "ipn": Code},
		adapt:   adaptInvenTreePart,
	},
	{
		Name: "InvenTree (locations)", Source: sourceInvenTree, Kinds: []Kind{Places},
		marks:   []string{"id", "name", "parent", "pathstring"},
		columns: map[string]Field{"id": ExternalRef, "name": Name, "parent": Parent},
		adapt:   adaptInvenTreeLocation,
	},
	{
		Name: "Homebox", Source: sourceHomebox, Kinds: []Kind{Assets, Stock},
		marks: []string{"hb location", "hb name", "hb quantity"},
		columns: map[string]Field{
			"hb import ref": ExternalRef, "hb asset id": Tag, "hb serial number": Serial, "hb location": Place, "hb manufacturer": Maker,
			"hb quantity": Quantity, "hb notes": Notes,
		},
		adapt: adaptHomebox,
	},
	{
		Name: "Shelf", Source: sourceShelf, Kinds: []Kind{Assets, Stock},
		marks: []string{"name", "qr id", "custody", "available to book"},
		columns: map[string]Field{
			"id": ExternalRef, "qr id": Tag, "category": Category, "location": Place, "custody": Holder, "status": Status,
			"quantity": Quantity, "asset model": Type,
		},
		adapt: adaptShelf,
	},
	{
		Name: "Open Fixture Library", Source: sourceFixtures, Kinds: []Kind{ItemTypes},
		marks: []string{"code", "name", "manufacturer", "categories", "rdm model id", "modes"},
		columns: map[string]Field{
			"code": Code, "name": Name, "manufacturer": Maker, "categories": Category, "weight kg": WeightKg, "power w": PowerW,
		},
		adapt: func(_ Kind, r *Record) string { r.Set(ExternalRef, r.Get(Code)); return "" },
	},
	{Name: "QLC+ fixtures", Source: sourceQLC, Kinds: []Kind{ItemTypes}, marks: []string{"qlcplus fixture", "code", "name"}, columns: catalogueColumns("qlcplus fixture")},
	{Name: "Lensfun", Source: sourceLensfun, Kinds: []Kind{ItemTypes}, marks: []string{"lensfun model", "code", "name"}, columns: catalogueColumns("lensfun model")},
}

func catalogueColumns(ref string) map[string]Field {
	return map[string]Field{
		ref: ExternalRef, "code": Code, "name": Name, "maker": Maker, "category": Category, "weight kg": WeightKg, "power w": PowerW,
	}
}

// recognise finds the program whose marks a header bears all. Where the caller
// names a kind that the program's list is not, it is read as anybody's.
func recognise(kind Kind, header []string) *Dialect {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = Fold(h)
	}
	for _, d := range dialects {
		all := !slices.ContainsFunc(d.marks, func(m string) bool { return !slices.Contains(folded, m) })
		if all && (kind == "" || slices.Contains(d.Kinds, kind)) {
			return d
		}
	}
	return nil
}

func adaptSnipeIT(_ Kind, r *Record) string {
	if r.Get(HomePlace) == "" {
		r.Set(HomePlace, r.Get(Place))
	}
	if strings.Contains(strings.ToLower(r.Get(Status)), "archived") {
		return "it is archived in Snipe-IT"
	}
	return ""
}

// InvenTree's short barcodes, which its own labels bear.
const (
	inventreeStock    = "INV-SI"
	inventreePart     = "INV-PA"
	inventreeLocation = "INV-SL"
)

// inventreeGone are the states of stock that is there no more.
var inventreeGone = map[string]string{"60": "destroyed", "65": "rejected", "70": "lost"}

var inventreeDoubtful = map[string]string{"50": "attention needed", "55": "damaged", "75": "quarantined", "85": "returned"}

func adaptInvenTreeStock(kind Kind, r *Record) string {
	state, _, _ := strings.Cut(r.Get(Status), " ")
	if word, gone := inventreeGone[state]; gone {
		return "it is " + word + " in InvenTree"
	}
	r.Set(Status, inventreeDoubtful[state])
	if customer := r.Other("customer"); customer != "" {
		r.Set(Holder, "customer "+customer)
	}
	if outer := r.Other("belongs to"); outer != "" {
		r.Set(Holder, inventreeStock+outer+", in which it is installed")
	}
	serialized := r.Get(Serial) != ""
	switch {
	case kind == Assets && !serialized:
		return "it has no serial number: it is counted stock"
	case kind == Stock && serialized:
		return "it has a serial number: it is an item"
	}
	r.Set(Tag, inventreeStock+r.Get(ExternalRef))
	return ""
}

func adaptInvenTreePart(_ Kind, r *Record) string {
	if r.Get(Code) == "" {
		r.Set(Code, inventreePart+r.Get(ExternalRef))
	}
	r.Set(TypeKind, "fungible")
	if yes, ok := Bool(r.Other("trackable")); ok && yes {
		r.Set(TypeKind, "serialized")
	}
	r.Set(Category, r.Other("category name"))
	if r.Get(Category) == "" {
		r.Set(Category, r.Other("category"))
	}
	if active, ok := Bool(r.Other("active")); ok && !active {
		r.Set(Archived, "yes")
	}
	return ""
}

func adaptInvenTreeLocation(_ Kind, r *Record) string {
	r.Set(Code, inventreeLocation+r.Get(ExternalRef))
	return ""
}

func adaptHomebox(kind Kind, r *Record) string {
	if sold := r.Other("hb sold time"); sold != "" && !strings.HasPrefix(sold, "0001-01-01") {
		return "it is sold in Homebox"
	}
	if r.Get(ExternalRef) == "" {
		r.Set(ExternalRef, r.Get(Tag))
	}
	r.Set(Type, r.Other("hb name"))
	if model := r.Other("hb model number"); model != "" {
		r.Set(Type, model)
		if r.Get(Notes) == "" {
			r.Set(Notes, r.Other("hb name"))
		}
	}
	return counted(kind, r, r.Get(Quantity) != "" && r.Get(Quantity) != "1")
}

func adaptShelf(kind Kind, r *Record) string {
	if r.Get(Tag) == "" {
		r.Set(Tag, r.Other("asset id"))
	}
	if r.Get(ExternalRef) == "" {
		r.Set(ExternalRef, r.Get(Tag))
	}
	name := r.Other("name")
	switch {
	case r.Get(Type) == "":
		r.Set(Type, name)
	case name != r.Get(Type):
		r.Set(Notes, name)
	}
	// "12 pcs": the unit is the type's.
	number, _, _ := strings.Cut(r.Get(Quantity), " ")
	r.Set(Quantity, number)
	return counted(kind, r, Fold(r.Other("tracking method")) == "tracked by quantity")
}

// counted sorts the rows of a list that holds both items and counted stock.
func counted(kind Kind, _ *Record, many bool) string {
	switch {
	case kind == Assets && many:
		return "it is counted stock: import the list as stock, too"
	case kind == Stock && !many:
		return "it is a single item: import the list as assets, too"
	}
	return ""
}
