package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rms/central/store"
	"rms/syncproto/rental"
)

// planted is what the oracle knows of a thing: its words and those of its type.
type planted struct{ tag, text, typ string }

// has is the oracle: every word of the query is somewhere in the thing's own words
// or in its type's.
func (p planted) has(query string, types map[string]string) bool {
	for _, word := range strings.Fields(strings.ToLower(query)) {
		if !strings.Contains(strings.ToLower(p.tag+" "+p.text), word) && !strings.Contains(strings.ToLower(types[p.typ]), word) {
			return false
		}
	}
	return true
}

// found is all that the list finds, page by page.
func found(t testing.TB, db *store.DB, query string, limit int) []string {
	t.Helper()
	out := []string{}
	page := store.Page{Limit: limit}
	for {
		var rows []rental.Asset
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			var err error
			rows, page.After, err = tx.ListAssets(ctx, store.AssetFilter{Query: query}, page)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, r.Tag)
		}
		if page.After == "" {
			return out
		}
	}
}

func expected(things map[string]planted, types map[string]string, query string) []string {
	out := []string{}
	for _, p := range things {
		if p.has(query, types) {
			out = append(out, p.tag)
		}
	}
	slices.Sort(out)
	return out
}

// TestSearchFindsWhatIsThere plants, changes and removes things and types, and
// compares what the list finds with the oracle.
func TestSearchFindsWhatIsThere(t *testing.T) {
	t.Parallel()
	letters := rapid.StringOfN(rapid.SampledFrom([]rune(`abABxyÄäÖß%_"'*\-^:(`)), 1, 7, -1)
	rapid.Check(t, func(rt *rapid.T) {
		db := open(t)
		types, things, revs := map[string]string{}, map[string]planted{}, map[string]int64{}
		text := func(what string) string {
			return strings.Join(rapid.SliceOfN(letters, 0, 4).Draw(rt, what), " ")
		}
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			n := rapid.IntRange(0, 3).Draw(rt, "which")
			typ, asset := fmt.Sprint("t", n%2), fmt.Sprint("a", n)
			switch rapid.IntRange(0, 3).Draw(rt, "step") {
			case 0:
				revs[typ]++
				types[typ] = fmt.Sprint("code", n%2) + " " + text("type")
				put(t, db, rental.ItemType{ID: rental.ItemTypeID(typ), Code: fmt.Sprint("code", n%2), Name: strings.TrimPrefix(types[typ], fmt.Sprint("code", n%2)+" "), Meta: rental.Meta{Rev: revs[typ]}})
			case 1, 2:
				revs[asset]++
				things[asset] = planted{tag: fmt.Sprint("TAG-", n), text: text("serial"), typ: typ}
				put(t, db, rental.Asset{ID: rental.AssetID(asset), Tag: things[asset].tag, Notes: things[asset].text, ItemTypeID: rental.ItemTypeID(typ), Meta: rental.Meta{Rev: revs[asset]}})
			case 3:
				if _, there := things[asset]; !there {
					continue
				}
				write(t, db, func(ctx context.Context, tx *store.Tx) error {
					return tx.Remove(ctx, rental.Assets, asset, revs[asset])
				})
				delete(things, asset)
				revs[asset] = 0
			}
		}
		for range 6 {
			query := text("query")
			if len(things) > 0 && rapid.Bool().Draw(rt, "of a thing") {
				p := things[rapid.SampledFrom(slices.Sorted(keys(things))).Draw(rt, "thing")]
				whole := []rune(p.tag + " " + p.text + " " + types[p.typ])
				from := rapid.IntRange(0, len(whole)-1).Draw(rt, "from")
				query = string(whole[from:rapid.IntRange(from+1, len(whole)).Draw(rt, "to")])
			}
			if diff := cmp.Diff(expected(things, types, query), found(t, db, query, 2)); diff != "" {
				rt.Fatalf("%q (-there +found):\n%s", query, diff)
			}
		}
		if n := indexFaults(t, db); n != "" {
			rt.Fatal(n)
		}
	})
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// indexFaults lets SQLite compare the index with its rows, and counts both.
func indexFaults(t testing.TB, db *store.DB) string {
	t.Helper()
	out := ""
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `insert into search (search, rank) values ('integrity-check', 1)`); err != nil {
			out = err.Error()
		}
		var rows, indexed int64
		if _, err := tx.One(ctx, `select count(*) from assets`, nil, &rows); err != nil {
			return err
		}
		_, err := tx.One(ctx, `select count(*) from search_rows where kind = 'assets'`, nil, &indexed)
		if rows != indexed {
			out += fmt.Sprintf("%d things, %d in the index", rows, indexed)
		}
		return err
	})
	return out
}

