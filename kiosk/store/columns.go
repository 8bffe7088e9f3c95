package store

import (
	"slices"
	"strings"

	"rms/syncproto/rental"
)

// columns are what a row can be found by. A nil pointer is NULL: not found by
// that.
type columns struct {
	site, code, alt, ref, status, tail, altTail *string
	sort                                        *int64
}

func text[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	t := string(s)
	return &t
}

func number[N ~int | ~int64](n N) *int64 {
	i := int64(n)
	return &i
}

// tailOf is s in capitals and backwards, so that a search by the last
// characters is a search by a prefix.
func tailOf(s string) *string {
	runes := []rune(strings.ToUpper(s))
	slices.Reverse(runes)
	return text(string(runes))
}

// columnsOf says what each collection's rows are found by.
func columnsOf(r rental.Row) columns {
	c := columns{site: text(r.RowMeta().SiteID)}
	switch r := r.(type) {
	case rental.Place:
		c.code, c.ref = text(r.Code), text(r.ParentID)
	case rental.ItemType:
		c.code = text(r.Code)
	case rental.TagAlias:
		c.code, c.ref = text(r.Code), text(r.TargetID)
	case rental.Badge:
		c.code, c.ref = text(r.Hash), text(r.PersonID)
	case rental.AssetCard:
		c.code, c.alt, c.ref = text(r.Tag), text(r.Serial), text(r.ItemTypeID)
		c.tail, c.altTail = tailOf(r.Tag), tailOf(r.Serial)
	case rental.Asset:
		c.code, c.alt, c.ref = text(r.Tag), text(r.Serial), text(r.PlaceID)
	case rental.Project:
		c.code, c.ref, c.status, c.sort = text(r.Number), text(r.CompanyID), text(r.Status), number(r.Window.Start)
	case rental.RentAction:
		c.code, c.ref, c.status, c.sort = text(r.Number), text(r.ProjectID), text(r.Status), number(r.Window.Start)
	case rental.Allocation:
		c.alt, c.ref, c.status = text(r.AssetID), text(r.RentActionID), text(r.Status)
	case rental.Exception:
		c.code, c.alt, c.ref = text(r.Number), text(r.FactID), text(r.AssetID)
		c.status, c.sort = text(r.Status), number(r.CreatedAt)
	case rental.DemoCode:
		c.code, c.status, c.sort = text(r.Code), text(r.Role), number(r.Order)
	}
	return c
}

// args returns the columns in the order of columnNames.
func (c columns) args() []any {
	return []any{c.site, c.code, c.alt, c.ref, c.status, c.sort, c.tail, c.altTail}
}

const columnNames = `site_id, code, alt, ref, status, sort, tail, alt_tail`
