// Package page turns what somebody asks of a list (filter, order, place in it)
// into one statement of bounded work.
//
// Invariants. A list is walked along an index in its order, or the rows of a
// search that finds few are sorted; no statement reads a table from end to end. A
// cursor is good for the list, the filter and the order that it was made under.
//
// Concurrency. Nothing in here is shared; a Query belongs to who made it.
package page

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rms/syncproto/rental"
)

// The sizes of a page of a list.
const (
	Default = 50
	Max     = 500
	// MaxTotal is how far rows are counted: some 10 ms of an index.
	MaxTotal = 200_000
	// maxBranches is how many searches one list may become: each gives a page.
	maxBranches = 64
)

// ErrBadCursor means that a list's cursor was not made by this list.
var ErrBadCursor = errors.New("the cursor was not made by this list")

// Page asks for part of a list. After is the cursor that came with the page
// before, empty for the first; Limit 0 means Default; Sort is the name of one of
// the list's orders, - before it for the other way round, empty for the first.
type Page struct {
	Limit int
	After string
	Sort  string
	// Total is where the number of all rows under the filter goes, at most
	// MaxTotal; nil: they are not counted.
	Total *int64
}

// Rows is how many rows the page has at most.
func (p Page) Rows() int {
	if p.Limit <= 0 {
		return Default
	}
	return min(p.Limit, Max)
}

// Order is a way to sort a list: by a column, then by id. An index of (Column, id)
// serves it.
type Order struct {
	Name   string // as a caller asks for it
	Column string
	Desc   bool
	Text   bool // the column holds text, not a number
	Unique bool // no two rows have the same: the id need not decide
	// With are the columns with an index of (column, Column, id): what they search
	// comes out in order.
	With []string
}

// Orders are the ways to sort a list, the default first.
type Orders []Order

// Pick returns the order that a page asks for.
func (o Orders) Pick(sort string) (Order, error) {
	if sort == "" {
		return o[0], nil
	}
	name, desc := strings.CutPrefix(sort, "-")
	names := make([]string, len(o))
	for i, order := range o {
		if order.Name == name {
			order.Desc = desc
			return order, nil
		}
		names[i] = order.Name
	}
	return Order{}, &rental.Error{
		Code: rental.CodeInvalid, Reason: "unknown_sort", Field: "sort", Message: fmt.Sprintf("this list is not sorted by %q", name),
		Hint: "sort by one of " + strings.Join(names, ", ") + ", with - before it for the other way round",
	}
}

// Position is a place in a list: the last row's value of the ordering column and
// its id, and of which list. In another list, or under another filter, the same
// place would leave rows out without a word.
type Position struct {
	Key any    `json:"k"`
	ID  string `json:"i"`
	Of  string `json:"l"`
}

// Cursor is the position as callers are given it.
func (p Position) Cursor() (string, error) {
	if b, is := p.Key.([]byte); is {
		p.Key = string(b)
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("make a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func parse(s string, text bool, of string) (Position, error) {
	var p Position
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return p, ErrBadCursor
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&p); err != nil || p.Of != of {
		return p, ErrBadCursor
	}
	if _, is := p.Key.(string); is && text {
		return p, nil
	}
	number, is := p.Key.(json.Number)
	if !is || text {
		return p, ErrBadCursor
	}
	if p.Key, err = number.Int64(); err != nil {
		return p, ErrBadCursor
	}
	return p, nil
}

func (o Order) serves(column string) bool { return slices.Contains(o.With, column) }
