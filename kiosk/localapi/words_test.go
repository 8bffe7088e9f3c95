package localapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"rms/kiosk/localapi"
	"rms/syncproto/rental"
)

// keyShape is a key of en.json, as the desk writes it.
var keyShape = regexp.MustCompile(`^(answer|detail|next|ask|missing|choice|exception|history|undo|central|check|mode)\.[a-z_]+(\.[a-z_]+)*$`)

// Every key that the desk and this package can say, and every one of the verdict table, has its sentence.
func TestEverySentenceIsInTheJSON(t *testing.T) {
	t.Parallel()
	words, err := localapi.NewWords(time.UTC, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	keys := spoken(t, ".", filepath.Join("..", "desk"))
	for _, r := range rental.VerdictRows() {
		keys = append(keys, r.Say.Text, r.Say.Detail, r.Say.Next)
	}
	for _, r := range rental.FlagRows() {
		keys = append(keys, r.Say.Text, r.Say.Detail, r.Say.Next)
	}
	for _, r := range rental.ExceptionRules() {
		keys = append(keys, "exception."+string(r.Kind))
	}
	keys = append(keys, spoken(t, filepath.Join("..", "ledger"))...)
	if len(keys) < 100 {
		t.Fatalf("found only %d keys: the search is broken", len(keys))
	}
	for _, k := range keys {
		if k != "" && !words.Known(k) {
			t.Errorf("en.json has no sentence for %q", k)
		}
	}
}

// spoken lists the string literals of the packages under dirs that are keys.
func spoken(t *testing.T, dirs ...string) []string {
	t.Helper()
	var keys []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				if s, err := strconv.Unquote(lit.Value); err == nil && keyShape.MatchString(s) {
					keys = append(keys, s)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

// An exception's names are what central happened to know: each sentence of one that names something can be said without.
func TestEveryExceptionCanBeSaidWithoutNames(t *testing.T) {
	t.Parallel()
	words, err := localapi.NewWords(time.UTC, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{}
	for _, k := range spoken(t, filepath.Join("..", "ledger")) {
		if strings.HasPrefix(k, "exception.") && words.Known(k) {
			keys = append(keys, k)
		}
	}
	for _, r := range rental.ExceptionRules() {
		keys = append(keys, "exception."+string(r.Kind))
	}
	if len(keys) < len(rental.ExceptionRules())+5 {
		t.Fatalf("found only %v: the search is broken", keys)
	}
	for _, k := range keys {
		bare := words.English(words.Sayable(localapi.Text{Key: k}))
		if strings.ContainsAny(bare, "{}") || bare == k {
			t.Errorf("%s without names is %q", k, bare)
		}
	}
}
