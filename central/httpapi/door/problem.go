package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/internal/obs"
	"rms/syncproto/problem"
	"rms/syncproto/rental"
)

// retryUnavailable is when to ask again for what central could not do just now.
const retryUnavailable = 5 * time.Second

// problemError is a problem document as huma writes errors.
type problemError struct {
	problem.Document
	// ETag is what the row has now, where a change was refused because of it.
	ETag  string        `json:"etag,omitempty" doc:"of the row as it is now, with precondition_failed"`
	retry time.Duration // when to ask again; 0: the same would come of it
}

// Error returns the message.
func (p problemError) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p problemError) GetStatus() int { return p.Status }

// ContentType says that it is a problem document.
func (p problemError) ContentType(string) string { return problem.ContentType }

// GetHeaders returns what goes with it.
func (p problemError) GetHeaders() http.Header {
	h := http.Header{}
	if p.retry > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64((p.retry+time.Second-1)/time.Second), 10))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if p.ETag != "" {
		h.Set("ETag", p.ETag)
	}
	return h
}

func (p problemError) writeTo(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p); err != nil {
		return fmt.Errorf("write a problem: %w", err)
	}
	return nil
}

// What the rules call the revision that must still stand, and what a request does.
const (
	ruleRev = "if_rev"
	ifMatch = "If-Match"
)

// problemOf is the document of an error.
func problemOf(ctx context.Context, err error) problemError {
	var p problemError
	if errors.As(err, &p) {
		p.RequestID = obs.RequestID(ctx)
		return p
	}
	var known *rental.Error
	if !errors.As(err, &known) {
		err = ledger.Unavailable(err) // auth writes too, and by itself
	}
	if errors.Is(err, context.Canceled) {
		// The reader has gone, or central is stopping and ends those that wait.
		err = errors.Join(&rental.Error{
			Code: rental.CodeUnavailable, Reason: "stopping", Message: "the request was ended before it was answered", Hint: "ask again",
		}, err)
	}
	p = problemError{Document: problem.From(err, obs.RequestID(ctx))}
	if p.Field == ruleRev {
		p.Field = ifMatch
	}
	if errors.As(err, &known) && known.Rev != 0 {
		p.ETag = ETag(known.Rev)
	}
	var early *auth.TooEarly
	switch {
	case errors.As(err, &early):
		p.retry = early.Wait
	case p.Status == http.StatusServiceUnavailable:
		p.retry = retryUnavailable
	}
	return p
}

// report logs what is broken here; what a caller did wrong, and an end that was
// asked for, is not.
func (d *Door) report(ctx context.Context, route string, p problemError, err error) {
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		d.Logger.ErrorContext(ctx, "a request failed", "route", route, "request_id", p.RequestID, "error", err)
	}
}

// newError turns what huma finds wrong with a request into our error: the first
// fault with the path of the field.
func newError(status int, msg string, errs ...error) huma.StatusError {
	e := &rental.Error{Code: problem.CodeFor(status), Message: msg}
	e.Reason, e.Hint = whatToDo(status)
	if message, ok := tooLarge(msg); ok {
		e.Message, e.Hint = message, "cut it into several files, and send one after the other"
	}
	for _, err := range errs {
		var own *rental.Error
		if errors.As(err, &own) {
			return problemError{Document: problem.From(own, "")}
		}
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			if strings.HasPrefix(d.ErrorDetail().Location, "query.") {
				status = http.StatusBadRequest // what is not in a body is no matter of its meaning
			}
			explain(e, d.ErrorDetail())
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
	return problemError{Document: doc}
}

func whatToDo(status int) (reason, hint string) {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "body_too_large", "send less at once"
	case http.StatusUnsupportedMediaType:
		return "not_json", "send JSON, as Content-Type: application/json"
	case http.StatusRequestTimeout:
		return "body_too_slow", "send it again, as a whole"
	}
	return "malformed_request", "send a JSON object; GET /v1/openapi.json says which members it takes here"
}

