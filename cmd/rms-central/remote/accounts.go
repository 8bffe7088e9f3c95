package remote

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"rms/central/client"
	"rms/syncproto/rental"
)

type tokensCmd struct {
	List   tokensListCmd   `cmd:"" help:"List API tokens."`
	Add    tokensAddCmd    `cmd:"" help:"Make an API token and print its secret, this once."`
	Revoke tokensRevokeCmd `cmd:"" help:"End an API token."`
}

type tokensListCmd struct {
	Server
	listing
}

// Help shows examples.
func (tokensListCmd) Help() string {
	return "Examples:\n  rms-central tokens list\n  rms-central tokens list --json | jq -r 'select(.status != \"valid\") | .id'"
}

// Run lists.
func (c *tokensListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	return rows(s, c.listing, far.Tokens.List(ctx, client.TokenQuery{Limit: 200}), columns(
		column[client.ListedToken]{"NAME", func(k client.ListedToken) string { return k.Name }},
		column[client.ListedToken]{"ACCOUNT", func(k client.ListedToken) string { return k.Login }},
		column[client.ListedToken]{"ROLE", func(k client.ListedToken) string { return string(k.Role) }},
		column[client.ListedToken]{"SCOPES", func(k client.ListedToken) string { return words(k.Scopes) }},
		column[client.ListedToken]{"STATUS", func(k client.ListedToken) string { return k.Status }},
		column[client.ListedToken]{"USED", func(k client.ListedToken) string { return at(k.UsedAt) }},
		column[client.ListedToken]{"EXPIRES", func(k client.ListedToken) string { return at(k.ExpiresAt) }},
		column[client.ListedToken]{"ID", func(k client.ListedToken) string { return string(k.ID) }},
	))
}

type tokensAddCmd struct {
	Server
	form
	Name   string         `required:"" help:"What the token is for." placeholder:"NAME"`
	Role   rental.Role    `required:"" help:"Role of the token; no more than the account's own." placeholder:"ROLE"`
	Scopes []rental.Scope `help:"Rights beside the role." placeholder:"SCOPE"`
	TTL    time.Duration  `name:"ttl" help:"How long it may be used, such as 2160h; for ever if it is left out." placeholder:"DURATION"`
}

// Help shows examples.
func (tokensAddCmd) Help() string {
	return "A token acts for the account that asks, and may no more than that.\nExamples:\n  rms-central tokens add --name=dashboard --role=viewer > dashboard.token"
}

// Run adds.
func (c *tokensAddCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	in := client.TokenInput{Name: c.Name, Role: c.Role, Scopes: c.Scopes}
	if c.TTL != 0 {
		in.ExpiresAt = rental.Millis(time.Now().Add(c.TTL).UnixMilli())
	}
	made, err := far.Tokens.Create(ctx, in)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return line(s, made)
	}
	return s.say("%s", made.Secret)
}

type tokensRevokeCmd struct {
	Server
	Token rental.TokenID `arg:"" help:"Id of the token." placeholder:"ID"`
}

// Help shows examples.
func (tokensRevokeCmd) Help() string {
	return "rms-central tokens list shows the ids.\nExamples:\n  rms-central tokens revoke e5f6df70-b114-5bf9-9d33-0b2f8bf4afbd"
}

// Run revokes.
func (c *tokensRevokeCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	k, err := far.Tokens.Revoke(ctx, c.Token)
	if err != nil {
		return about(string(c.Token), err)
	}
	return s.say("%s is revoked", k.Row.Name)
}

type sessionsCmd struct {
	List         sessionsListCmd         `cmd:"" help:"List open sessions."`
	Revoke       sessionsRevokeCmd       `cmd:"" help:"End a session."`
	RevokeOthers sessionsRevokeOthersCmd `cmd:"" help:"End all sessions of an account, but the one that asks."`
}

type sessionsListCmd struct {
	Server
	form
	Own bool `help:"Only one's own."`
}

// Help shows examples.
func (sessionsListCmd) Help() string {
	return "Examples:\n  rms-central sessions list\n  rms-central sessions list --own"
}

// Run lists.
func (c *sessionsListCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	list, more, err := far.Sessions.List(ctx, client.SessionQuery{Own: c.Own})
	if err != nil {
		return err
	}
	if more {
		s.warn("there are more sessions than these %d", len(list))
	}
	return rows(s, listing{form: c.form, Limit: new(int)}, all(list), columns(
		column[client.Session]{"ACCOUNT", func(x client.Session) string { return x.Login }},
		column[client.Session]{"NAME", func(x client.Session) string { return x.Name }},
		column[client.Session]{"USED", func(x client.Session) string { return at(x.UsedAt) }},
		column[client.Session]{"FROM", func(x client.Session) string { return x.Address }},
		column[client.Session]{"WITH", func(x client.Session) string { return x.Browser + " " + x.System }},
		column[client.Session]{"ENDS", func(x client.Session) string { return at(x.ExpiresAt) }},
		column[client.Session]{"ID", func(x client.Session) string { return string(x.ID) }},
	))
}

type sessionsRevokeCmd struct {
	Server
	Session client.SessionID `arg:"" help:"Id of the session." placeholder:"ID"`
}

// Help shows examples.
func (sessionsRevokeCmd) Help() string {
	return "rms-central sessions list shows the ids.\nExamples:\n  rms-central sessions revoke 46ec6dcf-4f54-5c77-b222-d33d2f0c7f6b"
}

// Run ends a session.
func (c *sessionsRevokeCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	if err := far.Sessions.Revoke(ctx, c.Session); err != nil {
		return about(string(c.Session), err)
	}
	return s.say("the session has ended")
}

type sessionsRevokeOthersCmd struct {
	Server
	form
	Account string `help:"Log-in or id of the account; without it, one's own." placeholder:"LOGIN"`
}

// Help shows examples.
func (sessionsRevokeOthersCmd) Help() string {
	return "One's own sessions are ended with the secret of a session in RMS_TOKEN; an admin's\nAPI token ends those of another account. Tokens go on working.\nExamples:\n  rms-central sessions revoke-others\n  rms-central sessions revoke-others --account=mara"
}

// Run ends sessions.
func (c *sessionsRevokeOthersCmd) Run(ctx context.Context, s Screen) error {
	far, err := c.open(s)
	if err != nil {
		return err
	}
	defer far.Close()
	of, err := account(ctx, far, c.Account)
	if err != nil {
		return err
	}
	done, err := far.Sessions.RevokeOthers(ctx, of)
	switch {
	case err != nil && c.Account != "":
		return about(c.Account, err)
	case err != nil:
		return err
	case c.JSON:
		return line(s, done)
	}
	return s.say("%d sessions have ended", done.Ended)
}

// account finds an account by its log-in or id; none for none.
func account(ctx context.Context, c *client.Client, name string) (rental.UserID, error) {
	if _, err := uuid.Parse(name); err == nil || name == "" {
		return rental.UserID(name), nil
	}
	for u, err := range c.Users.List(ctx, client.UserQuery{Query: name, Limit: 200}) {
		if err != nil {
			return "", err
		}
		if strings.EqualFold(u.Login, name) {
			return u.ID, nil
		}
	}
	return "", &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_account", Message: "there is no account " + clean(name), Hint: "rms-central sessions list shows who is logged in"}
}
