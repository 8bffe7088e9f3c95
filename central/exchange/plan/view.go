package plan

import (
	"reflect"
	"strings"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// find looks among what this plan writes, then on record. A row on record that
// the plan changes is returned as changed.
func (p *planner) find(q Query) ([]rental.Row, error) {
	if q.Text == "" {
		return nil, nil
	}
	if q.By == ByName {
		q.Text = shape.Fold(q.Text)
	}
	if rows := p.made[q]; len(rows) > 0 && q.By != ByName {
		return rows, nil
	}
	stored, ok := p.found[q]
	if !ok {
		var err error
		if stored, err = p.look.Find(q); err != nil {
			return nil, err
		}
		p.found[q] = stored
	}
	out := append([]rental.Row(nil), p.made[q]...)
	for _, row := range stored {
		if _, changed := p.byID[keyOf(row)]; !changed {
			out = append(out, row)
		}
	}
	return out, nil
}

func keyOf(r rental.Row) rental.Key {
	return rental.Key{Collection: r.RowCollection(), ID: r.RowID()}
}

// row returns a row by its id, as this plan sees it.
func (p *planner) row(c rental.Collection, id string) (rental.Row, error) {
	if id == "" {
		return nil, nil
	}
	if row, ok := p.byID[rental.Key{Collection: c, ID: id}]; ok {
		return row, nil
	}
	row, ok, err := p.look.Row(c, id)
	if !ok || err != nil {
		return nil, err
	}
	return row, nil
}

// code returns what bears a code; nothing where the plan takes it away.
func (p *planner) code(code string) (rental.CodeTarget, bool, error) {
	if t, ok := p.codes[code]; ok {
		return t, true, nil
	}
	return p.look.Code(code)
}

// names are by what others of the list may call a row.
func names(r rental.Row) (code, name string) {
	switch r := r.(type) {
	case rental.ItemType:
		return r.Code, r.Name
	case rental.Asset:
		return r.Tag, ""
	case rental.Place:
		return r.Code, r.Name
	case rental.Person:
		return strings.ToLower(r.Email), r.Name
	case rental.Company:
		return "", r.Name
	}
	return "", ""
}

// keep lets the rest of the list see a row that is written, or found unchanged.
func (p *planner) keep(row rental.Row) {
	c := row.RowCollection()
	code, _ := names(row)
	for _, q := range ways(row) {
		p.made[q] = append(p.made[q], row)
	}
	p.byID[keyOf(row)] = row
	if t := target(c); t != "" && code != "" {
		p.codes[code] = rental.CodeTarget{Target: t, ID: row.RowID()}
	}
	if a, ok := row.(rental.Asset); ok && a.Serial != "" {
		p.keepSerial(a)
	}
}

// keepSerial lets a serial number name its thing, as a scan does: after all
// codes, and only while no other thing bears it.
func (p *planner) keepSerial(a rental.Asset) {
	if _, taken := p.codes[a.Serial]; taken && !p.serials[a.Serial] {
		return
	}
	if p.serials[a.Serial] {
		delete(p.codes, a.Serial)
		return
	}
	p.serials[a.Serial] = true
	p.codes[a.Serial] = rental.CodeTarget{Target: rental.TargetAsset, ID: string(a.ID)}
}

// target says what the codes of a collection name; empty where it has none that
// can be scanned.
func target(c rental.Collection) rental.TargetType {
	switch c {
	case rental.ItemTypes:
		return rental.TargetItemType
	case rental.Assets:
		return rental.TargetAsset
	case rental.Places:
		return rental.TargetPlace
	default:
		return ""
	}
}

// put plans a row of the list and counts it.
func (p *planner) put(r *shape.Record, row, before rental.Row) {
	p.keep(row)
	if before != nil && reflect.DeepEqual(row, before) {
		p.Counts.Unchanged++
		return
	}
	if before == nil {
		p.Counts.Created++
	} else {
		p.Counts.Changed++
	}
	p.Puts = append(p.Puts, Put{Number: r.Number, Row: row, Before: before})
}

// besides plans a row that another one needs.
func (p *planner) besides(row rental.Row) {
	p.keep(row)
	p.Counts.Besides++
	p.Puts = append(p.Puts, Put{Row: row})
}

// source is the external_source of the list's rows.
func (p *planner) source() string {
	if s := p.Mapping.Source(); s != "" {
		return s
	}
	return p.o.Source
}

// sourceOf is the external_source of one row: what it says itself, else that of
// the list.
func (p *planner) sourceOf(r *shape.Record) string {
	if s := r.Get(shape.ExternalSource); s != "" && p.Mapping.Dialect == nil {
		return s
	}
	return p.source()
}

// own finds the row on record that a record is about: by its reference, else by
// its code. ok is false where something is wrong with it.
func (p *planner) own(r *shape.Record, c rental.Collection, f shape.Field, code string) (row rental.Row, ok bool, err error) {
	source, ref := p.sourceOf(r), r.Get(shape.ExternalRef)
	if source == "" {
		ref = ""
	}
	if !p.first(r, shape.ExternalRef, Query{Collection: c, By: ByRef, Source: source, Text: ref}) ||
		!p.first(r, f, Query{Collection: c, By: ByCode, Text: code}) {
		return nil, false, nil
	}
	if ref != "" {
		rows, err := p.find(Query{Collection: c, By: ByRef, Source: source, Text: ref})
		if err != nil {
			return nil, false, err
		}
		if len(rows) > 0 {
			row = rows[0]
		}
	}
	if row == nil && code != "" {
		rows, err := p.find(Query{Collection: c, By: ByCode, Text: code})
		if err != nil {
			return nil, false, err
		}
		if len(rows) > 1 {
			p.wrong(r, f, "ambiguous", "more than one is on record under this", "correct what is on record first")
			return nil, false, nil
		}
		if len(rows) == 1 {
			row = rows[0]
			if m := row.RowMeta(); ref != "" && m.ExternalSource != "" && (m.ExternalSource != source || m.ExternalRef != ref) {
				p.wrong(r, f, "other_origin", "this is on record already, and came from "+m.ExternalSource+" as "+m.ExternalRef,
					"give one of the two another code")
				return nil, false, nil
			}
		}
	}
	ok, err = p.free(r, c, f, code, row)
	return row, ok, err
}

// first reports whether no row above bears the same reference or code.
func (p *planner) first(r *shape.Record, f shape.Field, q Query) bool {
	if q.Text == "" {
		return true
	}
	if at, twice := p.firstBy[q]; twice {
		p.fail(Error{
			Row: r.Number, Column: p.Mapping.Column(f), Value: q.Text, Reason: "duplicate_in_file",
			Message: "row " + itoa(at) + " has the same", Hint: "leave one of the two rows out, or correct one",
		})
		return false
	}
	p.firstBy[q] = r.Number
	return true
}

// free reports whether a code names nothing else today.
func (p *planner) free(r *shape.Record, c rental.Collection, f shape.Field, code string, row rental.Row) (bool, error) {
	if t := target(c); code == "" || t == "" {
		return true, nil
	}
	if row != nil {
		if has, _ := names(row); has == code {
			return true, nil // it had it before
		}
	}
	if p.o.Scannable != nil && !p.o.Scannable(code) {
		p.wrong(r, f, "unscannable_code", "no scan would ever find this: it reads as a command, a badge or an order's number, or not as it is written",
			"choose another code, without blanks or marks around it")
		return false, nil
	}
	holder, taken, err := p.code(code)
	if err != nil || !taken {
		return err == nil, err
	}
	if row != nil && holder == (rental.CodeTarget{Target: target(c), ID: row.RowID()}) {
		return true, nil
	}
	p.wrong(r, f, "code_taken", "a scan of this code finds something else already: the "+spoken(holder.Target), "choose another code, or change the one that is there first")
	return false, nil
}

func spoken(t rental.TargetType) string {
	switch t {
	case rental.TargetAsset:
		return "tag or serial number of an item"
	case rental.TargetItemType:
		return "code of an item type"
	case rental.TargetRentAction:
		return "number of an order"
	case rental.TargetProject:
		return "number of a job"
	default:
		return "code of a " + string(t)
	}
}

// meta gives a row its origin, and a new one its site.
func (p *planner) meta(r *shape.Record, m rental.Meta) rental.Meta {
	if ref, source := r.Get(shape.ExternalRef), p.sourceOf(r); ref != "" && source != "" {
		if r.Get(shape.ExternalSource) == "" {
			m.ExternalSource = source
		}
		p.text(r, shape.ExternalSource, &m.ExternalSource)
		p.text(r, shape.ExternalRef, &m.ExternalRef)
	}
	return m
}

// mint makes the id of a new row: the same each time the list is planned.
func (p *planner) mint(role string, n int) string {
	return rental.DeriveID(p.o.ImportID, "import/"+role, n)
}
