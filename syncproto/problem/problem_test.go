package problem_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// TestTableIsOneToOne holds every code to a status that leads back to it.
func TestTableIsOneToOne(t *testing.T) {
	t.Parallel()
	want := map[rental.Code]int{
		rental.CodeInvalid: 400, rental.CodeNotFound: 404, rental.CodeConflict: 409,
		rental.CodePreconditionFailed: 412, rental.CodeUnauthenticated: 401, rental.CodeForbidden: 403,
		rental.CodeUnavailable: 503, rental.CodeRateLimited: 429, rental.CodeTooLarge: 413, rental.CodeInternal: 500,
	}
	if len(want) != len(rental.Codes()) {
		t.Fatalf("this test knows %d codes, rental has %d", len(want), len(rental.Codes()))
	}
	for _, code := range rental.Codes() {
		got := problem.Status(&rental.Error{Code: code, Reason: "any"})
		if got != want[code] {
			t.Errorf("status of %s is %d, want %d", code, got, want[code])
		}
		if back := problem.CodeFor(got); back != code {
			t.Errorf("code of %d is %s, want %s", got, back, code)
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  error
		want int
	}{
		{"nil", nil, 200},
		{"foreign", errors.New("disk"), 500},
		{"wrapped", fmt.Errorf("load: %w", &rental.Error{Code: rental.CodeNotFound}), 404},
		{"upgrade", &rental.Error{Code: rental.CodePreconditionFailed, Reason: problem.ReasonUpgrade}, 426},
		{"resync", &rental.Error{Code: rental.CodePreconditionFailed, Reason: problem.ReasonResync}, 410},
		{"snapshot gone", &rental.Error{Code: rental.CodePreconditionFailed, Reason: problem.ReasonSnapshotGone}, 410},
		{"wrong method", &rental.Error{Code: rental.CodeInvalid, Reason: problem.ReasonWrongMethod}, 405},
		{"unknown code", &rental.Error{Code: "of_tomorrow"}, 500},
	} {
		if got := problem.Status(tt.err); got != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestCodeForForeignStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]rental.Code{
		422: rental.CodeInvalid, 405: rental.CodeInvalid, 502: rental.CodeUnavailable,
		504: rental.CodeUnavailable, 507: rental.CodeInternal, 302: rental.CodeInternal,
		426: rental.CodePreconditionFailed,
	} {
		if got := problem.CodeFor(status); got != want {
			t.Errorf("code of %d is %s, want %s", status, got, want)
		}
	}
}

// write answers with err as a handler would.
func write(t *testing.T, method string, err error) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	w.Header().Set(problem.RequestIDHeader, "req-7")
	if err := problem.Write(w, httptest.NewRequest(method, "/v1/x", nil), err); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWriteThenDecode(t *testing.T) {
	t.Parallel()
	for _, code := range rental.Codes() {
		sent := &rental.Error{
			Code: code, Reason: "asset_already_out", Message: "is <out> & gone \u2028 ß",
			Field: "body.lines[0].asset_id", Hint: "scan it \"in\" first",
		}
		w := write(t, http.MethodPost, fmt.Errorf("push: %w", sent))
		got := problem.Decode(w.Code, w.Header().Get("Content-Type"), w.Body)
		if diff := cmp.Diff(sent, got); diff != "" {
			t.Errorf("%s came back changed (-sent +got):\n%s", code, diff)
		}
	}
}

func TestDocumentMembers(t *testing.T) {
	t.Parallel()
	w := write(t, http.MethodGet, &rental.Error{
		Code: rental.CodeConflict, Reason: "position_diverged", Message: "m", Field: "f", Hint: "h",
	})
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"type": "about:blank", "title": "Conflict", "status": float64(409), "detail": "m",
		"reason": "position_diverged", "field": "f", "hint": "h", "request_id": "req-7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("content type %q", ct)
	}
}

