package house_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rms/test/house"
)

// wantOne fails unless there is exactly one finding and it holds every part.
func wantOne(tb testing.TB, found []string, parts ...string) {
	tb.Helper()
	if len(found) != 1 {
		tb.Fatalf("got %d findings, want 1: %q", len(found), found)
	}
	for _, p := range parts {
		if !strings.Contains(found[0], p) {
			tb.Errorf("finding %q does not say %q", found[0], p)
		}
	}
}

func wantNone(tb testing.TB, found []string) {
	tb.Helper()
	if len(found) != 0 {
		tb.Errorf("got findings, want none: %q", found)
	}
}

// plant writes a module named as the product's is, under a work tree of git.
func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module rms\n\ngo 1.26.0\n"
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func list(t *testing.T, dir, tags string, args ...string) []house.Package {
	t.Helper()
	pkgs, err := house.List(t.Context(), dir, tags, args...)
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

func TestTableCatchesAnArrow(t *testing.T) {
	t.Parallel()
	table := house.Table{
		{Room: "kiosk/store/...", May: []string{"syncproto"}},
		{Room: "kiosk/desk/...", May: []string{"kiosk/store/..."}},
		{Room: "kiosk/ledger/...", May: []string{"kiosk/store/..."}},
	}
	for _, tt := range []struct {
		name string
		pkg  house.Package
		want []string // nil: allowed
	}{
		{"allowed", house.Package{ImportPath: "rms/kiosk/desk", Imports: []string{"fmt", "rms/kiosk/store"}}, nil},
		{"own room", house.Package{ImportPath: "rms/kiosk/store/schema", Imports: []string{"rms/kiosk/store"}}, nil},
		{"foreign module", house.Package{ImportPath: "rmsx/kiosk", Imports: []string{"rms/kiosk/desk"}}, nil},
		{"forbidden", house.Package{ImportPath: "rms/kiosk/store", Imports: []string{"rms/kiosk/desk"}}, []string{"kiosk/store imports rms/kiosk/desk", "change the table"}},
		{"look-alike prefix", house.Package{ImportPath: "rms/kiosk/desk", Imports: []string{"rms/kiosk/storeroom"}}, []string{"kiosk/storeroom"}},
		{"test file", house.Package{ImportPath: "rms/kiosk/store", TestImports: []string{"rms/kiosk/ledger"}}, []string{"in a test file"}},
		{"external test file", house.Package{ImportPath: "rms/kiosk/store", XTestImports: []string{"rms/kiosk/ledger"}}, []string{"in a test file"}},
		{"test helpers", house.Package{ImportPath: "rms/kiosk/store", XTestImports: []string{"rms/internal/testx", "rms/test/oracle/wire", "rms/kiosk/store/storetest"}}, nil},
		{"test helper in product code", house.Package{ImportPath: "rms/kiosk/desk", Imports: []string{"rms/internal/testx"}}, []string{"internal/testx"}},
		{"no row", house.Package{ImportPath: "rms/kiosk/cellar"}, []string{"kiosk/cellar", "house_test.go", "docs/ARCHITECTURE.md"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := table.Check([]house.Package{tt.pkg})
			if tt.want == nil {
				wantNone(t, found)
				return
			}
			wantOne(t, found, tt.want...)
		})
	}
}

func TestSidesCatchesADetour(t *testing.T) {
	t.Parallel()
	kiosk, central := []string{".", "kiosk/..."}, []string{"central/..."}
	wantOne(t, house.Sides([]house.Package{{ImportPath: "rms/kiosk/desk", Deps: []string{"rms/x", "rms/central/store"}}}, kiosk, central), "kiosk/desk", "central/store")
	wantOne(t, house.Sides([]house.Package{{ImportPath: "rms/central/ledger", Deps: []string{"rms/kiosk/store"}}}, kiosk, central), "central/ledger")
	wantOne(t, house.Sides([]house.Package{{ImportPath: "rms", Deps: []string{"rms/central/store"}}}, kiosk, central), "central/store")
	wantNone(t, house.Sides([]house.Package{{ImportPath: "rms/test/e2e", Deps: []string{"rms/central/store", "rms/kiosk/store"}}}, kiosk, central))
}

func TestOwnedCatchesASecondImporter(t *testing.T) {
	t.Parallel()
	owned := []house.Owned{{Library: "example.com/window", Owners: []string{"kiosk/desktop/..."}, Carry: []string{"."}}}
	wantOne(t, house.CheckOwned([]house.Package{{ImportPath: "rms/kiosk/node", Imports: []string{"example.com/window/v2"}}}, owned), "only [kiosk/desktop/...] may import")
	wantOne(t, house.CheckOwned([]house.Package{{ImportPath: "rms/kiosk/node", XTestImports: []string{"example.com/window"}}}, owned), "kiosk/node imports")
	wantOne(t, house.CheckOwned([]house.Package{{ImportPath: "rms/kiosk/node", Deps: []string{"example.com/window/v2"}}}, owned), "may carry")
	wantNone(t, house.CheckOwned([]house.Package{
		{ImportPath: "rms/kiosk/desktop", Imports: []string{"example.com/window/v2"}, Deps: []string{"example.com/window/v2"}},
		{ImportPath: "rms", Deps: []string{"example.com/window/v2"}},
		{ImportPath: "rms/kiosk/node", Imports: []string{"example.com/windowless"}},
	}, owned))
}

func TestListSeesTagsCommentsAndDependencies(t *testing.T) {
	t.Parallel()
	dir := plant(t, map[string]string{
		"kiosk/a/a.go":       "// Package a is commented.\npackage a\n\nimport _ \"rms/syncproto\"\n",
		"kiosk/a/window.go":  "//go:build desktop\n\npackage a\n\nimport _ \"rms/central/b\"\n",
		"central/b/b.go":     "package b\n\nimport _ \"net/http\"\n",
		"syncproto/p.go":     "// Package syncproto is commented.\npackage syncproto\n\nimport _ \"rms/shared\"\n",
		"shared/s.go":        "// Package shared is commented.\npackage shared\n",
		"test/oracle/o/o.go": "// Package o is commented.\npackage o\n\nimport _ \"rms/shared\"\n",
	})
	kiosk, central := []string{"kiosk/..."}, []string{"central/..."}
	wantNone(t, house.Sides(list(t, dir, "", "./..."), kiosk, central))
	tagged := list(t, dir, "desktop", "./...")
	wantOne(t, house.Sides(tagged, kiosk, central), "kiosk/a")
	wantOne(t, house.Comments(tagged), "central/b", "no package comment")

	deps := list(t, dir, "", "-deps", "./...")
	wantOne(t, house.Closed(deps, "syncproto/...", []string{"rms/syncproto/..."}), "rms/shared")
	wantNone(t, house.Closed(deps, "central/...", nil))
	wantOne(t, house.Independent(deps, "test/oracle/..."), "test/oracle/o depends on shared")
}

func TestListFailsLoudly(t *testing.T) {
	t.Parallel()
	dir := plant(t, map[string]string{"a/a.go": "package a\n\nimport _ \"rms/nowhere\"\n"})
	if pkgs, err := house.List(t.Context(), dir, "", "-deps", "./..."); err == nil {
		t.Errorf("got %d packages of a broken tree, want an error", len(pkgs))
	}
}

func TestFilesSeesTrackedAndNewButNotIgnored(t *testing.T) {
	t.Parallel()
	dir := plant(t, map[string]string{".gitignore": "/build/\n", "build/out.sh": "x", "a.sh": "one\ntwo"})
	if _, err := house.Files(t.Context(), dir); err == nil {
		t.Error("want an error outside a work tree")
	}
	git(t, dir, "init", "-q")
	git(t, dir, "add", "a.sh")
	files, err := house.Files(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	if got, want := strings.Join(names, " "), ".gitignore a.sh go.mod"; got != want {
		t.Errorf("got files %q, want %q", got, want)
	}
	if got := files[1].Lines(); got != 2 {
		t.Errorf("got %d lines, want 2", got)
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func TestMarkdownPrintsEveryRow(t *testing.T) {
	t.Parallel()
	table := house.Table{{Room: "a/..."}, {Room: ".", May: []string{"a/...", "b"}}}
	want := "| room | may import, of this module |\n|---|---|\n| `a` | nothing |\n| `main.go` | `a` `b` |\n"
	if got := table.Markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
