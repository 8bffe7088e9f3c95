package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rms/test/bench/company"
)

const (
	peerUser, peerPassword = "bench@example.org", "a long enough one 123"
	// loads is how many records one of the peer's batches takes.
	loads = 500
)

// pocketbase is the peer: a running PocketBase whose collections have the columns
// and the indices of central's tables, for the same lists in the same orders.
type pocketbase struct {
	caller
	ids    []string // of assets
	orders atomic.Int64
}

// built builds the peer once in a run.
var built = sync.OnceValues(func() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	program := filepath.Join(filepath.Dir(here), "..", "..", "..", "build", "bench", "pocketbase")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = filepath.Join(filepath.Dir(here), "..", "pocketbase")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the peer: %w\n%s", err, out)
	}
	return program, nil
})

func startPeer(b *testing.B) *pocketbase {
	b.Helper()
	program, err := built()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	run := func(args ...string) {
		if out, err := exec.CommandContext(b.Context(), program, append(args, "--dir", dir)...).CombinedOutput(); err != nil {
			b.Fatalf("pocketbase %v: %v\n%s", args, err, out)
		}
	}
	run("superuser", "upsert", peerUser, peerPassword)
	address := freeAddress(b)
	var log bytes.Buffer
	serve := exec.Command(program, "serve", "--http", address, "--dir", dir)
	serve.Stdout, serve.Stderr = &log, &log
	if err := serve.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = serve.Process.Kill()
		_ = serve.Wait() // it was killed
		if b.Failed() {
			b.Logf("the peer said:\n%s", log.String())
		}
	})
	p := &pocketbase{caller: caller{base: "http://" + address}}
	p.await(b)
	p.prepare(b)
	return p
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// await asks until the peer answers.
func (p *pocketbase) await(b *testing.B) {
	b.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.NewTimer(time.Minute)
	defer late.Stop()
	for p.call(b.Context(), http.MethodGet, "/api/health", nil, nil) != nil {
		select {
		case <-again.C:
		case <-late.C:
			b.Fatal("the peer did not come up in a minute")
		}
	}
}

type object map[string]any

// prepare logs in and makes the collections.
func (p *pocketbase) prepare(b *testing.B) {
	b.Helper()
	var auth struct{ Token string }
	p.must(b, http.MethodPost, "/api/collections/_superusers/auth-with-password", object{"identity": peerUser, "password": peerPassword}, &auth)
	p.header = auth.Token
	p.must(b, http.MethodPatch, "/api/settings", object{
		"batch": object{"enabled": true, "maxRequests": loads, "timeout": 60}, "rateLimits": object{"enabled": false}, "logs": object{"maxDays": 0},
	}, nil)
	for _, c := range []collection{peerAssets, peerOrders, peerLines} {
		p.must(b, http.MethodPost, "/api/collections", c.object(), nil)
	}
}

// collection is one of the peer's, with the columns and the indices that central's
// table of the same things has: it can give the same lists in the same orders.
type collection struct {
	name    string
	texts   []string
	numbers []string
	uniques []string // the columns of each, and what it is partial by
	indices []string
}

