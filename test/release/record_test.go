package release_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/central/server"
	"rms/kiosk/ledger"
	"rms/kiosk/localapi"
	"rms/kiosk/node"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/test/world"
)

// waiting is how many gestures the recorded kiosk has not sent.
const waiting = 3

// TestRecord records a release of this very program and holds it to what every
// release is held to; with -keep the files are kept.
func TestRecord(t *testing.T) {
	if node.Version != server.Version {
		t.Fatalf("the kiosk is %s and central %s: they are released together", node.Version, server.Version)
	}
	below := t.TempDir()
	if *keep {
		below = releases
	}
	dir := filepath.Join(below, "v"+server.Version)
	if err := os.Mkdir(dir, 0o750); err != nil {
		t.Fatalf("a release is recorded once: %v", err)
	}
	record(t, dir)
	hold(t, dir)
}

// record works a dock for a while, the last part of it without central.
func record(t *testing.T, dir string) {
	t.Helper()
	w := world.New(t)
	c := w.EmptyCentral()
	c.Start()
	h := found(t, c)
	p, front := listen(t, c.URL())
	k := w.EnrolKiosk(c.At(front), "Dock 1", "HAM", "HAM-RET")
	k.Start()
	reached(t, k, "the kiosk knows the company", func(s localapi.Status) bool { return s.AsOf > 0 && s.Central.State == "reachable" })
	scan(t, k, h.badge, h.order, tags[0], tags[1], tags[2], "XXFINISHXX", h.badge, "XXINXX", tags[0], tags[5], "XXUNDOXX", "NO-SUCH-CODE")
	start := time.Now().AddDate(0, 0, 30)
	var order localapi.Order
	if err := k.API().Post(t.Context(), "/api/rent-actions", localapi.NewOrder{
		ID: mint(), Start: start.UnixMilli(), End: start.AddDate(0, 0, 1).UnixMilli(), Submit: true,
		Lines: []localapi.NewLine{{TypeID: h.kind, Quantity: 2}},
	}, &order); err != nil {
		t.Fatal(err)
	}
	reached(t, k, "the queue is empty", func(s localapi.Status) bool { return s.Waiting == 0 })
	p.await("heartbeat")
	c.Stop()
	scan(t, k, "XXINXX", tags[1], tags[2], "ANOTHER-CODE")
	k.Stop()

	copyFile(t, w.CopyDB(c.DB(), "central"), filepath.Join(dir, "central.db"))
	copyFile(t, w.CopyDB(k.DB(), "kiosk"), filepath.Join(dir, "kiosk.db"))
	p.write(filepath.Join(dir, "wire"))
	archive(t, filepath.Join(dir, "source.tar.gz"))
	writeJSON(t, filepath.Join(dir, "manifest.json"), describe(t, dir))
}

// describe counts what is in the files, by SQL alone.
func describe(t *testing.T, dir string) manifest {
	t.Helper()
	m := manifest{Version: server.Version, Protocol: syncproto.Version, Waiting: waiting}
	m.Facts = count(t, filepath.Join(dir, "central.db"), `select count(*) from facts where kiosk_id is not null`)
	if n := count(t, filepath.Join(dir, "kiosk.db"), `select count(*) from outbox`); n != waiting || m.Facts < 9 {
		t.Fatalf("central has %d of the kiosk and %d wait, want 9 or more, and %d", m.Facts, n, waiting)
	}
	at, err := kioskOf(t, filepath.Join(dir, "kiosk.db")).Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m.HeadHash = fmt.Sprintf("%x", at.HeadHash[:])
	return m
}

// archive packs the release's source: what is committed, but the screens.
func archive(t *testing.T, to string) {
	t.Helper()
	abs, err := filepath.Abs(to)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "git", "archive", "--format=tar.gz", "--output", abs, "HEAD", "--", ".", ":(exclude)docs/screens", ":(exclude)testdata/releases") //nolint:gosec // our own arguments
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git archive: %v\n%s", err, out)
	}
}

// await waits until a kind of message has been seen.
func (p *tap) await(kind string) {
	p.t.Helper()
	world.Until(p.t, 2*time.Minute, "a "+kind+" has been sent", func() error {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.said[kind]) == 0 {
			return fmt.Errorf("none of %d kinds", len(p.said))
		}
		return nil
	})
}

func reached(t *testing.T, k *world.Kiosk, what string, ok func(localapi.Status) bool) {
	t.Helper()
	world.Until(t, 2*time.Minute, what, func() error {
		var s localapi.Status
		if err := k.API().Get(t.Context(), "/api/status", &s); err != nil || !ok(s) {
			return fmt.Errorf("%d wait, central is %s (%w)", s.Waiting, s.Central.State, err)
		}
		return nil
	})
}

func mint() string { return uuid.Must(uuid.NewV7()).String() }

func count(t *testing.T, path, query string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?immutable=1") // and no file beside it
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(context.Background(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", strings.TrimSpace(query), err)
	}
	return n
}

// kioskOf opens a copy of a kiosk's database with this program's ledger.
func kioskOf(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	dir := t.TempDir()
	copyFile(t, path, filepath.Join(dir, filepath.Base(path)))
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	began := time.Now()
	l, err := ledger.New(ledger.Config{Store: s, Now: time.Now, Mono: func() time.Duration { return time.Since(began) }, BootID: "release"})
	if err != nil {
		t.Fatal(err)
	}
	return l
}
