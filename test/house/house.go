// Package house checks the rules that the project sets for its own source
// tree: who may import whom, how big a file may grow, what may stand in a
// tracked file.
//
// Each checker is a function from plain data (a package list, a set of files)
// to findings, and each is proved by a planted violation in this package's
// tests. house_test.go at the root holds the import table and runs them over
// the real tree.
//
// A finding is one sentence that names the place and says what to do about it.
// Nothing here keeps state; every function may be called concurrently.
package house

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// Module is the path of the product's module in go.mod.
const Module = "rms"

// Package is the part of `go list -json` that the rules read.
type Package struct {
	ImportPath   string
	Doc          string
	Standard     bool
	GoFiles      []string
	CgoFiles     []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

// Local returns the import path relative to the module: "kiosk/store", "." for
// the root, and false for a package of another module.
func (p Package) Local() (string, bool) { return local(p.ImportPath) }

func local(importPath string) (string, bool) {
	if importPath == Module {
		return ".", true
	}
	rest, ok := strings.CutPrefix(importPath, Module+"/")
	return rest, ok
}

// List runs `go list -json` in dir. Tags is a comma-separated list, empty for
// the untagged build.
func List(ctx context.Context, dir, tags string, args ...string) ([]Package, error) {
	argv := append([]string{"list", "-json", "-tags=" + tags}, args...)
	cmd := exec.CommandContext(ctx, "go", argv...)
	cmd.Dir = dir
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(argv, " "), err, errOut.String())
	}
	var pkgs []Package
	for dec := json.NewDecoder(&out); ; {
		var p Package
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the output of go list: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}

// File is one file of the source tree.
type File struct {
	Path string // relative to the root, with slashes
	Data []byte
}

// Text reports whether the file is text: a NUL byte makes it binary.
func (f File) Text() bool { return bytes.IndexByte(f.Data, 0) < 0 }

// Generated reports whether a program wrote the file: type declarations without
// code are made from an API's document.
func (f File) Generated() bool { return strings.HasSuffix(f.Path, ".d.ts") }

// Lines counts the lines, a last one without a newline included.
func (f File) Lines() int {
	n := bytes.Count(f.Data, []byte("\n"))
	if len(f.Data) > 0 && f.Data[len(f.Data)-1] != '\n' {
		n++
	}
	return n
}

// Files returns every file under root that git tracks or would track.
func Files(ctx context.Context, root string) ([]File, error) {
	cmd := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the tracked files (is this a git work tree?): %w", err)
	}
	var files []File
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		path := filepath.Join(root, filepath.FromSlash(name))
		info, err := os.Lstat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, and not yet committed
		}
		if err != nil {
			return nil, fmt.Errorf("look at a tracked file: %w", err)
		}
		if !info.Mode().IsRegular() {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read a tracked file: %w", err)
		}
		files = append(files, File{Path: name, Data: data})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files, nil
}
