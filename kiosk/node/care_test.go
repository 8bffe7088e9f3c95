package node

import (
	"log/slog"
	"testing"
	"time"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/store"
)

func TestCareForgetsOldAnswersAlone(t *testing.T) {
	t.Parallel()
	k := desktest.Open(t, desktest.Dir(t), time.Now, slog.New(slog.DiscardHandler), nil)
	t.Cleanup(func() {
		if err := k.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	now := time.Now()
	for id, age := range map[string]time.Duration{"old": keepAnswers + time.Hour, "young": keepAnswers - time.Hour} {
		err := k.Ledger.Service(t.Context(), func(tx *store.Tx) error { return tx.PutAnswer(id, []byte(`{}`), now.Add(-age)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := tidy(t.Context(), k.Store, k.Ledger, now); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"old": false, "young": true} {
		if _, ok, err := k.Store.Answer(t.Context(), id); err != nil || ok != want {
			t.Errorf("%s answer: there %v (%v), want %v", id, ok, err, want)
		}
	}
}
