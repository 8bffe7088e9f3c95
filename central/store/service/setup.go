package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"rms/central/store"
	"rms/syncproto/rental"
)

// What is kept about the first start, in the store's meta table.
const (
	metaSetupLink store.MetaName = "setup_link" // hash and expiry; empty once it was used
	metaLabels    store.MetaName = "labels_made"
	metaDismissed store.MetaName = "checklist_dismissed"
)

// SetupLink is the one-time link that makes the first admin. Only its hash is kept.
type SetupLink struct {
	Hash      string
	ExpiresAt rental.Millis
}

// FindSetupLink returns the link that may still be used, as far as it has not expired.
func FindSetupLink(ctx context.Context, tx *store.Tx) (SetupLink, bool, error) {
	kept, err := tx.Meta(ctx, metaSetupLink)
	if err != nil || kept == "" {
		return SetupLink{}, false, err
	}
	hash, until, _ := strings.Cut(kept, " ")
	ms, err := strconv.ParseInt(until, 10, 64)
	if err != nil {
		return SetupLink{}, false, fmt.Errorf("read the set-up link: %w", err)
	}
	return SetupLink{Hash: hash, ExpiresAt: rental.Millis(ms)}, true, nil
}

// SetSetupLink keeps a link in place of the one before.
func SetSetupLink(ctx context.Context, tx *store.Tx, l SetupLink) error {
	return tx.SetMeta(ctx, metaSetupLink, l.Hash+" "+strconv.FormatInt(int64(l.ExpiresAt), 10))
}

// UseSetupLink forgets the link.
func UseSetupLink(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, metaSetupLink, "") }

// NoteLabels notes that labels were made, the first time.
func NoteLabels(ctx context.Context, tx *store.Tx, at rental.Millis) error {
	was, err := tx.Meta(ctx, metaLabels)
	if err != nil || was != "" {
		return err
	}
	return tx.SetMeta(ctx, metaLabels, strconv.FormatInt(int64(at), 10))
}

// DismissChecklist notes that nobody wants to see the checklist; or that somebody
// does again.
func DismissChecklist(ctx context.Context, tx *store.Tx, at rental.Millis, dismiss bool) error {
	value := ""
	if dismiss {
		value = strconv.FormatInt(int64(at), 10)
	}
	return tx.SetMeta(ctx, metaDismissed, value)
}

// CountMost is where the counts of a checklist end: beyond it "many" will do, and
// counting 100,000 rows for one word would not.
const CountMost = 1000

// Checklist is how far a company has come. Counts end at CountMost.
type Checklist struct {
	ItemTypes, Items, Places, People, ReturnsPlaces, Kiosks int
	Labels, Dismissed                                       bool
}

// ReadChecklist looks how far the company has come. The sites themselves are no
// places to put things.
func ReadChecklist(ctx context.Context, tx *store.Tx) (Checklist, error) {
	var c Checklist
	count := func(n *int, rows string) error {
		_, err := tx.One(ctx, `select count(*) from (select 1 from `+rows+` limit $1)`, []any{CountMost}, n)
		return err
	}
	labels, err := tx.Meta(ctx, metaLabels)
	dismissed, derr := tx.Meta(ctx, metaDismissed)
	c.Labels, c.Dismissed = labels != "", dismissed != ""
	err = errors.Join(err, derr,
		count(&c.ItemTypes, "item_types where archived = 0"),
		count(&c.Items, "assets"),
		count(&c.Places, "places where kind not in ('site', 'customer', 'transit') and archived = 0"),
		count(&c.People, "people where archived = 0"),
		count(&c.ReturnsPlaces, "places where kind = 'returns' and archived = 0"),
		count(&c.Kiosks, "kiosks where status = 'active'"),
	)
	if err != nil {
		return c, fmt.Errorf("read the checklist: %w", err)
	}
	return c, nil
}
