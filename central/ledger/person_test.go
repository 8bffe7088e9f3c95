package ledger_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"rms/central/store"
	"rms/syncproto/rental"
)

func TestAPersonsBadgesFollow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(0)
	badge := rental.Badge{ID: rental.BadgeID(id("badge", 7)), Hash: strings.Repeat("ab", 32), PersonID: anna, PersonName: "Anna"}
	b.seed(badge)
	person := rental.Person{ID: anna, Name: "Anna B.", Capabilities: []rental.Capability{rental.CapLook, rental.CapOut}}
	c := rental.Command{ID: rental.ItemID(id("put person", 1)), Kind: rental.KindPut, Schema: 1, Body: rental.PutBody{Row: person}}
	if _, err := b.l.Execute(t.Context(), c, admin); err != nil {
		t.Fatal(err)
	}
	err := b.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		got, ok, err := store.Get[rental.Badge](ctx, tx, string(badge.ID))
		if err != nil || !ok {
			return err
		}
		if got.PersonName != "Anna B." || !slices.Equal(got.Capabilities, person.Capabilities) || got.Rev != 2 {
			t.Errorf("the badge is %+v", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
