// Package shape knows what lists of item types, items, places, people and stock
// look like: their fields, the headers by which people and other programs call
// them, and the values that a cell may hold.
//
// Invariants: pure; a header names at most one field, and what it was taken for
// can be shown and overridden before anything is planned. A value is never
// guessed: what has two readings is refused.
//
// Concurrency: tables that are built once and only read; Mappings and Records
// are plain values of one goroutine.
package shape

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

// Kind is what the rows of a file are.
type Kind string

// The kinds.
const (
	ItemTypes Kind = "item_types"
	Assets    Kind = "assets"
	Places    Kind = "places"
	People    Kind = "people"
	Stock     Kind = "stock"
)

// Kinds lists every kind, in the order in which a new house imports them.
func Kinds() []Kind { return []Kind{Places, ItemTypes, Assets, Stock, People} }

// Field is what a column means.
type Field string

// The fields. Each kind has some of them: Fields.
const (
	ExternalRef Field = "external_ref"
	// ExternalSource is whose reference it is; without it the whole list's.
	ExternalSource Field = "external_source"
	Code           Field = "code"
	Name           Field = "name"
	Maker          Field = "maker"
	Category       Field = "category"
	TypeKind       Field = "kind"
	Returns        Field = "returns"
	Container      Field = "container"
	WeightKg       Field = "weight_kg"
	WeightG        Field = "weight_g"
	PowerW         Field = "power_w"
	TagPattern     Field = "tag_pattern"
	TagPrefix      Field = "tag_prefix"
	Silhouette     Field = "silhouette"
	Inspect        Field = "inspect_on_return"
	Turnaround     Field = "turnaround_min"
	Value          Field = "replacement_value"
	Currency       Field = "currency"
	Archived       Field = "archived"
	Tag            Field = "tag"
	Serial         Field = "serial"
	Type           Field = "type"
	TypeCode       Field = "type_code"
	Place          Field = "place"
	HomePlace      Field = "home_place"
	Owner          Field = "owner"
	Notes          Field = "notes"
	MustReturn     Field = "must_return_by"
	Status         Field = "status"
	Holder         Field = "holder"
	Quantity       Field = "quantity"
	Parent         Field = "parent"
	Path           Field = "path"
	PlaceKind      Field = "place_kind"
	Address        Field = "address"
	Zone           Field = "time_zone"
	Opens          Field = "opens"
	Closes         Field = "closes"
	ClosedDays     Field = "closed_days"
	Grace          Field = "grace_min"
	FirstName      Field = "first_name"
	LastName       Field = "last_name"
	Email          Field = "email"
	Phone          Field = "phone"
	Company        Field = "company"
	JobTitle       Field = "job_title"
	Site           Field = "site"
	Rights         Field = "capabilities"
	// Ignored is a column that is not read.
	Ignored Field = ""
)

