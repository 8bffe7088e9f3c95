package ledger_test

import (
	"context"
	"errors"
	"testing"

	"rms/central/store"
	"rms/central/store/copies"
	"rms/central/store/service"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func TestHello(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	for range 5 {
		k.mint(scan(0))
	}
	k.push(1, 3)
	other := &dock{bench: b, id: k.id, uid: k.uid, epoch: k.epoch, now: k.now}
	for range 5 {
		other.mint(scan(0))
	}
	hash := func(d *dock, seq uint64) syncproto.Hash {
		if seq == d.seq {
			return d.head
		}
		return d.heads[seq]
	}
	at := func(d *dock, last, acked uint64) syncproto.HelloRequest {
		return syncproto.HelloRequest{Proto: 1, Epoch: d.epoch, LastSeq: last, HeadHash: hash(d, last), AckedSeq: acked, AckedHash: hash(d, acked), DeviceMs: int64(start) - 90_000, QueueDepth: 2}
	}
	for _, tt := range []struct {
		name   string
		req    syncproto.HelloRequest
		action syncproto.Action // empty: position_diverged
	}{
		{"as central knows it", at(k, 5, 3), syncproto.ActionOK},
		{"a reply was lost", at(k, 5, 1), syncproto.ActionOK},
		{"nothing was ever answered", at(k, 5, 0), syncproto.ActionOK},
		{"nothing waits", at(k, 3, 3), syncproto.ActionOK},
		{"central lost what it had answered", at(k, 5, 4), ""},
		{"the kiosk went back", at(k, 2, 2), ""},
		{"a clone that has gone another way", at(other, 5, 3), ""},
		{"a clone at the same length", at(other, 3, 0), ""},
		{"answered beyond what was minted", func() syncproto.HelloRequest { r := at(k, 3, 3); r.AckedSeq = 4; return r }(), ""},
		{"another central's incarnation", func() syncproto.HelloRequest { r := at(k, 5, 3); r.Incarnation = "other"; return r }(), ""},
		{"this incarnation", func() syncproto.HelloRequest { r := at(k, 5, 3); r.Incarnation = b.l.Incarnation(); return r }(), syncproto.ActionOK},
		{"an unknown epoch", func() syncproto.HelloRequest { r := at(k, 5, 3); r.Epoch[2]++; return r }(), syncproto.ActionReenrol},
		{"an old protocol", func() syncproto.HelloRequest { r := at(k, 5, 3); r.Proto = 0; return r }(), syncproto.ActionUpgrade},
	} {
		reply, err := b.l.Hello(t.Context(), k.id, start, tt.req)
		if tt.action == "" {
			if !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "position_diverged"}) {
				t.Errorf("%s: got %+v %v", tt.name, reply, err)
			}
			continue
		}
		if err != nil || reply.Action != tt.action {
			t.Errorf("%s: got %s %v, want %s", tt.name, reply.Action, err, tt.action)
		}
		if reply.Action == syncproto.ActionOK && (reply.AppliedThrough != 3 || reply.HeadHash != hash(k, 3) || reply.Run != b.l.Run() || reply.Zone != "Europe/Berlin" ||
			reply.ServerMs != int64(start) || reply.DurableThrough != 0 || reply.Limits.SpreadMs != 0 || reply.Limits.Items != 200) {
			t.Errorf("%s: %+v", tt.name, reply)
		}
	}
	b.read(func(tx *txt) error {
		s, err := service.KioskStatuses(t.Context(), tx)
		if got := s[k.id]; got.LastContact != start || got.Report.QueueDepth != 2 || got.Report.ClockOffsetMs != 90_000 {
			t.Errorf("the status is %+v", got)
		}
		return err
	})
	reopened := reopen(t, b.dir)
	if reopened.l.Run() == b.l.Run() || reopened.l.Incarnation() != b.l.Incarnation() || reopened.l.Installation() != b.l.Installation() {
		t.Error("a restart must change the run and nothing else")
	}
}

// TestWhatIsDurableIsTold in every answer, and no more than that.
func TestWhatIsDurableIsTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	for range 5 {
		k.mint(scan(0))
	}
	if got := k.push(1, 3); got.DurableThrough != 0 {
		t.Errorf("item %d is durable, and there is no copy", got.DurableThrough)
	}
	err := b.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return copies.Raise(ctx, tx, []copies.Place{{KioskID: k.id, Epoch: k.epoch, LastSeq: 2}})
	})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := b.l.Hello(t.Context(), k.id, start, syncproto.HelloRequest{Proto: 1, Epoch: k.epoch, LastSeq: 5, HeadHash: k.head, AckedSeq: 3, AckedHash: k.heads[3]})
	if err != nil || reply.DurableThrough != 2 {
		t.Errorf("hello says %d, %v, want 2", reply.DurableThrough, err)
	}
	if got := k.push(4, 5); got.DurableThrough != 2 || got.AppliedThrough != 5 {
		t.Errorf("a push says %+v, want 2", got)
	}
}

