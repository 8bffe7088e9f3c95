package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// stock reads a row of what is counted: rows of one type at one place are one sum.
func (p *planner) stock(r *shape.Record) error {
	t, okType, err := p.theType(r, rental.Fungible)
	if err != nil {
		return err
	}
	place, okPlace, err := p.place(r, shape.Place, r.Get(shape.Place))
	if err != nil {
		return err
	}
	n := int64(0)
	if p.needs(r, shape.Quantity, r.Get(shape.Quantity), "the quantity") {
		p.number(r, shape.Quantity, 1, &n)
	}
	if okPlace && place.SiteID == "" {
		p.wrong(r, shape.Place, "missing_site", "the place "+place.Name+" is at none of our sites", "name a place at a site")
	}
	ref := r.Get(shape.ExternalRef)
	if p.source() == "" {
		ref = ""
	}
	p.first(r, shape.ExternalRef, Query{Collection: rental.StockPools, By: ByRef, Source: p.source(), Text: ref})
	if p.bad[r.Number] || !okType || !okPlace {
		return nil
	}
	at, known := p.sums[rental.PoolOf(t.ID, place.ID)]
	if !known {
		at = len(p.Stock)
		p.sums[rental.PoolOf(t.ID, place.ID)] = at
		p.Stock = append(p.Stock, Stock{ItemTypeID: t.ID, PlaceID: place.ID, SiteID: place.SiteID})
	}
	s := &p.Stock[at]
	if n > rental.MaxStock-s.Quantity {
		p.wrong(r, shape.Quantity, "too_many", "nobody has that many", "correct the quantity")
		return nil
	}
	s.Quantity += n
	s.Numbers = append(s.Numbers, r.Number)
	if ref != "" {
		s.Refs = append(s.Refs, ref)
	}
	return nil
}

// pools plans the sums: each says how many there are. What a list has said before,
// in the same rows, it does not say again: what happened here since stays.
func (p *planner) pools() error {
	for _, s := range p.Stock {
		if len(s.Numbers) == 0 {
			continue // its rows are wrong
		}
		id := rental.PoolOf(s.ItemTypeID, s.PlaceID)
		row, err := p.row(rental.StockPools, string(id))
		if err != nil {
			return err
		}
		was, known := row.(rental.StockPool)
		now := was
		now.Listing, now.Listed = p.listing(s), s.Quantity
		said := known && now.Listing != "" && was.Listing == now.Listing && was.Listed == s.Quantity
		switch {
		case said && was.OnHand != s.Quantity:
			p.Notices = append(p.Notices, Notice{Row: s.Numbers[0], Message: fmt.Sprintf("it was imported before, and %d are there now: that stays", was.OnHand)})
			fallthrough
		case known && was.OnHand == s.Quantity:
			p.Counts.Unchanged += len(s.Numbers)
			continue
		case known:
			p.Counts.Changed += len(s.Numbers)
		default:
			p.Counts.Created += len(s.Numbers)
			now.ID, now.ItemTypeID, now.PlaceID, now.SiteID = id, s.ItemTypeID, s.PlaceID, s.SiteID
		}
		now.OnHand = s.Quantity
		put := Put{Number: s.Numbers[0], Row: now}
		if known {
			put.Before = was
		}
		p.Puts = append(p.Puts, put)
	}
	return nil
}

// maxListing bounds the name of a listing, in bytes.
const maxListing = 120

// listing names the rows of a sum by their references; empty where one has none.
func (p *planner) listing(s Stock) string {
	if len(s.Refs) != len(s.Numbers) {
		return ""
	}
	refs := slices.Sorted(slices.Values(s.Refs))
	name := p.source() + ":" + strings.Join(refs, ",")
	if len(name) <= maxListing {
		return name
	}
	sum := sha256.New()
	for _, r := range refs {
		fmt.Fprintf(sum, "%d:%s\n", len(r), r)
	}
	return fmt.Sprintf("%.40s:%d rows:%s", p.source(), len(refs), hex.EncodeToString(sum.Sum(nil)[:16]))
}
