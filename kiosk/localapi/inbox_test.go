package localapi_test

import (
	"testing"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/localapi"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// What central could not apply comes back into the inbox, says what it is, and goes away with one tap.
func TestTheInboxAsksAndIsAnswered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.scan(t, "ZW-88-0417")
	p, err := b.Ledger.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = b.Ledger.ApplyVerdicts(t.Context(), syncproto.PushReply{
		AppliedThrough: 1, HeadHash: p.HeadHash, Verdicts: []syncproto.VerdictEntry{{
			Seq: 1, ID: rental.ItemID(a.FactID), Verdict: rental.Deferred, Reason: "unknown_tag", Missing: "code:ZW-88-0417",
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := call[localapi.Inbox](t, b, "GET", "/api/inbox", nil)
	if in.Open != 1 || len(in.Entries) != 1 || in.Entries[0].Title.Text != "Nobody knows the code ZW-88-0417" || len(in.Entries[0].Choices) != 1 {
		t.Fatalf("inbox %+v", in)
	}
	if st := call[localapi.Status](t, b, "GET", "/api/status", nil); st.InboxOpen != 1 || st.Waiting != 0 {
		t.Errorf("status %+v, want one open and nothing waiting", st)
	}
	tap := localapi.InboxAnswer{ID: newID(), Choice: in.Entries[0].Choices[0].Value}
	path := "/api/inbox/" + in.Entries[0].ID + "/answer"
	first := call[localapi.Answer](t, b, "POST", path, tap)
	again := call[localapi.Answer](t, b, "POST", path, tap)
	if first.Outcome != "ok" || again.N != first.N {
		t.Errorf("answers %+v and %+v, want the same ok", first, again)
	}
	if in = call[localapi.Inbox](t, b, "GET", "/api/inbox", nil); in.Open != 0 || len(in.Entries) != 0 {
		t.Errorf("inbox %+v, want it empty", in)
	}
	tap.ID = newID()
	b.refused(t, request(t, "POST", path, tap), 409, "already_answered")
	// An exception of the site is answered by whoever may.
	b.scan(t, desktest.MaxBadge)
	tap = localapi.InboxAnswer{ID: newID(), Choice: string(rental.AnswerKeepFirst), Note: "Eve has it"}
	if a := call[localapi.Answer](t, b, "POST", "/api/inbox/"+desktest.Question+"/answer", tap); a.Outcome == "stop" {
		t.Errorf("answer %+v", a)
	}
	if n := b.queued(t); n != 1 {
		t.Errorf("%d items wait, want the answer", n)
	}
}
