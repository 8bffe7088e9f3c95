package desk

import (
	"slices"

	"rms/kiosk/desk/card"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// loudness orders the outcomes: of several things to say the loudest is the answer.
var loudness = []rental.Outcome{rental.OutcomeOK, rental.OutcomeDuplicate, rental.OutcomeLook, rental.OutcomeStop}

// lay lays what the rules told the dock over the answer: the loudest notice speaks, and a plain ok leaves the desk's own
// words, which know the person and the place.
func (t *turn) lay(d rental.Decision) {
	for _, n := range d.Notices {
		if slices.Index(loudness, n.Outcome) <= slices.Index(loudness, t.a.Outcome) {
			continue
		}
		t.a.Outcome, t.a.Title, t.a.Detail = n.Outcome, card.Sentence(n.Text, n.Params), nil
		if n.Detail != "" {
			t.a.Detail = ptr(card.Sentence(n.Detail, n.Params))
		}
		if n.Next != "" {
			t.a.Next = stepFor(card.Sentence(n.Next, n.Params), tag.Command(n.NextCode))
		}
	}
}

// stepFor is a next step whose command code is known: its button does what the code does.
func stepFor(label card.Text, c tag.Command) *card.Step {
	s := card.Step{Label: label, Code: string(c)}
	switch mode := card.ModeOf(c); {
	case mode != "":
		s.Verb, s.Value = "mode", mode
	case c == tag.CommandFinish:
		s.Verb = "finish"
	case c == tag.CommandUndo:
		s.Verb = "undo"
	}
	return &s
}
