package exchange

import (
	"fmt"
	"strings"

	"rms/syncproto/rental"
)

func (p *DemoPlan) planPeople() error {
	rows, err := readCSV("people.csv")
	if err != nil {
		return err
	}
	companies := map[string]rental.CompanyID{}
	for _, r := range rows {
		name := r["company"]
		if _, ok := companies[name]; ok || name == "" {
			continue
		}
		c := rental.Company{ID: rental.CompanyID(p.id("company", name)), Name: name, Kind: "customer"}
		companies[name] = c.ID
		p.add(c)
	}
	for _, r := range rows {
		person := rental.Person{
			ID: rental.PersonID(p.id("person", r["key"])), Name: r["name"], CompanyID: companies[r["company"]],
			JobTitle: r["job_title"], Meta: rental.Meta{SiteID: p.site(r["site"])},
		}
		for _, c := range strings.Fields(r["capabilities"]) {
			person.Capabilities = append(person.Capabilities, rental.Capability(c))
		}
		p.people[r["key"]] = person
		p.add(person)
		if err := p.planBadge(person, r); err != nil {
			return fmt.Errorf("badge of %s: %w", r["key"], err)
		}
		if err := p.planUser(person, r); err != nil {
			return fmt.Errorf("account of %s: %w", r["key"], err)
		}
	}
	return nil
}

func (p *DemoPlan) planBadge(person rental.Person, r map[string]string) error {
	if r["badge"] != "yes" {
		return nil
	}
	code, err := p.cfg.MintBadge(p.chacha)
	if err != nil {
		return err
	}
	p.add(rental.Badge{
		ID: rental.BadgeID(p.id("badge", r["key"])), Hash: p.cfg.HashBadge([]byte(code)), PersonID: person.ID,
		PersonName: person.Name, Capabilities: person.Capabilities, HomeSiteID: person.SiteID,
		Meta: rental.Meta{SiteID: person.SiteID},
	})
	p.Badges = append(p.Badges, DemoBadge{PersonID: person.ID, Name: person.Name, Code: code, PIN: r["pin"], Site: person.SiteID})
	if r["pin"] == "" {
		return nil
	}
	verifier, err := p.cfg.HashPIN(r["pin"])
	if err != nil {
		return err
	}
	p.add(rental.PIN{PersonID: person.ID, Verifier: verifier, Meta: rental.Meta{SiteID: person.SiteID}})
	return nil
}

func (p *DemoPlan) planUser(person rental.Person, r map[string]string) error {
	if r["login"] == "" {
		return nil
	}
	hash, err := p.cfg.HashPassword(DemoPassword)
	if err != nil {
		return err
	}
	u := rental.User{
		ID: rental.UserID(p.id("user", r["login"])), Login: r["login"], Name: person.Name, PersonID: person.ID,
		Role: rental.Role(r["role"]), PasswordHash: hash, Meta: rental.Meta{SiteID: person.SiteID},
	}
	for _, s := range strings.Fields(r["scopes"]) {
		u.Scopes = append(u.Scopes, rental.Scope(s))
	}
	p.add(u)
	p.Logins = append(p.Logins, DemoLogin{Login: u.Login, Password: DemoPassword, Name: u.Name, Role: u.Role})
	return nil
}
