package plan

import (
	"regexp"
	"strings"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

const gramsPerKilo, centsPerUnit, msPerMinute = 1000, 100, 60_000

var digits = regexp.MustCompile(`^\d+$`)

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

func (p *planner) itemType(r *shape.Record) error {
	code := r.Get(shape.Code)
	old, ok, err := p.own(r, rental.ItemTypes, shape.Code, code)
	if err != nil || !ok {
		return err
	}
	was, known := old.(rental.ItemType)
	t := was
	if !known {
		t = rental.ItemType{ID: rental.ItemTypeID(p.mint("item_type", r.Number)), Kind: rental.Serialized, Returns: true}
	}
	t.Meta = p.meta(r, t.Meta)
	p.text(r, shape.Code, &t.Code)
	p.text(r, shape.Name, &t.Name)
	p.text(r, shape.Maker, &t.Maker)
	p.text(r, shape.Category, &t.Category)
	if name, ok := p.o.Categories[t.Category]; ok {
		t.Category = name
	} else if p.Mapping.Dialect.ByRef() && digits.MatchString(t.Category) {
		t.Category = was.Category // the other program's number says nothing here
	}
	word(p, r, shape.TypeKind, itemKinds, &t.Kind, "write serialized, fungible or kit")
	if known && t.Kind != was.Kind {
		p.wrong(r, shape.TypeKind, "kind_is_fixed", "the kind of a type that exists cannot change", "give the list's type another code")
	}
	p.flag(r, shape.Returns, &t.Returns)
	p.flag(r, shape.Container, &t.Container)
	p.flag(r, shape.Archived, &t.Archived)
	p.number(r, shape.WeightKg, gramsPerKilo, &t.WeightG)
	p.number(r, shape.WeightG, 1, &t.WeightG)
	p.number(r, shape.PowerW, 1, &t.PowerW)
	p.number(r, shape.Value, centsPerUnit, &t.ReplacementCents)
	p.text(r, shape.Currency, &t.ReplacementCur)
	p.flag(r, shape.Inspect, &t.InspectOnReturn)
	p.number(r, shape.Turnaround, msPerMinute, &t.TurnaroundMs)
	p.text(r, shape.Silhouette, &t.Silhouette)
	p.pattern(r, &t)
	p.prefix(r, &t)
	if t.ReplacementCents > 0 && t.ReplacementCur == "" {
		t.ReplacementCur = p.o.Currency
	}
	if t.ReplacementCents > 0 && !currencyForm.MatchString(t.ReplacementCur) {
		p.wrong(r, shape.Value, "bad_currency", "a value needs its currency", "add a column currency with a code such as EUR")
	}
	p.needs(r, shape.Code, t.Code, "the type's code")
	p.needs(r, shape.Name, t.Name, "the type's name")
	if !p.bad[r.Number] {
		p.put(r, t, old)
	}
	return nil
}

func (p *planner) pattern(r *shape.Record, t *rental.ItemType) {
	p.text(r, shape.TagPattern, &t.TagPattern)
	if re, err := regexp.Compile(t.TagPattern); t.TagPattern != "" && (err != nil || re.NumSubexp() != 1) {
		p.wrong(r, shape.TagPattern, "bad_tag_pattern", "the pattern must be a regular expression with one group", "leave it out, or correct it")
	}
}

// prefix sets what tags begin with; a blank at its end is part of it.
func (p *planner) prefix(r *shape.Record, t *rental.ItemType) {
	v := strings.TrimLeft(r.Whole(shape.TagPrefix), " ")
	if r.Get(shape.TagPrefix) == "" {
		return
	}
	if !rental.TagPrefixFits(v) {
		p.wrong(r, shape.TagPrefix, "bad_tag_prefix", "a prefix is short and ends in no digit: the number comes behind it", "leave it out, or correct it")
		return
	}
	t.TagPrefix = v
}

// theType finds the type that a row names, or makes it. ok is false where
// something is wrong.
func (p *planner) theType(r *shape.Record, kind rental.ItemKind) (t rental.ItemType, ok bool, err error) {
	name, code := r.Get(shape.Type), r.Get(shape.TypeCode)
	var ways []Query
	if p.Mapping.Dialect.ByRef() {
		ways = append(ways, Query{Collection: rental.ItemTypes, By: ByRef, Source: p.source(), Text: name})
	}
	ways = append(ways, Query{Collection: rental.ItemTypes, By: ByName, Text: name}, Query{Collection: rental.ItemTypes, By: ByCode, Text: code})
	if !p.Mapping.Dialect.ByRef() {
		// A code is exact: it comes first.
		ways = append([]Query{{Collection: rental.ItemTypes, By: ByCode, Text: name}}, ways...)
	}
	if p.Mapping.Dialect == nil {
		// In a list of one's own a code is the type's; a model number of others may
		// be that of several models.
		ways = append([]Query{{Collection: rental.ItemTypes, By: ByCode, Text: code}}, ways...)
	}
	f := shape.Type
	if name == "" && code != "" {
		f = shape.TypeCode
	}
	if !p.needs(r, f, name+code, "the type") {
		return t, false, nil
	}
	for _, q := range ways {
		rows, err := p.find(q)
		if err != nil {
			return t, false, err
		}
		if len(rows) > 1 {
			p.wrong(r, f, "ambiguous", "more than one item type is called so", "name the type by its code")
			return t, false, nil
		}
		if len(rows) == 0 {
			continue
		}
		t, _ = rows[0].(rental.ItemType)
		return t, p.rightKind(r, f, t, kind), nil
	}
	if !p.o.Create || p.Mapping.Dialect.ByRef() {
		p.wrong(r, f, "unknown_item_type", "there is no item type of this code or name", "import the item types first, or let missing ones be made")
		return t, false, nil
	}
	return p.newType(r, f, kind)
}

func (p *planner) rightKind(r *shape.Record, f shape.Field, t rental.ItemType, kind rental.ItemKind) bool {
	if t.Kind == kind {
		return true
	}
	reason, message, hint := "counted_type", "things of the type "+t.Name+" are counted and have no tags of their own", "import the row as stock"
	if kind == rental.Fungible {
		reason, message, hint = "tagged_type", "things of the type "+t.Name+" have a tag each and are not counted", "import the row as an item, with its tag"
	}
	p.wrong(r, f, reason, message, hint)
	return false
}

// newType makes the type that a row names.
func (p *planner) newType(r *shape.Record, f shape.Field, kind rental.ItemKind) (rental.ItemType, bool, error) {
	t := rental.ItemType{ID: rental.ItemTypeID(p.mint("item_type", r.Number)), Kind: kind, Returns: true}
	t.Name, t.Code = r.Get(shape.Type), r.Get(shape.TypeCode)
	if t.Name == "" {
		t.Name = t.Code
	}
	p.text(r, shape.Maker, &t.Maker)
	p.text(r, shape.Category, &t.Category)
	code, err := p.freeCode(t.Code, t.Name)
	if err != nil {
		return t, false, err
	}
	t.Code = code
	if len([]rune(t.Name)) > rental.MaxNameRunes || len([]rune(t.Code)) > rental.MaxNameRunes {
		p.wrong(r, f, "text_too_long", "the name of the type is too long", "shorten it")
		return t, false, nil
	}
	if p.bad[r.Number] {
		return t, false, nil
	}
	p.besides(t)
	return t, true, nil
}

// freeCode returns the first of some codes that names nothing, else the last of
// them with a number.
func (p *planner) freeCode(codes ...string) (string, error) {
	last := ""
	for _, c := range codes {
		if c == "" {
			continue
		}
		last = c
		if _, taken, err := p.code(c); err != nil || !taken {
			return c, err
		}
	}
	for n := 2; ; n++ {
		c := last + "-" + itoa(n)
		if _, taken, err := p.code(c); err != nil || !taken {
			return c, err
		}
	}
}
