// Package release_test records what a release leaves behind, and holds this
// program to what earlier releases have left: their databases open, their queues
// are taken, their messages are understood.
//
// testdata/releases/VERSION holds central.db and kiosk.db of a small company
// whose dock worked with and without central; wire, the messages that the two
// exchanged; source.tar.gz, the release's source; manifest.json, what is in
// them. `make release` records it from the true binaries.
//
// Concurrency: each test works on copies of its own.
package release_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"rms/test/world"
)

// keep says that what TestRecord records becomes this version's release.
var keep = flag.Bool("keep", false, "write testdata/releases/VERSION, which must not be there")

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

const releases = "../../testdata/releases"

// manifest says what a release's files hold.
type manifest struct {
	Version  string `json:"version"`
	Protocol int    `json:"protocol"`
	Facts    int    `json:"facts"`     // that central has of the kiosk
	Waiting  int    `json:"waiting"`   // that the kiosk has still to send
	HeadHash string `json:"head_hash"` // of the kiosk's chain, hex
}

// message is one request with its answer, as both were on the wire.
type message struct {
	Method  string          `json:"method"`
	Path    string          `json:"path"`
	Request json.RawMessage `json:"request,omitempty"`
	Status  int             `json:"status"`
	Media   string          `json:"media"`
	Reply   json.RawMessage `json:"reply,omitempty"`
	Rows    []string        `json:"rows,omitempty"` // of an answer with a row a line
}

func writeJSON(t *testing.T, path string, v any) {
	t.Helper()
	raw, err := json.MarshalIndent(v, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(raw, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile(path) //nolint:gosec // a file of this repository
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from) //nolint:gosec // a file of this test
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