// many plants n things of two types; every hundredth is rare.
func many(t testing.TB, db *store.DB, n int) (things map[string]planted, types map[string]string) {
	t.Helper()
	things, types = map[string]planted{}, map[string]string{"t0": "mp megapointe robe moving light", "t1": "xlr cable dmx"}
	put(t, db, rental.ItemType{ID: "t0", Code: "MP", Name: "MegaPointe", Maker: "Robe", Category: "moving light", Meta: rental.Meta{Rev: 1}},
		rental.ItemType{ID: "t1", Code: "XLR", Name: "cable", Category: "dmx", Meta: rental.Meta{Rev: 1}})
	types["t1"] = "xlr cable  dmx"
	rows := make([]rental.Row, n)
	for i := range rows {
		p := planted{tag: fmt.Sprintf("LX-%06d", i), text: fmt.Sprintf("SN%08x from the old list", i*2654435761%1000000007), typ: fmt.Sprint("t", i%2)}
		if i%100 == 7 {
			p.text += " crate"
		}
		id := fmt.Sprintf("a%06d", i)
		things[id] = p
		rows[i] = rental.Asset{ID: rental.AssetID(id), Tag: p.tag, Notes: p.text, ItemTypeID: rental.ItemTypeID(p.typ), Meta: rental.Meta{Rev: 1}}
	}
	put(t, db, rows...)
	return things, types
}

// TestSearchAmongMany: words that more rows have than the index is asked for, with
// rare ones and alone.
func TestSearchAmongMany(t *testing.T) {
	t.Parallel()
	db := open(t)
	things, types := many(t, db, 5000)
	for _, query := range []string{"old list", "OLD crate", "crate megapointe", "megapointe 0001", "lx", "x 07", "robe cable", "nothing here", "LX-004999", "list robe crate 7"} {
		if diff := cmp.Diff(expected(things, types, query), found(t, db, query, 500)); diff != "" {
			t.Errorf("%q (-there +found):\n%s", query, diff)
		}
	}
}

// BenchmarkSearch: the first page of a search among 100,000 things.
func BenchmarkSearch(b *testing.B) {
	db := open(b)
	many(b, db, 100_000)
	for _, query := range []string{"LX-077777", "crate 0007", "megapointe", "old list", "nothing here", "7"} {
		b.Run(query, func(b *testing.B) {
			for range b.N {
				err := db.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
					_, _, err := tx.ListAssets(ctx, store.AssetFilter{Query: query}, store.Page{})
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestSearchFollowsParts: a transaction that writes a thing many times, takes one
// back whose number is then another's, and gives a part up leaves an index of what
// is there.
func TestSearchFollowsParts(t *testing.T) {
	t.Parallel()
	db := open(t)
	thing := func(id, words string, rev int64) store.Record {
		r, err := store.NewRecord(rental.Asset{ID: rental.AssetID(id), Tag: "TAG-" + id, Notes: words, ItemTypeID: "t0", Meta: rental.Meta{Rev: rev}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	put(t, db, rental.ItemType{ID: "t0", Code: "XLR", Name: "cable", Meta: rental.Meta{Rev: 1}})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.Put(ctx, thing("a", "first words", 1)), tx.Put(ctx, thing("a", "second words", 2)), tx.Put(ctx, thing("b", "alone", 1)))
	})
	given := errors.New("given up")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		err := errors.Join(tx.Put(ctx, thing("a", "third words", 3)), tx.Remove(ctx, rental.Assets, "b", 1), tx.Put(ctx, thing("c", "in its stead", 1)))
		if lost := tx.Savepoint(ctx, func() error {
			return errors.Join(tx.Put(ctx, thing("a", "fourth words", 4)), tx.Put(ctx, thing("d", "never", 1)), given)
		}); !errors.Is(lost, given) {
			t.Errorf("the part ended with %v", lost)
		}
		return errors.Join(err, tx.Put(ctx, thing("e", "gone", 1)), tx.Remove(ctx, rental.Assets, "e", 1))
	})
	for query, want := range map[string][]string{
		"first": {}, "second": {}, "third": {"TAG-a"}, "fourth": {}, "alone": {}, "stead": {"TAG-c"}, "never": {}, "gone": {}, "cable": {"TAG-a", "TAG-c"},
	} {
		if diff := cmp.Diff(want, found(t, db, query, 5)); diff != "" {
			t.Errorf("%q (-there +found):\n%s", query, diff)
		}
	}
	if fault := indexFaults(t, db); fault != "" {
		t.Error(fault)
	}
}
