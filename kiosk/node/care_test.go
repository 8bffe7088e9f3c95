package node

import (
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// tended is a kiosk that is cared for, on a day that the test chooses.
func tended(t *testing.T) (*desktest.Kiosk, *atomic.Int64) {
	t.Helper()
	var now atomic.Int64
	now.Store(desktest.Start.UnixMilli())
	k := desktest.Open(t, desktest.Dir(t), func() time.Time { return time.UnixMilli(now.Load()) }, slog.New(slog.DiscardHandler), nil)
	t.Cleanup(func() {
		if err := k.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	return k, &now
}

func TestCareForgetsOldAnswersAlone(t *testing.T) {
	t.Parallel()
	k, _ := tended(t)
	for id, age := range map[string]time.Duration{"old": ledger.KeepAnswers + time.Hour, "young": ledger.KeepAnswers - time.Hour} {
		err := k.Ledger.Service(t.Context(), func(tx *store.Tx) error { return tx.PutAnswer(id, []byte(`{}`), desktest.Start.Add(-age)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := tidy(t.Context(), k.Store, k.Ledger); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"old": false, "young": true} {
		if _, ok, err := k.Store.Answer(t.Context(), id); err != nil || ok != want {
			t.Errorf("%s answer: there %v (%v), want %v", id, ok, err, want)
		}
	}
}

// TestCareForgetsWhatCentralHasForGood: two items are answered, and one of them is in a backup of central's.
func TestCareForgetsWhatCentralHasForGood(t *testing.T) {
	t.Parallel()
	k, now := tended(t)
	var verdicts []syncproto.VerdictEntry
	for seq := range uint64(2) {
		rec, err := k.Ledger.Record(t.Context(), ledger.Gesture{
			ID: rental.ItemID(newID()), Actor: rental.Actor{Kind: rental.ActorKiosk, Verified: rental.VerifiedNone},
			Author: syncproto.Author{Verified: rental.VerifiedNone}, Body: rental.ScanBody{Raw: []byte("x"), Printable: "x"},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		verdicts = append(verdicts, syncproto.VerdictEntry{Seq: seq + 1, ID: rec.ItemID, Verdict: rental.Applied})
	}
	p, err := k.Ledger.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reply := syncproto.PushReply{AppliedThrough: 2, DurableThrough: 1, HeadHash: p.HeadHash, Verdicts: verdicts}
	if err := k.Ledger.ApplyVerdicts(t.Context(), reply); err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		day  time.Duration
		want [2]bool
	}{{29, [2]bool{true, true}}, {31, [2]bool{false, true}}} {
		now.Store(desktest.Start.Add(at.day * 24 * time.Hour).UnixMilli())
		if err := tidy(t.Context(), k.Store, k.Ledger); err != nil {
			t.Fatal(err)
		}
		for i, want := range at.want {
			if _, ok, err := k.Store.ItemBySeq(t.Context(), uint64(i)+1); err != nil || ok != want {
				t.Errorf("day %d, item %d: there %v (%v), want %v", at.day, i+1, ok, err, want)
			}
		}
	}
}
