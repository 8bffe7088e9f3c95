package house_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tally counts what `go test -json` says of a package in a module of its own.
func tally(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := plant(t, files)
	test := exec.CommandContext(t.Context(), "go", "test", "-json", "./...")
	test.Dir = dir
	events, err := test.Output()
	if len(events) == 0 {
		t.Fatalf("go test says nothing: %v", err)
	}
	path := filepath.Join(dir, "events.jsonl")
	if err := os.WriteFile(path, events, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "awk", "-f", "../../.ci/tally.awk", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestTallyCountsWhatReallyRan(t *testing.T) {
	t.Parallel()
	const head = "package a\n\nimport \"testing\"\n\n"
	for _, tt := range []struct{ name, test, want string }{
		{"green", head + "func TestA(t *testing.T) { t.Run(\"b\", func(*testing.T) {}) }", "2 0"},
		{"red", head + "func TestA(t *testing.T) { t.Error() }\nfunc TestB(*testing.T) {}", "1 1"},
		{"skipped", head + "func TestA(t *testing.T) { t.Skip() }", "0 0"},
		{"prints an event", head + "func TestA(t *testing.T) { t.Log(`{\"Action\":\"fail\",\"Test\":\"x\"}`) }", "1 0"},
		{"does not build", head + "func TestA(t *testing.T) { t.Nothing() }", "0 1"},
		{"panics", head + "func TestA(*testing.T) {}\nfunc TestB(*testing.T) { panic(\"boom\") }", "1 1"},
		{"exits", head + "import \"os\"\n\nfunc TestMain(*testing.M) { os.Exit(1) }", "0 1"},
		{"no test", "package a\n", "0 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tally(t, map[string]string{"a/a_test.go": tt.test}); got != tt.want {
				t.Errorf("got %q passed and failed, want %q", got, tt.want)
			}
		})
	}
}
