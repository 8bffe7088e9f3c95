package card_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rms/kiosk/desk/card"
	"rms/kiosk/desk/desktest"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// TestAPathBeginsAtItsSite: as deep as central lets places nest.
func TestAPathBeginsAtItsSite(t *testing.T) {
	t.Parallel()
	k := desktest.Open(t, desktest.Dir(t), func() time.Time { return desktest.Start }, slog.New(slog.DiscardHandler), nil)
	t.Cleanup(func() {
		if err := k.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	page := syncproto.ChangesPage{Incarnation: "desktest", Next: 100}
	want, parent := []string{"Berlin"}, rental.PlaceID(desktest.Berlin)
	for depth := 2; depth <= rental.MaxPlaceDepth; depth++ {
		name := fmt.Sprintf("level %d", depth)
		p := rental.Place{ID: rental.PlaceID(name), Code: name, Name: name, ParentID: parent, Kind: rental.PlaceRoom, Meta: rental.Meta{Rev: 1, SiteID: desktest.Berlin}}
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		page.Changes = append(page.Changes, syncproto.ChangeEntry{
			Seq: uint64(depth), Collection: rental.Places, ID: name, Rev: 1, Op: syncproto.OpUpsert, Body: body,
		})
		want, parent = append(want, name), p.ID
	}
	if err := k.Ledger.ApplyPage(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	got, err := card.PlacePath(t.Context(), k.Store.View, parent)
	if err != nil || got != strings.Join(want, " / ") {
		t.Errorf("got %q, %v, want %q", got, err, strings.Join(want, " / "))
	}
}
