package remote

import (
	"context"
	"strconv"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

type ordersCmd struct {
	List    ordersListCmd    `cmd:"" help:"List orders."`
	Show    ordersShowCmd    `cmd:"" help:"Show an order with its lines and how far they are."`
	Create  ordersCreateCmd  `cmd:"" help:"Make an order."`
	Submit  ordersSubmitCmd  `cmd:"" help:"Send orders in for approval."`
	Approve ordersApproveCmd `cmd:"" help:"Approve orders."`
	Reject  ordersRejectCmd  `cmd:"" help:"Reject an order, with a reason."`
	Cancel  ordersCancelCmd  `cmd:"" help:"Cancel orders of which nothing is out."`
}

type ordersListCmd struct {
	Server
	listing
	CSV     bool                 `name:"csv" help:"All of it as CSV."`
	Words   []string             `arg:"" optional:"" help:"Words that must occur in number, title or requester."`
	Status  []rental.OrderStatus `help:"Only of these states." placeholder:"STATUS"`
	Site    []string             `help:"Only of these sites, by code." placeholder:"CODE"`
	Overdue bool                 `help:"Only those with something that should be back."`
	Sort    string               `help:"A column that the list knows; with - before it, the other way round." placeholder:"COLUMN"`
}

// Help shows examples.
func (ordersListCmd) Help() string {
	return "Examples:\n  rms-central orders list --status=pending\n  rms-central orders list --overdue --json | jq -r .number"
}

// Run lists.
func (c *ordersListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.OrderQuery{Listing: client.Listing{Sort: c.Sort, Limit: 200}, Status: c.Status, Query: strings.Join(c.Words, " ")}
	if q.SiteID, err = sites(ctx, far, c.Site); err != nil {
		return err
	}
	if c.Overdue {
		q.Overdue = "true"
	}
	if c.CSV {
		q.Limit = 0
		return far.Orders.CSV(ctx, q, s.Out)
	}
	return rows(s, c.listing, far.Orders.List(ctx, q), func(kept []rental.RentAction) ([]column[rental.RentAction], error) {
		sites, err := placeNames(ctx, far, distinct(kept, func(o rental.RentAction) rental.SiteID { return o.SiteID }))
		return []column[rental.RentAction]{
			{"NUMBER", func(o rental.RentAction) string { return string(o.Number) }},
			{"STATUS", func(o rental.RentAction) string { return string(o.Status) }},
			{"TITLE", func(o rental.RentAction) string { return o.Title }},
			{"FOR", func(o rental.RentAction) string { return o.RequesterName }},
			{"SITE", func(o rental.RentAction) string { return sites[string(o.SiteID)] }},
			{"FROM", func(o rental.RentAction) string { return at(o.Window.Start) }},
			{"TO", func(o rental.RentAction) string { return at(o.Window.End) }},
			{"LINES", func(o rental.RentAction) string { return strconv.Itoa(len(o.Lines)) }},
		}, err
	})
}

type ordersShowCmd struct {
	Server
	form
	Order   string `arg:"" help:"Number or id of the order." placeholder:"NUMBER"`
	History int    `help:"How much of its history is shown." default:"10" placeholder:"N"`
}

// Help shows examples.
func (ordersShowCmd) Help() string { return "Examples:\n  rms-central orders show R-004711" }

// Run shows.
func (c *ordersShowCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	got, err := orderNamed(ctx, far, c.Order)
	if err != nil {
		return err
	}
	o := got.Row
	names, err := placeNames(ctx, far, []string{string(o.SiteID)})
	if err != nil {
		return err
	}
	err = show(s, c.form, o,
		fact{"number", string(o.Number)}, fact{"status", string(o.Status)}, fact{"title", o.Title}, fact{"for", o.RequesterName}, fact{"site", names[string(o.SiteID)]},
		fact{"from", at(o.Window.Start)}, fact{"to", at(o.Window.End)}, fact{"reason", o.Reason}, fact{"notes", o.Notes}, fact{"id", string(o.ID)}, fact{"revision", number(o.Rev)},
	)
	if err != nil || c.JSON {
		return err
	}
	if err := orderLines(ctx, s, far, o); err != nil || c.History <= 0 {
		return err
	}
	return history(s, c.History, far.Orders.History(ctx, o.ID, client.PartQuery{Limit: min(c.History, 200)}))
}

// orderLines prints how far each line is.
func orderLines(ctx context.Context, s Screen, c *client.Client, o client.Order) error {
	types, err := typeNames(ctx, c, distinct(o.Lines, func(l rental.Line) rental.ItemTypeID { return l.ItemTypeID }))
	if err != nil {
		return err
	}
	counts := map[rental.LineID]client.LineCount{}
	for _, n := range o.Counts {
		counts[n.LineID] = n
	}
	if err := s.say(""); err != nil {
		return err
	}
	return table(s, o.Lines, []column[rental.Line]{
		{"TYPE", func(l rental.Line) string { return types[string(l.ItemTypeID)] }},
		{"ASKED", func(l rental.Line) string { return number(counts[l.ID].Requested) }},
		{"OUT", func(l rental.Line) string { return number(counts[l.ID].Out) }},
		{"BACK", func(l rental.Line) string { return number(counts[l.ID].Returned) }},
		{"LOST", func(l rental.Line) string { return number(counts[l.ID].Lost) }},
		{"CANCELLED", func(l rental.Line) string { return number(counts[l.ID].Cancelled) }},
	})
}

func orderNamed(ctx context.Context, c *client.Client, name string) (client.Tagged[client.Order], error) {
	id, err := named(ctx, c, rental.RentActions, "order", name)
	if err != nil {
		return client.Tagged[client.Order]{}, err
	}
	got, err := c.Orders.Get(ctx, rental.RentActionID(id))
	return got, about(name, err)
}

// step is a decision on an order.
type step func(ctx context.Context, id rental.RentActionID, reason string, options ...client.Option) (client.Tagged[client.Order], error)

// steps decides on orders one after another, each as it was when it was looked up:
// what somebody else has changed meanwhile is not decided on unseen.
func steps(ctx context.Context, s Screen, server Server, f form, orders []string, reason string, of func(*client.Client) step) error {
	far, err := server.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	for _, name := range orders {
		before, err := orderNamed(ctx, far, name)
		if err != nil {
			return err
		}
		after, err := of(far)(ctx, before.Row.ID, reason, client.IfMatch(before.ETag))
		if err != nil {
			return about(name, err)
		}
		if f.JSON {
			err = line(s, after.Row)
		} else {
			err = s.say("%s is %s", after.Row.Number, after.Row.Status)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type ordersApproveCmd struct {
	Server
	form
	Orders []string `arg:"" help:"Numbers or ids of the orders." placeholder:"NUMBER"`
	Reason string   `help:"A word about it." placeholder:"TEXT"`
}

// Help shows examples.
func (ordersApproveCmd) Help() string {
	return "Examples:\n  rms-central orders approve R-004711\n  rms-central orders list --status=pending --json | jq -r .number | xargs rms-central orders approve"
}

// Run approves.
func (c *ordersApproveCmd) Run(ctx context.Context, s Screen) error {
	return steps(ctx, s, c.Server, c.form, c.Orders, c.Reason, func(c *client.Client) step { return c.Orders.Approve })
}

type ordersRejectCmd struct {
	Server
	form
	Order  string `arg:"" help:"Number or id of the order." placeholder:"NUMBER"`
	Reason string `required:"" help:"Why; whoever asked for it reads this." placeholder:"TEXT"`
}

// Help shows examples.
func (ordersRejectCmd) Help() string {
	return "Examples:\n  rms-central orders reject R-004711 --reason='no truck on Friday'"
}

// Run rejects.
func (c *ordersRejectCmd) Run(ctx context.Context, s Screen) error {
	return steps(ctx, s, c.Server, c.form, []string{c.Order}, c.Reason, func(c *client.Client) step { return c.Orders.Reject })
}

type ordersCancelCmd struct {
	Server
	form
	Orders []string `arg:"" help:"Numbers or ids of the orders." placeholder:"NUMBER"`
	Reason string   `help:"Why." placeholder:"TEXT"`
}

// Help shows examples.
func (ordersCancelCmd) Help() string { return "Examples:\n  rms-central orders cancel R-004711" }

// Run cancels.
func (c *ordersCancelCmd) Run(ctx context.Context, s Screen) error {
	return steps(ctx, s, c.Server, c.form, c.Orders, c.Reason, func(c *client.Client) step { return c.Orders.Cancel })
}
