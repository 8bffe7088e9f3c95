package plan

import (
	"slices"
	"strings"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

func (p *planner) person(r *shape.Record) error {
	if r.Get(shape.Name) == "" {
		r.Set(shape.Name, strings.TrimSpace(r.Get(shape.FirstName)+" "+r.Get(shape.LastName)))
	}
	old, ok, err := p.own(r, rental.People, shape.Email, strings.ToLower(r.Get(shape.Email)))
	if err != nil || !ok {
		return err
	}
	company := rental.CompanyID("")
	if name := r.Get(shape.Company); name != "" {
		if company, err = p.company(r, shape.Company, name, "customer"); err != nil {
			return err
		}
	}
	if old == nil {
		if old, ok, err = p.sameName(r, company); err != nil || !ok {
			return err
		}
	}
	was, known := old.(rental.Person)
	who := was
	if !known {
		who = rental.Person{ID: rental.PersonID(p.mint("person", r.Number))}
	}
	who.Meta = p.meta(r, who.Meta)
	p.text(r, shape.Name, &who.Name)
	p.needs(r, shape.Name, who.Name, "the name")
	p.text(r, shape.Email, &who.Email)
	if who.Email != "" && !strings.Contains(who.Email, "@") {
		p.wrong(r, shape.Email, "bad_email", "this is no e-mail address", "correct it, or leave it out")
	}
	p.text(r, shape.Phone, &who.Phone)
	p.text(r, shape.JobTitle, &who.JobTitle)
	p.flag(r, shape.Archived, &who.Archived)
	if company != "" {
		who.CompanyID = company
	}
	p.rights(r, &who)
	if err := p.site(r, &who); err != nil {
		return err
	}
	if !p.bad[r.Number] {
		p.put(r, who, old)
	}
	return nil
}

// sameName finds a person without a reference and an address: by name, within
// the same company.
func (p *planner) sameName(r *shape.Record, company rental.CompanyID) (rental.Row, bool, error) {
	if r.Get(shape.Email) != "" || r.Get(shape.ExternalRef) != "" && p.sourceOf(r) != "" || r.Get(shape.Name) == "" {
		return nil, true, nil
	}
	q := Query{Collection: rental.People, By: ByName, Text: r.Get(shape.Name)}
	rows, err := p.find(q)
	if err != nil {
		return nil, false, err
	}
	q.Text, q.Source = shape.Fold(q.Text), string(company)
	if !p.first(r, shape.Name, q) {
		return nil, false, nil
	}
	rows = slices.DeleteFunc(rows, func(row rental.Row) bool {
		who, ok := row.(rental.Person)
		return !ok || who.CompanyID != company && company != ""
	})
	switch len(rows) {
	case 0:
		return nil, true, nil
	case 1:
		return rows[0], true, nil
	}
	p.wrong(r, shape.Name, "ambiguous", "more than one person is called so", "add a column with their e-mail addresses")
	return nil, false, nil
}

// rights reads what a person may do at a kiosk.
func (p *planner) rights(r *shape.Record, who *rental.Person) {
	v := r.Get(shape.Rights)
	if v == "" {
		return
	}
	var list []rental.Capability
	for _, word := range strings.FieldsFunc(v, func(c rune) bool { return strings.ContainsRune(" ,;|", c) }) {
		c := rental.Capability(strings.ToLower(word))
		if !slices.Contains(rental.Capabilities(), c) {
			p.wrong(r, shape.Rights, "unknown_capability", "there is no right "+word, "use words such as look, in, out, move, count, pack")
			return
		}
		list = append(list, c)
	}
	who.Capabilities = list
}

func (p *planner) site(r *shape.Record, who *rental.Person) error {
	text := r.Get(shape.Site)
	switch {
	case text != "":
	case who.SiteID == "" && p.at.SiteID != "":
		who.SiteID = p.at.SiteID
		return nil
	default:
		return nil
	}
	place, ok, err := p.place(r, shape.Site, text)
	if err != nil || !ok {
		return err
	}
	if place.Kind != rental.PlaceSite {
		p.wrong(r, shape.Site, "unknown_site", place.Name+" is not a site", "name a site by its code")
		return nil
	}
	who.SiteID = place.SiteID
	return nil
}

// company finds a company by its name, or makes it: companies have no list of
// their own.
func (p *planner) company(r *shape.Record, f shape.Field, name, kind string) (rental.CompanyID, error) {
	rows, err := p.find(Query{Collection: rental.Companies, By: ByName, Text: name})
	if err != nil {
		return "", err
	}
	switch {
	case len(rows) == 1:
		return rental.CompanyID(rows[0].RowID()), nil
	case len(rows) > 1:
		p.wrong(r, f, "ambiguous", "more than one company is called so", "change the name of one of them first")
		return "", nil
	}
	c := rental.Company{ID: rental.CompanyID(p.mint("company", r.Number)), Kind: kind}
	p.text(r, f, &c.Name)
	if p.bad[r.Number] {
		return "", nil
	}
	p.besides(c)
	return c.ID, nil
}
