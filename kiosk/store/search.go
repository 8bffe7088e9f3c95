package store

import (
	"context"
	"strings"

	"rms/syncproto/rental"
)

// minTail is the fewest characters that a search by the end of a tag or serial
// takes: fewer would list half the house.
const minTail = 2

// SearchAssets lists assets for a person to pick from: those whose tag or
// serial ends in q, then those whose type's name or maker has a word that
// begins with each word of q. An empty q finds nothing.
func (v View) SearchAssets(ctx context.Context, q string, limit int) ([]Match, error) {
	q = strings.TrimSpace(q)
	if q == "" || limit <= 0 {
		return nil, nil
	}
	var cards []rental.Row
	seen := map[string]bool{}
	take := func(rows []rental.Row, err error) error {
		for _, r := range rows {
			if !seen[r.RowID()] && len(cards) < limit {
				seen[r.RowID()] = true
				cards = append(cards, r)
			}
		}
		return err
	}
	if len([]rune(q)) >= minTail && !strings.ContainsAny(q, " \t") {
		for _, column := range []string{"tail", "alt_tail"} {
			if len(cards) < limit {
				if err := take(v.byTail(ctx, column, q, limit)); err != nil {
					return nil, err
				}
			}
		}
	}
	if len(cards) < limit {
		if err := take(v.byTypeName(ctx, q, limit)); err != nil {
			return nil, err
		}
	}
	return v.fullest(ctx, cards)
}

func (v View) byTail(ctx context.Context, column, q string, limit int) ([]rental.Row, error) {
	prefix := *tailOf(q)
	return v.rows(ctx, rental.AssetCards, `and `+column+` >= $3 and `+column+` < $4 order by `+column+`, id limit $5`,
		prefix, prefix+"\U0010ffff", limit)
}

func (v View) byTypeName(ctx context.Context, q string, limit int) ([]rental.Row, error) {
	types, err := v.SearchTypes(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	var cards []rental.Row
	for _, t := range types {
		rows, err := v.rows(ctx, rental.AssetCards, `and ref = $3 order by code, id limit $4`, string(t.ID), limit-len(cards))
		if err != nil {
			return nil, err
		}
		if cards = append(cards, rows...); len(cards) >= limit {
			break
		}
	}
	return cards, nil
}

// SearchTypes lists item types whose code, name or maker has a word that begins
// with each word of q, whatever the case, in order of name. An empty q lists
// all.
func (v View) SearchTypes(ctx context.Context, q string, limit int) ([]rental.ItemType, error) {
	return searchNames(ctx, v, q, limit, func(t rental.ItemType) (string, bool) {
		return t.Name + " " + t.Maker + " " + t.Code, !t.Archived
	})
}

// SearchPlaces lists places likewise, by code and name.
func (v View) SearchPlaces(ctx context.Context, q string, limit int) ([]rental.Place, error) {
	return searchNames(ctx, v, q, limit, func(p rental.Place) (string, bool) { return p.Name + " " + p.Code, !p.Archived })
}

// SearchProjects lists jobs likewise, by number, name and company.
func (v View) SearchProjects(ctx context.Context, q string, limit int) ([]rental.Project, error) {
	return searchNames(ctx, v, q, limit, func(p rental.Project) (string, bool) {
		return p.Name + " " + string(p.Number) + " " + p.CompanyName, p.Status != rental.ProjectDone
	})
}

// SearchPeople lists people likewise, by name, one badge for each.
func (v View) SearchPeople(ctx context.Context, q string, limit int) ([]rental.Badge, error) {
	seen := map[rental.PersonID]bool{}
	return searchNames(ctx, v, q, limit, func(b rental.Badge) (string, bool) {
		first := !b.Revoked && !seen[b.PersonID]
		seen[b.PersonID] = seen[b.PersonID] || first
		return b.PersonName, first
	})
}

// searchNames reads a whole small collection. words says what a row is found
// by, and whether it may be found.
func searchNames[R rental.Row](ctx context.Context, v View, q string, limit int, words func(R) (string, bool)) ([]R, error) {
	all, err := rowsOf[R](ctx, v, `order by body ->> '$.name', body ->> '$.person_name', id`)
	if err != nil {
		return nil, err
	}
	want := strings.Fields(strings.ToLower(q))
	var found []R
	for _, r := range all {
		have, ok := words(r)
		if ok && beginsAll(strings.Fields(strings.ToLower(have)), want) {
			if found = append(found, r); len(found) == limit {
				break
			}
		}
	}
	return found, nil
}

// beginsAll reports whether each wanted word begins one of have.
func beginsAll(have, want []string) bool {
	for _, w := range want {
		hit := false
		for _, h := range have {
			hit = hit || strings.HasPrefix(h, w)
		}
		if !hit {
			return false
		}
	}
	return true
}
