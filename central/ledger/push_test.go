package ledger_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func scan(n int) rental.ScanBody {
	a := asset(n)
	return rental.ScanBody{Raw: []byte(a.Tag), Printable: a.Tag, Target: rental.TargetAsset, TargetID: string(a.ID), PlaceID: returns}
}

func TestPushStoresScansOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(3)
	k := b.dock(1, berlin)
	for i := range 3 {
		k.mint(scan(i))
	}
	k.mint(rental.ScanBody{Raw: []byte{0xff, 0x00}, Printable: "NOBODY-KNOWS"})
	first := k.push(1, 4)
	if first.AppliedThrough != 4 || first.HeadHash != k.head || first.DurableThrough != 0 {
		t.Errorf("got %d %s durable %d", first.AppliedThrough, first.HeadHash, first.DurableThrough)
	}
	var got []string
	for _, v := range first.Verdicts {
		got = append(got, string(v.Verdict)+" "+v.Reason+" "+v.Missing)
	}
	want := []string{"applied  ", "applied  ", "applied  ", "deferred unknown_tag code:NOBODY-KNOWS"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	seen := get[rental.Asset](b, string(assetID(1)))
	if seen.Rev != 2 || seen.LastSeen.PlaceID != returns || seen.UpdatedBy != "kiosk:"+string(k.id)+"/person:"+string(anna) {
		t.Errorf("the asset is %+v", seen)
	}
	// Each sighting is a row and a card in the feed, an event and an audit line.
	for query, want := range map[string]int{
		`select count(*) from facts`:                                                 4,
		`select count(*) from feed where collection = 'assets'`:                      3,
		`select count(*) from feed where collection = 'asset_cards'`:                 3,
		`select count(*) from outbox where type = 'asset.seen'`:                      3,
		`select count(*) from audit`:                                                 4,
		`select count(*) from fact_subjects where subject_type='asset'`:              3,
		`select value from heads where name = 'feed'`:                                6,
		`select count(*) from feed where item_id not in (select item_id from facts)`: 0,
	} {
		if got := b.count(query); got != want {
			t.Errorf("%s: got %d, want %d", query, got, want)
		}
	}

	again := k.push(2, 4)
	for i, v := range again.Verdicts {
		w := first.Verdicts[i+1]
		w.Was, w.Of, w.Verdict = w.Verdict, w.ID, rental.AlreadyStored
		if diff := cmp.Diff(w, v); diff != "" {
			t.Errorf("sent again, item %d (-want +got):\n%s", i+2, diff)
		}
	}
	if n := b.count(`select count(*) from facts`) + b.count(`select count(*) from audit`); n != 8 {
		t.Errorf("sent again: %d facts and audit lines, want 8", n)
	}
}

