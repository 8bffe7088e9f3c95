package remote

import (
	"context"
	"strings"

	"rms/central/client"
	"rms/syncproto/rental"
)

type kiosksCmd struct {
	List   kiosksListCmd   `cmd:"" help:"List kiosks, and what waits in them."`
	Enrol  kiosksEnrolCmd  `cmd:"" help:"Make a one-time code that lets one kiosk in."`
	Revoke kiosksRevokeCmd `cmd:"" help:"Lock a kiosk out for good."`
}

type kiosksListCmd struct {
	Server
	listing
	Waiting bool `help:"Only those that are silent, or have gestures that have not arrived."`
}

// Help shows examples.
func (kiosksListCmd) Help() string { return "Examples:\n  rms-central kiosks list --waiting" }

// Run lists.
func (c *kiosksListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	q := client.KioskQuery{Limit: 200}
	if c.Waiting {
		q.Waiting = "true"
	}
	return rows(s, c.listing, far.Kiosks.List(ctx, q), func(kept []client.Kiosk) ([]column[client.Kiosk], error) {
		sites, err := placeNames(ctx, far, distinct(kept, func(k client.Kiosk) rental.SiteID { return k.SiteID }))
		return []column[client.Kiosk]{
			{"NUMBER", func(k client.Kiosk) string { return k.NumberPrefix }},
			{"NAME", func(k client.Kiosk) string { return k.Name }},
			{"SITE", func(k client.Kiosk) string { return sites[string(k.SiteID)] }},
			{"STATUS", func(k client.Kiosk) string { return k.Status }},
			{"QUEUE", func(k client.Kiosk) string { return number(k.QueueDepth) }},
			{"OLDEST", func(k client.Kiosk) string { return at(k.Oldest) }},
			{"LAST CONTACT", func(k client.Kiosk) string { return at(k.LastContact) }},
			{"VERSION", func(k client.Kiosk) string { return k.Version }},
			{"ID", func(k client.Kiosk) string { return string(k.ID) }},
		}, err
	})
}

type kiosksEnrolCmd struct {
	Server
	form
	Site    string `required:"" help:"Code or id of the site where the kiosk stands." placeholder:"CODE"`
	Returns string `help:"Code or id of the place where returned things are put; the site itself if it is left out." placeholder:"CODE"`
	Name    string `help:"What people call the kiosk." placeholder:"NAME"`
}

// Help shows examples.
func (kiosksEnrolCmd) Help() string {
	return "The code is shown this once: type it in at the kiosk.\nExamples:\n  rms-central kiosks enrol --site=BLN --name='Dock 2'"
}

// Run makes a code.
func (c *kiosksEnrolCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	site, err := sites(ctx, far, []string{c.Site})
	if err != nil {
		return err
	}
	in := client.EnrolmentCodeInput{SiteID: site[0], Name: c.Name}
	if c.Returns != "" {
		returns, err := places(ctx, far, []string{c.Returns})
		if err != nil {
			return err
		}
		in.ReturnsPlaceID = returns[0]
	}
	code, err := far.Kiosks.Enrol(ctx, in)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return line(s, code)
	}
	s.warn("this code lets one kiosk in until %s", at(code.ExpiresAt))
	return s.say("%s", code.Code)
}

type kiosksRevokeCmd struct {
	Server
	Kiosk string `arg:"" help:"The kiosk's number, such as K3, its name or id." placeholder:"NUMBER"`
}

// Help shows examples.
func (kiosksRevokeCmd) Help() string { return "Examples:\n  rms-central kiosks revoke K3" }

// Run revokes.
func (c *kiosksRevokeCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	for k, err := range far.Kiosks.List(ctx, client.KioskQuery{Limit: 200}) {
		if err != nil {
			return err
		}
		if string(k.ID) != c.Kiosk && !strings.EqualFold(k.NumberPrefix, c.Kiosk) && k.Name != c.Kiosk {
			continue
		}
		if err := far.Kiosks.Revoke(ctx, k.ID); err != nil {
			return about(c.Kiosk, err)
		}
		return s.say("%s (%s) is revoked; what it had recorded stays", k.NumberPrefix, k.Name)
	}
	return &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_kiosk", Message: "there is no kiosk " + clean(c.Kiosk), Hint: "rms-central kiosks list shows them"}
}
