package ledger_test

import (
	"errors"
	"testing"

	"rms/central/store/epoch"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// hello is what a dock says of itself at an item, having had answers up to another.
func (k *dock) hello(last, acked uint64) syncproto.HelloRequest {
	return syncproto.HelloRequest{
		Proto: 2, Epoch: k.epoch, LastSeq: last, HeadHash: k.hashAt(last), AckedSeq: acked, AckedHash: k.hashAt(acked), NumberPrefix: k.prefix,
	}
}

func (k *dock) hashAt(seq uint64) syncproto.Hash {
	if seq == k.seq {
		return k.head
	}
	return k.heads[seq]
}

// said sends a hello, once more where central wants to be sure, and returns the answer.
func (k *dock) said(req syncproto.HelloRequest) syncproto.HelloReply {
	k.Helper()
	for range 2 {
		reply, err := k.l.Hello(k.Context(), k.id, k.now, req)
		if err != nil {
			k.Fatal(err)
		}
		if reply.Action != syncproto.ActionAgain {
			return reply
		}
		req.Proof = reply.Proof
	}
	k.Fatal("central wants to be sure again and again")
	return syncproto.HelloReply{}
}

// TestALateCopyOfAHelloBeginsNothing: what was true when it was sent is not true when it
// arrives, and its proof was used.
func TestALateCopyOfAHelloBeginsNothing(t *testing.T) {
	t.Parallel()
	k := diverging(t)
	old := k.hello(3, 3)
	k.push(4, 5)
	again := func(req syncproto.HelloRequest) syncproto.HelloReply {
		t.Helper()
		r, err := k.l.Hello(t.Context(), k.id, k.now, req)
		if err != nil || r.Action != syncproto.ActionAgain || r.Proof == "" || r.Identity != nil {
			t.Fatalf("got %+v %v, want to be asked again", r, err)
		}
		return r
	}
	again(old)
	if r := k.said(k.hello(5, 5)); r.Action != syncproto.ActionOK || len(k.epochs()) != 1 {
		t.Errorf("the kiosk was not late: %+v", r)
	}
	late := k.hello(2, 2) // it was put back, and says so twice
	first := again(late)
	second := again(late)
	late.Proof = first.Proof
	again(late)
	late.Proof = second.Proof
	again(late) // the wrong proof took it
	late.Proof = again(late).Proof
	if r, err := k.l.Hello(t.Context(), k.id, k.now, late); err != nil || r.Action != syncproto.ActionRotate {
		t.Fatalf("got %+v %v", r, err)
	}
	again(late)
	if len(k.epochs()) != 2 {
		t.Errorf("%d epochs", len(k.epochs()))
	}
}

// clone is a second kiosk with the same key, epoch and items.
func (k *dock) clone() *dock {
	c := *k
	c.items, c.heads = append([]syncproto.Item(nil), k.items...), append([]syncproto.Hash(nil), k.heads...)
	return &c
}

// turn begins the epoch that was given, with the items from one on under their old ids.
func (k *dock) turn(r syncproto.HelloReply, from uint64) {
	k.Helper()
	if r.Action != syncproto.ActionRotate || r.Identity == nil {
		k.Fatalf("there is no epoch in %+v", r)
	}
	left := k.items[from-1:]
	k.epoch, k.prefix = r.Identity.Epoch, r.Identity.NumberPrefix
	k.seq, k.head, k.items, k.heads = 0, syncproto.Hash{}, nil, nil
	for _, it := range left {
		k.add(it.Payload)
	}
}

// epochs are what central knows of a dock's.
func (k *dock) epochs() (all []epoch.Epoch) {
	k.Helper()
	k.read(func(tx *txt) (err error) {
		all, err = epoch.All(k.Context(), tx, k.id)
		return err
	})
	return all
}

// diverging has five items, three of which central has answered.
func diverging(t *testing.T) *dock {
	t.Helper()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	for range 5 {
		k.mint(scan(0))
	}
	k.push(1, 3)
	return k
}

// TestWhatALostHistoryIsAnswered: each row of the table, and what central keeps of it.
func TestWhatALostHistoryIsAnswered(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		req   func(k *dock) syncproto.HelloRequest
		cause epoch.Cause // empty: ok
	}{
		"as central knows it":           {func(k *dock) syncproto.HelloRequest { return k.hello(5, 3) }, ""},
		"answers were lost":             {func(k *dock) syncproto.HelloRequest { return k.hello(5, 1) }, ""},
		"the kiosk was put back":        {func(k *dock) syncproto.HelloRequest { return k.hello(2, 2) }, epoch.KioskBehind},
		"put back to nothing":           {func(k *dock) syncproto.HelloRequest { return k.hello(0, 0) }, epoch.KioskBehind},
		"central forgot what it said":   {func(k *dock) syncproto.HelloRequest { return k.hello(5, 4) }, epoch.CentralRestored},
		"another incarnation":           {func(k *dock) syncproto.HelloRequest { r := k.hello(5, 3); r.Incarnation = "x"; return r }, epoch.CentralRestored},
		"an epoch that nobody knows":    {func(k *dock) syncproto.HelloRequest { r := k.hello(5, 3); r.Epoch[3]++; return r }, epoch.Unknown},
		"another item where both stand": {func(k *dock) syncproto.HelloRequest { r := k.hello(3, 2); r.HeadHash[0]++; return r }, epoch.Diverged},
		"another item that it answered": {func(k *dock) syncproto.HelloRequest { r := k.hello(5, 3); r.AckedHash[0]++; return r }, epoch.Diverged},
		"put back, and on":              {func(k *dock) syncproto.HelloRequest { r := k.hello(2, 1); r.HeadHash[0]++; return r }, epoch.Diverged},
		"answered beyond its last":      {func(k *dock) syncproto.HelloRequest { r := k.hello(3, 3); r.AckedSeq = 4; return r }, epoch.Diverged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := diverging(t)
			req := tt.req(k)
			r := k.said(req)
			all := k.epochs()
			if tt.cause == "" {
				if r.Action != syncproto.ActionOK || len(all) != 1 || all[0].Status != epoch.Active {
					t.Errorf("got %+v, %+v", r, all)
				}
				return
			}
			if len(all) != 2 {
				t.Fatalf("%d epochs after %+v", len(all), r)
			}
			last := all[1]
			if all[0].Status != epoch.Closed || last.Status != epoch.Active || last.BegunBy != tt.cause || last.Follows != req.Epoch || last.NumberPrefix != "K1B" {
				t.Errorf("central keeps %+v", all)
			}
			if r.Action != syncproto.ActionRotate || r.Why == "" || r.Identity == nil || r.Identity.Epoch != last.Epoch || r.Identity.NumberPrefix != "K1B" ||
				r.Identity.KioskID != k.id || r.Identity.SiteID != berlin || r.Identity.Zone != "Europe/Berlin" || r.AppliedThrough != 0 {
				t.Errorf("it was told %+v", r)
			}
			if n := k.count(`select count(*) from outbox where type = 'kiosk.diverged'`); n != 1 {
				t.Errorf("%d alarms", n)
			}
			if row := get[rental.Kiosk](k.bench, string(k.id)); row.NumberPrefix != "K1B" {
				t.Errorf("the kiosk's prefix is %s", row.NumberPrefix)
			}
			// Everything comes again under its old id, and what was there stays one.
			k.turn(r, 1)
			reply := k.push(1, 5)
			for i, v := range reply.Verdicts {
				if known := i < 3; known != (v.Verdict == rental.AlreadyStored) {
					t.Errorf("item %d: %+v", i+1, v)
				}
			}
			if n := k.count(`select count(*) from facts where kiosk_id is not null`); n != 5 {
				t.Errorf("%d facts, want the 5 of the kiosk", n)
			}
			if r := k.said(k.hello(5, 5)); r.Action != syncproto.ActionOK {
				t.Errorf("and then: %+v", r)
			}
		})
	}
}

