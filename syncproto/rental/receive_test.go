package rental

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func receipt(n int) ReceiveBody {
	b := ReceiveBody{ItemTypeID: "type-mega", PlaceID: shelfB, Notes: "crate 7"}
	for i := range n {
		b.Things = append(b.Things, Received{AssetID: AssetID(fmt.Sprintf("new-%d", i)), Tag: fmt.Sprintf("LX-%04d", 100+i), Serial: fmt.Sprint("S", i)})
	}
	return b
}

func reasonOf(t *testing.T, err error) (reason, field string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want a refusal", err)
	}
	return e.Reason, e.Field
}

func TestReceiveMakesEveryThing(t *testing.T) {
	t.Parallel()
	h := catalogue()
	d := h.apply(t, gesture("r1", t0, receipt(MaxReceive)), administrator)
	wantVerdict(t, d, applied())
	if len(d.Changes) != MaxReceive || len(d.Events) != MaxReceive {
		t.Fatalf("%d changes and %d events, want %d", len(d.Changes), len(d.Events), MaxReceive)
	}
	for i, ch := range d.Changes {
		a, ok := ch.Row.(Asset)
		if !ok || ch.Before != nil || a.Tag != fmt.Sprintf("LX-%04d", 100+i) || a.Status != Available || a.PlaceID != shelfB || a.HomePlaceID != shelfB ||
			a.SiteID != berlin || a.HomeSiteID != berlin || a.Notes != "crate 7" || a.Serial != fmt.Sprint("S", i) {
			t.Fatalf("thing %d: %+v", i, ch.Row)
		}
		if d.Events[i].Type != EventAssetCreated {
			t.Fatalf("event %d is %s", i, d.Events[i].Type)
		}
	}
}

func TestReceiveAllOrNothing(t *testing.T) {
	t.Parallel()
	taken := func(edit func(*ReceiveBody)) ReceiveBody {
		b := receipt(3)
		edit(&b)
		return b
	}
	for name, c := range map[string]struct {
		body          ReceiveBody
		reason, field string
	}{
		"a taken tag":      {taken(func(b *ReceiveBody) { b.Things[2].Tag = "LX-1" }), "duplicate", "lines[2].tag"},
		"a place's code":   {taken(func(b *ReceiveBody) { b.Things[1].Tag = "BLN-B" }), "duplicate", "lines[1].tag"},
		"a tag twice":      {taken(func(b *ReceiveBody) { b.Things[1].Tag = b.Things[0].Tag }), "duplicate", "lines[1].tag"},
		"an id twice":      {taken(func(b *ReceiveBody) { b.Things[1].AssetID = b.Things[0].AssetID }), "already_exists", "lines[1].id"},
		"no tag":           {taken(func(b *ReceiveBody) { b.Things[0].Tag = "" }), "missing_tag", ""},
		"no id":            {taken(func(b *ReceiveBody) { b.Things[0].AssetID = "" }), "missing_id", "lines[0].id"},
		"an id of a thing": {taken(func(b *ReceiveBody) { b.Things[2].AssetID = "a1" }), "already_exists", "lines[2].id"},
		"nothing":          {receipt(0), "bad_quantity", "lines"},
		"too many":         {receipt(MaxReceive + 1), "bad_quantity", "lines"},
		"no place":         {taken(func(b *ReceiveBody) { b.PlaceID = "" }), "unknown_place", "place_id"},
		"an unknown place": {taken(func(b *ReceiveBody) { b.PlaceID = "nowhere" }), "unknown_place", "home_place_id"},
		"no type":          {taken(func(b *ReceiveBody) { b.ItemTypeID = "" }), "unknown_item_type", "item_type_id"},
		"a counted type":   {taken(func(b *ReceiveBody) { b.ItemTypeID = "cable" }), "counted_type", "item_type_id"},
		"an unknown owner": {taken(func(b *ReceiveBody) { b.OwnerID = "nobody" }), "unknown_company", "owner_id"},
	} {
		h := catalogue().put(ItemType{ID: "cable", Code: "CAB", Name: "Cable", Kind: Fungible})
		h.set(Key{CodeTargets, "LX-1"}, CodeTarget{TargetAsset, "a1"}).set(Key{CodeTargets, "BLN-B"}, CodeTarget{TargetPlace, string(shelfB)})
		_, err := h.decide(t, gesture("r1", t0, c.body), administrator)
		reason, field := reasonOf(t, err)
		if reason != c.reason || c.field != "" && field != c.field {
			t.Errorf("%s: %s at %q, want %s at %q", name, reason, field, c.reason, c.field)
		}
	}
	for _, a := range []Actor{{Kind: ActorUser, Role: RoleTechnician}, {Kind: ActorUser, Role: RoleViewer}} {
		if _, err := catalogue().decide(t, gesture("r1", t0, receipt(1)), a); err == nil {
			t.Errorf("%s received stock", a.Role)
		}
	}
	d, err := catalogue().decide(t, gesture("r1", t0, receipt(1)), Actor{Kind: ActorKiosk, KioskID: "k1"})
	if err != nil || d.Verdict.Kind != RejectedVerdict {
		t.Errorf("a kiosk received stock: %+v, %v", d.Verdict, err)
	}
}

