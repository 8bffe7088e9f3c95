package store

import (
	"context"

	"rms/syncproto/rental"
)

// CodeKind says what a code is taken for; the values are those of package tag.
type CodeKind string

// The kinds that a store can look up. The value of a badge is its hash.
const (
	CodeBadge  CodeKind = "badge"
	CodePlace  CodeKind = "place"
	CodeOrder  CodeKind = "order" // also the numbers of jobs
	CodeTag    CodeKind = "tag"
	CodeAlias  CodeKind = "alias"
	CodeSerial CodeKind = "serial"
	CodeURL    CodeKind = "url" // the last segment: a tag, else an alias
)

// Match is something that a code names. Row is the fullest row known of it: of
// an asset the Asset, else its AssetCard; nil when only the alias is known.
type Match struct {
	Target   rental.TargetType
	ID       string
	Row      rental.Row
	Quantity int64 // of an alias for several; else 0
}

// maxMatches bounds the answers to one code: a serial may be borne by several.
const maxMatches = 8

// FindCode looks a code up exactly, as one kind. An unknown kind finds nothing.
func (v View) FindCode(ctx context.Context, kind CodeKind, value string) ([]Match, error) {
	if value == "" {
		return nil, nil
	}
	switch kind {
	case CodeBadge:
		return v.byCode(ctx, rental.TargetPerson, value, rental.Badges)
	case CodePlace:
		return v.byCode(ctx, rental.TargetPlace, value, rental.Places)
	case CodeOrder:
		found, err := v.byCode(ctx, rental.TargetRentAction, value, rental.RentActions)
		if err != nil || len(found) > 0 {
			return found, err
		}
		return v.byCode(ctx, rental.TargetProject, value, rental.Projects)
	case CodeTag:
		return v.byCode(ctx, rental.TargetAsset, value, rental.Assets, rental.AssetCards)
	case CodeAlias:
		return v.findAlias(ctx, value)
	case CodeSerial:
		return v.bySerial(ctx, value)
	case CodeURL:
		found, err := v.FindCode(ctx, CodeTag, value)
		if err != nil || len(found) > 0 {
			return found, err
		}
		return v.findAlias(ctx, value)
	default:
		return nil, nil
	}
}

// byCode asks one collection after another and stops at the first that knows.
func (v View) byCode(ctx context.Context, target rental.TargetType, code string, from ...rental.Collection) ([]Match, error) {
	for _, c := range from {
		rows, err := v.rows(ctx, c, `and code = $3 order by id limit $4`, code, maxMatches)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			return matches(target, rows), nil
		}
	}
	return nil, nil
}

func matches(target rental.TargetType, rows []rental.Row) []Match {
	all := make([]Match, 0, len(rows))
	for _, r := range rows {
		m := Match{Target: target, ID: r.RowID(), Row: r}
		if b, ok := r.(rental.Badge); ok {
			m.ID = string(b.PersonID)
		}
		all = append(all, m)
	}
	return all
}

// bySerial finds cards by serial and gives each its fullest row.
func (v View) bySerial(ctx context.Context, serial string) ([]Match, error) {
	rows, err := v.rows(ctx, rental.AssetCards, `and alt = $3 order by id limit $4`, serial, maxMatches)
	if err != nil {
		return nil, err
	}
	return v.fullest(ctx, rows)
}

// fullest replaces asset cards by the assets that this kiosk holds in full.
func (v View) fullest(ctx context.Context, cards []rental.Row) ([]Match, error) {
	found := matches(rental.TargetAsset, cards)
	for i, m := range found {
		full, _, err := v.Row(ctx, rental.Key{Collection: rental.Assets, ID: m.ID})
		if err != nil {
			return nil, err
		}
		if full != nil {
			found[i].Row = full
		}
	}
	return found, nil
}

func (v View) findAlias(ctx context.Context, code string) ([]Match, error) {
	aliases, err := rowsOf[rental.TagAlias](ctx, v, `and code = $3 order by id limit $4`, code, maxMatches)
	if err != nil {
		return nil, err
	}
	var found []Match
	for _, a := range aliases {
		m := Match{Target: a.Target, ID: a.TargetID, Quantity: a.Quantity}
		for _, c := range homes[a.Target] {
			if m.Row, _, err = v.Row(ctx, rental.Key{Collection: c, ID: a.TargetID}); err != nil {
				return nil, err
			}
			if m.Row != nil {
				break
			}
		}
		if a.Target == rental.TargetPerson {
			if m.Row, err = v.badgeOf(ctx, a.TargetID); err != nil {
				return nil, err
			}
		}
		found = append(found, m)
	}
	return found, nil
}

// homes are the collections that hold what an alias points at, fullest first.
var homes = map[rental.TargetType][]rental.Collection{
	rental.TargetAsset:      {rental.Assets, rental.AssetCards},
	rental.TargetItemType:   {rental.ItemTypes},
	rental.TargetPlace:      {rental.Places},
	rental.TargetRentAction: {rental.RentActions},
	rental.TargetProject:    {rental.Projects},
	rental.TargetException:  {rental.Exceptions},
}

// badgeOf is a badge of the person: what a kiosk knows of people.
func (v View) badgeOf(ctx context.Context, person string) (rental.Row, error) {
	rows, err := v.rows(ctx, rental.Badges, `and ref = $3 order by id limit 1`, person)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// PersonBadges lists the badges of a person, in order of id.
func (v View) PersonBadges(ctx context.Context, person rental.PersonID) ([]rental.Badge, error) {
	return rowsOf[rental.Badge](ctx, v, `and ref = $3 order by id`, string(person))
}
