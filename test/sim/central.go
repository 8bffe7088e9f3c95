package sim

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/central/syncapi"
	"rms/syncproto/rental"
)

// central is the product's central without its port: store, ledger, sessions and
// the handlers of /v1/sync.
type central struct {
	w      *world
	dir    string
	lives  int
	up     bool
	db     *store.DB
	ledger *ledger.Ledger
	mux    *http.ServeMux
	// breakCommit is the error of every commit while it is set, before it or,
	// with breakAfter, after it.
	breakCommit error
	breakAfter  bool
}

var errCrash = errors.New("the process ended here")

func (c *central) open() error {
	var err error
	c.db, err = store.Open(c.w.ctx, store.Options{
		Path: filepath.Join(c.dir, store.FileName), SkipCheck: true, CheckRows: true, Now: c.clock, Faults: commitFaults(&c.breakCommit, &c.breakAfter),
	})
	if err != nil {
		return fmt.Errorf("open central: %w", err)
	}
	decide := rental.Decide
	if c.w.plant == PlantDoubleApply {
		decide = applyTwice
	}
	c.ledger, err = ledger.New(c.w.ctx, ledger.Config{
		Store: c.db, Now: c.clock, Random: c.w.scheduler, Decide: decide, Version: "sim",
		NewID: func() (string, error) { return c.w.newID(), nil },
	})
	if err != nil {
		return fmt.Errorf("open central's ledger: %w", err)
	}
	kiosks, err := auth.NewKiosks(c.db, c.w.scheduler)
	if err != nil {
		return fmt.Errorf("open central's sessions: %w", err)
	}
	c.mux = http.NewServeMux()
	for _, r := range syncapi.New(syncapi.Config{Ledger: c.ledger, Kiosks: kiosks, Now: c.clock}).Routes() {
		c.mux.Handle(r.Method+" "+r.Path, r.Handler)
	}
	c.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok"}`)
	})
	c.up = true
	c.lives++
	return nil
}

func (c *central) clock() time.Time { return c.w.now }

// crash ends central as kill -9 does, with its files as they are.
func (c *central) crash() {
	if !c.up {
		return
	}
	c.up, c.breakCommit = false, nil
	c.w.faults.crashes++
	c.w.note("central crashes")
	dir := filepath.Join(c.w.dir, fmt.Sprintf("central-%d", c.lives))
	c.w.must(copyFiles(c.dir, dir, store.FileName))
	c.w.must(c.db.Close())
	c.dir = dir
}

func (c *central) start() {
	if c.up {
		return
	}
	c.w.note("central starts")
	c.w.must(c.open())
}

// serve lets the handlers answer a request.
func (c *central) serve(method, path string, header http.Header, body []byte) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(c.w.ctx, method, path, bytes.NewReader(body))
	req.Header = header
	rec := httptest.NewRecorder()
	c.mux.ServeHTTP(rec, req)
	return rec
}

// sql opens central's files for questions of the world's own.
func (c *central) sql() *sql.DB { return c.db.SQL().Reader() }

// copyFiles copies a database and its log, as a crash would leave them.
func copyFiles(from, to, name string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(filepath.Join(from, name+suffix))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name+suffix), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// applyTwice is a planted bug: what leaves, leaves twice.
func applyTwice(s *rental.State, c rental.Command, a rental.Actor, now rental.Millis) (rental.Decision, error) {
	d, err := rental.Decide(s, c, a, now)
	for _, ch := range d.Changes {
		if alloc, ok := ch.Row.(rental.Allocation); ok && ch.Before == nil && c.Kind == rental.KindCheckOut {
			alloc.ID = rental.AllocationID(rental.DeriveID(c.ID, "again/"+string(alloc.ID), 0))
			d.Changes = append(d.Changes, rental.Change{Key: rental.Key{Collection: rental.Allocations, ID: string(alloc.ID)}, Row: alloc})
		}
	}
	return d, err
}

// asCentral carries out a command of the office.
func (c *central) asCentral(ctx context.Context, body rental.Body) error {
	admin := rental.Actor{Kind: rental.ActorUser, UserID: "office", Role: rental.RoleAdmin}
	_, err := c.ledger.Execute(ctx, rental.Command{ID: rental.ItemID(c.w.newID()), Kind: body.CommandKind(), Schema: 1, Body: body}, admin)
	return err
}
