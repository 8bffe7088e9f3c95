package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"rms/syncproto/rental"
)

// ContentType is the media type of a Document.
const ContentType = "application/problem+json"

// ReasonNotCentral is the reason of an answer that central did not write: a
// captive portal's page, a proxy's error, a stranger on the address.
const ReasonNotCentral = "not_central"

// RequestIDHeader names a request in answers and logs.
const RequestIDHeader = "X-Request-Id"

// MaxBody is how much of a problem's body is read, in bytes: a document of ours
// is far smaller, and whatever is larger is not ours.
const MaxBody = 64 << 10

// shown is how much of a foreign body is quoted, in bytes.
const shown = 80

// Document is the wire form of an error: RFC 9457 with four members of our own.
// Detail is the error's message.
type Document struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Field     string `json:"field,omitempty"`
	Hint      string `json:"hint,omitempty"`
	RequestID string `json:"request_id,omitempty"`
}

// From returns err's document. The text of an error that is no rental.Error
// stays here: it may hold paths, queries or secrets.
func From(err error, requestID string) Document {
	status := Status(err)
	d := Document{Type: "about:blank", Title: http.StatusText(status), Status: status, RequestID: requestID}
	var e *rental.Error
	if !errors.As(err, &e) {
		d.Reason, d.Detail = "internal", "something went wrong here; nothing was changed by this request"
		if requestID != "" {
			d.Hint = "look for request " + requestID + " in the log"
		}
		return d
	}
	d.Detail, d.Reason, d.Field, d.Hint = e.Message, e.Reason, e.Field, e.Hint
	return d
}

// Err returns the error that the document tells of.
func (d Document) Err() *rental.Error {
	return &rental.Error{
		Code: CodeFor(d.Status), Reason: d.Reason, Message: d.Detail, Field: d.Field, Hint: d.Hint,
	}
}

// Write answers r with err's document. The request's id is taken from the
// response's header, where the middleware put it. It returns what went wrong
// with the writing, which nobody but a log can be told.
func Write(w http.ResponseWriter, r *http.Request, err error) error {
	d := From(err, w.Header().Get(RequestIDHeader))
	w.Header().Set("Content-Type", ContentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Del("Content-Length")
	w.WriteHeader(d.Status)
	if r.Method == http.MethodHead {
		return nil
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if encErr := enc.Encode(d); encErr != nil {
		return fmt.Errorf("write problem: %w", encErr)
	}
	return nil
}

// Decode reads the error out of an answer that was not what was asked for: one
// with an error's status, or one of another media type than it should have. An
// answer that is no problem document is the error of NotCentral, with the status
// and the first words of the body.
func Decode(status int, contentType string, body io.Reader) *rental.Error {
	raw, err := io.ReadAll(io.LimitReader(body, MaxBody+1))
	if err != nil {
		return NotCentral(status, contentType, "the body broke off: "+err.Error())
	}
	if media, _, err := mime.ParseMediaType(contentType); err != nil || media != ContentType {
		return NotCentral(status, contentType, quote(raw))
	}
	var d Document
	if len(raw) > MaxBody {
		return NotCentral(status, contentType, "a problem document of more than 64 KiB")
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return NotCentral(status, contentType, quote(raw))
	}
	// The status line is what proxies and programs acted on: a document that
	// says something else was not written for this answer.
	if d.Status != status || status < 400 || d.Reason == "" {
		return NotCentral(status, contentType, quote(raw))
	}
	return d.Err()
}

// NotCentral returns the error for an answer that central cannot have written.
func NotCentral(status int, contentType, what string) *rental.Error {
	if contentType == "" {
		contentType = "no content type"
	}
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: ReasonNotCentral,
		Message: fmt.Sprintf("the answer is not central's: status %d, %s: %s", status, contentType, what),
		Hint:    "check central's address and port; a log-in page of the network or a proxy may stand in between",
	}
}

// quote returns the first bytes of a foreign body as one line of plain text.
func quote(raw []byte) string {
	cut := raw[:min(len(raw), shown)]
	text := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, string(cut))
	if len(raw) > shown {
		text += "…"
	}
	return "“" + strings.Join(strings.Fields(text), " ") + "”"
}
