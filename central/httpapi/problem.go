package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// problemError is a problem document as huma writes errors.
type problemError struct {
	problem.Document
}

// Error returns the message.
func (p problemError) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p problemError) GetStatus() int { return p.Status }

// ContentType says that it is a problem document.
func (p problemError) ContentType(string) string { return problem.ContentType }

func (p problemError) writeTo(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p.Document); err != nil {
		return fmt.Errorf("write a problem: %w", err)
	}
	return nil
}

// newError turns what huma finds wrong with a request into our error: the first
// fault with the path of the field.
func newError(status int, msg string, errs ...error) huma.StatusError {
	e := &rental.Error{Code: problem.CodeFor(status), Reason: reasonOf(status), Message: msg, Hint: "GET /v1/openapi.json says what is taken"}
	for _, err := range errs {
		var own *rental.Error
		if errors.As(err, &own) {
			return problemError{problem.From(own, "")}
		}
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			detail := d.ErrorDetail()
			e.Field, e.Message = strings.TrimPrefix(detail.Location, "body."), detail.Message
			break
		}
		if err != nil {
			e.Message = msg + ": " + err.Error()
		}
	}
	doc := problem.From(e, "")
	if status != 0 {
		doc.Status, doc.Title = status, http.StatusText(status)
	}
	return problemError{doc}
}

func reasonOf(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "body_too_large"
	case http.StatusUnsupportedMediaType:
		return "not_json"
	case http.StatusRequestTimeout:
		return "body_too_slow"
	}
	return "malformed_request"
}
