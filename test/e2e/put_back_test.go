package e2e_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/test/world"
)

// TestCentralIsRestored: a backup is made, work goes on, central's disk is lost and the
// backup put in place. The docks did not stop and nobody does anything at them: what
// central had acknowledged since the backup is there again, once.
func TestCentralIsRestored(t *testing.T) {
	long(t)
	w := world.New(t)
	c := w.DemoCentral()
	c.Start()
	one := &dock{Kiosk: w.EnrolKiosk(c, "Dock 1", "BLN", "BLN-RET")}
	two := &dock{Kiosk: w.EnrolKiosk(c, "Dock 2", "BLN", "BLN-RET")}
	docks := []*dock{one, two}
	for _, d := range docks {
		d.open(t)
		d.read(t, "BEFORE-1", "BEFORE-2")
	}
	quiet(t, docks...)
	backup := w.Path("backup.db")
	c.Command("backup", "--to", backup)
	for _, d := range docks {
		d.read(t, "SINCE-1", "SINCE-2", "SINCE-3")
	}
	quiet(t, docks...)
	c.Kill()
	if err := os.Remove(c.DB()); err != nil {
		t.Fatal(err)
	}
	one.read(t, "MEANWHILE")
	c.Command("restore", "--from", backup)
	c.Start()
	for _, d := range docks {
		d.read(t, "AFTER") // it comes to central behind everything else
	}
	quiet(t, docks...)
	same(t, w, c, docks)
}

// TestAKioskIsPutBack: its disk is set to an earlier state while it is off. It goes on
// with what it has, and what it forgot stays at central.
func TestAKioskIsPutBack(t *testing.T) {
	long(t)
	w := world.New(t)
	c := w.DemoCentral()
	c.Start()
	d := &dock{Kiosk: w.EnrolKiosk(c, "Dock 1", "BLN", "BLN-RET")}
	d.open(t)
	d.read(t, "BEFORE-1", "BEFORE-2")
	quiet(t, d)
	d.Stop()
	earlier := w.CopyDB(d.DB(), "earlier")
	kept := len(d.acked)
	d.Start()
	d.read(t, "FORGOTTEN-1", "FORGOTTEN-2")
	quiet(t, d)
	d.Stop()
	overwrite(t, earlier, d.DB())
	d.Start()
	d.read(t, "AFTER-1")
	quiet(t, d)
	d.Stop()
	c.Stop()
	mine := slices.Concat(d.acked[:kept], d.acked[kept+2:])
	slices.Sort(mine)
	if diff := cmp.Diff(mine, minted(t, w, []*dock{d})); diff != "" {
		t.Errorf("what the kiosk holds (-want +got):\n%s", diff)
	}
	slices.Sort(d.acked)
	if diff := cmp.Diff(d.acked, keys(judge(t, w.CopyDB(c.DB(), "central")))); diff != "" {
		t.Errorf("what central has (-want +got):\n%s", diff)
	}
}

// overwrite puts a database in another one's place, with what lies beside it.
func overwrite(t *testing.T, from, to string) {
	t.Helper()
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(to + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(from + end)
		if end != "" && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Clean(to)+end, raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// same stops all and compares what was acknowledged with what the docks and central hold.
func same(t *testing.T, w *world.World, c *world.Central, docks []*dock) {
	t.Helper()
	var acked []string
	for _, d := range docks {
		d.Stop()
		acked = append(acked, d.acked...)
	}
	c.Stop()
	slices.Sort(acked)
	if diff := cmp.Diff(acked, minted(t, w, docks)); diff != "" {
		t.Errorf("what was acknowledged, and what the docks hold (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(acked, keys(judge(t, w.CopyDB(c.DB(), "central")))); diff != "" {
		t.Errorf("what was acknowledged, and what central has (-want +got):\n%s", diff)
	}
}