func TestPushKeepsItsPosition(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	for range 5 {
		k.mint(scan(0))
	}
	k.push(1, 3)
	other := &dock{bench: b, id: k.id, uid: k.uid, epoch: k.epoch, now: k.now, off: k.off}
	for range 5 {
		other.mint(scan(0))
	}
	conflict := func(reason string) error { return &rental.Error{Code: rental.CodeConflict, Reason: reason} }
	invalid := &rental.Error{Code: rental.CodeInvalid}
	ok := func() syncproto.PushRequest { return k.request(4, 5) }
	for name, tt := range map[string]struct {
		kiosk rental.KioskID
		req   func() syncproto.PushRequest
		want  error
	}{
		"a gap":                     {k.id, func() syncproto.PushRequest { return k.request(5, 5) }, conflict("position_diverged")},
		"another history, new":      {k.id, func() syncproto.PushRequest { return other.request(4, 5) }, conflict("position_diverged")},
		"another history, from 1":   {k.id, func() syncproto.PushRequest { return other.request(1, 5) }, conflict("position_diverged")},
		"another history, resent 3": {k.id, func() syncproto.PushRequest { r := k.request(3, 4); r.Items = other.items[2:4]; return r }, conflict("position_diverged")},
		"another prev hash":         {k.id, func() syncproto.PushRequest { r := ok(); r.PrevHash[0]++; return r }, conflict("position_diverged")},
		"a run of yesterday":        {k.id, func() syncproto.PushRequest { r := ok(); r.Run = "old"; return r }, conflict("hello_first")},
		"no run":                    {k.id, func() syncproto.PushRequest { r := ok(); r.Run = ""; return r }, conflict("hello_first")},
		"another epoch":             {k.id, func() syncproto.PushRequest { r := ok(); r.Epoch[3]++; return r }, conflict("hello_first")},
		"another kiosk":             {rental.KioskID(id("kiosk", 9)), ok, &rental.Error{Code: rental.CodeUnauthenticated}},
		"an old protocol":           {k.id, func() syncproto.PushRequest { r := ok(); r.Proto = 0; return r }, &rental.Error{Code: rental.CodePreconditionFailed, Reason: "upgrade_required"}},
		"no items":                  {k.id, func() syncproto.PushRequest { r := ok(); r.Items = nil; return r }, invalid},
		"seq 0":                     {k.id, func() syncproto.PushRequest { r := ok(); r.FirstSeq = 0; return r }, invalid},
		"seqs out of step":          {k.id, func() syncproto.PushRequest { r := ok(); r.Items = []syncproto.Item{k.items[4], k.items[3]}; return r }, invalid},
		"too many":                  {k.id, func() syncproto.PushRequest { r := ok(); r.Items = make([]syncproto.Item, 201); return r }, &rental.Error{Code: rental.CodeTooLarge}},
	} {
		if _, err := b.l.Push(t.Context(), tt.kiosk, k.now, tt.req()); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	if n := b.count(`select count(*) from facts`); n != 3 {
		t.Errorf("%d facts, want the 3 that were pushed in order", n)
	}
	// What overlaps is compared and what is new goes on.
	reply := k.push(2, 5)
	if reply.AppliedThrough != 5 || reply.Verdicts[1].Verdict != rental.AlreadyStored || reply.Verdicts[2].Verdict == rental.AlreadyStored {
		t.Errorf("an overlapping push: %+v", reply)
	}
}

func TestWhatCannotBeJudgedIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	first := k.mint(scan(0))
	reused := k.payload(rental.ScanBody{Printable: "other"})
	reused.ID = first
	raw, err := reused.Mint()
	if err != nil {
		t.Fatal(err)
	}
	k.add(raw)
	newer := k.payload(scan(0))
	newer.Kind, newer.Schema = "weigh", 7
	raw, err = newer.Mint()
	if err != nil {
		t.Fatal(err)
	}
	k.add(raw)
	k.add([]byte("{not json"))
	k.add(nil)
	broken := k.payload(scan(0))
	broken.Body = json.RawMessage(`{"raw_b64": 7}`)
	if raw, err = broken.Mint(); err != nil {
		t.Fatal(err)
	}
	k.add(raw)
	approve := k.payload(rental.RentActionStepBody{Step: rental.KindRentActionApprove, RentActionID: "x"})
	if raw, err = approve.Mint(); err != nil {
		t.Fatal(err)
	}
	k.add(raw)
	k.add([]byte(strings.Repeat("x", syncproto.MaxPayload+1)))
	last := k.mint(scan(0))

	var got []string
	reply := k.push(1, k.seq)
	for _, v := range reply.Verdicts {
		got = append(got, string(v.ID)+" "+string(v.Verdict)+" "+v.Reason)
	}
	want := []string{
		string(first) + " applied ",
		string(first) + " rejected id_reuse",
		string(newer.ID) + " deferred unknown_kind",
		" rejected malformed_item",
		" rejected malformed_item",
		string(broken.ID) + " rejected malformed_item",
		string(approve.ID) + " rejected not_permitted",
		" rejected malformed_item",
		string(last) + " applied ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if reply.HeadHash != k.head || reply.AppliedThrough != k.seq {
		t.Error("the chain did not go on over what was rejected")
	}
	for query, want := range map[string]int{
		`select count(*) from facts`:      9,
		`select count(*) from audit`:      9,
		`select count(*) from quarantine`: 6,
		`select count(*) from quarantine q join facts f on f.no = q.fact_no where q.raw <> f.payload or f.verdict <> 'rejected'`: 0,
		`select length(payload) from facts where kind = 'weigh'`:                                                                 len(k.items[2].Payload),
	} {
		if got := b.count(query); got != want {
			t.Errorf("%s: got %d, want %d", query, got, want)
		}
	}
	for i, v := range k.push(1, k.seq).Verdicts {
		if v.Verdict != rental.AlreadyStored || v.Was != reply.Verdicts[i].Verdict || v.Reason != reply.Verdicts[i].Reason {
			t.Errorf("sent again, item %d: %+v, was %+v", i+1, v, reply.Verdicts[i])
		}
	}
}

