// Package reference says what refers to a row: the rows that name it, and the
// facts that are about it.
//
// Invariants. It only reads. Every way in which a stored row or a recorded fact
// can name a row of a removable collection is listed here; what has none listed
// may be removed whenever its owner wishes.
//
// Concurrency. Every function works within the transaction that it is given.
package reference

import (
	"context"
	"fmt"

	"rms/central/store"
	"rms/syncproto/rental"
)

// most is how far references are counted: whoever has as many is used.
const most = 10_000

// way is one way in which others name a row: in words, and what to count, for the
// id that is asked about.
type way struct{ who, from string }

// about counts the facts that are about a row.
func about(t rental.TargetType) way {
	return way{"things that happened to it", `fact_subjects where subject_type = '` + string(t) + `' and subject_id = $1`}
}

// aboutBut is about without what was counted: as long as it counts there is stock,
// which says so itself.
func aboutBut(t rental.TargetType) way {
	return way{"things that happened to it", `fact_subjects s join facts f on f.no = s.fact_no where s.subject_type = '` + string(t) +
		`' and s.subject_id = $1 and f.kind not in ('` + string(rental.KindStockEntry) + `', '` + string(rental.KindStockUndo) + `')`}
}

// happened is about for things: that one was received is no more than that it is
// there.
func happened() way {
	return way{"things that happened to it", `fact_subjects s join facts f on f.no = s.fact_no where s.subject_type = '` + string(rental.TargetAsset) +
		`' and s.subject_id = $1 and f.kind <> '` + string(rental.KindReceive) + `'`}
}

// alias counts the further codes of a row.
func alias(t rental.TargetType) way {
	return way{"other codes that name it", `tag_aliases where target = '` + string(t) + `' and target_id = $1`}
}

// inBody counts the rows of a small table whose JSON names the row.
func inBody(who, table, path string) way {
	return way{who, table + ` where json_extract(body, '$.` + path + `') = $1`}
}

// ways are how the rows of each collection are named, the most telling first.
var ways = map[rental.Collection][]way{
	rental.ItemTypes: {
		{"items of this type", `assets where item_type_id = $1`},
		{"order lines that ask for it", `rent_action_lines where item_type_id = $1`},
		{"places with stock of it", `stock_pools where item_type_id = $1`},
		alias(rental.TargetItemType), aboutBut(rental.TargetItemType),
	},
	rental.Assets: {
		happened(),
		{"orders that had it", `allocations where asset_id = $1 and asset_id <> ''`},
		{"items in it", `assets where contained_in = $1 and contained_in <> ''`},
		{"exceptions about it", `exceptions where asset_id = $1 and asset_id <> ''`},
		alias(rental.TargetAsset),
	},
	rental.Places: {
		{"places within it", `places where parent_id = $1`},
		{"items here", `assets where place_id = $1 and place_id <> ''`},
		{"items with their home here", `assets where home_place_id = $1 and home_place_id <> ''`},
		{"items of this site", `assets where site_id = $1`},
		{"types with stock here", `stock_pools where place_id = $1`},
		inBody("kiosks", "kiosks", "returns_place_id"),
		{"kiosks of this site", `kiosks where site_id = $1`},
		{"people of this site", `people where site_id = $1`},
		inBody("jobs", "projects", "place_id"),
		{"jobs of this site", `projects where site_id = $1 or also_site_id = $1`},
		{"orders that go there", `rent_actions where destination_id = $1 and destination_id <> ''`},
		{"orders of this site", `rent_actions where site_id = $1 or also_site_id = $1`},
		alias(rental.TargetPlace), aboutBut(rental.TargetPlace),
	},
	rental.Companies: {
		{"people of it", `people where company_id = $1`},
		{"jobs of it", `projects where company_id = $1`},
		{"items of it", `assets where owner_id = $1 and owner_id <> ''`},
	},
	rental.Projects: {
		{"orders of it", `rent_actions where project_id = $1 and project_id <> ''`},
		alias(rental.TargetProject), about(rental.TargetProject),
	},
	rental.People: {
		{"badges", `badges where person_id = $1`},
		{"PINs", `pins where id = $1`},
		{"items with them", `assets where holder_id = $1 and holder_id <> ''`},
		{"orders of theirs", `rent_actions where requester_id = $1 and requester_id <> ''`},
		inBody("accounts", "users", "person_id"),
		{"things that they did", `facts where person_id = $1 and person_id <> ''`},
		alias(rental.TargetPerson), about(rental.TargetPerson),
	},
	// A fact keeps the badge by which its person was known.
	rental.Badges: {{"things that its person did", `facts where person_id = (select person_id from badges where id = $1) and person_id <> ''`}},
}

// Of returns what refers to a row; nothing refers to one that is not there.
func Of(ctx context.Context, tx *store.Tx, k rental.Key) (rental.ReferenceSet, error) {
	set := rental.ReferenceSet{}
	for _, w := range ways[k.Collection] {
		r := rental.Reference{Who: w.who}
		text := fmt.Sprintf(`select count(*) from (select 1 from %s limit %d)`, w.from, most)
		if _, err := tx.One(ctx, text, []any{k.ID}, &r.Count); err != nil {
			return nil, fmt.Errorf("count the %s of %s %s: %w", w.who, k.Collection, k.ID, err)
		}
		if r.Count > 0 {
			set = append(set, r)
		}
	}
	return set, nil
}
