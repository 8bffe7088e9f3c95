package house_test

import (
	"strings"
	"testing"

	"rms/test/house"
)

func file(path, text string) house.File { return house.File{Path: path, Data: []byte(text)} }

func sizes(t *testing.T, limits house.Limits, files ...house.File) []string {
	t.Helper()
	found, err := house.Sizes(files, limits)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSizesCatchesWhatGrew(t *testing.T) {
	t.Parallel()
	limits := house.Limits{File: 10, Function: 3, Package: 15}
	lines := func(n int) string { return strings.Repeat("// x\n", n) }
	const long = "package a\nfunc f() {\n\n\n}\n"

	wantNone(t, sizes(t, limits, file("a/a.go", "package a\n"+lines(9))))
	wantOne(t, sizes(t, limits, file("a/a.go", "package a\n"+lines(10))), "a/a.go has 11 lines")
	wantOne(t, sizes(t, limits, file("a/a.tsx", lines(11))), "a/a.tsx")
	wantOne(t, sizes(t, limits, file("a/a_test.go", long)), "a/a_test.go:2", "func f has 4 lines")
	wantNone(t, sizes(t, limits, file("a/a.go", "package a\nfunc f() {\n\n}\n")))
	wantOne(t, sizes(t, limits, file("a/a.go", "package a\n"+lines(8)), file("a/b.go", "package a\n"+lines(8))), "package a has 18 lines")
	wantNone(t, sizes(t, limits, file("a/a.go", "package a\n"+lines(8)), file("a/b_test.go", "package a\n"+lines(8))))
	wantNone(t, sizes(t, limits, file("a/schema.d.ts", lines(90)), file("a/a.json", lines(90))))

	limits.Larger = map[string]int{"a": 20}
	wantNone(t, sizes(t, limits, file("a/a.go", "package a\n"+lines(8)), file("a/b.go", "package a\n"+lines(8))))
	wantOne(t, sizes(t, limits, file("b/a.go", "package b\n"+lines(8)), file("b/b.go", "package b\n"+lines(8))), "package b has 18 lines")

	if _, err := house.Sizes([]house.File{file("a/a.go", "not go")}, limits); err == nil {
		t.Error("want an error for a file that does not parse")
	}
}

func TestTextsCatchesWhatDoesNotTravel(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path, text string
		want             []string
	}{
		{"machine path", "docs/a.md", "ok\nsee /" + "home/anna/notes\n", []string{"docs/a.md:2", "machine path /" + "home/"}},
		{"quoted machine path", "a.go", "const p = \"/" + "root/x\"\n", []string{"/" + "root/"}},
		{"url path", "a.go", "get(\"/v1/" + "work/x\") // https://example.com/" + "home/x\n", nil},
		{"registry", "frontend/package-lock.json", "\"resolved\": \"https://registry." + "npmjs.org/a\"\n", []string{"package registry"}},
		{"module proxy", "Makefile", "export GOPROXY=https://proxy." + "golang.org\n", []string{"package registry"}},
		{"note", "a.go", "// TO" + "DO: later\n", []string{"a.go:1", "without a number"}},
		{"note in a script", ".ci/run", "# FIX" + "ME\n", []string{"FIX" + "ME"}},
		{"numbered note", "a.go", "// TO" + "DO(#12): later\n", nil},
		{"note in prose", "docs/a.md", "a TO" + "DO has a number\n", nil},
		{"binary", "a.png", "\x00/" + "home/anna/", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := house.Texts([]house.File{file(tt.path, tt.text)})
			if tt.want == nil {
				wantNone(t, found)
				return
			}
			wantOne(t, found, tt.want...)
		})
	}
}

func TestPureCatchesAClockAndADie(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path, text string
		want             []string
	}{
		{"clock", "rules/a.go", "import \"time\"\nvar t = time.Now()\n", []string{"rules/a.go:3", "time.Now"}},
		{"clock, not called", "rules/a.go", "import \"time\"\nvar now = time.Now\n", []string{"time.Now"}},
		{"renamed clock", "rules/a.go", "import tm \"time\"\nvar t = tm.Since\n", []string{"tm.Since"}},
		{"dotted clock", "rules/a.go", "import . \"time\"\nvar t = Now()\n", []string{"imports time"}},
		{"die", "rules/a.go", "import \"math/rand/v2\"\nvar n = rand.Int()\n", []string{"math/rand/v2"}},
		{"random id", "rules/a.go", "import \"github.com/google/uuid\"\nvar id = uuid.New()\n", []string{"uuid.New"}},
		{"derived id", "rules/a.go", "import \"github.com/google/uuid\"\nvar id = uuid.NewSHA1\n", nil},
		{"duration", "rules/a.go", "import \"time\"\nconst d = time.Second\n", nil},
		{"in a test", "rules/a_test.go", "import \"time\"\nvar t = time.Now()\n", nil},
		{"elsewhere", "rulesque/a.go", "import \"time\"\nvar t = time.Now()\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found, err := house.Pure([]house.File{file(tt.path, "package a\n"+tt.text)}, "rules")
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == nil {
				wantNone(t, found)
				return
			}
			wantOne(t, found, tt.want...)
		})
	}
}

func TestDocsCatchesADeadLinkAndATakenNumber(t *testing.T) {
	t.Parallel()
	page := func(text string) []house.File {
		return []house.File{file("README.md", "x"), file("docs/a.md", text), file("docs/adr/0001-one.md", "x")}
	}
	wantNone(t, house.Docs(page("[r](../README.md) [d](adr) [h](#top) [a](adr/0001-one.md#why) [w](https://example.com/x)")))
	wantOne(t, house.Docs(page("see [r](README.md)")), "docs/a.md links to README.md")
	wantOne(t, house.Docs(append(page(""), file("docs/adr/0001-two.md", "x"))), "0001-two.md has the number of docs/adr/0001-one.md")
	wantOne(t, house.Docs(append(page(""), file("docs/adr/notes.md", "x"))), "docs/adr/notes.md")
}

func TestFormatCatchesAFileThatGofmtWouldChange(t *testing.T) {
	t.Parallel()
	found, err := house.Format([]house.File{file("a.go", "package a\n"), file("b.go", "package  b\n"), file("b.txt", "package  b\n")})
	if err != nil {
		t.Fatal(err)
	}
	wantOne(t, found, "b.go is not formatted")
}
