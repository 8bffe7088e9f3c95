// Package reasons reads the reasons of errors out of the product's source: each
// stable word, with the code that it goes with, what is said and what to do next.
//
// Invariants. It reads text and runs nothing of the product. A word counts where it
// is the Reason of something that is made, or is passed for a parameter that is
// called reason or why; what is no word (a person's own reason) does not.
//
// Concurrency. Everything is a function of the files.
package reasons

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Reason is one stable word, and all that the source says with it.
type Reason struct {
	Word                   string
	Codes, Messages, Hints []string
}

// Read reads the reasons of the Go files beneath the directories of a tree.
func Read(root string, dirs ...string) ([]Reason, error) {
	r := reader{consts: map[string]string{}, files: map[string][]*ast.File{}, found: map[string]*Reason{}, packages: map[string]bool{}}
	for _, dir := range dirs {
		if err := r.parse(os.DirFS(root), dir); err != nil {
			return nil, err
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(r.files)) {
		r.read(r.files[dir])
	}
	var out []Reason
	for _, word := range slices.Sorted(maps.Keys(r.found)) {
		out = append(out, *r.found[word])
	}
	return out, nil
}

type reader struct {
	consts   map[string]string // by name alone: two of one name have one value here
	files    map[string][]*ast.File
	found    map[string]*Reason
	packages map[string]bool
}

func (r *reader) parse(tree fs.FS, dir string) error {
	return fs.WalkDir(tree, dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(tree, path)
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse %s: %w", path, err)
		}
		r.packages[file.Name.Name] = true
		r.files[filepath.Dir(path)] = append(r.files[filepath.Dir(path)], file)
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				for i, name := range spec.Names {
					if i < len(spec.Values) {
						if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
							r.consts[name.Name] = r.text(lit)
						}
					}
				}
			}
			return true
		})
		return nil
	})
}

// maker is a function that makes an error of what it is given.
type maker struct {
	reason, message, hint, code int    // which argument is it; -1: none
	fixed                       Reason // what it says by itself
}

// read reads one package.
func (r *reader) read(files []*ast.File) {
	makers := map[string]maker{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				r.maker(makers, n.Name.Name, n.Type, n.Body)
			case *ast.AssignStmt:
				if lit, ok := n.Rhs[0].(*ast.FuncLit); ok {
					if name, ok := n.Lhs[0].(*ast.Ident); ok {
						r.maker(makers, name.Name, lit.Type, lit.Body)
					}
				}
			}
			return true
		})
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				r.note(r.literal(n))
			case *ast.CallExpr:
				if m, ok := makers[called(n)]; ok && m.reason < len(n.Args) {
					r.note(r.made(m, n.Args))
				}
			}
			return true
		})
	}
}

func (r *reader) maker(makers map[string]maker, name string, t *ast.FuncType, body *ast.BlockStmt) {
	m := maker{reason: -1, message: -1, hint: -1, code: -1}
	i := 0
	for _, p := range t.Params.List {
		for _, n := range p.Names {
			switch n.Name {
			case "reason", "why":
				m.reason = i
			case "message", "what":
				m.message = i
			case "hint":
				m.hint = i
			case "code":
				m.code = i
			}
			i++
		}
	}
	if m.reason < 0 || body == nil {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok && len(m.fixed.Codes) == 0 {
			said := r.literal(lit)
			said.Word = ""
			m.fixed = said
		}
		return true
	})
	makers[name] = m
}

// literal is what a value that is written out says.
func (r *reader) literal(n *ast.CompositeLit) (out Reason) {
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, ok := kv.Key.(*ast.Ident)
		if !ok {
			continue
		}
		switch key.Name {
		case "Reason":
			out.Word = r.text(kv.Value)
		case "Message":
			out.Messages = some(r.text(kv.Value))
		case "Hint":
			out.Hints = some(r.text(kv.Value))
		case "Code":
			out.Codes = some(code(kv.Value))
		}
	}
	return out
}

// made is what a call of a maker says.
func (r *reader) made(m maker, args []ast.Expr) Reason {
	out := Reason{Word: r.text(args[m.reason]), Codes: m.fixed.Codes, Messages: m.fixed.Messages, Hints: m.fixed.Hints}
	if m.message >= 0 && m.message < len(args) {
		out.Messages = some(r.text(args[m.message]))
	}
	if m.hint >= 0 && m.hint < len(args) {
		out.Hints = some(r.text(args[m.hint]))
	}
	if m.code >= 0 && m.code < len(args) {
		out.Codes = some(code(args[m.code]))
	}
	return out
}

// word is what a reason looks like; one that ends with a gap stands for a family,
// such as order_is_ and a state.
var word = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*(_…)?$`)

func (r *reader) note(said Reason) {
	if !word.MatchString(said.Word) {
		return
	}
	known := r.found[said.Word]
	if known == nil {
		known = &Reason{Word: said.Word}
		r.found[said.Word] = known
	}
	add := func(to *[]string, texts []string) {
		for _, t := range texts {
			if t != "" && !slices.Contains(*to, t) {
				*to = append(*to, t)
			}
		}
	}
	add(&known.Codes, said.Codes)
	add(&known.Messages, said.Messages)
	add(&known.Hints, said.Hints)
}

// verb is where a format has a value, and gap where what is known ends.
var (
	verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)
	gap  = regexp.MustCompile(`\s*…[\s…]*…\s*`)
)

// text is a text that is written out; what only a run knows is a gap.
func (r *reader) text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			if s, err := strconv.Unquote(e.Value); err == nil {
				return verb.ReplaceAllString(s, "…")
			}
		}
	case *ast.Ident:
		return r.consts[e.Name]
	case *ast.SelectorExpr:
		if of, ok := e.X.(*ast.Ident); ok && r.packages[of.Name] {
			return r.consts[e.Sel.Name]
		}
	case *ast.BinaryExpr:
		left, right := r.text(e.X), r.text(e.Y)
		if left == "" && right == "" {
			return ""
		}
		if left == "" {
			left = "…"
		}
		if right == "" {
			right = "…"
		}
		return gap.ReplaceAllString(left+right, " … ")
	case *ast.CallExpr:
		if called(e) == "Sprintf" && len(e.Args) > 0 {
			return r.text(e.Args[0])
		}
		if len(e.Args) == 1 { // a conversion
			return r.text(e.Args[0])
		}
	case *ast.ParenExpr:
		return r.text(e.X)
	}
	return ""
}

// code is the word of a rental.Code.
func code(e ast.Expr) string {
	name := ""
	switch e := e.(type) {
	case *ast.Ident:
		name = e.Name
	case *ast.SelectorExpr:
		name = e.Sel.Name
	}
	if !strings.HasPrefix(name, "Code") {
		return ""
	}
	return name
}

func called(n *ast.CallExpr) string {
	fun := n.Fun
	if of, ok := fun.(*ast.IndexExpr); ok { // of a type
		fun = of.X
	}
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
