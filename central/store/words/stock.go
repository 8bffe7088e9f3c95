package words

import (
	"context"
	"slices"

	"rms/central/store/page"
)

// OfStock adds to a list of stock that each word of text is in what its type or
// its place is called. few is true where the index says which rows that can be:
// ids are all of them.
func OfStock(ctx context.Context, r Reader, q *page.Query, text string) (ids []string, few bool, err error) {
	for _, word := range Split(Fold(text)) {
		like := "search like " + q.Arg(Like(word)) + ` escape '\'`
		q.Where("(item_type_id in (select id from item_types where " + like + ") or place_id in (select id from places where " + like + "))")
		found, rare, err := stockWith(ctx, r, word)
		if err != nil {
			return nil, false, err
		}
		if rare && (!few || len(found) < len(ids)) {
			ids, few = found, true
		}
	}
	return ids, few, nil
}

// stockWith returns the stock whose type or place has a word.
func stockWith(ctx context.Context, r Reader, word string) (ids []string, few bool, err error) {
	ids = []string{}
	for _, way := range []struct{ table, stock string }{
		{"item_types", `select id from stock_pools where item_type_id = $1 limit $2`},
		{"places", `select id from stock_pools where place_id = $1 limit $2`},
	} {
		named, few, err := Find(ctx, r, way.table, []string{word}, maxFound)
		if err != nil || !few {
			return nil, false, err
		}
		for _, id := range named {
			more, err := read(ctx, r, way.stock, id, maxFound+1-len(ids))
			if err != nil {
				return nil, false, err
			}
			if ids = append(ids, more...); len(ids) > maxFound {
				return nil, false, nil
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), true, nil // its type and its place may both have the word
}
