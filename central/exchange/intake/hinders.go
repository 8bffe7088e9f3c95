package intake

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/central/store/imports"
	"rms/central/store/reference"
	"rms/syncproto/rental"
)

// hinders names what something else has touched since an import wrote it: rows
// with another revision, and rows that it made and others now refer to.
func hinders(ctx context.Context, tx *store.Tx, id rental.ItemID) ([]Hinder, error) {
	var out []Hinder
	seen := map[int]bool{}
	for _, c := range []rental.Collection{rental.Places, rental.ItemTypes, rental.Companies, rental.People, rental.Assets, rental.StockPools} {
		rows, err := imports.Touched(ctx, tx, id, c, shown)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			seen[r.Ordinal] = true
			h, err := hinder(ctx, tx, r, "it was changed or removed since")
			if err != nil {
				return nil, err
			}
			out = append(out, h)
		}
	}
	own := map[rental.Key]int64{}
	var made []imports.Row
	const part = 1000
	for from := 0; ; from += part {
		rows, err := imports.Rows(ctx, tx, id, from, part)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			if r.RevAfter <= 0 {
				continue
			}
			if err := count(own, r); err != nil {
				return nil, err
			}
			if r.RevBefore == 0 && !seen[r.Ordinal] {
				r.After = r.After[:0:0] // the key is enough: there may be many
				made = append(made, r)
			}
		}
	}
	for _, r := range made {
		if len(out) >= shown {
			return out, nil
		}
		h, err := used(ctx, tx, id, r, own)
		if err != nil {
			return nil, err
		}
		if h != nil {
			out = append(out, *h)
		}
	}
	return out, nil
}

// used says what beyond the import refers to a row that it made.
func used(ctx context.Context, tx *store.Tx, id rental.ItemID, r imports.Row, own map[rental.Key]int64) (*Hinder, error) {
	key := rental.Key{Collection: r.Collection, ID: r.ID}
	set, err := reference.Of(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	total, who := int64(0), ""
	for _, ref := range set {
		total += ref.Count
		who = ref.Who
	}
	if total <= own[key] {
		return nil, nil
	}
	rows, err := imports.Rows(ctx, tx, id, r.Ordinal, 1)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	message := "something else refers to it now"
	if len(set) == 1 {
		message = who + " refer to it now"
	}
	h, err := hinder(ctx, tx, rows[0], message)
	return &h, err
}

// count adds the references that a row of the import makes, each as often as
// package reference counts it, so that what is more is somebody else's.
func count(own map[rental.Key]int64, r imports.Row) error {
	row, err := rental.DecodeRow(r.Collection, r.After)
	if err != nil {
		return fmt.Errorf("decode an imported row: %w", err)
	}
	add := func(c rental.Collection, id string) {
		if id != "" {
			own[rental.Key{Collection: c, ID: id}]++
		}
	}
	switch a := row.(type) {
	case rental.Asset:
		add(rental.ItemTypes, string(a.ItemTypeID))
		add(rental.Companies, string(a.OwnerID))
		add(rental.Places, string(a.PlaceID))
		add(rental.Places, string(a.HomePlaceID))
		add(rental.Places, string(a.SiteID))
	case rental.StockPool:
		add(rental.ItemTypes, string(a.ItemTypeID))
		add(rental.Places, string(a.PlaceID))
	case rental.Place:
		add(rental.Places, string(a.ParentID))
	case rental.Person:
		add(rental.Companies, string(a.CompanyID))
		add(rental.Places, string(a.SiteID))
	}
	return nil
}
