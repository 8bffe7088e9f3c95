// Package peer runs the product's peer, PouchDB replicating with express-pouchdb
// over loopback: as many documents of the same size, by two processes of Node, as
// a kiosk and central are two.
//
// Invariants: only the replication is timed, and it is an error when a document
// did not arrive.
//
// Concurrency: a Peer belongs to one test.
package peer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Peer is a running express-pouchdb.
type Peer struct {
	tb       testing.TB
	url, dir string
}

// program is the script, wherever the tests run.
func program() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return "", errors.New("the peer's program is not found")
	}
	path := filepath.Join(filepath.Dir(file), "peer.cjs")
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "node_modules")); err != nil {
		return "", fmt.Errorf("the peer is not installed: type npm ci in %s: %w", filepath.Dir(path), err)
	}
	return path, nil
}

// Start starts it; it ends with the test.
func Start(tb testing.TB) *Peer {
	tb.Helper()
	script, err := program()
	if err != nil {
		tb.Fatal(err)
	}
	p := &Peer{tb: tb, dir: tb.TempDir()}
	served := filepath.Join(p.dir, "served")
	if err := os.Mkdir(served, 0o700); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command("node", script, "serve", served) //nolint:noctx // it ends with the test, which kills it
	cmd.Dir, cmd.Stderr = p.dir, os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()         // killed
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		tb.Fatalf("the peer said %q: %v", line, err)
	}
	p.url = url
	return p
}

// Push replicates docs documents of so many bytes to the server, and returns how
// many a second.
func (p *Peer) Push(docs, bytes int) float64 { p.tb.Helper(); return p.replicate("push", docs, bytes) }

// Pull replicates them from it.
func (p *Peer) Pull(docs, bytes int) float64 { p.tb.Helper(); return p.replicate("pull", docs, bytes) }

func (p *Peer) replicate(how string, docs, bytes int) float64 {
	p.tb.Helper()
	rate, err := p.run(p.tb.Context(), how, docs, bytes)
	if err != nil {
		p.tb.Fatal(err)
	}
	return rate
}

func (p *Peer) run(ctx context.Context, how string, docs, bytes int) (float64, error) {
	script, err := program()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, "node", script, how, p.url, p.dir, fmt.Sprint(docs), fmt.Sprint(bytes))
	cmd.Dir, cmd.Stderr = p.dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("the peer's %s: %w", how, err)
	}
	var said struct {
		Docs    int     `json:"docs"`
		Seconds float64 `json:"seconds"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return 0, fmt.Errorf("the peer said %q: %w", out, err)
	}
	if said.Docs != docs || said.Seconds <= 0 {
		return 0, fmt.Errorf("the peer said %q of %d documents", out, docs)
	}
	return float64(docs) / said.Seconds, nil
}
