package store

import (
	"context"
	"database/sql"

	"rms/syncproto/rental"
)

// codeQueries are what a code can name, in the order in which a match counts;
// each takes the code and returns ids.
var codeQueries = []struct {
	target rental.TargetType
	query  string
}{
	{rental.TargetPlace, `select id from places where code = $1 and code <> '' limit 2`},
	{rental.TargetRentAction, `select id from rent_actions where number = $1 limit 2`},
	{rental.TargetProject, `select id from projects where number = $1 and number <> '' limit 2`},
	{rental.TargetAsset, `select id from assets where tag = $1 limit 2`},
	{"", ``}, // aliases name targets of their own
	{rental.TargetAsset, `select id from assets where serial = $1 and serial <> '' limit 2`},
	{rental.TargetItemType, `select id from item_types where code = $1 limit 2`},
}

// CodeTarget returns what a code names today. A serial that two things bear
// names neither.
func (tx *Tx) CodeTarget(ctx context.Context, code string) (rental.CodeTarget, bool, error) {
	for _, c := range codeQueries {
		if c.query == "" {
			alias, ok, err := tagAliases.find(ctx, tx, "where code = $1", code)
			if ok || err != nil {
				return rental.CodeTarget{Target: alias.Target, ID: alias.TargetID}, ok, err
			}
			continue
		}
		var ids []string
		err := tx.Each(ctx, c.query, []any{code}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return rental.CodeTarget{}, false, err
		}
		if len(ids) == 1 {
			return rental.CodeTarget{Target: c.target, ID: ids[0]}, true, nil
		}
	}
	return rental.CodeTarget{}, false, nil
}
