package remote

import (
	"context"
	"maps"
	"slices"

	"rms/central/client"
	"rms/syncproto/rental"
)

type questionsCmd struct {
	List   questionsListCmd   `cmd:"" help:"List questions; the open ones if nothing else is said."`
	Show   questionsShowCmd   `cmd:"" help:"Show a question, what it is about, and the answers that it takes."`
	Answer questionsAnswerCmd `cmd:"" help:"Answer a question."`
}

type questionsListCmd struct {
	Server
	listing
	CSV      bool                       `name:"csv" help:"All of it as CSV."`
	Status   []rental.ExceptionStatus   `help:"open, resolved." default:"open" placeholder:"STATUS"`
	Severity []rental.ExceptionSeverity `help:"high, normal, low." placeholder:"SEVERITY"`
	Site     []string                   `help:"Only of these sites, by code." placeholder:"CODE"`
}

// Help shows examples.
func (questionsListCmd) Help() string {
	return "Examples:\n  rms-central questions list --severity=high\n  rms-central questions list --json | jq -r '[.number,.kind]|@tsv'"
}

// Run lists.
func (c *questionsListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.ExceptionQuery{Listing: client.Listing{Limit: 200}, Status: c.Status, Severity: c.Severity}
	if q.SiteID, err = sites(ctx, far, c.Site); err != nil {
		return err
	}
	if c.CSV {
		q.Limit = 0
		return far.Exceptions.CSV(ctx, q, s.Out)
	}
	return rows(s, c.listing, far.Exceptions.List(ctx, q), columns(
		column[client.Question]{"NUMBER", func(x client.Question) string { return string(x.Number) }},
		column[client.Question]{"SEVERITY", func(x client.Question) string { return string(x.Severity) }},
		column[client.Question]{"WHAT", func(x client.Question) string { return string(x.Kind) }},
		column[client.Question]{"ITEM", func(x client.Question) string { return x.Detail["tag"] }},
		column[client.Question]{"SINCE", func(x client.Question) string { return at(x.CreatedAt) }},
		column[client.Question]{"STATUS", func(x client.Question) string { return string(x.Status) }},
		column[client.Question]{"ANSWERS", func(x client.Question) string { return words(x.Answers) }},
	))
}

type questionsShowCmd struct {
	Server
	form
	Question string `arg:"" help:"Number or id of the question." placeholder:"NUMBER"`
}

// Help shows examples.
func (questionsShowCmd) Help() string { return "Examples:\n  rms-central questions show X-000012" }

// Run shows.
func (c *questionsShowCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	got, err := questionNamed(ctx, far, c.Question)
	if err != nil {
		return err
	}
	x := got.Row
	facts := []fact{
		{"number", string(x.Number)}, {"what", string(x.Kind)}, {"severity", string(x.Severity)}, {"status", string(x.Status)}, {"since", at(x.CreatedAt)},
	}
	for _, name := range slices.Sorted(maps.Keys(x.Detail)) {
		facts = append(facts, fact{name, x.Detail[name]})
	}
	facts = append(facts, fact{"answer", string(x.Answer)}, fact{"answered by", x.AnsweredName}, fact{"reason", x.Reason}, fact{"id", string(x.ID)})
	if x.Status == rental.ExceptionOpen {
		facts = append(facts, fact{"answers", words(x.Answers)})
	}
	return show(s, c.form, x, facts...)
}

func questionNamed(ctx context.Context, c *client.Client, name string) (client.Tagged[client.ExceptionDetail], error) {
	id, err := named(ctx, c, rental.Exceptions, "question", name)
	if err != nil {
		return client.Tagged[client.ExceptionDetail]{}, err
	}
	got, err := c.Exceptions.Get(ctx, rental.ExceptionID(id))
	return got, about(name, err)
}

type questionsAnswerCmd struct {
	Server
	form
	Question string        `arg:"" help:"Number or id of the question." placeholder:"NUMBER"`
	Answer   rental.Answer `arg:"" help:"One of the answers that it takes; questions show lists them."`
	Reason   string        `help:"Why." placeholder:"TEXT"`
}

// Help shows examples.
func (questionsAnswerCmd) Help() string {
	return "Examples:\n  rms-central questions answer X-000012 noted --reason='seen on the shelf'"
}

// Run answers the question as it was when it was looked up.
func (c *questionsAnswerCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	got, err := questionNamed(ctx, far, c.Question)
	if err != nil {
		return err
	}
	after, err := far.Exceptions.Resolve(ctx, got.Row.ID, client.Resolution{Answer: c.Answer, Reason: c.Reason}, client.IfMatch(got.ETag))
	switch {
	case err != nil:
		return about(c.Question, err)
	case c.JSON:
		return line(s, after.Row)
	}
	return s.say("%s is %s: %s", after.Row.Number, after.Row.Status, after.Row.Answer)
}