func TestForeignErrorKeepsItsText(t *testing.T) {
	t.Parallel()
	w := write(t, http.MethodGet, errors.New("open secret.db: no such file"))
	if strings.Contains(w.Body.String(), "secret") {
		t.Errorf("an inner error's text went out: %s", w.Body)
	}
	got := problem.Decode(w.Code, w.Header().Get("Content-Type"), w.Body)
	if got.Code != rental.CodeInternal || !strings.Contains(got.Hint, "req-7") {
		t.Errorf("got %+v, want internal with the request's id in its hint", got)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	if w := write(t, http.MethodHead, &rental.Error{Code: rental.CodeNotFound, Reason: "x"}); w.Body.Len() != 0 || w.Code != 404 {
		t.Errorf("HEAD answered %d with %d bytes", w.Code, w.Body.Len())
	}
}

func TestDecodeOfWhatCentralDidNotWrite(t *testing.T) {
	t.Parallel()
	good := `{"type":"about:blank","status":409,"reason":"x","detail":"d"}`
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		says                    string
	}{
		{"captive portal", "text/html", "<html>\n<title>Log in to Café</title>", 200, "Log in to Café"},
		{"proxy error", "text/html", "<h1>502 Bad Gateway</h1>", 502, "502 Bad Gateway"},
		{"no type", "", good, 409, "no content type"},
		{"broken type", "application/problem+json; =", good, 409, "reason"},
		{"other JSON", "application/json", `{"error":"x"}`, 400, "error"},
		{"empty", problem.ContentType, "", 500, "500"},
		{"truncated", problem.ContentType, good[:20], 409, "about"},
		{"array", problem.ContentType, "[]", 409, "[]"},
		{"status differs", problem.ContentType, good, 404, "reason"},
		{"no error status", problem.ContentType, `{"status":200,"reason":"x"}`, 200, "reason"},
		{"no reason", problem.ContentType, `{"status":409}`, 409, "409"},
		{"binary", "image/png", "\x89PNG\r\n\x1a\x00\xff\xfe", 200, "PNG"},
	} {
		got := problem.Decode(tt.status, tt.contentType, strings.NewReader(tt.body))
		if got.Reason != problem.ReasonNotCentral || got.Code != rental.CodeUnavailable {
			t.Errorf("%s: got %s/%s, want unavailable/not_central", tt.name, got.Code, got.Reason)
		}
		if !strings.Contains(got.Message, tt.says) || got.Hint == "" || strings.ContainsAny(got.Message, "\n\r\x00") {
			t.Errorf("%s: message %q does not say %q in one line, or has no hint", tt.name, got.Message, tt.says)
		}
	}
}

// endless never ends; it counts what was read of it.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.n += len(p)
	return len(p), nil
}

func TestDecodeIsBounded(t *testing.T) {
	t.Parallel()
	body := &endless{}
	got := problem.Decode(500, problem.ContentType, body)
	if got.Reason != problem.ReasonNotCentral || len(got.Message) > 1000 {
		t.Errorf("got %s with a message of %d bytes", got.Reason, len(got.Message))
	}
	if body.n > 4*problem.MaxBody {
		t.Errorf("read %d bytes of an endless body", body.n)
	}
	broken := iotest.ErrReader(errors.New("reset"))
	if got := problem.Decode(500, problem.ContentType, broken); got.Reason != problem.ReasonNotCentral || !strings.Contains(got.Message, "reset") {
		t.Errorf("a body that broke off gave %+v", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(409, problem.ContentType, []byte(`{"status":409,"reason":"x","detail":"d","hint":"h"}`))
	f.Add(200, "text/html; charset=utf-8", []byte("<html>"))
	f.Add(0, ";;", []byte{0xff, 0, '{'})
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		got := problem.Decode(status, contentType, bytes.NewReader(body))
		if got == nil || got.Code == "" || got.Reason == "" {
			t.Fatalf("no usable error: %+v", got)
		}
		if got.Reason == problem.ReasonNotCentral {
			return
		}
		// What was believed survives another trip.
		d := problem.From(got, "")
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		again := problem.Decode(d.Status, problem.ContentType, bytes.NewReader(raw))
		if got.Code == problem.CodeFor(status) && again.Code == got.Code {
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("second trip (-first +second):\n%s", diff)
			}
		}
	})
}
