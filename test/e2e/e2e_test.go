// Package e2e_test proves the product's promise on its true binaries: what a
// kiosk has acknowledged arrives at central, once, whoever is killed meanwhile.
//
// Invariants: nothing is set but addresses and directories; what must come out
// is known before a run, and the databases are judged by oracles that share no
// code with the product, after both sides have ended.
//
// Concurrency: each test has a World of its own.
package e2e_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"rms/kiosk/localapi"
	"rms/test/oracle/central"
	"rms/test/world"
)

// long leaves a story to its own stage: it builds programs and takes minutes.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("the true binaries run in stage e2e")
	}
	t.Parallel()
}

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

// quietLimit is how long the queues may take to empty once central is back.
const quietLimit = 120 * time.Second

// dock is a kiosk at work, with what it has acknowledged.
type dock struct {
	*world.Kiosk
	acked []string // ids of facts and wishes
}

// open starts the kiosk and waits until it knows the company.
func (d *dock) open(t *testing.T) {
	t.Helper()
	d.Start()
	world.Until(t, quietLimit, d.Name+" knows the company", func() error {
		s, err := d.status(t)
		if err == nil && (s.AsOf == 0 || s.Central.State != "reachable") {
			err = fmt.Errorf("as of %d, central is %s", s.AsOf, s.Central.State)
		}
		return err
	})
}

func (d *dock) status(t *testing.T) (s localapi.Status, err error) {
	err = d.API().Get(t.Context(), "/api/status", &s)
	return s, err
}

// mint is the id of a gesture.
func mint() string { return uuid.Must(uuid.NewV7()).String() }

// post sends a scan under an id.
func (d *dock) post(ctx context.Context, id, raw string) (a localapi.Answer, err error) {
	err = d.API().Post(ctx, "/api/scans", localapi.ScanRequest{ID: id, Raw: raw, Source: "wedge"}, &a)
	return a, err
}

// scan scans a code and demands an answer.
func (d *dock) scan(t *testing.T, raw string) localapi.Answer {
	t.Helper()
	a, err := d.post(t.Context(), mint(), raw)
	if err != nil {
		t.Fatalf("%s: scan %q: %v", d.Name, raw, err)
	}
	if a.FactID != "" {
		d.acked = append(d.acked, a.FactID)
	}
	return a
}

// quiet waits until nothing waits at any dock.
func quiet(t *testing.T, docks ...*dock) {
	t.Helper()
	world.Until(t, quietLimit, "all queues are empty", func() error {
		for _, d := range docks {
			if s, err := d.status(t); err != nil || s.Waiting > 0 {
				return fmt.Errorf("%s: %d wait, central is %s (%w)", d.Name, s.Waiting, s.Central.State, err)
			}
		}
		return nil
	})
}

// judge holds a copy of central's database against its invariants and returns
// the verdict on each item of the kiosks, by id.
func judge(t *testing.T, path string) map[string]string {
	t.Helper()
	c, err := central.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	found, err := c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("central: %s", f)
	}
	stored, err := c.Stored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// openDB opens a copy of a database to read it.
func openDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file://"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// keys are the keys of m in order.
func keys[V any](m map[string]V) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// TestCentralKilled: fifty scans while central is dead, each there once when it
// is back.
func TestCentralKilled(t *testing.T) {
	long(t)
	w := world.New(t)
	c := w.DemoCentral()
	c.Start()
	d := &dock{Kiosk: w.EnrolKiosk(c, "Dock 1", "BLN", "BLN-RET")}
	d.open(t)
	c.Kill()
	for n := range 50 {
		if a := d.scan(t, fmt.Sprintf("NO-SUCH-%03d", n)); a.FactID == "" {
			t.Fatalf("scan %d was not recorded: %+v", n, a)
		}
	}
	if s, err := d.status(t); err != nil || s.Waiting != 50 {
		t.Fatalf("%d wait at the dock, want 50 (%v)", s.Waiting, err)
	}
	c.Start()
	quiet(t, d)
	d.Stop()
	c.Stop()
	stored := judge(t, w.CopyDB(c.DB(), "central"))
	slices.Sort(d.acked)
	if diff := cmp.Diff(d.acked, keys(stored)); diff != "" {
		t.Errorf("what the dock was told is kept, and what central has (-want +got):\n%s", diff)
	}
}
