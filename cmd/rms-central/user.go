package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/page"
	"rms/syncproto/rental"
)

type userCmd struct {
	List     userListCmd     `cmd:"" help:"List the accounts."`
	Add      userAddCmd      `cmd:"" help:"Make an account; the password is read from standard input."`
	Password userPasswordCmd `cmd:"" help:"Set a new password, read from standard input, and end all sessions."`
	Disable  userDisableCmd  `cmd:"" help:"Close an account; what it did stays."`
	Enable   userEnableCmd   `cmd:"" help:"Open a closed account again."`
}

type userListCmd struct {
	dataFlag
}

// Run lists.
func (c *userListCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, _ *ledger.Ledger) error {
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		if _, err := fmt.Fprintln(w, "LOGIN\tNAME\tROLE\tSCOPES\tSTATUS\tID"); err != nil {
			return err
		}
		err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			for after := ""; ; {
				users, next, err := tx.ListUsers(ctx, page.Query{}, store.Page{Limit: store.MaxPage, After: after})
				if err != nil {
					return err
				}
				for _, u := range users {
					status := "open"
					if u.Disabled {
						status = "closed"
					}
					if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Login, u.Name, u.Role, join(u.Scopes), status, u.ID); err != nil {
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

func join(scopes []rental.Scope) string {
	texts := make([]string, len(scopes))
	for i, s := range scopes {
		texts[i] = string(s)
	}
	return strings.Join(texts, ",")
}

type userAddCmd struct {
	dataFlag
	Login  string         `arg:"" help:"What the person types to log in."`
	Name   string         `required:"" help:"The person's name." placeholder:"NAME"`
	Role   rental.Role    `required:"" enum:"admin,fleet_manager,technician,requester,viewer" help:"admin, fleet_manager, technician, requester or viewer." placeholder:"ROLE"`
	Scopes []rental.Scope `help:"Rights beside the role: plan, approve, allocate, catalog." placeholder:"SCOPE,..."`
}

// Run adds.
func (c *userAddCmd) Run(ctx context.Context, t terminal) error {
	login := strings.ToLower(strings.TrimSpace(c.Login))
	return c.with(ctx, t, true, func(db *store.DB, l *ledger.Ledger) error {
		if _, err := userNamed(ctx, db, login); err == nil {
			return &rental.Error{
				Code: rental.CodeConflict, Reason: "login_taken", Message: "there is an account " + login + " already",
				Hint: "rms-central user password " + login + " sets a new password",
			}
		}
		hash, err := t.newPassword(ctx, login, c.Name)
		if err != nil {
			return err
		}
		u := rental.User{ID: rental.UserID(uuid.NewString()), Login: login, Name: c.Name, Role: c.Role, Scopes: c.Scopes, PasswordHash: hash}
		if err := put(ctx, l, u, -1); err != nil {
			return err
		}
		return t.say("%s may log in now", login)
	})
}

type userPasswordCmd struct {
	dataFlag
	Login string `arg:"" help:"Whose password."`
}

// Run sets the password.
func (c *userPasswordCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		u, err := userNamed(ctx, db, c.Login)
		if err != nil {
			return err
		}
		if u.PasswordHash, err = t.newPassword(ctx, u.Login, u.Name); err != nil {
			return err
		}
		if err := put(ctx, l, u, u.Rev); err != nil {
			return err
		}
		return t.say("%s has a new password; all sessions are over", u.Login)
	})
}

type userDisableCmd struct {
	dataFlag
	Login string `arg:"" help:"Whose account."`
}

// Run closes the account.
func (c *userDisableCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		u, err := userNamed(ctx, db, c.Login)
		if err != nil {
			return err
		}
		u.Disabled = true
		if err := put(ctx, l, u, u.Rev); err != nil {
			return err
		}
		return t.say("%s may no longer log in", u.Login)
	})
}

type userEnableCmd struct {
	dataFlag
	Login string `arg:"" help:"Whose account."`
}

// Run opens the account again.
func (c *userEnableCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		u, err := userNamed(ctx, db, c.Login)
		if err != nil {
			return err
		}
		u.Disabled = false
		if err := put(ctx, l, u, u.Rev); err != nil {
			return err
		}
		return t.say("%s may log in again", u.Login)
	})
}

func userNamed(ctx context.Context, db *store.DB, login string) (rental.User, error) {
	var u rental.User
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var ok bool
		var err error
		if u, ok, err = tx.UserByLogin(ctx, strings.ToLower(strings.TrimSpace(login))); err == nil && !ok {
			err = &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_user", Message: "there is no account " + login, Hint: "rms-central user list shows them"}
		}
		return err
	})
	return u, err
}

// newPassword reads a password from standard input, so that it stands in no
// history and no list of processes, and hashes it.
func (t terminal) newPassword(ctx context.Context, login, name string) (string, error) {
	if _, err := fmt.Fprintf(t.err, "Password for %s: ", login); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(io.LimitReader(t.in, auth.MaxPassword+2)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	passwords, err := auth.NewPasswords(nil)
	if err != nil {
		return "", err
	}
	return passwords.Hash(ctx, login, strings.TrimRight(line, "\r\n"), name)
}