// words are the headers of each field, folded: English, German, and what other
// programs write. What is only right for one kind stands in kindWords.
var words = map[Field][]string{
	ExternalRef:    {"external ref", "external id", "foreign id", "fremdschlüssel", "externe id", "externe nummer"},
	ExternalSource: {"external source"},
	Code:           {"code", "kürzel", "artikelnummer", "artikelnr", "artikel nr", "article number", "article no", "sku", "ipn", "typnummer", "kennung"},
	Name:           {"name", "bezeichnung", "title", "titel", "benennung"},
	Maker:          {"maker", "manufacturer", "brand", "hersteller", "marke", "fabrikat", "make"},
	Category:       {"category", "categories", "kategorie", "warengruppe", "gruppe", "group"},
	TypeKind:       {"kind", "art", "tracking", "verfolgung"},
	Returns:        {"returns", "returnable", "kommt zurück", "rückgabe"},
	Container:      {"container", "case", "behälter"},
	WeightKg:       {"weight kg", "gewicht kg", "weight", "gewicht"},
	WeightG:        {"weight g", "gewicht g"},
	PowerW:         {"power w", "power", "watt", "leistung w", "leistung", "watts"},
	TagPattern:     {"tag pattern", "code muster"},
	TagPrefix:      {"tag prefix", "code präfix", "etikett präfix"},
	Silhouette:     {"silhouette", "umriss"},
	Inspect:        {"inspect on return", "prüfen bei rückgabe"},
	Turnaround:     {"turnaround min", "rüstzeit min"},
	Value:          {"replacement value", "value", "price", "neuwert", "wiederbeschaffungswert", "preis", "wert"},
	Currency:       {"currency", "währung", "replacement currency"},
	Archived:       {"archived", "archiviert"},
	Tag:            {"tag", "asset tag", "barcode", "inventory number", "inventory no", "inventarnummer", "inventar nr", "inventarnr", "asset no", "label", "etikett"},
	Serial:         {"serial", "serial number", "serial no", "seriennummer", "serien nr", "seriennr", "sn", "s n"},
	Type:           {"type", "item type", "model", "typ", "artikeltyp", "modell", "gerätetyp", "artikel", "item", "type name", "name", "bezeichnung"},
	TypeCode:       {"type code", "item type code", "model no", "model number", "typ code", "modellnummer"},
	Place:          {"place", "location", "shelf", "ort", "lagerort", "standort", "lagerplatz", "regal", "stellplatz", "place code"},
	HomePlace:      {"home place", "home", "default location", "heimatplatz", "stammplatz"},
	Owner:          {"owner", "eigentümer", "besitzer", "vermieter"},
	Notes:          {"notes", "note", "comment", "comments", "remarks", "notizen", "notiz", "bemerkung", "bemerkungen", "kommentar", "anmerkung"},
	MustReturn:     {"must return by", "return by", "muss zurück bis"},
	Status:         {"status", "state", "zustand"},
	Holder:         {"checked out", "checked out to", "custody", "custodian", "ausgeliehen an", "holder"},
	Quantity:       {"quantity", "qty", "count", "on hand", "menge", "anzahl", "stück", "bestand", "stückzahl"},
	Parent:         {"parent", "within", "parent code", "parent place", "übergeordnet", "in", "liegt in"},
	Path:           {"path", "pfad", "full path"},
	PlaceKind:      {"kind", "place kind", "type", "art", "typ"},
	Address:        {"address", "adresse", "anschrift"},
	Zone:           {"time zone", "timezone", "zone", "zeitzone"},
	Opens:          {"opens", "öffnet"},
	Closes:         {"closes", "schließt"},
	ClosedDays:     {"closed days", "geschlossen am"},
	Grace:          {"grace min", "karenz min"},
	FirstName:      {"first name", "given name", "vorname"},
	LastName:       {"last name", "surname", "family name", "nachname", "familienname"},
	Email:          {"email", "e mail", "mail", "e mail address", "email address", "e mail adresse"},
	Phone:          {"phone", "telephone", "mobile", "phone number", "telefon", "telefonnummer", "handy", "mobil", "tel"},
	Company:        {"company", "firma", "kunde", "customer", "organisation", "organization", "unternehmen"},
	JobTitle:       {"job title", "role", "position", "funktion", "rolle", "beruf"},
	Site:           {"site", "site code", "standort", "niederlassung", "branch"},
	Rights:         {"capabilities", "rights", "rechte", "berechtigungen"},
}

// codes are the fields in which a number that a spreadsheet rounded is damage.
var codes = []Field{Tag, Serial, Code, TypeCode, ExternalRef, Phone}

// fields lists what each kind has, the first of those that a header may name
// winning.
var fields = map[Kind][]Field{
	ItemTypes: {ExternalRef, Code, Name, Maker, Category, TypeKind, Returns, Container, WeightKg, WeightG, PowerW, TagPattern, TagPrefix, Silhouette, Inspect, Turnaround, Value, Currency, Archived, ExternalSource},
	Assets:    {ExternalRef, Tag, Serial, Type, TypeCode, Place, HomePlace, Owner, Maker, Category, Notes, MustReturn, Status, Holder, Quantity, ExternalSource},
	Places:    {ExternalRef, Code, Name, PlaceKind, Parent, Path, Address, Zone, Opens, Closes, ClosedDays, Grace, Archived, ExternalSource},
	People:    {ExternalRef, Name, FirstName, LastName, Email, Phone, Company, JobTitle, Site, Rights, Archived, ExternalSource},
	Stock:     {ExternalRef, Type, TypeCode, Place, Quantity, Serial},
}

// Fields lists the fields of a kind.
func Fields(k Kind) []Field { return slices.Clone(fields[k]) }

// Headers lists the headers by which a field of a kind is known.
func Headers(f Field) []string { return slices.Clone(words[f]) }

// Fold brings a header or a word to the form in which they are compared: lower
// case, and everything that is neither letter nor digit is one space.
func Fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// Column is what one column of a file was taken for.
type Column struct {
	Number  int    `json:"number"`
	Letter  string `json:"letter"`
	Header  string `json:"header"`
	Field   Field  `json:"field"`
	Sample  string `json:"sample,omitempty"`
	Because string `json:"because,omitempty"` // header, dialect or caller; taken where another column holds its field; empty where it is not known
}

// Mapping says what the columns of a file are.
type Mapping struct {
	Kind    Kind
	Dialect *Dialect // nil for a list of no known program
	Columns []Column
	at      map[Field]int
}

// Source is the external_source of the rows, where the program is known.
func (m *Mapping) Source() string {
	if m.Dialect == nil {
		return ""
	}
	return m.Dialect.Source
}

// Has reports whether a column holds f.
func (m *Mapping) Has(f Field) bool { _, ok := m.at[f]; return ok }

