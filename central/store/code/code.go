// Package code finds what a code names, among everything that may bear one.
//
// Invariants. A code names one thing or none; which, is the order in which a match
// counts at the docks as well.
//
// Concurrency. Every function works within the transaction that it is given.
package code

import (
	"context"
	"database/sql"

	"rms/central/store"
	"rms/syncproto/rental"
)

// target reads all that a code could name, in the order in which a match
// counts: one statement, because a put asks it for every code that is new. Two of
// a kind are read where it must be known that there is more than one.
const target = `select 0, 'place', id from places where code = $1 and code <> ''
union all select 1, 'rent_action', id from rent_actions where number = $1
union all select 2, 'project', id from projects where number = $1 and number <> ''
union all select 3, 'asset', id from assets where tag = $1
union all select 4, target, target_id from tag_aliases where code = $1
union all select * from (select 5, 'asset', id from assets where serial = $1 and serial <> '' limit 2)
union all select 6, 'item_type', id from item_types where code = $1
order by 1`

// Target returns what a code names today. A serial that two things bear names
// neither.
func Target(ctx context.Context, tx *store.Tx, text string) (rental.CodeTarget, bool, error) {
	var first []rental.CodeTarget // of the rank that counts so far
	rank, settled := -1, false
	err := tx.Each(ctx, target, []any{text}, func(rows *sql.Rows) error {
		var at int
		var t rental.CodeTarget
		if err := rows.Scan(&at, &t.Target, &t.ID); err != nil || settled {
			return err
		}
		if at != rank {
			if settled = len(first) == 1; settled {
				return nil
			}
			rank, first = at, nil
		}
		first = append(first, t)
		return nil
	})
	if err != nil || len(first) != 1 {
		return rental.CodeTarget{}, false, err
	}
	return first[0], true, nil
}
