// Package frontend embeds the built pages and the words that they share with the server. It imports nothing of this module,
// holds no state and is safe for concurrent use. The pages are built by `make ui` into dist/<app>; a binary that was built
// before that serves a page which says so, and never an empty one.
package frontend

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

//go:embed kiosk/src/i18n/en.json
var kioskStrings []byte

// KioskStrings returns the kiosk's English sentences: one JSON object of keys and sentences. The caller may keep the copy.
func KioskStrings() []byte { return append([]byte(nil), kioskStrings...) }

// policies lets the page of each app load from its own origin alone. Barcodes and pictures are drawn from data: and blob:
// addresses; central's page runs no script that was ever text (trusted types without any policy).
//
//go:embed policies.json
var policies []byte

//go:embed central/src/routes.json
var centralPaths []byte

// CentralPaths returns the paths of central's pages by name; {id} stands for one part of a path. The page reads the same table.
func CentralPaths() map[string]string { return table(centralPaths) }

func policyOf(app string) string {
	if p, ok := table(policies)[app]; ok {
		return p
	}
	return "default-src 'none'; frame-ancestors 'none'"
}

// table reads a JSON object of strings that is in the binary.
func table(raw []byte) map[string]string {
	var t map[string]string
	must(0, json.Unmarshal(raw, &t))
	return t
}

// notBuilt holds the page of a binary without built pages.
//
//go:embed notbuilt/index.html
var notBuilt embed.FS

// Built says whether the page of app (kiosk, central) is in this binary.
func Built(app string) bool {
	_, err := fs.Stat(dist, path.Join("dist", app, "index.html"))
	return err == nil
}

// Files returns the built page of app as a file system, for a server that brings its own handler (the window). It is empty
// but for an index.html that names `make ui` when the page is not built.
func Files(app string) fs.FS {
	if !Built(app) {
		return must(fs.Sub(notBuilt, "notbuilt"))
	}
	return must(fs.Sub(dist, path.Join("dist", app)))
}

// Handler serves the built page of app: index.html is always asked for again, files named by their hash are kept.
func Handler(app string) http.Handler {
	files, index := http.FileServerFS(Files(app)), Page(app, http.StatusOK)
	built, policy := Built(app), policyOf(app)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !built || r.URL.Path == "/" {
			index.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-cache")
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		secure(h, policy)
		files.ServeHTTP(w, r)
	})
}

// Page answers with the index.html of app and a status, whatever the path is: the page itself reads its address.
func Page(app string, status int) http.Handler {
	body, policy := must(fs.ReadFile(Files(app), "index.html")), policyOf(app)
	cache := "no-cache"
	if !Built(app) {
		cache, status = "no-store", http.StatusServiceUnavailable
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", cache)
		h.Set("Content-Type", "text/html; charset=utf-8")
		secure(h, policy)
		w.WriteHeader(status)
		if _, err := w.Write(body); err != nil {
			return // the reader has gone
		}
	})
}

func secure(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}

// must unwraps what cannot fail: the paths are constants and the files are in the binary.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var builds sync.Map // app -> build

// Build is a short hash over the files of app, so that an open page can tell that a newer one is served.
func Build(app string) string {
	if b, ok := builds.Load(app); ok {
		return b.(string)
	}
	sum := sha256.New()
	files := Files(app)
	must(0, fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		sum.Write([]byte(name))
		sum.Write(must(fs.ReadFile(files, name)))
		return nil
	}))
	b := hex.EncodeToString(sum.Sum(nil))[:12]
	builds.Store(app, b)
	return b
}
