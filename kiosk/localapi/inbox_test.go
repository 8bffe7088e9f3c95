package localapi_test

import (
	"strings"
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

// Every kind of exception and every reason that central may give comes as a sentence: no key, no hole, and the item's tag
// where there is one.
func TestEveryReasonIsASentence(t *testing.T) {
	t.Parallel()
	reasons := []rental.VerdictKind{rental.Conflict, rental.Deferred, rental.RejectedVerdict, rental.Refused}
	type answer struct {
		kind   rental.VerdictKind
		reason string
	}
	var all []answer
	for _, r := range rental.ExceptionRules() {
		all = append(all, answer{rental.Conflict, string(r.Kind)})
	}
	for _, k := range reasons {
		all = append(all, answer{k, "of_tomorrow"}, answer{k, "unknown_tag"})
	}
	for _, a := range all {
		for name, gesture := range map[string]func(*testing.T, *bench) localapi.Answer{
			"scan": func(t *testing.T, b *bench) localapi.Answer { return b.scan(t, "ZW-88-0417") },
			"undo": func(t *testing.T, b *bench) localapi.Answer {
				b.scan(t, desktest.AdaBadge)
				b.scan(t, desktest.ApprovedNumber)
				b.scan(t, "XXOUTXX")
				b.scan(t, desktest.Tag(1))
				return b.scan(t, "XXUNDOXX")
			},
		} {
			t.Run(string(a.kind)+" "+a.reason+" "+name, func(t *testing.T) {
				t.Parallel()
				b := setup(t)
				last := gesture(t, b)
				title := b.answered(t, rental.ItemID(last.FactID), a.kind, a.reason)
				if strings.ContainsAny(title, "{}") || strings.HasPrefix(title, "exception.") || title == "" {
					t.Errorf("the inbox says %q", title)
				}
				if a.reason == string(rental.ExUndoSuperseded) && name == "undo" && !strings.Contains(title, desktest.Tag(1)) {
					t.Errorf("the inbox says %q, want it to name %s", title, desktest.Tag(1))
				}
			})
		}
	}
}

// answered lets central give one item that answer and the rest its consent, and returns the inbox's sentence.
func (b *bench) answered(t *testing.T, id rental.ItemID, kind rental.VerdictKind, reason string) string {
	t.Helper()
	p, err := b.Ledger.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	items, err := b.Store.Outbox(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	reply := syncproto.PushReply{AppliedThrough: items[len(items)-1].Seq, HeadHash: p.HeadHash}
	for _, it := range items {
		v := syncproto.VerdictEntry{Seq: it.Seq, ID: it.ID, Verdict: rental.Applied}
		if it.ID == id {
			v.Verdict, v.Reason = kind, reason
		}
		reply.Verdicts = append(reply.Verdicts, v)
	}
	if err := b.Ledger.ApplyVerdicts(t.Context(), reply); err != nil {
		t.Fatal(err)
	}
	in := call[localapi.Inbox](t, b, "GET", "/api/inbox", nil)
	if len(in.Entries) != 1 {
		t.Fatalf("inbox %+v, want one entry", in)
	}
	return in.Entries[0].Title.Text
}