func TestAPanicIsAloneAndItsItemIsKept(t *testing.T) {
	t.Parallel()
	var bad rental.ItemID
	b := setup(t, func(c *ledger.Config) {
		c.Decide = func(s *rental.State, cmd rental.Command, a rental.Actor, now rental.Millis) (rental.Decision, error) {
			d, err := rental.Decide(s, cmd, a, now)
			if cmd.ID == bad && len(s.Wanted()) == 0 {
				// Half of its rows are written when this change proves impossible.
				d.Changes = append(d.Changes, rental.Change{Key: rental.Key{Collection: rental.Assets, ID: "none"}, Row: brokenRow{}})
			}
			return d, err
		}
	})
	b.company(3)
	k := b.dock(1, berlin)
	k.mint(scan(0))
	bad = k.mint(scan(1))
	k.mint(scan(2))
	reply := k.push(1, 3)
	var got []string
	for _, v := range reply.Verdicts {
		got = append(got, string(v.Verdict)+" "+v.Reason)
	}
	if diff := cmp.Diff([]string{"applied ", "deferred bug", "applied "}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, want := range []int64{2, 1, 2} {
		if rev := get[rental.Asset](b, string(assetID(i))).Rev; rev != want {
			t.Errorf("asset %d is at revision %d, want %d", i, rev, want)
		}
	}
	for query, want := range map[string]int{
		`select count(*) from facts`:                                        3,
		`select count(*) from feed where item_id = '` + string(bad) + `'`:   0,
		`select count(*) from outbox where item_id = '` + string(bad) + `'`: 0,
		`select max(seq) - count(*) from feed`:                              0, // no gap
		`select max(seq) - count(*) from outbox`:                            0,
		`select max(no) - count(*) from facts`:                              0,
	} {
		if got := b.count(query); got != want {
			t.Errorf("%s: got %d, want %d", query, got, want)
		}
	}
}

// brokenRow panics when a ledger looks at it.
type brokenRow struct{ rental.Asset }

func (brokenRow) RowMeta() rental.Meta { panic("a rule went wrong") }
func (brokenRow) RowID() string        { return "none" }

func TestTheSameFactUnderAnotherEpochHasNoSecondEffect(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	k.mint(scan(0))
	first := k.push(1, 1).Verdicts[0]
	other := b.dock(2, berlin)
	other.add(k.items[0].Payload)
	last := other.mint(scan(0))
	reply := other.push(1, 2)
	if v := reply.Verdicts[0]; v.Verdict != rental.AlreadyStored || v.Of != first.ID || v.FeedSeq != first.FeedSeq || v.Seq != 1 {
		t.Errorf("got %+v", v)
	}
	if reply.HeadHash != other.head {
		t.Error("the chain of the second epoch broke")
	}
	if n := b.count(`select count(*) from facts where item_id <> ?`, string(last)); n != 1 {
		t.Errorf("%d facts of the same gesture", n)
	}
	if v := other.push(1, 2).Verdicts[0]; v.Verdict != rental.AlreadyStored || v.Of != first.ID {
		t.Errorf("sent again: %+v", v)
	}
}
