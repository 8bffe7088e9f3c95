package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rms-central": main})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"deface": deface,
		"newest": newest,
	}})
}

// newest copies a directory's only file, whose name nobody knows before.
func newest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: newest DIR FILE")
	}
	files, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) != 1 {
		ts.Fatalf("%d files in %s, want one", len(files), args[0])
	}
	raw, err := os.ReadFile(filepath.Join(ts.MkAbs(args[0]), files[0].Name()))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), raw, 0o600))
}

// deface overwrites a file's last page, as a failing disk does: what lies before
// it opens and reads as if nothing were wrong.
func deface(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: deface FILE")
	}
	const page = 4096
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteAt(bytes.Repeat([]byte("?"), page), info.Size()-page)
	ts.Check(errors.Join(err, f.Close()))
}

// TestSettingsGoInOrder: defaults, then the file, then the environment, then flags.
func TestSettingsGoInOrder(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/rms.json"
	if err := os.WriteFile(file, []byte(`{"listen": "127.0.0.1:2", "pushes": 3, "log-level": "warn"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		env  map[string]string
		want string
	}{
		{"defaults", nil, nil, "127.0.0.1:7400 pushes 16"},
		{"file", []string{"--config", file}, nil, "127.0.0.1:2 pushes 3"},
		{"file by environment", nil, map[string]string{"RMS_CONFIG": file}, "127.0.0.1:2 pushes 3"},
		{"environment over file", []string{"--config=" + file}, map[string]string{"RMS_LISTEN": "127.0.0.1:4"}, "127.0.0.1:4 pushes 3"},
		{"flag over all", []string{"--config", file, "--listen=127.0.0.1:5"}, map[string]string{"RMS_LISTEN": "127.0.0.1:4", "RMS_PUSHES": "6"}, "127.0.0.1:5 pushes 6"},
	} {
		var out, errOut capture
		env := func(name string) (string, bool) {
			v, ok := tt.env[name]
			return v, ok
		}
		args := append([]string{"doctor", "--data", t.TempDir()}, tt.args...)
		if code := run(context.Background(), args, env, terminal{in: strings.NewReader(""), out: &out, err: &errOut}); code != 0 { //nolint:usetesting // the command has no deadline
			t.Errorf("%s: code %d %s", tt.name, code, errOut)
		}
		if got := string(out.field("listen") + " pushes " + out.field("pushes")); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestServesUntilItIsTold(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	printed, out := io.Pipe()
	var errOut capture
	code := make(chan int, 1)
	go func() {
		none := func(string) (string, bool) { return "", false }
		code <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, none, terminal{in: strings.NewReader(""), out: out, err: &errOut})
		_ = out.Close() // a pipe's Close never fails
	}()
	line, err := bufio.NewReader(printed).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, url, ok := strings.Cut(strings.TrimSpace(line), "listens on ")
	if !ok {
		t.Fatalf("it printed %q", line)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("readyz: %d %v", res.StatusCode, err)
	}
	stop()
	if got := <-code; got != 0 {
		t.Errorf("it ended with %d: %s", got, errOut)
	}
}
