// Package jsontext looks at JSON as it was sent, before a decoder makes values of
// it: a decoder replaces what is no text, and of two members of one name it keeps
// the last, both without a word.
//
// Invariants. The bytes are only read. What is no JSON at all is nobody's fault
// here: the decoder that comes after says it better.
//
// Concurrency. Everything is a pure function.
package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reason says what is wrong with a text.
type Reason string

// The reasons of faults.
const (
	NotUTF8       Reason = "not_utf8"          // bytes that are no UTF-8
	HalfCharacter Reason = "half_character"    // an escape of half a surrogate pair
	Control       Reason = "control_character" // NUL, escape, delete and their kin
	Blank         Reason = "blank_text"        // something was sent, and nothing can be seen of it
	Repeated      Reason = "repeated_member"   // two members of one name
)

// Fault is the first thing that is wrong, and where: lines[0].name.
type Fault struct {
	Path   string
	Reason Reason
}

// Error says it in one line.
func (f *Fault) Error() string { return fmt.Sprintf("%s at %q", f.Reason, f.Path) }

// Value is a name, a string or a number with its place. Start and End bound its
// literal, quotes included.
type Value struct {
	Name       string
	IsName     bool
	Again      bool // a name that this object has had before
	Start, End int
	// Text is a string's or name's decoded value, Number a number's literal.
	Text   string
	Number json.Number

	at *walker // where Path is
}

// Path is where the value is; it is asked for while the value is visited, and told
// only then: hardly anybody asks.
func (v Value) Path() string { return v.at.path() }

// Walk shows every name, string and number to visit, in order, until visit fails.
// It ends without an error at bytes that are no JSON.
func Walk(raw []byte, visit func(Value) error) error {
	w := walker{dec: json.NewDecoder(bytes.NewReader(raw)), raw: raw}
	w.dec.UseNumber()
	for {
		before := int(w.dec.InputOffset())
		token, err := w.dec.Token()
		var bad *json.SyntaxError
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &bad) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("walk JSON: %w", err)
		}
		if err := w.step(token, before, visit); err != nil {
			return err
		}
		if len(w.stack) > maxDepth {
			return nil // no decoder takes it
		}
	}
}

// maxDepth is how deep JSON may nest: encoding/json decodes nothing deeper, and a
// body of nothing but brackets is not worth a second's work.
const maxDepth = 10_000

type walker struct {
	dec   *json.Decoder
	raw   []byte
	stack []frame
}

// frame is an object or a list that is open.
type frame struct {
	list     bool
	index    int
	name     string
	inMember bool // the name was read, its value comes next
	names    map[string]bool
}

func (w *walker) step(token json.Token, before int, visit func(Value) error) error {
	top := len(w.stack) - 1
	v := Value{End: int(w.dec.InputOffset()), at: w}
	if text, ok := token.(string); ok {
		v.Text, v.Start = text, before+max(bytes.IndexByte(w.raw[before:v.End], '"'), 0)
		if top >= 0 && !w.stack[top].list && !w.stack[top].inMember {
			f := &w.stack[top]
			f.name, f.inMember, v.Again = text, true, f.names[text]
			f.names[text] = true
			v.IsName, v.Name = true, text
			return visit(v)
		}
	}
	if top >= 0 {
		v.Name = w.stack[top].name
	}
	switch x := token.(type) {
	case json.Delim:
		if x == '{' || x == '[' {
			f := frame{list: x == '['}
			if !f.list {
				f.names = map[string]bool{}
			}
			w.stack = append(w.stack, f)
			return nil
		}
		w.stack = w.stack[:top]
	case string:
		if err := visit(v); err != nil {
			return err
		}
	case json.Number:
		v.Number, v.Start = x, v.End-len(x)
		if err := visit(v); err != nil {
			return err
		}
	}
	if top = len(w.stack) - 1; top >= 0 {
		w.stack[top].index++
		w.stack[top].inMember = false
	}
	return nil
}

// maxPath is how many levels of a path are told.
const maxPath = 16

func (w *walker) path() string {
	var out strings.Builder
	for _, f := range w.stack[:min(len(w.stack), maxPath)] {
		if f.list {
			out.WriteString("[" + strconv.Itoa(f.index) + "]")
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('.')
		}
		out.WriteString(f.name)
	}
	return out.String()
}

// Intact returns a *Fault when decoding would not keep a text as it was sent.
func Intact(raw []byte) error {
	if !utf8.Valid(raw) || bytes.Contains(raw, []byte(`\u`)) {
		if err := Walk(raw, func(v Value) error { return intact(raw, v) }); err != nil {
			return err
		}
	}
	if !utf8.Valid(raw) {
		return &Fault{Reason: NotUTF8}
	}
	return nil
}

func intact(raw []byte, v Value) error {
	literal := raw[v.Start:v.End]
	switch {
	case v.Number != "":
		return nil
	case !utf8.Valid(literal):
		return &Fault{Path: v.Path(), Reason: NotUTF8}
	case halved(literal):
		return &Fault{Path: v.Path(), Reason: HalfCharacter}
	}
	return nil
}

// halved reports an escaped surrogate without its other half.
func halved(literal []byte) bool {
	for i := 0; i+1 < len(literal); i++ {
		if literal[i] != '\\' {
			continue
		}
		i++ // past the backslash, and so past an escaped one
		switch first := unit(literal, i); {
		case first >= 0xdc00 && first <= 0xdfff:
			return true
		case first >= 0xd800 && first <= 0xdbff:
			if i+5 >= len(literal) || literal[i+5] != '\\' {
				return true
			}
			if second := unit(literal, i+6); second < 0xdc00 || second > 0xdfff {
				return true
			}
			i += 6
		}
	}
	return false
}

// unit is the UTF-16 unit of the uXXXX at i, or -1.
func unit(literal []byte, i int) int64 {
	if i+4 >= len(literal) || literal[i] != 'u' {
		return -1
	}
	n, err := strconv.ParseInt(string(literal[i+1:i+5]), 16, 32)
	if err != nil {
		return -1
	}
	return n
}

// Plain is Intact, and returns a *Fault as well for control characters, for text
// that is nothing but blanks, and for a member that comes twice. lines says which
// members, by name, may hold line breaks and tabs. also sees every value that is
// plain, as Walk shows it: to read a text twice would cost as much again.
func Plain(raw []byte, lines func(name string) bool, also func(Value)) error {
	if err := Intact(raw); err != nil {
		return err
	}
	return Walk(raw, func(v Value) error {
		switch {
		case v.Number != "":
		case controls(v.Text, !v.IsName && lines(v.Name)):
			return &Fault{Path: v.Path(), Reason: Control}
		case v.Again:
			return &Fault{Path: v.Path(), Reason: Repeated}
		case !v.IsName && v.Text != "" && strings.TrimFunc(v.Text, unseen) == "":
			return &Fault{Path: v.Path(), Reason: Blank}
		}
		also(v)
		return nil
	})
}

func controls(text string, lines bool) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && (!lines || r != '\n' && r != '\r' && r != '\t')
	})
}

func unseen(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }
