package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rms/central/auth"
	"rms/central/exchange"
	"rms/central/janitor"
	"rms/central/ledger"
	"rms/central/server"
	"rms/central/sheet"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

type demoCmd struct {
	dataFlag
	Seed   bool   `help:"Write the demo company into an empty data directory, or finish what was begun."`
	Number uint64 `help:"Which company: each number makes another one." default:"1" placeholder:"N"`
	Sheets string `help:"Write a PDF of barcodes for each site into this directory." type:"path" placeholder:"DIR"`
}

// Run makes the demo company, or prints the codes of the one that is there.
func (c *demoCmd) Run(ctx context.Context, t terminal) (err error) {
	if c.Seed {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return fmt.Errorf("make the data directory: %w", err)
		}
	}
	path := store.Path(c.Data)
	if _, err := os.Stat(path); err != nil && !c.Seed {
		return noDemo(c.Data)
	}
	if err := janitor.Unsettled(c.Data); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return hinted(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	seed, now, ok, err := exchange.Begun(ctx, db)
	switch {
	case err != nil:
		return hinted(err)
	case !ok && !c.Seed:
		return noDemo(c.Data)
	case !ok:
		if seed, now, err = exchange.Begin(ctx, db, c.Number, time.Now().Truncate(time.Minute)); err != nil {
			return hinted(err)
		}
	}
	plan, err := planDemo(ctx, seed, now)
	if err != nil {
		return err
	}
	codes, err := c.write(ctx, t, db, plan)
	if err != nil {
		return hinted(err)
	}
	if err := c.sheets(t, plan, codes); err != nil {
		return err
	}
	return tellDemo(t, plan, codes)
}

func noDemo(data string) error {
	return &rental.Error{
		Code: rental.CodeNotFound, Reason: "no_demo", Message: "there is no demo company in " + data,
		Hint: "make one: rms-central demo --seed --data " + data,
	}
}

func planDemo(ctx context.Context, seed uint64, now time.Time) (*exchange.DemoPlan, error) {
	passwords, err := auth.NewPasswords(nil)
	if err != nil {
		return nil, err
	}
	return exchange.PlanDemo(exchange.DemoConfig{
		Seed: seed, Now: now, MintBadge: tag.NewBadge, HashBadge: syncproto.BadgeHash,
		HashPIN:      func(pin string) (string, error) { return passwords.HashPIN(ctx, pin) },
		HashPassword: func(password string) (string, error) { return passwords.Hash(ctx, "", password) },
	})
}

// write runs the plan; what is there already costs little.
func (c *demoCmd) write(ctx context.Context, t terminal, db *store.DB, plan *exchange.DemoPlan) ([]rental.DemoCode, error) {
	l, err := ledger.New(ctx, ledger.Config{Store: db, Version: server.Version, Logger: slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return nil, err
	}
	told := -1
	return plan.Run(ctx, db, l, func(done, of int) {
		const step = 10
		if percent := done * 100 / of; c.Seed && percent/step > told {
			told = percent / step
			_, _ = fmt.Fprintf(t.err, "\rmaking the demo company: %3d %%", percent) // progress only
			if done == of {
				_, _ = fmt.Fprintln(t.err)
			}
		}
	})
}

// sheets writes a PDF for each site that has codes.
func (c *demoCmd) sheets(t terminal, plan *exchange.DemoPlan, codes []rental.DemoCode) error {
	if c.Sheets == "" {
		return nil
	}
	if err := os.MkdirAll(c.Sheets, 0o755); err != nil {
		return fmt.Errorf("make the directory of the sheets: %w", err)
	}
	for _, site := range plan.Sites() {
		var pdf bytes.Buffer
		if err := sheet.DemoCodes(&pdf, site, codes); err != nil {
			return err
		}
		name := filepath.Join(c.Sheets, "codes-"+strings.ToLower(site.Code)+".pdf")
		if err := os.WriteFile(name, pdf.Bytes(), 0o644); err != nil {
			return fmt.Errorf("write a sheet: %w", err)
		}
		if err := t.say("%s", name); err != nil {
			return err
		}
	}
	return nil
}

// tellDemo prints what to try, in lines of at most 80 characters.
func tellDemo(t terminal, plan *exchange.DemoPlan, codes []rental.DemoCode) error {
	if err := t.say("Log-ins at central, password %s for all:", exchange.DemoPassword); err != nil {
		return err
	}
	var names []string
	for _, l := range plan.Logins {
		names = append(names, fmt.Sprintf("%s (%s)", l.Login, strings.ReplaceAll(string(l.Role), "_", " ")))
	}
	const perLine = 4
	for len(names) > 0 {
		n := min(perLine, len(names))
		if err := t.say("  %s", strings.Join(names[:n], ", ")); err != nil {
			return err
		}
		names = names[n:]
	}
	for _, site := range plan.Sites() {
		if err := t.say("Codes to try at %s:", site.Name); err != nil {
			return err
		}
		for _, c := range codes {
			if c.ForSite != rental.SiteID(site.ID) {
				continue
			}
			if err := t.say("  %-20s %-13s %s", c.Code, strings.ReplaceAll(strings.TrimPrefix(c.Role, "item_"), "_", " "), c.Label); err != nil {
				return err
			}
		}
	}
	return nil
}
