package remote

import (
	"context"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

type peopleCmd struct {
	List peopleListCmd `cmd:"" help:"List people."`
	Show peopleShowCmd `cmd:"" help:"Show a person."`
}

type peopleListCmd struct {
	Server
	listing
	CSV      bool     `name:"csv" help:"All of it as CSV."`
	Words    []string `arg:"" optional:"" help:"Words that must occur in the name and what else is known."`
	Site     []string `help:"Only of these sites, by code." placeholder:"CODE"`
	Archived bool     `help:"With those who are no longer there."`
}

// Help shows examples.
func (peopleListCmd) Help() string {
	return "Examples:\n  rms-central people list berg\n  rms-central people list --json | jq -r .email"
}

// Run lists.
func (c *peopleListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.PersonQuery{Listing: client.Listing{Limit: 200}, Query: strings.Join(c.Words, " "), Archived: c.Archived}
	if q.SiteID, err = sites(ctx, far, c.Site); err != nil {
		return err
	}
	if c.CSV {
		q.Limit = 0
		return far.People.CSV(ctx, q, s.Out)
	}
	return rows(s, c.listing, far.People.List(ctx, q), columns(
		column[rental.Person]{"NAME", func(p rental.Person) string { return p.Name }},
		column[rental.Person]{"JOB", func(p rental.Person) string { return p.JobTitle }},
		column[rental.Person]{"PHONE", func(p rental.Person) string { return p.Phone }},
		column[rental.Person]{"MAIL", func(p rental.Person) string { return p.Email }},
		column[rental.Person]{"MAY AT A KIOSK", func(p rental.Person) string { return words(p.Capabilities) }},
		column[rental.Person]{"ID", func(p rental.Person) string { return string(p.ID) }},
	))
}

type peopleShowCmd struct {
	Server
	form
	Person string `arg:"" help:"Name or id of the person." placeholder:"NAME"`
}

// Help shows examples.
func (peopleShowCmd) Help() string { return "Examples:\n  rms-central people show 'Mara Berg'" }

// Run shows.
func (c *peopleShowCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	id, err := named(ctx, far, rental.People, "person", c.Person)
	if err != nil {
		return err
	}
	got, err := far.People.Get(ctx, rental.PersonID(id))
	if err != nil {
		return about(c.Person, err)
	}
	p := got.Row
	return show(s, c.form, p,
		fact{"name", p.Name}, fact{"job", p.JobTitle}, fact{"phone", p.Phone}, fact{"mail", p.Email}, fact{"may at a kiosk", words(p.Capabilities)},
		fact{"archived", yes(p.Archived)}, fact{"id", string(p.ID)}, fact{"revision", number(p.Rev)},
	)
}
