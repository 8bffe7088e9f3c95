package store

import (
	"context"
	"testing"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// TestPlacesAreReadAsTheyStand reads a place before and after everything that can
// change what it shows, so that what is kept at hand would show.
func TestPlacesAreReadAsTheyStand(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), t.TempDir(), Options{})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	shelf := func(name string, rev int64) rental.Place {
		return rental.Place{ID: "p", Code: "P", Name: name, Meta: rental.Meta{Rev: rev}, Kind: rental.PlaceShelf}
	}
	put := func(tx *Tx, gen int64, r rental.Place) error {
		_, err := tx.PutBase(gen, r, []byte(`{"id":"p","code":"P","name":"`+r.Name+`","rev":1,"kind":"shelf","created_at":0,"updated_at":0}`))
		return err
	}
	key := rental.Key{Collection: rental.Places, ID: "p"}
	var shadow Shadow
	for _, step := range []struct {
		what, want string
		change     func(*Tx) error
	}{
		{"nothing is loaded", "", func(*Tx) error { return nil }},
		{"a snapshot is on its way", "", func(tx *Tx) error {
			err := tx.StartShadow(syncproto.SnapshotManifest{Collection: rental.Places, ID: "s", Parts: 1, Rows: 1})
			must(t, err)
			all, err := tx.Shadows(tx.Context())
			must(t, err)
			shadow = all[0]
			return put(tx, shadow.Gen, shelf("A", 1))
		}},
		{"it is in force", "A", func(tx *Tx) error { return tx.Swap(shadow, 1) }},
		{"central changed it", "B", func(tx *Tx) error { return put(tx, shadow.Gen, shelf("B", 2)) }},
		{"an image hides it", "C", func(tx *Tx) error { return tx.PutOverlay(1, Image{Key: key, Row: shelf("C", 2)}) }},
		{"the image leaves", "B", func(tx *Tx) error { return tx.DropImage(1, key) }},
		{"central deleted it", "", func(tx *Tx) error { _, err := tx.DeleteBase(shadow.Gen, key, 3); return err }},
	} {
		must(t, s.Write(t.Context(), func(tx *Tx) error {
			if err := step.change(tx); err != nil {
				return err
			}
			return shows(tx.Context(), t, tx.View, step.what+", in the transaction", step.want)
		}))
		for range 2 { // what was read, and what was kept of it
			must(t, shows(t.Context(), t, s.View, step.what, step.want))
		}
	}
}

func shows(ctx context.Context, t *testing.T, v View, what, want string) error {
	t.Helper()
	p, _, err := Get[rental.Place](ctx, v, "p")
	if p.Name != want {
		t.Errorf("%s: the place is %q, want %q", what, p.Name, want)
	}
	return err
}

// TestWhatWasReadBeforeACommitIsNotKept has a commit come between a reader's look
// at the database and its keeping what it saw.
func TestWhatWasReadBeforeACommitIsNotKept(t *testing.T) {
	t.Parallel()
	var k known
	key := rental.Key{Collection: rental.Places, ID: "p"}
	_, _, moment := k.get(key)
	k.forget()
	k.put(key, rental.Place{ID: "p", Name: "old"}, moment)
	if r, ok, _ := k.get(key); ok {
		t.Errorf("%+v was kept", r)
	}
	_, _, moment = k.get(key)
	k.put(key, rental.Place{ID: "p", Name: "new"}, moment)
	if _, ok, _ := k.get(key); !ok {
		t.Error("nothing is kept at all")
	}
}
