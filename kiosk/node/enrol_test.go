package node

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/identity"
	"rms/syncproto"
)

// TestARevokedKeyGivesWayWhileTheKioskRuns: a machine that was wiped but for its key is enrolled from the page, and signs
// with its new key from then on, without a restart.
func TestARevokedKeyGivesWayWhileTheKioskRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, err := identity.OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	central := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req syncproto.EnrolRequest
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil || old.Public().Equal(ed25519.PublicKey(req.PublicKey)) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"status":403,"reason":"revoked","detail":"this kiosk was revoked"}`)) // the client has gone: the test sees it
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(desktest.Enrolment()) // as above
	}))
	t.Cleanup(central.Close)
	n, err := New(t.Context(), Config{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := n.Enrol(t.Context(), central.URL, "code"); err != nil {
		t.Fatal(err)
	}
	now, err := identity.FindKey(dir)
	if err != nil || now == nil {
		t.Fatalf("the key in the directory: %v, %v", now, err)
	}
	nonce := []byte("a nonce of central's")
	if !ed25519.Verify(now.Public(), syncproto.SessionMessage(desktest.KioskID, nonce), n.keys.SignSession(desktest.KioskID, nonce)) {
		t.Error("a session is signed with another key than the one that central knows")
	}
}

// TestAWindowEndsWithItsKiosk: a window over a kiosk that cannot go on would look alive and take nothing.
func TestAWindowEndsWithItsKiosk(t *testing.T) {
	t.Parallel()
	n, err := New(t.Context(), Config{Data: t.TempDir(), Headless: true, Listen: "127.0.0.1:0"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := n.listener.Close(); err != nil { // so that Serve fails at once
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // only a hang is that slow
	defer cancel()
	err = windowed(ctx, n, func(ctx context.Context, _ *Node) error {
		<-ctx.Done()
		return nil
	})
	if !errors.Is(err, net.ErrClosed) || ctx.Err() != nil {
		t.Errorf("the window ended with %v, and waited to the end: %v", err, ctx.Err())
	}
}
