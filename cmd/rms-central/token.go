package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto/rental"
)

type tokenCmd struct {
	List   tokenListCmd   `cmd:"" help:"List the API tokens."`
	Add    tokenAddCmd    `cmd:"" help:"Make an API token and print its secret, this once."`
	Revoke tokenRevokeCmd `cmd:"" help:"End an API token."`
}

type tokenListCmd struct {
	dataFlag
}

// Run lists.
func (c *tokenListCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, _ *ledger.Ledger) error {
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		if _, err := fmt.Fprintln(w, "NAME\tACCOUNT\tROLE\tSCOPES\tSTATUS\tEXPIRES\tID"); err != nil {
			return err
		}
		err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			for after := ""; ; {
				page, next, err := tx.ListTokens(ctx, "", store.Page{Limit: store.MaxPage, After: after})
				if err != nil {
					return err
				}
				for _, k := range page {
					u, _, err := store.Get[rental.User](ctx, tx, string(k.UserID))
					if err != nil {
						return err
					}
					if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.Name, u.Login, k.Role, join(k.Scopes), tokenStatus(k, u, time.Now()), expiry(k), k.ID); err != nil {
						return err
					}
				}
				if after = next; next == "" {
					return nil
				}
			}
		})
		return errors.Join(err, w.Flush())
	})
}

// tokenStatus says whether a token of the account works now.
func tokenStatus(k rental.Token, u rental.User, now time.Time) string {
	switch {
	case k.Revoked:
		return "revoked"
	case k.ExpiresAt != 0 && int64(k.ExpiresAt) <= now.UnixMilli():
		return "expired"
	case u.Disabled:
		return "account closed"
	}
	return "valid"
}

// expiry is when a token ends by itself.
func expiry(k rental.Token) string {
	if k.ExpiresAt == 0 {
		return "never"
	}
	return time.UnixMilli(int64(k.ExpiresAt)).Format(time.RFC3339)
}

type tokenAddCmd struct {
	dataFlag
	User   string         `required:"" help:"Log-in of the account that the token acts for." placeholder:"LOGIN"`
	Name   string         `required:"" help:"What the token is for." placeholder:"NAME"`
	Role   rental.Role    `help:"Role of the token; the account's own if it is left out." placeholder:"ROLE"`
	Scopes []rental.Scope `help:"Rights beside the role." placeholder:"SCOPE,..."`
	TTL    *time.Duration `name:"ttl" help:"How long it may be used, such as 2160h; for ever if it is left out." placeholder:"DURATION"`
}

// Run adds.
func (c *tokenAddCmd) Run(ctx context.Context, t terminal) error {
	if c.TTL != nil {
		if err := lasting(*c.TTL); err != nil {
			return err
		}
	}
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		u, err := userNamed(ctx, db, c.User)
		if err != nil {
			return err
		}
		secret, hash, err := auth.NewPeople(db, nil, nil, nil).NewToken()
		if err != nil {
			return err
		}
		k := rental.Token{ID: rental.TokenID(uuid.NewString()), Name: c.Name, UserID: u.ID, Role: c.Role, Scopes: c.Scopes, Hash: hash}
		if k.Role == "" {
			k.Role = u.Role
		}
		if c.TTL != nil {
			k.ExpiresAt = rental.Millis(time.Now().Add(*c.TTL).UnixMilli())
		}
		if err := put(ctx, l, k, -1); err != nil {
			return err
		}
		return t.say("%s", secret)
	})
}

type tokenRevokeCmd struct {
	dataFlag
	ID string `arg:"" help:"Id of the token."`
}

// Run revokes.
func (c *tokenRevokeCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		var k rental.Token
		err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			var ok bool
			var err error
			if k, ok, err = store.Get[rental.Token](ctx, tx, c.ID); err == nil && !ok {
				err = &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_token", Message: "there is no token " + c.ID, Hint: "rms-central token list shows them"}
			}
			return err
		})
		if err != nil {
			return err
		}
		k.Revoked = true
		if err := put(ctx, l, k, k.Rev); err != nil {
			return err
		}
		return t.say("%s is revoked", k.Name)
	})
}