// TestALostAnswerIsGivenAgain: no epoch is begun twice for it.
func TestALostAnswerIsGivenAgain(t *testing.T) {
	t.Parallel()
	k := diverging(t)
	first := k.said(k.hello(2, 2))
	again := k.said(k.hello(2, 2))
	if again.Action != syncproto.ActionRotate || *again.Identity != *first.Identity || len(k.epochs()) != 2 {
		t.Errorf("got %+v, then %+v", first.Identity, again.Identity)
	}
	if n := k.count(`select count(*) from outbox where type = 'kiosk.diverged'`); n != 1 {
		t.Errorf("%d alarms for one", n)
	}
}

// TestTwoCopiesOfAKioskLoseNothing: the first that differs goes on in a new epoch, the
// other one too; then whoever is out of step waits for a person. All facts of both are
// at central in the end.
func TestTwoCopiesOfAKioskLoseNothing(t *testing.T) {
	t.Parallel()
	a := diverging(t)
	b := a.clone()
	a.mint(scan(0))
	b.mint(scan(0))
	b.mint(scan(0))
	a.push(4, 6)
	// The clone's sixth item is another one, which no hello shows: its push is refused,
	// and the next hello is told.
	if r := b.said(b.hello(7, 3)); r.Action != syncproto.ActionOK {
		t.Fatalf("got %+v", r)
	}
	if _, err := b.l.Push(t.Context(), b.id, b.now, b.request(4, 7)); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "position_diverged"}) {
		t.Fatalf("got %v", err)
	}
	b.turn(b.said(b.hello(7, 3)), 4)
	b.push(1, 4)
	// The first is out of step now: a second divergence within a day.
	if r := a.said(a.hello(6, 6)); r.Action != syncproto.ActionReenrol || r.Identity != nil {
		t.Errorf("the second divergence: %+v", r)
	}
	a.now += 25 * 3_600_000
	if r := a.said(a.hello(6, 6)); r.Action != syncproto.ActionReenrol {
		t.Errorf("a day later: %+v: it is frozen until a person lets it in", r)
	}
	if r := b.said(b.hello(4, 4)); r.Action != syncproto.ActionOK {
		t.Errorf("the other one works on: %+v", r)
	}
	if n := a.count(`select count(*) from facts where kiosk_id is not null`); n != 8 {
		t.Errorf("%d facts, want the 5 that both had, one of the first and two of the other", n)
	}
	if n := a.count(`select count(*) from outbox where type = 'kiosk.diverged'`); n != 2 {
		t.Errorf("%d alarms, want 2", n)
	}
}

