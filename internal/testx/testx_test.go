package testx_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"rms/internal/testx"
)

// recorder is a test that may fail without failing this one.
type recorder struct {
	testing.TB
	failed string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = fmt.Sprintf(format, args...)
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = fmt.Sprintf(format, args...)
}

func TestGoldenTellsAChange(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.golden")
	if err := os.WriteFile(path, []byte("one\r\ntwo\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, path, got, want string }{
		{"same", path, "one\ntwo\n", ""},
		{"changed", path, "one\nthree\n", "three"},
		{"missing", path + ".none", "one\n", "-update"},
	} {
		r := &recorder{TB: t}
		testx.Golden(r, tt.path, []byte(tt.got))
		if (tt.want == "") != (r.failed == "") || !strings.Contains(r.failed, tt.want) {
			t.Errorf("%s: got failure %q, want %q in it", tt.name, r.failed, tt.want)
		}
	}
}

// serve runs a server that answers after a minute of the bubble's time.
func serve(t *testing.T, n *testx.Network, address string) *http.Server {
	t.Helper()
	l, err := n.Listen(address)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(time.Minute):
			fmt.Fprint(w, "from ", address)
		case <-r.Context().Done():
		}
	})}
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	return s
}

func get(ctx context.Context, c *http.Client, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	res, err := c.Do(req)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(res.Body)
	return string(body), errors.Join(err, res.Body.Close())
}

func TestHTTPOverTheNetworkInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n testx.Network
		central, kiosk := serve(t, &n, "central:80"), serve(t, &n, "kiosk:80")
		client := n.Client()
		start := time.Now()
		for _, host := range []string{"central", "kiosk"} {
			if got, err := get(t.Context(), client, "http://"+host+"/"); got != "from "+host+":80" || err != nil {
				t.Errorf("got %q, error %v; want the answer of %s", got, err, host)
			}
		}
		if got := time.Since(start); got != 2*time.Minute {
			t.Errorf("got %v, want 2 minutes of the bubble's time", got)
		}
		if _, err := n.Listen("kiosk:80"); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("got %v, want a taken address", err)
		}
		client.CloseIdleConnections()
		if err := errors.Join(central.Shutdown(t.Context()), kiosk.Shutdown(t.Context())); err != nil {
			t.Error(err)
		}
		if _, err := get(t.Context(), client, "http://central/"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v after the server's end, want a refused connection", err)
		}
	})
}

func TestACutBreaksWhatIsOpenAndRefusesWhatIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n testx.Network
		server := serve(t, &n, "central:80")
		client := n.Client()
		broken := make(chan error)
		go func() {
			_, err := get(t.Context(), client, "http://central/")
			broken <- err
		}()
		synctest.Wait() // the request is under way, its answer a minute off
		n.Cut()
		if err := <-broken; err == nil {
			t.Error("a cut must break an open connection")
		}
		if _, err := get(t.Context(), client, "http://central/"); !errors.Is(err, syscall.ENETUNREACH) {
			t.Errorf("got %v, want an unreachable network", err)
		}
		n.Heal()
		if got, err := get(t.Context(), client, "http://central/"); got != "from central:80" || err != nil {
			t.Errorf("got %q, error %v after the cut healed", got, err)
		}
		client.CloseIdleConnections()
		if err := server.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestADialWithoutAnAcceptCanBeCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n testx.Network
		l, err := n.Listen("deaf:80")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := n.DialContext(ctx, "tcp", "deaf:80"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Error(err)
		}
	})
}
