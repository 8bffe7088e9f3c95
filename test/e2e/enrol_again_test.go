package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/kiosk/localapi"
	"rms/test/world"
)

// TestEnrolledAgain: central is gone, three scans wait, and then the kiosk is
// not let in any more. It says so with what to do, goes on recording, and a new
// code brings all that it has recorded to central, once, beside what was there.
func TestEnrolledAgain(t *testing.T) {
	for name, shut := range map[string]struct {
		out    func(t *testing.T, c *world.Central, d *dock) // central is running, the kiosk is not
		state  string
		detail string
	}{
		"key lost": {func(t *testing.T, _ *world.Central, d *dock) {
			if err := os.Remove(filepath.Join(d.Data, "device.key")); err != nil {
				t.Fatal(err)
			}
		}, "reenrol", "central.key_lost"},
		"revoked": {func(t *testing.T, c *world.Central, d *dock) { c.Command("kiosk", "revoke", kioskID(t, c, d)) }, "refused", "central.refused"},
	} {
		t.Run(name, func(t *testing.T) {
			long(t)
			w := world.New(t)
			c := w.DemoCentral()
			c.Start()
			d := &dock{Kiosk: w.EnrolKiosk(c, "Dock 1", "BLN", "BLN-RET")}
			d.open(t)
			d.read(t, "BEFORE-1", "BEFORE-2")
			quiet(t, d)
			c.Stop()
			d.read(t, "WAITING-1", "WAITING-2", "WAITING-3")
			d.Stop()
			c.Start()
			shut.out(t, c, d)

			d.Start()
			d.shut(t, shut.state, shut.detail)
			d.read(t, "SHUT-OUT")
			d.Stop()
			d.EnrolAgain(c, "BLN", "BLN-RET")
			d.open(t)
			d.read(t, "AFTER")
			quiet(t, d)
			d.Stop()
			c.Stop()
			slices.Sort(d.acked)
			if diff := cmp.Diff(d.acked, minted(t, w, []*dock{d})); diff != "" {
				t.Errorf("what was acknowledged, and what the kiosk holds (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(d.acked, keys(judge(t, w.CopyDB(c.DB(), "central")))); diff != "" {
				t.Errorf("what was acknowledged, and what central has (-want +got):\n%s", diff)
			}
		})
	}
}

// read scans codes that nobody knows: each is a fact.
func (d *dock) read(t *testing.T, codes ...string) {
	t.Helper()
	for _, code := range codes {
		d.scan(t, code)
	}
}

// shut waits until the kiosk says that central does not let it in, and what to
// do about it.
func (d *dock) shut(t *testing.T, state, detail string) {
	t.Helper()
	world.Until(t, quietLimit, d.Name+" is shut out", func() error {
		s, err := d.status(t)
		if err != nil || s.Central.State != state || s.Central.Detail == nil || s.Central.Detail.Key != detail {
			return fmt.Errorf("central is %+v (%w)", s.Central, err)
		}
		return nil
	})
	var h localapi.Health
	if err := d.API().Get(context.WithoutCancel(t.Context()), "/api/health", &h); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(h.Checks, func(c localapi.Check) bool { return c.Name == "central" })
	if i < 0 || h.Checks[i].State != "bad" || h.Checks[i].Value.Key == "check.central_bad" || h.Checks[i].Hint == nil || h.Checks[i].Hint.Key != detail {
		t.Errorf("the health page says %+v", h.Checks)
	}
}

// kioskID is how central's command line names the dock's kiosk.
func kioskID(t *testing.T, c *world.Central, d *dock) string {
	t.Helper()
	for line := range strings.Lines(c.Command("kiosk", "list")) {
		if strings.Contains(line, d.Name) {
			return strings.Fields(line)[0]
		}
	}
	t.Fatalf("central does not list %s", d.Name)
	return ""
}
