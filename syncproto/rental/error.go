package rental

import "errors"

// Code classifies an Error; package problem maps it to an HTTP status.
type Code string

// The codes that cross the wire.
const (
	CodeInvalid            Code = "invalid"
	CodeNotFound           Code = "not_found"
	CodeConflict           Code = "conflict"
	CodePreconditionFailed Code = "precondition_failed"
	CodeUnauthenticated    Code = "unauthenticated"
	CodeForbidden          Code = "forbidden"
	CodeUnavailable        Code = "unavailable"
	CodeRateLimited        Code = "rate_limited"
	CodeTooLarge           Code = "too_large"
	CodeInternal           Code = "internal"
)

// ReasonMalformed is the reason of a command that does not say what it must,
// whatever is on record: it is rejected, where any other wish is refused.
const ReasonMalformed = "malformed_command"

// Codes lists every code, in the order of the problem table.
func Codes() []Code {
	return []Code{
		CodeInvalid, CodeNotFound, CodeConflict, CodePreconditionFailed, CodeUnauthenticated,
		CodeForbidden, CodeUnavailable, CodeRateLimited, CodeTooLarge, CodeInternal,
	}
}

// Error is the one error that crosses the wire. Reason is a stable snake_case
// word that programs match ("asset_already_out"); Message is for people; Field
// names the offending input, as a JSON path; Hint is the next thing to do.
type Error struct {
	Code    Code   `json:"code"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Hint    string `json:"hint,omitempty"`
	// Rev is the revision that the row has now, where it is not the one that a
	// change was made from; else 0. It stays on its side of the wire.
	Rev int64 `json:"-"`
}

// Error returns the message with its hint.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + " (" + e.Hint + ")"
}

// Is reports whether target is an *Error with the same code, and the same
// reason where target names one: errors.Is(err, &Error{Code: CodeNotFound}).
func (e *Error) Is(target error) bool {
	var t *Error
	if !errors.As(target, &t) {
		return false
	}
	return e.Code == t.Code && (t.Reason == "" || t.Reason == e.Reason)
}

// CodeOf returns the Code of the first *Error in err's chain, CodeInternal for
// any other error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// ReasonOf returns the Reason of the first *Error in err's chain, else "".
func ReasonOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}