var (
	// lacking is how huma names a member that is not there: its place is the
	// object, its name in the sentence.
	lacking = regexp.MustCompile(`^` + strings.Replace(validation.MsgExpectedRequiredProperty, "%s", `(\w+)`, 1) + `$`)
	// unfit is how our own decoder names a value that does not fit.
	unfit = regexp.MustCompile(`^([\w.]*): (.* does not fit here)$`)
	// overLimit is how huma says that a file is too large.
	overLimit = regexp.MustCompile(`^request body is too large limit=(\d+) bytes$`)
)

// explain says what huma found in words for whoever sent it, with what to do.
func explain(e *rental.Error, d *huma.ErrorDetail) {
	e.Message = d.Message
	e.Field = strings.TrimPrefix(d.Location, "body.")
	for _, in := range []string{"query.", "path.", "header."} {
		e.Field = strings.TrimPrefix(e.Field, in)
	}
	if e.Field == "body" {
		e.Field = ""
	}
	if m := lacking.FindStringSubmatch(d.Message); m != nil {
		e.Field = strings.TrimPrefix(e.Field+"."+m[1], ".")
		e.Message, e.Hint = e.Field+" is missing", "send "+e.Field
		return
	}
	if m := unfit.FindStringSubmatch(d.Message); m != nil {
		e.Field, e.Message = m[1], m[2]
		e.Hint = "send it as a number that is smaller, in digits alone"
		if e.Field != "" {
			e.Message = e.Field + ": " + e.Message
		}
		return
	}
	for _, a := range advice {
		if begins, _, _ := strings.Cut(a.message, "%"); strings.HasPrefix(d.Message, begins) {
			e.Hint = a.hint
			break
		}
	}
	if e.Field != "" {
		e.Hint = strings.ReplaceAll(e.Hint, "FIELD", e.Field)
		e.Message = e.Field + ": " + e.Message
	}
}

// advice is what to do about what huma finds, the more special first.
var advice = []struct{ message, hint string }{
	{validation.MsgUnexpectedProperty, "leave FIELD out: GET /v1/openapi.json lists the members that are taken here"},
	{"unknown query parameter", "leave FIELD out: GET /v1/openapi.json lists the parameters of this path"},
	{validation.MsgExpectedOneOf, "send FIELD as one of these"},
	{"expected string to be RFC 4122 uuid", "send FIELD as an id: the lists give them"},
	{validation.MsgExpectedMatchPattern, "send FIELD in that form"},
	{validation.MsgExpectedMinLength, "send a longer FIELD"},
	{validation.MsgExpectedMaxLength, "send a shorter FIELD"},
	{validation.MsgExpectedMinItems, "send more of FIELD"},
	{validation.MsgExpectedMaxItems, "send fewer of FIELD at once"},
	{validation.MsgExpectedMinimumNumber, "send FIELD as a number that is large enough"},
	{validation.MsgExpectedMaximumNumber, "send FIELD as a number that is small enough"},
	{validation.MsgExpectedInteger, "send FIELD as a whole number, without quotes"},
	{"invalid integer", "send FIELD as a whole number"},
	{"invalid boolean", "send FIELD as true or false"},
	{validation.MsgExpectedNumber, "send FIELD as a number, without quotes"},
	{validation.MsgExpectedBoolean, "send FIELD as true or false, without quotes"},
	{validation.MsgExpectedString, "send FIELD as a JSON string, in quotes"},
	{validation.MsgExpectedArray, "send FIELD as a JSON list"},
	{validation.MsgExpectedObject, "send a JSON object"},
}

// tooLarge says that a file is too large, as people say it.
func tooLarge(msg string) (string, bool) {
	m := overLimit.FindStringSubmatch(msg)
	if m == nil {
		return "", false
	}
	limit, err := strconv.ParseInt(m[1], 10, 64)
	return fmt.Sprintf("the body is larger than %d MiB", limit>>20), err == nil
}
