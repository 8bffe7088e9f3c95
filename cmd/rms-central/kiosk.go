package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/store/code"
	"rms/central/store/service"
	"rms/syncproto/rental"
)

type kioskCmd struct {
	List   kioskListCmd   `cmd:"" help:"List the kiosks."`
	Code   kioskCodeCmd   `cmd:"" help:"Make a one-time code that lets one kiosk in."`
	Revoke kioskRevokeCmd `cmd:"" help:"Lock a kiosk out for good."`
}

type kioskListCmd struct {
	dataFlag
}

// Run lists.
func (c *kioskListCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, _ *ledger.Ledger) error {
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		_, err := fmt.Fprintln(w, "NUMBER\tNAME\tSITE\tSTATUS\tQUEUE\tLAST CONTACT\tID")
		if err != nil {
			return err
		}
		err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			statuses, err := service.KioskStatuses(ctx, tx)
			if err != nil {
				return err
			}
			for after := ""; ; {
				page, next, err := tx.ListKiosks(ctx, store.KioskFilter{}, store.Page{Limit: store.MaxPage, After: after})
				if err != nil {
					return err
				}
				for _, k := range page {
					site, _, err := store.Get[rental.Place](ctx, tx, string(k.SiteID))
					if err != nil {
						return err
					}
					s := statuses[k.ID]
					contact := "never"
					if s.LastContact > 0 {
						contact = time.UnixMilli(int64(s.LastContact)).Format(time.RFC3339)
					}
					if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", k.NumberPrefix, k.Name, site.Code, k.Status, s.Report.QueueDepth, contact, k.ID); err != nil {
						return err
					}
				}
				if after = next; next == "" {
					return nil
				}
			}
		})
		if err != nil {
			return err
		}
		return w.Flush()
	})
}

type kioskCodeCmd struct {
	dataFlag
	Site    string        `required:"" help:"Code or id of the site where the kiosk stands." placeholder:"CODE"`
	Returns string        `help:"Code or id of a place of the site where returned things are put; the site itself if it is left out." placeholder:"CODE"`
	Name    string        `help:"What people call the kiosk." placeholder:"NAME"`
	TTL     time.Duration `name:"ttl" help:"How long the code may be used." default:"24h"`
}

// lasting refuses a time to live that has passed when it begins.
func lasting(ttl time.Duration) error {
	if ttl > 0 {
		return nil
	}
	return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_ttl", Field: "--ttl", Message: fmt.Sprintf("%v is over when it begins", ttl), Hint: "give a time such as 24h or 30m"}
}

// Run makes a code.
func (c *kioskCodeCmd) Run(ctx context.Context, t terminal) error {
	if err := lasting(c.TTL); err != nil {
		return err
	}
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		site, err := placeNamed(ctx, db, c.Site)
		if err != nil {
			return err
		}
		returns, err := placeNamed(ctx, db, c.Returns)
		if err != nil {
			return err
		}
		code, hash, err := auth.NewEnrolmentCode(nil)
		if err != nil {
			return err
		}
		now := time.Now()
		err = l.NewEnrolmentCode(ctx, operator, service.EnrolmentCode{
			Hash: hash, SiteID: rental.SiteID(site), ReturnsPlaceID: returns, Name: c.Name,
			CreatedAt: rental.Millis(now.UnixMilli()), ExpiresAt: rental.Millis(now.Add(c.TTL).UnixMilli()),
		})
		if err != nil {
			return err
		}
		return t.say("%s", code)
	})
}

// placeNamed returns the place with a code or an id; none for an empty name.
func placeNamed(ctx context.Context, db *store.DB, name string) (rental.PlaceID, error) {
	if name == "" {
		return "", nil
	}
	var id rental.PlaceID
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if p, ok, err := store.Get[rental.Place](ctx, tx, name); ok || err != nil {
			id = p.ID
			return err
		}
		target, ok, err := code.Target(ctx, tx, name)
		if ok && target.Target == rental.TargetPlace {
			id = rental.PlaceID(target.ID)
			return nil
		}
		if err != nil {
			return err
		}
		return &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_place", Message: "there is no place " + name, Hint: "give the code that stands on its label, or its id"}
	})
	return id, err
}

type kioskRevokeCmd struct {
	dataFlag
	Kiosk string `arg:"" help:"The kiosk's number, such as K3, or its id."`
}

// Run revokes.
func (c *kioskRevokeCmd) Run(ctx context.Context, t terminal) error {
	return c.with(ctx, t, false, func(db *store.DB, l *ledger.Ledger) error {
		k, err := kioskNamed(ctx, db, c.Kiosk)
		if err != nil {
			return err
		}
		if err := l.RevokeKiosk(ctx, operator, k.ID); err != nil {
			return err
		}
		return t.say("%s (%s) is revoked; what it had recorded stays", k.NumberPrefix, k.Name)
	})
}

func kioskNamed(ctx context.Context, db *store.DB, name string) (rental.Kiosk, error) {
	var k rental.Kiosk
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var ok bool
		var err error
		if k, ok, err = store.Get[rental.Kiosk](ctx, tx, name); ok || err != nil {
			return err
		}
		if k, ok, err = tx.KioskByPrefix(ctx, name); ok || err != nil {
			return err
		}
		return &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_kiosk", Message: "there is no kiosk " + name, Hint: "rms-central kiosk list shows them"}
	})
	return k, err
}