// Column returns the number of the column that holds f, from 1; 0 if none does.
func (m *Mapping) Column(f Field) int {
	i, ok := m.at[f]
	if !ok {
		return 0
	}
	return i + 1
}

// Map decides what the columns of a file are: by what the caller says (from a
// header or a column's letter to a field; "" ignores it), by the program that
// wrote it, by their headers. kind may be empty for files of known programs, and
// for lists whose headers fit one kind better than all others.
func Map(kind Kind, header []string, override map[string]Field) (*Mapping, error) {
	m := &Mapping{Kind: kind, at: map[Field]int{}}
	m.Dialect = recognise(kind, header)
	switch {
	case m.Kind != "":
	case m.Dialect != nil:
		m.Kind = m.Dialect.Kinds[0]
	default:
		m.Kind = guess(header)
	}
	if _, ok := fields[m.Kind]; !ok {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_kind", Field: "kind", Message: "it is not said what the rows of this list are",
			Hint: "choose one of item_types, assets, places, people, stock",
		}
	}
	for i, h := range header {
		m.Columns = append(m.Columns, Column{Number: i + 1, Letter: table.ColumnName(i + 1), Header: strings.TrimSpace(h)})
	}
	if err := m.override(override); err != nil {
		return nil, err
	}
	m.byDialect()
	m.byHeader()
	return m, nil
}

// telling are the fields without which a list is not taken for one of a kind.
var telling = map[Kind]Field{Assets: Tag, Stock: Quantity}

// guess returns the kind of which most headers are known; empty where there are not
// two, or two kinds have as many: whoever sends it must say.
func guess(header []string) (best Kind) {
	most, alone := 1, false
	for _, k := range Kinds() {
		m := &Mapping{Kind: k, at: map[Field]int{}}
		for i, h := range header {
			m.Columns = append(m.Columns, Column{Number: i + 1, Header: h})
		}
		m.byHeader()
		if f, must := telling[k]; must && !m.Has(f) {
			continue
		}
		switch n := len(m.at); {
		case n > most:
			best, most, alone = k, n, true
		case n == most:
			alone = false
		}
	}
	if !alone {
		return ""
	}
	return best
}

func (m *Mapping) give(i int, f Field, because string) {
	m.Columns[i].Field, m.Columns[i].Because = f, because
	if f != Ignored {
		m.at[f] = i
	}
}

func (m *Mapping) override(by map[string]Field) error {
	for _, name := range sortedKeys(by) {
		f := by[name]
		i := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Header == name })
		if i < 0 {
			i = slices.IndexFunc(m.Columns, func(c Column) bool { return c.Letter == name || Fold(c.Header) == Fold(name) && c.Header != "" })
		}
		if i < 0 {
			return mapError("unknown_column", "the file has no column "+name, "name a column by its header or its letter")
		}
		if f != Ignored && !slices.Contains(fields[m.Kind], f) {
			return mapError("unknown_field", fmt.Sprintf("a list of %s has no field %s", m.Kind, f), "use one of: "+join(fields[m.Kind]))
		}
		if _, taken := m.at[f]; taken && f != Ignored {
			return mapError("duplicate_field", fmt.Sprintf("two columns are said to be %s", f), "let one of them be ignored")
		}
		m.give(i, f, "caller")
	}
	return nil
}

func mapError(reason, message, hint string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: reason, Field: "map", Message: message, Hint: hint}
}

func (m *Mapping) byDialect() {
	if m.Dialect == nil {
		return
	}
	for i, c := range m.Columns {
		f, known := m.Dialect.columns[Fold(c.Header)]
		if !known || c.Because != "" || m.Has(f) {
			continue
		}
		m.give(i, f, "dialect")
	}
}

// byHeader gives the columns that are left to the fields that are left. In a
// known program's list a header means what that program means by it, or nothing.
func (m *Mapping) byHeader() {
	if m.Dialect != nil {
		return
	}
	for _, f := range fields[m.Kind] {
		if m.Has(f) {
			continue
		}
		for _, word := range headersOf(f) {
			i := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Because == "" && Fold(c.Header) == word })
			if i >= 0 {
				m.give(i, f, "header")
				break
			}
		}
	}
	m.sayTaken()
}

// headersOf are the folded headers of a field, its own name first.
func headersOf(f Field) []string { return append([]string{Fold(string(f))}, words[f]...) }

// sayTaken notes the columns that are not read for another holds what they are.
func (m *Mapping) sayTaken() {
	for f := range m.at {
		for i, c := range m.Columns {
			if c.Because == "" && slices.Contains(headersOf(f), Fold(c.Header)) {
				m.Columns[i].Because = "taken"
			}
		}
	}
}

func sortedKeys(m map[string]Field) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func join(list []Field) string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = string(f)
	}
	return strings.Join(out, ", ")
}
