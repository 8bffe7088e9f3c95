package auth

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"rms/central/store"
	"rms/syncproto/rental"
)

// house is one account over a store, with a clock of its own.
type house struct {
	testing.TB
	db     *store.DB
	people *People
	now    time.Time
	user   rental.User
}

func newHouse(t *testing.T) *house {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	p := passwords(t)
	hash, err := p.Hash(t.Context(), "", "four loud crates")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, db: db, now: time.UnixMilli(1_795_000_000_000)}
	h.people = NewPeople(db, p, func() time.Time { return h.now }, nil)
	h.write(rental.User{ID: "u1", Login: "mara", Name: "Mara", Role: rental.RoleAdmin, PasswordHash: hash, Meta: rental.Meta{Rev: 1}})
	return h
}

func (h *house) write(u rental.User) {
	h.Helper()
	err := h.db.Write(h.Context(), func(ctx context.Context, tx *store.Tx) error {
		r, err := store.NewRecord(u)
		if err != nil {
			return err
		}
		return tx.Put(ctx, r)
	})
	if err != nil {
		h.Fatal(err)
	}
	h.user = u
}

func (h *house) login() (token string, id Identity) {
	h.Helper()
	token, id, err := h.people.Login(h.Context(), "mara", "four loud crates", "192.0.2.7", "curl/8.5")
	if err != nil {
		h.Fatal(err)
	}
	return token, id
}

// TestASessionEndsByItself: after 12 h without use, and after 14 days; its list
// says the same.
func TestASessionEndsByItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token, id := h.login()
	for range 30 {
		h.now = h.now.Add(IdleSession - time.Minute)
		_, err := h.people.BySession(t.Context(), token)
		list, _, lerr := h.people.Sessions(t.Context(), id, "u1")
		if lerr != nil {
			t.Fatal(lerr)
		}
		old := h.now.Sub(time.UnixMilli(1_795_000_000_000)) >= MaxSession
		if reason := rental.ReasonOf(err); old != (reason == "session_expired") || old != (len(list) == 0) {
			t.Fatalf("at %v: %v, %d in the list", h.now, err, len(list))
		}
		if !old && (list[0].Browser != "curl" || list[0].Address != "192.0.2.7" || !list[0].Here || list[0].ID == id.Session) {
			t.Fatalf("listed as %+v", list[0])
		}
	}
	token, _ = h.login()
	h.now = h.now.Add(IdleSession)
	if _, err := h.people.BySession(t.Context(), token); rental.ReasonOf(err) != "session_expired" {
		t.Errorf("an idle session: %v", err)
	}
}

// TestAPasswordThatChangesMeanwhile opens no session for who proved the old one.
func TestAPasswordThatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	was, err := h.people.proven(t.Context(), "mara", "four loud crates")
	if err != nil {
		t.Fatal(err)
	}
	changed := was
	changed.Rev, changed.PasswordHash, changed.SessionEpoch = 2, "$argon2id$other", 1
	h.write(changed)
	if _, _, err := h.people.openSession(t.Context(), was, origin{login: "mara"}); rental.ReasonOf(err) != "wrong_login" {
		t.Errorf("a session was opened: %v", err)
	}
	if list, _, err := h.people.Sessions(t.Context(), Identity{}, ""); err != nil || len(list) > 0 {
		t.Errorf("sessions: %v, %v", list, err)
	}
}

func TestAgentWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string][2]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                                 {"Firefox", "Linux"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":          {"Edge", "Windows"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                  {"Safari", "macOS"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1": {"Chrome", "iPhone"},
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":                  {"Chrome", "Android"},
		"curl/8.5.0": {"curl", ""}, "": {"", ""}, "<script>": {"", ""},
	} {
		if browser, system := AgentWords(agent); browser != want[0] || system != want[1] {
			t.Errorf("%q is %q on %q, want %v", agent, browser, system, want)
		}
	}
}
