package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The patterns are put together from pieces so that this file does not match
// itself.
var (
	machinePath = regexp.MustCompile("(?:^|[\\s\"'`=(:,<>])(/(?:" + strings.Join([]string{"work", "root", "home", "Users"}, "|") + ")/)")
	registry    = regexp.MustCompile(`(?i)(registry\.` + `npmjs\.|registry\.` + `yarnpkg\.|proxy\.` + `golang\.org|sum\.` + `golang\.org|goproxy\.` + `[a-z]|deb\.` + `debian\.org|\bpypi\.` + `org|artifact` + `ory\.|npm` + `mirror\.)`)
	note        = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|HA` + `CK|XX` + `X)\b`)
	numbered    = regexp.MustCompile(`^\(#\d+\)`)
)

// code are the kinds of file in which a note to oneself may hide.
var code = []string{".go", ".ts", ".tsx", ".mjs", ".css", ".sql", ".sh", ".html", ".yml", ".yaml"}

// Texts returns one finding for each line of a text file that names an absolute
// path of somebody's machine or a package registry, and for each note without a
// number in code.
func Texts(files []File) []string {
	var found []string
	for _, f := range files {
		if !f.Text() {
			continue
		}
		isCode := slices.Contains(code, path.Ext(f.Path)) || path.Base(f.Path) == "Makefile" || strings.HasPrefix(f.Path, ".ci/")
		n := 0
		for line := range strings.Lines(string(f.Data)) {
			n++
			if m := machinePath.FindStringSubmatch(line); m != nil {
				found = append(found, fmt.Sprintf("%s:%d names the machine path %s: use a path relative to the project or a directory made at run time", f.Path, n, m[1]))
			}
			if m := registry.FindString(line); m != "" {
				found = append(found, fmt.Sprintf("%s:%d names the package registry %s: whoever builds it chooses where packages come from", f.Path, n, m))
			}
			if at := note.FindStringIndex(line); isCode && at != nil && !numbered.MatchString(line[at[1]:]) {
				found = append(found, fmt.Sprintf("%s:%d has a %s without a number: write it as %s(#12), or do it", f.Path, n, line[at[0]:at[1]], line[at[0]:at[1]]))
			}
		}
	}
	return found
}

// impure are the imports and calls through which a rule could learn something
// that it was not given. A nil list of names forbids the whole package.
var impure = map[string][]string{
	"math/rand":    nil,
	"math/rand/v2": nil,
	"crypto/rand":  nil,
	"os":           nil,
	"os/exec":      nil,
	"net":          nil,
	"net/http":     nil,
	"database/sql": nil,
	"log/slog":     nil,
	"log":          nil,
	"runtime":      nil,
	"sync":         nil,
	"time":         {"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep", "Local", "LoadLocation"},
	"github.com/google/uuid": {
		"New", "NewString", "NewRandom", "NewRandomFromReader", "NewUUID", "NewV6", "NewV7", "NewV7FromReader",
	},
}

// Pure returns one finding for each place under dir where a Go file that is not
// a test reaches for a clock, randomness or the outside world.
func Pure(files []File, dir string) ([]string, error) {
	var found []string
	for _, f := range files {
		if path.Ext(f.Path) != ".go" || strings.HasSuffix(f.Path, "_test.go") || !strings.HasPrefix(f.Path, dir+"/") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, f.Path, f.Data, 0)
		if err != nil {
			return nil, fmt.Errorf("parse: %w", err)
		}
		names := map[string]string{} // what the file calls a watched package -> its import path
		for _, spec := range file.Imports {
			importPath, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, fmt.Errorf("%s: read an import: %w", f.Path, err)
			}
			calls, watched := impure[importPath]
			switch {
			case watched && (calls == nil || spec.Name != nil && spec.Name.Name == "."):
				found = append(found, fmt.Sprintf("%s imports %s: a rule is pure; take what it needs as an argument", f.Path, importPath))
			case watched && spec.Name != nil:
				names[spec.Name.Name] = importPath
			case watched:
				names[path.Base(importPath)] = importPath
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if id, ok := sel.X.(*ast.Ident); ok && slices.Contains(impure[names[id.Name]], sel.Sel.Name) {
				found = append(found, fmt.Sprintf("%s:%d uses %s.%s: a rule is pure; take the time or the id as an argument",
					f.Path, fset.Position(n.Pos()).Line, id.Name, sel.Sel.Name))
			}
			return true
		})
	}
	return found, nil
}
