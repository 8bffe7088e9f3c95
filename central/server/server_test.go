package server_test

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rms/central/server"
	"rms/central/store"
	"rms/syncproto/rental"
)

func config(t testing.TB) server.Config {
	t.Helper()
	// A client may have dialled once more than it needed, and that is waited for, 5 s.
	return server.Config{Listen: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Pushes: 4, Drain: 5e9}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func start(t testing.TB, c server.Config) *server.Server {
	t.Helper()
	s, err := server.New(t.Context(), c, "test", quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func fetch(t testing.TB, url string) (int, string, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // read to its end
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), string(raw)
}

func TestServesAndStops(t *testing.T) {
	t.Parallel()
	s := start(t, config(t))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	for path, want := range map[string]string{"/healthz": `"ok"`, "/readyz": `"database"`, "/metrics": "rms_build_info"} {
		if status, _, body := fetch(t, s.URL()+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	for path, want := range map[string]int{"/v1/nothing": 404, "/v1/sync/push": 405} {
		status, kind, body := fetch(t, s.URL()+path)
		var doc struct{ Status int }
		if err := json.Unmarshal([]byte(body), &doc); err != nil || status != want || doc.Status != want || kind != "application/problem+json" {
			t.Errorf("%s: %d %s %s", path, status, kind, body)
		}
	}
	// A request that never ends its header must not hold the server up.
	idle, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = idle.Close() }()
	if _, err := io.WriteString(idle, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(idle).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Errorf("got %q %v", line, err)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Address()); err == nil {
		_ = c.Close()
		t.Error("the port still answers")
	}
}

// TestADatabaseThatIsGone: the directory is deleted under a running central, and
// another central makes a new one there. The first acknowledges nothing more and
// is not ready.
func TestADatabaseThatIsGone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // an open file stays where it is
	}
	c := config(t)
	s := start(t, c)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	if status, _, body := fetch(t, s.URL()+"/readyz"); status != http.StatusOK {
		t.Fatalf("ready: %d %s", status, body)
	}
	down := func(what string) {
		t.Helper()
		if status, _, body := fetch(t, s.URL()+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "deleted or moved away") {
			t.Errorf("%s: ready says %d %s", what, status, body)
		}
		code := `{"proto":1,"code":"x","public_key":"` + base64.StdEncoding.EncodeToString(make([]byte, 32)) + `","version":"1"}`
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/v1/sync/enrol", strings.NewReader(code))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }() // read to its end
		raw, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(raw), "store_unavailable") {
			t.Errorf("%s: a write is answered %d %s %v", what, res.StatusCode, raw, err)
		}
	}
	if err := os.RemoveAll(c.Data); err != nil {
		t.Fatal(err)
	}
	down("deleted")
	start(t, server.Config{Listen: c.Listen, Data: c.Data, Pushes: c.Pushes, Drain: c.Drain})
	down("replaced")
	stop()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestWhatIsBrokenIsSaid: an emptied database is no new company, and a lock that
// cannot be opened is no other central.
func TestWhatIsBrokenIsSaid(t *testing.T) {
	t.Parallel()
	for reason, harm := range map[string]func(dir string) error{
		"database_emptied": func(dir string) error { return os.WriteFile(store.Path(dir), nil, 0o600) },
		"data_unwritable":  func(dir string) error { return os.Mkdir(filepath.Join(dir, "central.lock"), 0o700) },
	} {
		c := config(t)
		if err := errors.Join(os.MkdirAll(c.Data, 0o700), harm(c.Data)); err != nil {
			t.Fatal(err)
		}
		s, err := server.New(t.Context(), c, "test", quiet())
		if err == nil {
			_ = s.Close() // the test fails anyway
		}
		var e *rental.Error
		if !errors.As(err, &e) || e.Reason != reason || e.Hint == "" {
			t.Errorf("got %v, want %s with a hint", err, reason)
		}
	}
}

func TestTwoServersDoNotShareADirectory(t *testing.T) {
	t.Parallel()
	c := config(t)
	start(t, c)
	if _, err := server.New(t.Context(), c, "test", quiet()); !errors.Is(err, &rental.Error{Code: rental.CodeUnavailable, Reason: "already_running"}) {
		t.Errorf("got %v", err)
	}
}

func TestATakenPortIsSaid(t *testing.T) {
	t.Parallel()
	first := start(t, config(t))
	c := config(t)
	c.Listen = first.Address()
	if _, err := server.New(t.Context(), c, "test", quiet()); !errors.Is(err, &rental.Error{Code: rental.CodeUnavailable, Reason: "port_taken"}) {
		t.Errorf("got %v", err)
	}
}

func TestADemoIsServedHereOnly(t *testing.T) {
	t.Parallel()
	c := config(t)
	s, err := server.New(t.Context(), c, "test", quiet())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{Path: store.Path(c.Data), CheckRows: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, store.MetaDemo, "1") })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	// A certificate alone would let it out; the demo's passwords keep it in.
	c.TLSCert, c.TLSKey = certificate(t)
	for _, listen := range []string{"0.0.0.0:0", "[::]:0", ":0"} {
		c.Listen = listen
		if _, err := server.New(t.Context(), c, "test", quiet()); !errors.Is(err, &rental.Error{Code: rental.CodeForbidden, Reason: "demo_is_local"}) {
			t.Errorf("%s: got %v", listen, err)
		}
	}
	c.Listen = "127.0.0.1:0"
	start(t, c)
}

// certificate makes a key of its own and returns the names of its files.
func certificate(t testing.TB) (cert, key string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: pkcs8}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestListensBeyondThisMachineWithACertificateOnly(t *testing.T) {
	t.Parallel()
	c := config(t)
	for _, listen := range []string{"0.0.0.0:0", "[::]:0", ":0", "192.0.2.1:0", "localhost.example:0"} {
		c.Listen = listen
		if err := c.Check(); !errors.Is(err, &rental.Error{Code: rental.CodeInvalid, Reason: "bad_config"}) {
			t.Errorf("%s without a certificate: %v", listen, err)
		}
	}
	c.TLSCert, c.TLSKey = certificate(t)
	c.Listen = "0.0.0.0:0"
	s := start(t, c)
	if !strings.HasPrefix(s.URL(), "https://") {
		t.Errorf("it serves %s", s.URL())
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := config(t)
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*server.Config){
		"no address":         func(c *server.Config) { c.Listen = "7400" },
		"half a certificate": func(c *server.Config) { c.TLSCert = "cert.pem" },
		"no such file":       func(c *server.Config) { c.TLSCert, c.TLSKey = "none.pem", "none.pem" },
		"data is a file":     func(c *server.Config) { c.Data = "server_test.go" },
		"no pushes":          func(c *server.Config) { c.Pushes = 0 },
		"a long drain":       func(c *server.Config) { c.Drain = 1e15 },
	} {
		c := good
		change(&c)
		var known *rental.Error
		if err := c.Check(); !errors.As(err, &known) || known.Hint == "" || known.Field == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
