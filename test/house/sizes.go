package house

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
)

// Limits are the sizes that the house allows, in lines.
type Limits struct {
	File     int
	Function int
	Package  int // without test files; 0 means no limit
	// Larger are packages with a limit of their own, by folder.
	Larger map[string]int
}

// pack returns the limit of the package in dir; 0 means no limit.
func (l Limits) pack(dir string) int {
	if n, ok := l.Larger[dir]; ok {
		return n
	}
	return l.Package
}

// sized are the kinds of file that people write and that have a size limit.
var sized = []string{".go", ".ts", ".tsx", ".mjs", ".css", ".sql", ".sh"}

// Sizes returns one finding for each file, function and package above a limit.
func Sizes(files []File, limits Limits) ([]string, error) {
	var found []string
	perPackage := map[string]int{}
	for _, f := range files {
		if f.Generated() || !slices.Contains(sized, path.Ext(f.Path)) {
			continue
		}
		if n := f.Lines(); n > limits.File {
			found = append(found, fmt.Sprintf("%s has %d lines, more than %d: split it by concept", f.Path, n, limits.File))
		}
		if path.Ext(f.Path) != ".go" || strings.Contains(f.Path, "testdata/") {
			continue
		}
		if !strings.HasSuffix(f.Path, "_test.go") {
			perPackage[path.Dir(f.Path)] += f.Lines()
		}
		long, err := longFunctions(f, limits.Function)
		if err != nil {
			return nil, err
		}
		found = append(found, long...)
	}
	for dir, n := range perPackage {
		if most := limits.pack(dir); most > 0 && n > most {
			found = append(found, fmt.Sprintf("package %s has %d lines without its tests, more than %d: find the second room in it", dir, n, most))
		}
	}
	slices.Sort(found)
	return found, nil
}

// Format returns one finding for each Go file that gofmt would change.
func Format(files []File) ([]string, error) {
	var found []string
	for _, f := range files {
		if path.Ext(f.Path) != ".go" || strings.Contains(f.Path, "testdata/") {
			continue
		}
		want, err := format.Source(f.Data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
		if !bytes.Equal(want, f.Data) {
			found = append(found, fmt.Sprintf("%s is not formatted: make fmt", f.Path))
		}
	}
	return found, nil
}

func longFunctions(f File, limit int) ([]string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, f.Path, f.Data, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	var found []string
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from, to := fset.Position(fn.Pos()).Line, fset.Position(fn.End()).Line
		if n := to - from + 1; n > limit {
			found = append(found, fmt.Sprintf("%s:%d: func %s has %d lines, more than %d: give its steps names", f.Path, from, fn.Name.Name, n, limit))
		}
	}
	return found, nil
}
