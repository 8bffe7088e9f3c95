package rental

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// anyMoment is a time as a broken or hostile device may state it.
func anyMoment(t *rapid.T) Occurred {
	return Occurred{
		T:       Millis(rapid.SampledFrom([]int64{0, 1, -1, math.MinInt64, math.MaxInt64, int64(t0), int64(t0 + hour)}).Draw(t, "t")),
		Err:     rapid.SampledFrom([]int64{0, 500, math.MaxInt64, math.MinInt64}).Draw(t, "err"),
		Suspect: rapid.Bool().Draw(t, "suspect"),
	}
}

// A fact from a kiosk always gets a verdict, whatever it says: it happened.
func TestAFactIsNeverRefused(t *testing.T) {
	t.Parallel()
	texts := rapid.SampledFrom([]string{"", "a1", "a2", "x", "order-1", "f1", "nobody", "\x00\xff", "'; drop table assets; --", "line-1"})
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(rapid.SampledFrom([]Side{AtCentral, AtKiosk}).Draw(t, "side"))
		h.sparse = true
		a1 := mega("a1", rapid.SampledFrom(AssetStatuses()).Draw(t, "status"))
		a1.LastIn, a1.LastOut, a1.LastSeen.At = anyMoment(t), anyMoment(t), anyMoment(t)
		if a1.Status != Available && a1.Status != Maintenance {
			a1.Custody = Custody{RentActionID: RentActionID(texts.Draw(t, "held")), PersonID: ada, Since: anyMoment(t).T, Due: anyMoment(t).T}
		}
		h.put(a1, mega("a2", Available), AssetCard{ID: "x", Tag: "T-x", Status: Deployed, HomeSiteID: london}, order(rapid.SampledFrom(OrderStatuses()).Draw(t, "order"), 1))
		for _, id := range []ItemID{"f1", "f2", "f3"} {
			line := func(t *rapid.T) AssetLine {
				return AssetLine{AssetID: AssetID(texts.Draw(t, "asset")), Tag: texts.Draw(t, "tag"), LineID: LineID(texts.Draw(t, "line"))}
			}
			lines := rapid.SliceOfN(rapid.Custom(line), 1, 4).Draw(t, "lines")
			body := rapid.SampledFrom([]Body{
				ScanBody{Printable: texts.Draw(t, "raw"), Mode: texts.Draw(t, "mode"), Target: TargetType(texts.Draw(t, "target")), TargetID: texts.Draw(t, "id"), RentActionID: RentActionID(texts.Draw(t, "order"))},
				ScanBody{Target: TargetAsset, TargetID: texts.Draw(t, "id")},
				CheckOutBody{RentActionID: RentActionID(texts.Draw(t, "order")), HolderID: PersonID(texts.Draw(t, "holder")), DestinationID: PlaceID(texts.Draw(t, "place")), Lines: lines},
				CheckInBody{PlaceID: PlaceID(texts.Draw(t, "place")), Lines: lines},
				MoveBody{PlaceID: PlaceID("p" + texts.Draw(t, "place")), Lines: lines},
				MoveBody{PlaceID: shelfL, Lines: lines},
				UndoBody{Of: ItemID("f" + rapid.StringMatching("[0-9]").Draw(t, "of"))},
				LockoutBody{PersonID: PersonID(texts.Draw(t, "person")), Tries: -1},
			}).Draw(t, "body")
			c := gesture(id, 0, body)
			c.Occurred = anyMoment(t)
			actor := rapid.SampledFrom([]Actor{everything(ada), worker(bob), {Kind: ActorKiosk}, {Kind: ActorKiosk, Revoked: true}}).Draw(t, "actor")
			d, err := h.decide(t, c, actor)
			if err != nil {
				t.Fatalf("%s is refused: %v", c.Kind, err)
			}
			if !slices.Contains([]VerdictKind{Applied, Conflict, Deferred}, d.Verdict.Kind) {
				t.Fatalf("%s gets %+v", c.Kind, d.Verdict)
			}
			h.store(c, actor, d)
		}
	})
}

func TestUsageNeverOverflows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from, to Millis
		want     int64
	}{
		{t0, t0 + 1, 1},
		{t0, t0, 0},
		{t0, t0 - 1, 0},
		{math.MinInt64, math.MaxInt64, maxLoan},
		{-1, math.MaxInt64, maxLoan},
		{t0, math.MaxInt64, maxLoan},
	} {
		if got := span(tt.from, tt.to); got != tt.want {
			t.Errorf("from %d to %d: got %d, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}

// A gesture over many things is loaded in few rounds, however many they are.
func TestFewRounds(t *testing.T) {
	t.Parallel()
	for _, side := range []Side{AtCentral, AtKiosk} {
		h := newHouse(side).put(order(Approved, 40))
		var ids []AssetID
		for i := range 40 {
			a := mega(AssetID([]rune{'a', rune('A' + i)}), Available)
			h.put(a)
			ids = append(ids, a.ID)
		}
		for _, c := range []Command{gesture("f1", t0, out("order-1", ids...)), gesture("f2", t0+hour, CheckInBody{Lines: things(ids...)})} {
			s := NewState(side)
			rounds := 0
			for {
				_, _ = Decide(s, c, everything(ada), t0)
				wanted := s.Wanted()
				if len(wanted) == 0 {
					break
				}
				for _, k := range wanted {
					s.Put(k, h.load(k))
				}
				rounds++
			}
			if rounds > 4 {
				t.Errorf("%s on side %d: %d rounds of loading, want at most 4", c.Kind, side, rounds)
			}
			h.apply(t, c, everything(ada))
		}
	}
}
