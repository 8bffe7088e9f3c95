package syncapi

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"rms/syncproto/rental"
)

// counted counts what is read of it.
type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

// TestABombIsNotUnpacked: what is beyond the limit is not even decompressed.
func TestABombIsNotUnpacked(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(make([]byte, 64<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	size := buf.Len()
	body := &counted{Reader: &buf}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", body)
	r.Header.Set("Content-Encoding", "gzip")
	var into struct{}
	err := decode(httptest.NewRecorder(), r, 128<<10, &into)
	if !errors.Is(err, &rental.Error{Code: rental.CodeTooLarge}) {
		t.Errorf("got %v", err)
	}
	if body.n > size/4 {
		t.Errorf("%d of %d bytes of the bomb were read", body.n, size)
	}
}

func TestWhoTakesGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "GZIP": true, "gzip;q=0": false, "gzip; q=0": false, "deflate": false, "xgzip": false,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", header)
		if got := zipTaken(r); got != want {
			t.Errorf("%q: got %t", header, got)
		}
	}
}
