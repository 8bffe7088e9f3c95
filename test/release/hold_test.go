package release_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	centralledger "rms/central/ledger"
	centralstore "rms/central/store"
	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/test/oracle/central"
)

// TestEveryRelease holds this program to every release that is kept.
func TestEveryRelease(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(releases, "v*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no release is kept in testdata/releases (%v)", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { hold(t, dir) })
	}
}

// hold opens copies of a release's databases with this program, lets its kiosk
// send what waits, and reads its messages.
func hold(t *testing.T, dir string) {
	t.Helper()
	var m manifest
	readJSON(t, filepath.Join(dir, "manifest.json"), &m)
	if "v"+m.Version != filepath.Base(dir) {
		t.Errorf("%s says that it is %s", filepath.Base(dir), m.Version)
	}
	path := filepath.Join(t.TempDir(), centralstore.FileName)
	copyFile(t, filepath.Join(dir, "central.db"), path)
	const ofKiosks = `select count(*) from facts where kiosk_id is not null`
	if n := count(t, path, ofKiosks); n != m.Facts {
		t.Errorf("central has %d facts of kiosks, want %d", n, m.Facts)
	}
	k := kioskOf(t, filepath.Join(dir, "kiosk.db"))
	at, err := k.Position(t.Context())
	if err != nil || fmt.Sprintf("%x", at.HeadHash[:]) != m.HeadHash || at.QueueDepth != int64(m.Waiting) {
		t.Errorf("the kiosk ends at %x with %d waiting (%v), want %s with %d", at.HeadHash[:], at.QueueDepth, err, m.HeadHash, m.Waiting)
	}
	deliver(t, path, k, at)
	if n := count(t, path, ofKiosks); n != m.Facts+m.Waiting {
		t.Errorf("after the queue central has %d facts of kiosks, want %d", n, m.Facts+m.Waiting)
	}
	judge(t, path)
	understand(t, filepath.Join(dir, "wire"))
	packed(t, filepath.Join(dir, "source.tar.gz"))
}

// deliver has the kiosk greet the central whose database is at path and send
// what waits.
func deliver(t *testing.T, path string, k *ledger.Ledger, at ledger.Position) {
	t.Helper()
	ctx := t.Context()
	db, err := centralstore.Open(ctx, centralstore.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	c, err := centralledger.New(ctx, centralledger.Config{Store: db, Now: time.Now, Version: "this"})
	if err != nil {
		t.Fatal(err)
	}
	who, err := k.Identity(ctx)
	if err != nil {
		t.Fatal(err)
	}
	now := rental.Millis(time.Now().UnixMilli())
	hello, err := c.Hello(ctx, who.KioskID, now, syncproto.HelloRequest{
		Proto: syncproto.Version, Version: "this", Epoch: at.Epoch, LastSeq: at.LastSeq, HeadHash: at.HeadHash,
		AckedSeq: at.AckedSeq, AckedHash: at.AckedHash, Cursor: at.Cursor, Incarnation: at.Incarnation,
	})
	if err != nil || hello.Action != syncproto.ActionOK {
		t.Fatalf("the greeting: %s %v", hello.Action, err)
	}
	batch, err := k.Pending(ctx, 100, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := c.Push(ctx, who.KioskID, now, syncproto.PushRequest{
		Proto: syncproto.Version, Run: hello.Run, Epoch: at.Epoch, FirstSeq: batch.FirstSeq, PrevHash: batch.PrevHash, Items: batch.Items,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range reply.Verdicts {
		if v.Verdict != rental.Applied && v.Verdict != rental.Deferred {
			t.Errorf("item %d: %s %s %s", v.Seq, v.Verdict, v.Reason, v.Message)
		}
	}
	if err := k.ApplyVerdicts(ctx, reply); err != nil {
		t.Fatal(err)
	}
	if left, err := k.Position(ctx); err != nil || left.QueueDepth != 0 {
		t.Errorf("%d still wait (%v)", left.QueueDepth, err)
	}
}

func judge(t *testing.T, path string) {
	t.Helper()
	c, err := central.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	found, err := c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// packed looks into the archive: it holds the program and none of its screens.
func packed(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path) //nolint:gosec // a file of this repository
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	needed := map[string]bool{"go.mod": true, "main.go": true, "cmd/rms-central/main.go": true, "frontend/package-lock.json": true}
	r := tar.NewReader(zip)
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		delete(needed, header.Name)
		if strings.HasPrefix(header.Name, "docs/screens/") {
			t.Errorf("the archive holds %s", header.Name)
		}
	}
	if len(needed) > 0 {
		t.Errorf("the archive lacks %v", needed)
	}
}
