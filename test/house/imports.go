package house

import (
	"fmt"
	"slices"
	"strings"
)

// Row says what one room may import of this module. A room is a path relative
// to the module; "x/..." means x and everything below it. The packages of one
// room may import each other.
type Row struct {
	Room string
	May  []string
}

// Table is the import table: the first row that matches a package is its row.
type Table []Row

// inTests are what test files of every room may import besides its row.
var inTests = []string{"internal/testx/...", "test/oracle/...", "test/house"}

// Match reports whether the local path is the pattern, or lies below it when
// the pattern ends in "/...".
func Match(pattern, path string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == base || strings.HasPrefix(path, base+"/")
	}
	return path == pattern
}

func matchAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return Match(p, path) })
}

func (t Table) row(path string) (Row, bool) {
	i := slices.IndexFunc(t, func(r Row) bool { return Match(r.Room, path) })
	if i < 0 {
		return Row{}, false
	}
	return t[i], true
}

// Markdown prints the table for people.
func (t Table) Markdown() string {
	var b strings.Builder
	b.WriteString("| room | may import, of this module |\n|---|---|\n")
	for _, r := range t {
		may := []string{"nothing"}
		if len(r.May) > 0 {
			may = nil
		}
		for _, m := range r.May {
			may = append(may, roomName(m))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", roomName(r.Room), strings.Join(may, " "))
	}
	return b.String()
}

func roomName(pattern string) string {
	if pattern == "." {
		pattern = "main.go"
	}
	return "`" + strings.TrimSuffix(pattern, "/...") + "`"
}

// Check returns one finding for each direct import that the table does not
// allow, and for each package that has no row.
func (t Table) Check(pkgs []Package) []string {
	var found []string
	for _, p := range pkgs {
		path, ok := p.Local()
		if !ok {
			continue
		}
		row, ok := t.row(path)
		if !ok {
			found = append(found, fmt.Sprintf(
				"package %s is in no row of the import table: add a row to importTable in house_test.go and to the table in docs/ARCHITECTURE.md, with the reason in the commit", path))
			continue
		}
		for _, dep := range p.Imports {
			if !row.allows(dep, nil) {
				found = append(found, forbidden(path, dep, row, ""))
			}
		}
		extra := append([]string{row.base() + "/storetest"}, inTests...)
		for _, dep := range slices.Concat(p.TestImports, p.XTestImports) {
			if !row.allows(dep, extra) {
				found = append(found, forbidden(path, dep, row, " in a test file"))
			}
		}
	}
	return found
}

func (r Row) base() string { return strings.TrimSuffix(r.Room, "/...") }

func (r Row) allows(importPath string, extra []string) bool {
	path, ours := local(importPath)
	return !ours || Match(r.Room, path) || matchAny(r.May, path) || matchAny(extra, path)
}

func forbidden(path, dep string, row Row, where string) string {
	return fmt.Sprintf("%s imports %s%s, but its row in the import table (room %s) allows only %v: move the code to the room that may, or change the table with its reason",
		path, dep, where, row.Room, row.May)
}

// Sides returns one finding for each package on one side that depends on the
// other, directly or through anything.
func Sides(pkgs []Package, one, other []string) []string {
	var found []string
	for _, p := range pkgs {
		path, ok := p.Local()
		if !ok {
			continue
		}
		for _, dep := range p.Deps {
			d, ours := local(dep)
			if !ours {
				continue
			}
			if matchAny(one, path) && matchAny(other, d) || matchAny(other, path) && matchAny(one, d) {
				found = append(found, fmt.Sprintf("%s depends on %s: kiosk and central meet only in syncproto", path, d))
			}
		}
	}
	return found
}

// Owned is a library that few rooms may touch.
type Owned struct {
	Library string   // import path prefix
	Owners  []string // rooms whose packages may import it directly
	Carry   []string // rooms that may depend on it through an owner; "..." means every room
}

// CheckOwned returns one finding for each package that imports an owned library
// without being an owner, or depends on it without being allowed to carry it.
func CheckOwned(pkgs []Package, owned []Owned) []string {
	var found []string
	for _, p := range pkgs {
		path, ok := p.Local()
		if !ok {
			continue
		}
		for _, o := range owned {
			of := func(dep string) bool { return dep == o.Library || strings.HasPrefix(dep, o.Library+"/") }
			direct := slices.Concat(p.Imports, p.TestImports, p.XTestImports)
			switch {
			case slices.ContainsFunc(direct, of) && !matchAny(o.Owners, path):
				found = append(found, fmt.Sprintf("%s imports %s, which only %v may import", path, o.Library, o.Owners))
			case slices.ContainsFunc(p.Deps, of) && !slices.Contains(o.Carry, "...") &&
				!matchAny(o.Owners, path) && !matchAny(o.Carry, path):
				found = append(found, fmt.Sprintf("%s depends on %s, which only %v may carry", path, o.Library, slices.Concat(o.Owners, o.Carry)))
			}
		}
	}
	return found
}

// Closed returns one finding for each package of the room that depends on
// anything but the standard library and the allowed import path prefixes. The
// list must come from `go list -deps`, so that it knows what is standard.
func Closed(pkgs []Package, room string, allowed []string) []string {
	standard := map[string]bool{}
	for _, p := range pkgs {
		standard[p.ImportPath] = p.Standard
	}
	var found []string
	for _, p := range pkgs {
		path, ok := p.Local()
		if !ok || !Match(room, path) {
			continue
		}
		for _, dep := range p.Deps {
			if standard[dep] || slices.ContainsFunc(allowed, func(a string) bool { return Match(a, dep) }) {
				continue
			}
			found = append(found, fmt.Sprintf("%s depends on %s: %s may use only the standard library and %v", path, dep, room, allowed))
		}
	}
	return found
}

// Comments returns one finding for each package without a package comment.
func Comments(pkgs []Package) []string {
	var found []string
	for _, p := range pkgs {
		path, ok := p.Local()
		if ok && p.Doc == "" && len(p.GoFiles)+len(p.CgoFiles) > 0 {
			found = append(found, fmt.Sprintf("package %s has no package comment: say its purpose, invariants and concurrency", path))
		}
	}
	return found
}

// Independent returns one finding for each package of the room that depends on
// a package of this module outside the room.
func Independent(pkgs []Package, room string) []string {
	var found []string
	for _, p := range pkgs {
		path, ok := p.Local()
		if !ok || !Match(room, path) {
			continue
		}
		for _, dep := range p.Deps {
			if d, ours := local(dep); ours && !Match(room, d) {
				found = append(found, fmt.Sprintf("%s depends on %s: an oracle shares no code with what it judges", path, d))
			}
		}
	}
	return found
}