// TestDivergingAgainAfterADay is no second time.
func TestDivergingAgainAfterADay(t *testing.T) {
	t.Parallel()
	k := diverging(t)
	for _, want := range []string{"K1B", "K1C", "K1D"} {
		r := k.hello(k.seq, 0)
		if len(k.epochs()) > 1 {
			k.push(1, k.seq)
		} else {
			r = k.hello(3, 2)
		}
		r.HeadHash[5]++
		got := k.said(r)
		k.turn(got, 1)
		if k.prefix != want {
			t.Fatalf("it goes on as %s, want %s", k.prefix, want)
		}
		k.now += 25 * 3_600_000
	}
}

// TestNumbersAreGivenOnce though central forgot which ones it gave out.
func TestNumbersAreGivenOnce(t *testing.T) {
	t.Parallel()
	k := diverging(t)
	r := k.hello(5, 3)
	r.Epoch[3]++
	r.NumberPrefix = "K1E"
	if got := k.said(r); got.Identity == nil || got.Identity.NumberPrefix != "K1F" {
		t.Errorf("got %+v, want the prefix after the one that the kiosk has used", got.Identity)
	}
}

// TestAKioskOfVersionOneIsNotTurned: it knows only to wait for a person.
func TestAKioskOfVersionOneIsNotTurned(t *testing.T) {
	t.Parallel()
	k := diverging(t)
	r := k.hello(2, 2)
	r.Proto = 1
	if got, err := k.l.Hello(t.Context(), k.id, k.now, r); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "position_diverged"}) {
		t.Errorf("got %+v %v", got, err)
	}
	r = k.hello(5, 3)
	r.Proto, r.Epoch[3] = 1, r.Epoch[3]+1
	if got := k.said(r); got.Action != syncproto.ActionReenrol {
		t.Errorf("got %+v", got)
	}
	if len(k.epochs()) != 1 {
		t.Error("an epoch was begun")
	}
}