// received is a house in which a receipt was recorded.
func receivedHouse(t *testing.T, n int) *house {
	t.Helper()
	h := catalogue()
	body := receipt(n)
	h.apply(t, gesture("r1", t0, body), administrator)
	rec := FactRecord{ID: "r1", Kind: KindReceive, Actor: administrator, Body: body, Verdict: applied()}
	for _, th := range body.Things {
		a := h.asset(t, th.AssetID)
		a.Rev = 1
		h.put(a).set(Key{References, "assets/" + string(a.ID)}, ReferenceSet{})
	}
	return h.set(Key{FactRecords, "r1"}, rec)
}

func TestReceiptIsTakenBackWhileUntouched(t *testing.T) {
	t.Parallel()
	d := receivedHouse(t, 3).apply(t, gesture("u1", t0, ReceiveUndoBody{Of: "r1"}), administrator)
	wantVerdict(t, d, applied())
	if len(d.Changes) != 3 || d.Changes[0].Row != nil || len(d.Events) != 3 || d.Events[0].Type != "asset.removed" {
		t.Fatalf("%+v", d)
	}
	d = receivedHouse(t, 3).apply(t, gesture("u1", t0, ReceiveUndoBody{Of: "r1", AssetIDs: []AssetID{"new-1"}}), administrator)
	if len(d.Changes) != 1 || d.Changes[0].Key.ID != "new-1" {
		t.Fatalf("%+v", d.Changes)
	}
	touch := func(edit func(a *Asset)) func(h *house) {
		return func(h *house) {
			a := h.asset(t, "new-2")
			edit(&a)
			h.put(a)
		}
	}
	for name, c := range map[string]struct {
		edit   func(h *house)
		body   ReceiveUndoBody
		reason string
	}{
		"changed":       {touch(func(a *Asset) { a.Rev = 2 }), ReceiveUndoBody{Of: "r1"}, "touched_since"},
		"moved":         {touch(func(a *Asset) { a.LastFact = "f" }), ReceiveUndoBody{Of: "r1"}, "touched_since"},
		"asked about":   {func(h *house) { h.set(Key{References, "assets/new-2"}, ReferenceSet{{"exceptions about it", 1}}) }, ReceiveUndoBody{Of: "r1"}, "touched_since"},
		"not known":     {func(h *house) { h.set(Key{References, "assets/new-2"}, nil) }, ReceiveUndoBody{Of: "r1"}, "touched_since"},
		"another thing": {func(*house) {}, ReceiveUndoBody{Of: "r1", AssetIDs: []AssetID{"a1"}}, "not_on_receipt"},
		"no receipt":    {func(*house) {}, ReceiveUndoBody{Of: "r2"}, "unknown_receipt"},
		"another fact": {func(h *house) {
			h.set(Key{FactRecords, "r3"}, FactRecord{ID: "r3", Body: MoveBody{}, Verdict: applied()})
		}, ReceiveUndoBody{Of: "r3"}, "unknown_receipt"},
	} {
		h := receivedHouse(t, 3)
		c.edit(h)
		_, err := h.decide(t, gesture("u1", t0, c.body), administrator)
		if reason, _ := reasonOf(t, err); reason != c.reason {
			t.Errorf("%s: %s, want %s", name, reason, c.reason)
		}
	}
	h := receivedHouse(t, 2)
	h.apply(t, gesture("u1", t0, ReceiveUndoBody{Of: "r1"}), administrator)
	if _, err := h.decide(t, gesture("u2", t0, ReceiveUndoBody{Of: "r1"}), administrator); err == nil || !strings.Contains(err.Error(), "taken back before") {
		t.Errorf("a second undo: %v", err)
	}
	if _, err := receivedHouse(t, 1).decide(t, gesture("u1", t0, ReceiveUndoBody{Of: "r1"}), Actor{Kind: ActorUser, Role: RoleTechnician}); err == nil {
		t.Error("a technician took a receipt back")
	}
}
