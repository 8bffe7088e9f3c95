package desk

import (
	"slices"
	"strconv"

	"rms/kiosk/desk/card"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// loudness orders the outcomes: of several things to say the loudest is the answer.
var loudness = []rental.Outcome{rental.OutcomeOK, rental.OutcomeDuplicate, rental.OutcomeLook, rental.OutcomeStop}

// moments are the parameters of notices that are times in ms.
var moments = []string{"due", "since", "at", "from", "as_of", "start", "end", "until"}

// lay lays what the rules told the dock over the answer: the loudest notice speaks, and a plain ok leaves the desk's own
// words, which know the person and the place.
func (t *turn) lay(d rental.Decision) {
	for _, n := range d.Notices {
		if slices.Index(loudness, n.Outcome) <= slices.Index(loudness, t.a.Outcome) {
			continue
		}
		t.a.Outcome, t.a.Title, t.a.Detail = n.Outcome, sentence(n.Text, n.Params), nil
		if n.Detail != "" {
			t.a.Detail = ptr(sentence(n.Detail, n.Params))
		}
		if n.Next != "" {
			t.a.Next = stepFor(sentence(n.Next, n.Params), tag.Command(n.NextCode))
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

// sentence makes a Text of a key and parameters as texts: times and counts get their kinds back.
func sentence(key string, params map[string]string) card.Text {
	t := card.Text{Key: key}
	for name, value := range params {
		n, err := strconv.ParseInt(value, 10, 64)
		switch {
		case err == nil && slices.Contains(moments, name):
			t = t.When(name, rental.Millis(n))
		case err == nil && name == "n":
			t = t.Count(name, n)
		default:
			if t.Names == nil {
				t.Names = map[string]string{}
			}
			t.Names[name] = value
		}
	}
	return t
}
