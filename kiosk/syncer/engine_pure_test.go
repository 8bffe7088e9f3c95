package syncer_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

// pureImports is all that the Engine may know.
var pureImports = map[string]bool{"time": true, "rms/syncproto": true, "rms/syncproto/rental": true}

// impureTime are the doors of package time to clocks and timers.
var impureTime = map[string]bool{
	"Now": true, "Since": true, "Until": true, "After": true, "AfterFunc": true, "Tick": true,
	"Sleep": true, "NewTimer": true, "NewTicker": true, "Local": true, "LoadLocation": true,
}

// TestEngineIsPure holds the engine's files to what makes a simulation possible:
// no clock, timer, goroutine, channel, randomness or I/O, nor anything of the
// package's other files, through which these could come in.
func TestEngineIsPure(t *testing.T) {
	t.Parallel()
	engine, rest := parsePackage(t)
	if len(engine) < 3 {
		t.Fatalf("only %d engine files found", len(engine))
	}
	foreign := map[string]bool{}
	for _, f := range rest {
		for name := range topLevel(f) {
			foreign[name] = name != "_"
		}
	}
	if !foreign["Exchange"] || !foreign["NewHTTP"] {
		t.Fatal("the other files were not read")
	}
	for name, f := range engine {
		for _, finding := range impurities(f, foreign) {
			t.Errorf("%s: %s", name, finding)
		}
	}
}

// TestPurityCheckSees plants one of each.
func TestPurityCheckSees(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"import": `import "math/rand"`, "clock": `import "time"; var _ = time.Now()`,
		"goroutine": `func f() { go f() }`, "channel": `var c chan int`, "select": `func f() { select {} }`,
		"foreign": `var x Exchange`,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package syncer\n"+body, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(impurities(f, map[string]bool{"Exchange": true})) == 0 {
			t.Errorf("%s passes as pure", name)
		}
	}
}

func parsePackage(t *testing.T) (engine, rest map[string]*ast.File) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	engine, rest = map[string]*ast.File{}, map[string]*ast.File{}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "engine") {
			engine[name] = f
		} else {
			rest[name] = f
		}
	}
	return engine, rest
}

func topLevel(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names[n.Name] = true
					}
				}
			}
		}
	}
	return names
}

func impurities(f *ast.File, foreign map[string]bool) []string {
	var found []string
	for _, im := range f.Imports {
		if path, err := strconv.Unquote(im.Path.Value); err != nil || !pureImports[path] {
			found = append(found, "imports "+im.Path.Value)
		}
	}
	names := map[*ast.Ident]bool{} // of fields: they may be called as they like
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = append(found, "starts a goroutine")
		case *ast.ChanType:
			found = append(found, "has a channel")
		case *ast.SelectStmt:
			found = append(found, "selects")
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && impureTime[n.Sel.Name] {
				found = append(found, "uses time."+n.Sel.Name)
			}
			names[n.Sel] = true
		case *ast.Field:
			for _, name := range n.Names {
				names[name] = true
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok {
				names[key] = true
			}
		case *ast.Ident:
			if foreign[n.Name] && !names[n] {
				found = append(found, "uses "+n.Name+" of another file")
			}
		}
		return true
	})
	return found
}
