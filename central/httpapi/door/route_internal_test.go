package door

import (
	"net/http"
	"testing"
)

// TestNoDeadlineOutlivesTheBody: what takes long to carry out is not ended by the
// time that its body had.
func TestNoDeadlineOutlivesTheBody(t *testing.T) {
	t.Parallel()
	d := &Door{}
	for _, r := range []Route{{Method: http.MethodPost, Path: "/v1/x"}, {Method: http.MethodPost, Path: "/v1/x", Public: true}} {
		if got := d.operation(r).BodyReadTimeout; got >= 0 {
			t.Errorf("%+v: a deadline of %v is set after the body was read", r, got)
		}
	}
}