var (
	peerAssets = collection{
		name: "assets",
		texts: []string{
			"tag", "serial", "item_type_id", "status", "home_place_id", "home_site_id", "place_id", "site_id", "notes",
			"holder_id", "rent_action_id", "contained_in", "owner_id", "external_source", "external_ref",
		},
		numbers: []string{"since", "due"},
		uniques: []string{"(tag)", "(external_source, external_ref) where external_source <> ''"},
		indices: []string{
			"(serial) where serial <> ''", "(item_type_id, tag, status, site_id)", "(status, tag, site_id, item_type_id)",
			"(site_id, tag, status, item_type_id)", "(place_id, tag) where place_id <> ''", "(holder_id, tag) where holder_id <> ''",
			"(updated, id, status, site_id, item_type_id)", "(created, id, status, site_id, item_type_id)",
			"(contained_in) where contained_in <> ''", "(home_place_id) where home_place_id <> ''", "(owner_id) where owner_id <> ''",
			"(rent_action_id, site_id, holder_id, since) where rent_action_id <> ''",
			"(due, site_id, holder_id, since) where rent_action_id = '' and due > 0",
		},
	}
	peerOrders = collection{
		name: "orders",
		texts: []string{
			"number", "site_id", "also_site_id", "status", "title", "project_id", "requester_id", "destination_id", "notes",
			"external_source", "external_ref",
		},
		numbers: []string{"window_start", "window_end"},
		uniques: []string{"(number)", "(external_source, external_ref) where external_source <> ''"},
		indices: []string{
			"(created, id)", "(status, created, id)", "(project_id, created, id) where project_id <> ''",
			"(site_id, created, id, status, also_site_id)", "(also_site_id, created, id, status, site_id) where also_site_id <> ''",
			"(requester_id, created, id) where requester_id <> ''", "(updated, id, status, site_id, also_site_id)",
			"(window_start, id, status, site_id, also_site_id)", "(window_end, id, status, site_id, also_site_id)",
			"(destination_id) where destination_id <> ''", "(window_start, id, site_id, also_site_id) where status = 'approved'",
		},
	}
	peerLines = collection{
		name: "order_lines", texts: []string{"order_id", "item_type_id"}, numbers: []string{"requested_quantity", "cancelled_quantity"},
		indices: []string{"(order_id)", "(item_type_id)"},
	}
)

// object is what the peer is told of a collection.
func (c collection) object() object {
	fields := []object{
		{"name": "created", "type": "autodate", "onCreate": true},
		{"name": "updated", "type": "autodate", "onCreate": true, "onUpdate": true},
	}
	for _, name := range c.texts {
		fields = append(fields, object{"name": name, "type": "text"})
	}
	for _, name := range c.numbers {
		fields = append(fields, object{"name": name, "type": "number"})
	}
	var indices []string
	add := func(kind string, columns []string) {
		for _, of := range columns {
			indices = append(indices, fmt.Sprintf("create %s %s_%d on %s %s", kind, c.name, len(indices), c.name, of))
		}
	}
	add("unique index", c.uniques)
	add("index", c.indices)
	return object{"name": c.name, "type": "base", "fields": fields, "indexes": indices}
}

// grow loads assets until there are n.
func (p *pocketbase) grow(b *testing.B, n int) {
	b.Helper()
	for len(p.ids) < n {
		var requests []object
		for i := len(p.ids); i < min(n, len(p.ids)+loads); i++ {
			requests = append(requests, object{"method": "POST", "url": "/api/collections/assets/records", "body": assetOf(i)})
		}
		var made []struct {
			Body struct{ ID string }
		}
		p.must(b, http.MethodPost, "/api/batch", object{"requests": requests}, &made)
		for _, m := range made {
			p.ids = append(p.ids, m.Body.ID)
		}
	}
}

// assetOf is the company's nth thing, in the peer's columns.
func assetOf(i int) object {
	a := company.Asset(i)
	return object{
		"tag": a.Tag, "serial": a.Serial, "item_type_id": a.ItemTypeID, "status": a.Status, "home_place_id": a.HomePlaceID,
		"home_site_id": a.HomeSiteID, "place_id": a.PlaceID, "site_id": a.SiteID, "notes": a.Notes,
	}
}

// caller speaks JSON to one program over kept connections.
type caller struct {
	base, header string
}

var client = &http.Client{
	Timeout:   time.Minute,
	Transport: &http.Transport{MaxIdleConns: 4 * clients, MaxIdleConnsPerHost: 2 * clients},
}

func (c *caller) call(ctx context.Context, method, path string, in, out any) (err error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.header != "" {
		req.Header.Set("Authorization", c.header)
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s answered %d: %.300s", method, path, res.StatusCode, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

func (c *caller) must(b *testing.B, method, path string, in, out any) {
	b.Helper()
	if err := c.call(b.Context(), method, path, in, out); err != nil {
		b.Fatal(err)
	}
}
