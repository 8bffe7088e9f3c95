package node

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rms/kiosk/desk/desktest"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// TestADamagedDatabaseIsFoundSaidAndLeftAsItIs takes a kiosk through a disk that breaks some pages, a restart on it, and
// the return of the good file.
func TestADamagedDatabaseIsFoundSaidAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	dir := desktest.Dir(t)
	path, mark := filepath.Join(dir, "kiosk.db"), filepath.Join(dir, suspectFile)
	n, err := base(t.Context(), Config{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil { // the file has turned to a log beside it
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	bad := bytes.Clone(good)
	for at := len(bad) / 2 / page * page; at+page <= len(bad); at += 2 * page {
		copy(bad[at:], bytes.Repeat([]byte{0xa5}, page))
	}
	write := func(n *Node, id string) error {
		return n.ledger.Service(t.Context(), func(tx *store.Tx) error { return tx.PutAnswer(id, []byte(`{}`), time.Now()) })
	}
	var log bytes.Buffer
	// life opens the kiosk over a file and inspects it.
	life := func(file []byte, before, after string) {
		t.Helper()
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		n, err := base(t.Context(), Config{Data: dir}, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		want := func(when, reason string) {
			t.Helper()
			if got := rental.ReasonOf(n.ledger.Room()); got != reason {
				t.Errorf("%s: gestures are refused for %q, want %q", when, got, reason)
			}
		}
		want("at the start", before)
		if err := (inspector{n}).inspect(t.Context()); err != nil {
			t.Error(err)
		}
		want("after the inspection", after)
		if after == store.ReasonDamaged {
			if got := rental.ReasonOf(write(n, "late")); got != store.ReasonDamaged {
				t.Errorf("a write on a damaged file is refused for %q, want %q", got, store.ReasonDamaged)
			}
			if err := tidy(t.Context(), n.store, n.ledger); err != nil {
				t.Error(err)
			}
			if p, err := n.ledger.Position(t.Context()); err == nil && p.Halted != store.ReasonDamaged {
				t.Errorf("halted for %q, want %q", p.Halted, store.ReasonDamaged)
			}
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(mark); (err == nil) != (after != "") {
			t.Errorf("the mark: %v, want it %v", err, after != "")
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, file) {
			t.Errorf("the file was changed (%v)", err)
		}
	}
	life(good, "", "")
	life(bad, "", store.ReasonDamaged)
	if !bytes.Contains(log.Bytes(), []byte("damaged")) || !bytes.Contains(log.Bytes(), []byte("restore the last good backup")) {
		t.Errorf("the log does not say it: %s", log.String())
	}
	life(bad, store.ReasonDamaged, store.ReasonDamaged)
	life(good, store.ReasonDamaged, "")
	life(good, "", "")
}

// TestAnInspectionCanBeBrokenOff: a stop in its middle says nothing of the file.
func TestAnInspectionCanBeBrokenOff(t *testing.T) {
	t.Parallel()
	n, err := base(t.Context(), Config{Data: desktest.Dir(t)}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (inspector{n}).inspect(ctx); err == nil || n.ledger.Room() != nil {
		t.Errorf("error %v, gestures %v; want an error, and gestures taken", err, n.ledger.Room())
	}
}
