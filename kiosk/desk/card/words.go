package card

import (
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// The modes of the desk.
const (
	ModeIdle     = "idle"
	ModeOut      = "out"
	ModeIn       = "in"
	ModeMove     = "move"
	ModeNewOrder = "new_order"
)

// What a code or tap was taken for.
const (
	KindItem     = "item"
	KindType     = "type"
	KindPlace    = "place"
	KindOrder    = "order"
	KindPerson   = "person"
	KindCommand  = "command"
	KindQuestion = "question"
	KindMisread  = "misread"
	KindUnknown  = "unknown"
)

// What was done.
const (
	VerbLook    = "look"
	VerbOut     = "out"
	VerbIn      = "in"
	VerbMove    = "move"
	VerbSignIn  = "sign_in"
	VerbSignOut = "sign_out"
	VerbOpen    = "open"
	VerbFinish  = "finish"
	VerbUndo    = "undo"
	VerbAdd     = "add"
	VerbAsk     = "ask"
	VerbNone    = "none"
)

// Say returns the sentence of key with its parameters as name, value pairs.
func Say(key string, pairs ...string) Text {
	t := Text{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if t.Names == nil {
			t.Names = map[string]string{}
		}
		t.Names[pairs[i]] = pairs[i+1]
	}
	return t
}

// When adds a moment to the sentence.
func (t Text) When(name string, at rental.Millis) Text {
	times := map[string]int64{name: int64(at)}
	for k, v := range t.Times {
		times[k] = v
	}
	t.Times = times
	return t
}

// Count adds a count to the sentence.
func (t Text) Count(name string, n int64) Text {
	counts := map[string]int64{name: n}
	for k, v := range t.Counts {
		counts[k] = v
	}
	t.Counts = counts
	return t
}

// Line is a next step without a button.
func Line(key string, pairs ...string) *Step { return &Step{Label: Say(key, pairs...)} }

// Ptr is the step as an answer holds it.
func (s Step) Ptr() *Step { return &s }

// Button is a next step with its tap and, where there is one, the code that does the same.
func Button(key, verb, value string, code tag.Command, pairs ...string) Step {
	return Step{Label: Say(key, pairs...), Verb: verb, Value: value, Code: string(code)}
}

// ModeCode is the command code that enters a mode.
func ModeCode(mode string) tag.Command {
	switch mode {
	case ModeOut:
		return tag.CommandOut
	case ModeIn:
		return tag.CommandIn
	case ModeMove:
		return tag.CommandMove
	case ModeNewOrder:
		return tag.CommandNewOrder
	}
	return ""
}

// ModeOf is the mode that a command code enters, "" for other commands.
func ModeOf(c tag.Command) string {
	for _, m := range []string{ModeOut, ModeIn, ModeMove, ModeNewOrder} {
		if ModeCode(m) == c {
			return m
		}
	}
	return ""
}
