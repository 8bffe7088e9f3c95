package localapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rms/internal/jsontext"
	"rms/internal/obs"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// Error is the problem's sentence: a Problem is an error on its way out of a handler.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of every problem.
func (p *Problem) ContentType(string) string { return problem.ContentType }

// problemOf is the document of an error.
func problemOf(ctx context.Context, err error) *Problem {
	d := problem.From(err, obs.RequestID(ctx))
	return &Problem{
		Type: d.Type, Title: d.Title, Status: d.Status, Detail: d.Detail, Code: string(rental.CodeOf(err)),
		Reason: d.Reason, Field: d.Field, Hint: d.Hint,
	}
}

// failed is problemOf for what a handler returned: our own faults are logged, because the document does not tell them.
func (s *Server) failed(ctx context.Context, err error) error {
	f := problemOf(ctx, err)
	if f.Status >= http.StatusInternalServerError {
		s.cfg.Log.ErrorContext(ctx, "request failed", "error", err)
	}
	return f
}

// refuse writes an error's document outside of an operation.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	writeProblem(w, r, err)
}

func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	f := problemOf(r.Context(), err)
	body, encErr := json.Marshal(f)
	if encErr != nil {
		body = []byte("{}") // strings and an int: cannot fail
	}
	h := w.Header()
	h.Set("Content-Type", problem.ContentType)
	h.Set("Cache-Control", "no-store")
	if f.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write(body) // whoever asked has gone: nothing to do about it
}

// lacking is how huma names a member that is not there: its place is the object, its name in the sentence.
var lacking = regexp.MustCompile(`^expected required property (\w+) to be present$`)

// newProblem makes huma's own refusals (form of a body, size, media type) problems of ours. What was sent is not
// repeated: it may hold a PIN.
func newProblem(status int, msg string, errs ...error) huma.StatusError {
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	e := &rental.Error{Code: problem.CodeFor(status), Reason: "malformed_request", Message: msg, Hint: "send what /api/openapi.json says"}
	switch status {
	case http.StatusRequestEntityTooLarge:
		e.Reason, e.Hint = "body_too_large", "send less at once"
	case http.StatusUnsupportedMediaType:
		e.Reason, e.Hint = "no_json", "send application/json"
	}
	for _, err := range errs {
		detail, ok := err.(huma.ErrorDetailer) // as huma itself does: its details wrap nothing
		if !ok {
			continue
		}
		d := detail.ErrorDetail()
		e.Field = strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "query.")
		e.Message = d.Message
		if m := lacking.FindStringSubmatch(d.Message); m != nil && e.Field == "body" {
			e.Field = m[1]
		}
		if e.Field != "" && e.Field != "body" {
			e.Message = e.Field + ": " + d.Message
		}
		break // the first: one thing to mend at a time
	}
	f := problemOf(context.Background(), e)
	f.Status, f.Title = status, http.StatusText(status)
	return f
}

var errNoPath = &rental.Error{
	Code: rental.CodeNotFound, Reason: "no_such_path", Message: "there is nothing at this address", Hint: "see /api/openapi.json",
}

// plainBodies refuses compressed bodies: the page is on this machine, and a small one may unpack to a huge one.
func plainBodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if enc := r.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
			writeProblem(w, r, &rental.Error{
				Code: rental.CodeInvalid, Reason: "compressed_body", Field: "Content-Encoding",
				Message: "bodies are taken as they are, not compressed", Hint: "send the body without Content-Encoding",
			})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// intact refuses JSON whose strings would change in reading: bytes that are no UTF-8, and escapes of half a character.
func intact(raw []byte) error {
	if err := jsontext.Intact(raw); err != nil {
		return errors.Join(&rental.Error{
			Code: rental.CodeInvalid, Reason: "not_utf8", Field: "raw", Message: "the text is no UTF-8 and would not be kept as it was read",
			Hint: "send such bytes as raw_b64",
		}, err)
	}
	return nil
}
