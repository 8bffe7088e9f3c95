package remote

import (
	"context"
	"strconv"
	"strings"
	"time"

	"rms/central/client"
	"rms/syncproto/rental"
)

type ordersCreateCmd struct {
	Server
	form
	Lines    []string `arg:"" help:"What is asked for: the code of an item type, and how many." placeholder:"TYPE=N"`
	Site     string   `required:"" help:"Code of the site that hands it out." placeholder:"CODE"`
	From     string   `required:"" help:"When it goes out, by this machine's clock: 2026-12-24 08:00, or with a zone, 2026-12-24T08:00:00Z; a day alone is its beginning." placeholder:"TIME"`
	To       string   `required:"" help:"When it is back; a day alone is its end." placeholder:"TIME"`
	For      string   `help:"Name or id of the person who asks; without it, whoever sends it." placeholder:"NAME"`
	Job      string   `help:"Name or id of the job that it is for." placeholder:"NAME"`
	Deliver  string   `help:"Code or id of the place that it goes to." placeholder:"CODE"`
	Title    string   `help:"A few words that say what it is." placeholder:"TEXT"`
	Notes    string   `help:"What else is to be known." placeholder:"TEXT"`
	Priority int64    `help:"The higher, the more it matters." placeholder:"N"`
	ASAP     bool     `name:"asap" help:"It is wanted as soon as can be."`
	Submit   bool     `help:"Send it in for approval at once; without it, it is a draft."`
}

// Help shows examples.
func (ordersCreateCmd) Help() string {
	return "Examples:\n  rms-central orders create --site=BLN --from='2026-12-24 08:00' --to=2026-12-27 --title='Opening night' LAMP=4 XLR10=24\n" +
		"  rms-central orders create --site=BLN --from=2026-12-24 --to=2026-12-24 --for='Mara Berg' --submit LAMP=1"
}

// Run makes an order, and sends it in where that is asked for.
func (c *ordersCreateCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	in, err := c.order(ctx, far)
	if err != nil {
		return err
	}
	made, err := far.Orders.Create(ctx, in)
	if err != nil {
		return err
	}
	if c.Submit {
		before := made
		if made, err = far.Orders.Submit(ctx, made.Row.ID, "", client.IfMatch(made.ETag)); err != nil {
			s.warn("%s was made, and is %s", before.Row.Number, before.Row.Status)
			return about(string(before.Row.Number), err)
		}
	}
	if c.JSON {
		return line(s, made.Row)
	}
	return s.say("%s is %s", made.Row.Number, made.Row.Status)
}

// order is what the command line asks for.
func (c *ordersCreateCmd) order(ctx context.Context, far *client.Client) (in client.NewOrder, err error) {
	in = client.NewOrder{Title: c.Title, Notes: c.Notes, Priority: c.Priority, IsASAP: c.ASAP}
	if in.Window.Start, err = moment("from", c.From, 0); err != nil {
		return in, err
	}
	if in.Window.End, err = moment("to", c.To, 1); err != nil {
		return in, err
	}
	for _, asked := range c.Lines {
		line, err := orderLine(ctx, far, asked)
		if err != nil {
			return in, err
		}
		in.Lines = append(in.Lines, line)
	}
	site, err := named(ctx, far, rental.Places, "place", c.Site)
	if err != nil {
		return in, err
	}
	in.SiteID = rental.SiteID(site)
	for _, other := range []struct {
		kind       rental.Collection
		what, name string
		keep       func(id string)
	}{
		{rental.People, "person", c.For, func(id string) { in.RequesterID = rental.PersonID(id) }},
		{rental.Projects, "job", c.Job, func(id string) { in.ProjectID = rental.ProjectID(id) }},
		{rental.Places, "place", c.Deliver, func(id string) { in.DestinationID = rental.PlaceID(id) }},
	} {
		if other.name == "" {
			continue
		}
		id, err := named(ctx, far, other.kind, other.what, other.name)
		if err != nil {
			return in, err
		}
		other.keep(id)
	}
	return in, nil
}

// orderLine reads TYPE=N. A code may have an equals sign in it.
func orderLine(ctx context.Context, far *client.Client, asked string) (client.LineInput, error) {
	cut := strings.LastIndexByte(asked, '=')
	if cut < 0 {
		return client.LineInput{}, badLine(asked)
	}
	n, err := strconv.ParseInt(asked[cut+1:], 10, 64)
	if err != nil {
		return client.LineInput{}, badLine(asked)
	}
	id, err := named(ctx, far, rental.ItemTypes, "item type", asked[:cut])
	return client.LineInput{ItemTypeID: rental.ItemTypeID(id), RequestedQuantity: n}, err
}

func badLine(asked string) error {
	return &rental.Error{
		Code: rental.CodeInvalid, Reason: "bad_line", Field: "lines", Message: clean(asked) + " does not say what, and how many", Hint: "write the code of the item type, an equals sign and a number: LAMP=4",
	}
}

// moment reads a time as people type it; a day alone is its beginning, and days later
// for where it is meant with all its hours.
func moment(flag, text string, days int) (rental.Millis, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return rental.Millis(day.AddDate(0, 0, days).UnixMilli()), nil
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.DateTime, time.RFC3339} {
		if t, err := time.ParseInLocation(form, text, time.Local); err == nil {
			return rental.Millis(t.UnixMilli()), nil
		}
	}
	return 0, &rental.Error{
		Code: rental.CodeInvalid, Reason: "bad_time", Field: flag, Message: "--" + flag + ": " + clean(text) + " is no time", Hint: "write it as 2026-12-24 08:00, or with a zone as 2026-12-24T08:00:00+01:00",
	}
}

type ordersSubmitCmd struct {
	Server
	form
	Orders []string `arg:"" help:"Numbers or ids of the orders." placeholder:"NUMBER"`
	Reason string   `help:"A word about it." placeholder:"TEXT"`
}

// Help shows examples.
func (ordersSubmitCmd) Help() string { return "Examples:\n  rms-central orders submit R-004711" }

// Run sends drafts in for approval.
func (c *ordersSubmitCmd) Run(ctx context.Context, s Screen) error {
	return steps(ctx, s, c.Server, c.form, c.Orders, c.Reason, func(c *client.Client) step { return c.Orders.Submit })
}
