package node_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/localapi"
)

// patience is how long a program may take for what it does in far less than a second; only a hang is that slow.
const patience = 60 * time.Second

// program builds the true program, once for all tests.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "rms-kiosk")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "rms-kiosk")
	build := exec.Command("go", "build", "-o", path, "rms")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // a temporary directory
	}
	os.Exit(code)
}

// kiosk is a running program.
type kiosk struct {
	cmd    *exec.Cmd
	base   string
	token  string
	stderr *bytes.Buffer
	done   chan struct{} // closed when it has ended
	client *http.Client
}

func command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), path, args...)
	cmd.Env = append(os.Environ(), "RMS_LOG_LEVEL=debug")
	return cmd
}

// start runs the program over dir, on a free port.
func start(t testing.TB, dir string) *kiosk {
	t.Helper()
	k := &kiosk{
		cmd: command(t, "-headless", "-listen", "127.0.0.1:0", "-data", dir), stderr: &bytes.Buffer{}, done: make(chan struct{}),
		client: &http.Client{Transport: &http.Transport{}, Timeout: patience},
	}
	stdout, err := k.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	k.cmd.Stderr = k.stderr
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	go func() { _ = k.cmd.Wait(); close(k.done) }() // how it ended is in ProcessState
	t.Cleanup(k.kill)
	if err != nil {
		<-k.done
		t.Fatalf("the program did not start: %v\n%s", err, k.stderr)
	}
	address, fragment, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "kiosk: ")), "/#token=")
	k.base, k.token = address, fragment
	return k
}

// kill ends the program as a power cut would.
func (k *kiosk) kill() {
	_ = k.cmd.Process.Kill() // it may have ended already
	<-k.done
	k.client.CloseIdleConnections()
}

// post sends a request; ok is false when no whole answer came back.
func (k *kiosk) post(path string, body any) (status int, answer []byte, ok bool) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, nil, false
	}
	return k.do("POST", path, bytes.NewReader(raw))
}

func (k *kiosk) do(method, path string, body io.Reader) (status int, answer []byte, ok bool) {
	return k.doTraced(&httptrace.ClientTrace{}, method, path, body)
}

// doTraced tells trace how far the request is.
func (k *kiosk) doTraced(trace *httptrace.ClientTrace, method, path string, body io.Reader) (status int, answer []byte, ok bool) {
	ctx := httptrace.WithClientTrace(context.Background(), trace)
	req, err := http.NewRequestWithContext(ctx, method, k.base+path, body)
	if err != nil {
		return 0, nil, false
	}
	req.Header.Set("Authorization", "Bearer "+k.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := k.client.Do(req)
	if err != nil {
		return 0, nil, false
	}
	defer func() { _ = res.Body.Close() }() // it was read to its end
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err == nil
}

// scan posts a scan; ok is false when it was not acknowledged.
func (k *kiosk) scan(s localapi.ScanRequest) (a localapi.Answer, ok bool) {
	status, raw, ok := k.post("/api/scans", s)
	if !ok || status != http.StatusOK {
		return a, false
	}
	return a, json.Unmarshal(raw, &a) == nil
}

func newScan(raw string) localapi.ScanRequest {
	return localapi.ScanRequest{ID: uuid.Must(uuid.NewV7()).String(), Raw: raw, Source: "wedge"}
}
