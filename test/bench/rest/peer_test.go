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
	"testing"
	"time"

	"rms/test/bench/company"
)

const (
	peerUser, peerPassword = "bench@example.org", "a long enough one 123"
	// loads is how many records one of the peer's batches takes.
	loads = 500
)

// pocketbase is the peer: a running PocketBase with an assets and an orders
// collection of the same columns and indices that central's lists read.
type pocketbase struct {
	caller
	ids []string // of assets
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
	text := func(name string) object { return object{"name": name, "type": "text"} }
	number := func(name string) object { return object{"name": name, "type": "number"} }
	p.must(b, http.MethodPost, "/api/collections", object{
		"name": "assets", "type": "base",
		"fields": []object{text("tag"), text("serial"), text("item_type_id"), text("status"), text("home_place_id"), text("place_id"), text("site_id"), text("notes")},
		"indexes": []string{
			"create unique index assets_by_tag on assets (tag)", "create index assets_by_type on assets (item_type_id, tag)",
			"create index assets_by_status on assets (status, tag)", "create index assets_by_serial on assets (serial)",
		},
	}, nil)
	p.must(b, http.MethodPost, "/api/collections", object{
		"name": "orders", "type": "base",
		"fields": []object{
			text("number"), text("site_id"), text("status"), text("title"), number("window_start"), number("window_end"), text("requester_id"),
			{"name": "lines", "type": "json"}, text("notes"),
		},
		"indexes": []string{"create index orders_by_status on orders (status, window_start)"},
	}, nil)
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
		"place_id": a.PlaceID, "site_id": a.SiteID, "notes": a.Notes,
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