func TestManyKiosksAreSpread(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(0)
	var k *dock
	for n := 1; n <= 20; n++ {
		k = b.dock(n, berlin)
		want := int64(0)
		if n == 20 {
			want = 1000
		}
		reply, err := b.l.Hello(t.Context(), k.id, start, syncproto.HelloRequest{Proto: 1, Epoch: k.epoch})
		if err != nil || reply.Limits.SpreadMs != want {
			t.Fatalf("%d kiosks: spread %d ms %v, want %d", n, reply.Limits.SpreadMs, err, want)
		}
	}
}

func TestEnrolAgainKeepsTheKioskAndItsName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(0)
	key := make([]byte, 32)
	enrol := func(code string, key []byte) (syncproto.EnrolReply, error) {
		return b.l.Enrol(t.Context(), start, code, syncproto.EnrolRequest{Proto: 1, PublicKey: key, Name: "Dock North"})
	}
	give := func(code string) {
		t.Helper()
		if err := b.l.NewEnrolmentCode(t.Context(), system, enrolment(code)); err != nil {
			t.Fatal(err)
		}
	}
	refused := &rental.Error{Code: rental.CodeForbidden, Reason: "code_refused"}
	give("one")
	first, err := enrol("one", key)
	if err != nil || first.NumberPrefix != "K1" || first.Name != "Dock North" || first.SiteID != berlin || first.ReturnsPlaceID != returns || first.Zone != "Europe/Berlin" {
		t.Fatalf("got %+v %v", first, err)
	}
	if _, err := enrol("one", key); !errors.Is(err, refused) {
		t.Errorf("a used code: %v", err)
	}
	give("two")
	if _, err := b.l.Enrol(t.Context(), start+2_000_000, "two", syncproto.EnrolRequest{Proto: 1, PublicKey: key}); !errors.Is(err, refused) {
		t.Errorf("an expired code: %v", err)
	}
	second, err := enrol("two", key)
	if err != nil || second.KioskID != first.KioskID || second.NumberPrefix != "K1B" || second.Epoch == first.Epoch {
		t.Errorf("again: %+v %v", second, err)
	}
	hello, err := b.l.Hello(t.Context(), first.KioskID, start, syncproto.HelloRequest{Proto: 1, Epoch: first.Epoch})
	if err != nil || hello.Action != syncproto.ActionReenrol {
		t.Errorf("the first epoch after the second: %+v %v", hello.Action, err)
	}
	give("three")
	otherKey := append([]byte{1}, key[1:]...)
	if third, err := enrol("three", otherKey); err != nil || third.NumberPrefix != "K2" || third.KioskID == first.KioskID {
		t.Errorf("another key: %+v %v", third, err)
	}
	if err := b.l.RevokeKiosk(t.Context(), admin, first.KioskID); err != nil {
		t.Fatal(err)
	}
	give("four")
	if _, err := enrol("four", key); !errors.Is(err, &rental.Error{Code: rental.CodeForbidden, Reason: "revoked"}) {
		t.Errorf("a revoked key: %v", err)
	}
	if n := b.count(`select count(*) from enrolment_codes where hash = 'four' and used_ms = 0`); n != 1 {
		t.Error("the code was used up by a refusal")
	}
	if n := b.count(`select count(*) from outbox where type in ('kiosk.enrolled', 'kiosk.revoked')`); n != 4 {
		t.Errorf("%d events, want 4", n)
	}
	viewer := rental.Actor{Kind: rental.ActorUser, UserID: "u2", Role: rental.RoleViewer}
	forbidden := &rental.Error{Code: rental.CodeForbidden}
	if err := b.l.NewEnrolmentCode(t.Context(), viewer, enrolment("x")); !errors.Is(err, forbidden) {
		t.Errorf("a viewer made a code: %v", err)
	}
	if err := b.l.RevokeKiosk(t.Context(), viewer, second.KioskID); !errors.Is(err, forbidden) {
		t.Errorf("a viewer revoked: %v", err)
	}
	judge(t, b.dir)
}

