// Package problem turns a rental.Error into an RFC 9457 problem document and
// back, by one table between codes and HTTP statuses.
//
// Invariants: an error that crosses the wire comes back with the same code,
// reason, message, field and hint; an error of any other type crosses as
// "internal" without its text; a body that is no problem document of central's
// never becomes one.
//
// Concurrency: everything is a plain value or a pure function, but Write, which
// belongs to its request's goroutine.
package problem
