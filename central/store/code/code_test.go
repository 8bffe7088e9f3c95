package code_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"rms/central/store"
	"rms/central/store/code"
	"rms/syncproto/rental"
)

// TestWhatACodeNames compares with the order in which a match counts: place,
// order, job, tag, alias, serial, type. A serial that two things bear names
// neither, and what comes after it counts.
func TestWhatACodeNames(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		text := fmt.Sprintf("C%d", n)
		has := func(what string) bool { return rapid.Bool().Draw(rt, what) }
		var rows []rental.Row
		var want []rental.CodeTarget
		add := func(what string, target rental.TargetType, id string, row rental.Row) {
			if has(what) {
				rows = append(rows, row)
				want = append(want, rental.CodeTarget{Target: target, ID: id})
			}
		}
		id := func(what string) string { return fmt.Sprintf("%s-%d", what, n) }
		add("place", rental.TargetPlace, id("p"), rental.Place{ID: rental.PlaceID(id("p")), Code: text})
		add("order", rental.TargetRentAction, id("r"), rental.RentAction{ID: rental.RentActionID(id("r")), Number: rental.Number(text)})
		add("job", rental.TargetProject, id("j"), rental.Project{ID: rental.ProjectID(id("j")), Number: rental.Number(text)})
		add("tag", rental.TargetAsset, id("a"), rental.Asset{ID: rental.AssetID(id("a")), Tag: text})
		add("alias", rental.TargetPerson, "anna", rental.TagAlias{ID: rental.TagAliasID(id("l")), Code: text, Target: rental.TargetPerson, TargetID: "anna"})
		serials := rapid.IntRange(0, 3).Draw(rt, "serials")
		for i := range serials {
			aid := fmt.Sprintf("s%d-%d", i, n)
			rows = append(rows, rental.Asset{ID: rental.AssetID(aid), Tag: "T" + aid, Serial: text})
			if serials == 1 {
				want = append(want, rental.CodeTarget{Target: rental.TargetAsset, ID: aid})
			}
		}
		add("type", rental.TargetItemType, id("t"), rental.ItemType{ID: rental.ItemTypeID(id("t")), Code: text})
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for _, row := range rows {
				r, err := store.NewRecord(row.WithMeta(rental.Meta{Rev: 1}))
				if err != nil {
					return err
				}
				if err := tx.Put(ctx, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		err = db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			got, ok, err := code.Target(ctx, tx, text)
			if ok != (len(want) > 0) || ok && got != want[0] {
				rt.Errorf("got %t %v, want the first of %v", ok, got, want)
			}
			return err
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}