func TestExecuteIsOncePerID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	body := rental.RentActionCreateBody{
		RentActionID: rental.RentActionID(id("order", 1)), SiteID: berlin, Title: "Gala", Window: rental.Window{Start: start, End: start + 1000},
		Lines: []rental.Line{{ID: rental.LineID(id("line", 1)), ItemTypeID: cable, Requested: 2}},
	}
	c := rental.Command{ID: b.newID(), Kind: rental.KindRentActionCreate, Body: body}
	first, err := b.l.Execute(t.Context(), c, admin)
	if err != nil {
		t.Fatal(err)
	}
	o := get[rental.RentAction](b, id("order", 1))
	if o.Number != "R-000001" || o.Status != rental.Draft || o.Rev != 1 || o.CreatedBy != "user:u1" || len(first.Rows) != 1 {
		t.Errorf("got %+v", o)
	}
	if n := b.count(`select count(*) from outbox where type = 'rent_action.created' and json_extract(data, '$.number') = 'R-000001'`); n != 1 {
		t.Error("the event does not bear the number")
	}
	again, err := b.l.Execute(t.Context(), c, admin)
	if err != nil || !again.Replayed || again.Verdict.Kind != first.Verdict.Kind {
		t.Errorf("again: %+v %v", again, err)
	}
	reuse := &rental.Error{Code: rental.CodeConflict, Reason: "id_reuse"}
	changed := c
	body.Title = "Other"
	changed.Body = body
	if _, err := b.l.Execute(t.Context(), changed, admin); !errors.Is(err, reuse) {
		t.Errorf("other content: %v", err)
	}
	if _, err := b.l.Execute(t.Context(), c, system); !errors.Is(err, reuse) {
		t.Errorf("another actor: %v", err)
	}
	k := b.dock(1, berlin)
	item := k.mint(scan(0))
	k.pushLast()
	if _, err := b.l.Execute(t.Context(), rental.Command{ID: item, Kind: rental.KindScan, Body: scan(0)}, admin); !errors.Is(err, reuse) {
		t.Errorf("a kiosk's id: %v", err)
	}
	viewer := rental.Actor{Kind: rental.ActorUser, UserID: "u2", Role: rental.RoleViewer}
	step := rental.Command{ID: b.newID(), Kind: rental.KindRentActionSubmit, Body: rental.RentActionStepBody{Step: rental.KindRentActionSubmit, RentActionID: o.ID}}
	facts := b.count(`select count(*) from facts`)
	if _, err := b.l.Execute(t.Context(), step, viewer); !errors.Is(err, &rental.Error{Code: rental.CodeForbidden}) {
		t.Errorf("a viewer: %v", err)
	}
	if n := b.count(`select count(*) from facts`); n != facts {
		t.Error("a refused command left something")
	}
	if _, err := b.l.Execute(t.Context(), step, admin); err != nil {
		t.Errorf("the same id by whoever may, after a refusal: %v", err)
	}
	for name, bad := range map[string]rental.Command{
		"no id":   {Kind: rental.KindScan, Body: scan(0)},
		"no UUID": {ID: "x", Kind: rental.KindScan, Body: scan(0)},
		"no body": {ID: b.newID(), Kind: rental.KindScan},
		"no row":  {ID: b.newID(), Kind: rental.KindPut, Body: rental.PutBody{}},
	} {
		if _, err := b.l.Execute(t.Context(), bad, admin); !errors.Is(err, &rental.Error{Code: rental.CodeInvalid}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	twin := asset(5)
	twin.Tag = asset(0).Tag
	taken := rental.Command{ID: b.newID(), Kind: rental.KindPut, Body: rental.PutBody{Row: twin}}
	if _, err := b.l.Execute(t.Context(), taken, admin); !errors.Is(err, &rental.Error{Code: rental.CodeConflict, Reason: "duplicate"}) {
		t.Errorf("a tag that is taken: %v", err)
	}
	judge(t, b.dir)
}

func TestSecretsComeBackAndAreInNoFeed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	user := rental.User{ID: rental.UserID(id("user", 1)), Login: "anna", Name: "Anna", Role: rental.RoleViewer, PasswordHash: "$argon2id$secret"}
	if _, err := b.l.Execute(t.Context(), rental.Command{ID: b.newID(), Kind: rental.KindPut, Body: rental.PutBody{Row: user}}, system); err != nil {
		t.Fatal(err)
	}
	if got := get[rental.User](b, id("user", 1)).PasswordHash; got != user.PasswordHash {
		t.Errorf("got %q", got)
	}
	for _, query := range []string{
		`select count(*) from feed`, `select count(*) from outbox where data like '%argon2id%'`,
		`select count(*) from facts where instr(payload, 'argon2id') > 0 or images like '%argon2id%'`, `select count(*) from users where body like '%argon2id%'`,
	} {
		if n := b.count(query); n != 0 {
			t.Errorf("%s: %d", query, n)
		}
	}
	// A changed password alone changes the digest in the audit.
	user.PasswordHash = "$argon2id$other"
	if _, err := b.l.Execute(t.Context(), rental.Command{ID: b.newID(), Kind: rental.KindPut, Body: rental.PutBody{Row: user}}, system); err != nil {
		t.Fatal(err)
	}
	if n := b.count(`select count(*) from audit where verb = 'put' and before_digest <> after_digest`); n != 2 {
		t.Errorf("%d changes are in the audit, want 2", n)
	}
}
