package session

import (
	"slices"

	"rms/kiosk/desk/card"
	"rms/syncproto/rental"
)

// MaxQuantity is the most of one type that a line asks for; more is a slip of the finger.
const MaxQuantity = 9999

// maxLines bounds an order, so that it fits into one item.
const maxLines = 200

// Draft is the order being written.
type Draft struct {
	Project rental.ProjectID `json:"project,omitempty"`
	Place   rental.PlaceID   `json:"place,omitempty"`
	Start   rental.Millis    `json:"start,omitempty"`
	End     rental.Millis    `json:"end,omitempty"`
	Lines   []DraftLine      `json:"lines,omitempty"`
}

// DraftLine asks for a quantity of a type.
type DraftLine struct {
	Type     rental.ItemTypeID `json:"type"`
	Quantity int64             `json:"quantity"`
}

// Set makes a line ask for a quantity; 0 removes it. It reports whether there was room.
func (d *Draft) Set(typ rental.ItemTypeID, quantity int64) bool {
	i := slices.IndexFunc(d.Lines, func(l DraftLine) bool { return l.Type == typ })
	switch {
	case quantity <= 0 && i >= 0:
		d.Lines = slices.Delete(d.Lines, i, i+1)
	case quantity <= 0:
	case i >= 0:
		d.Lines[i].Quantity = quantity
	case len(d.Lines) >= maxLines:
		return false
	default:
		d.Lines = append(d.Lines, DraftLine{Type: typ, Quantity: quantity})
	}
	return true
}

// Missing is what the draft still needs, in the order in which it is asked for.
func (d Draft) Missing() []card.Text {
	var m []card.Text
	if len(d.Lines) == 0 {
		m = append(m, card.Say("missing.lines"))
	}
	if d.Place == "" {
		m = append(m, card.Say("missing.place"))
	}
	if d.Start == 0 {
		m = append(m, card.Say("missing.start"))
	}
	if d.End == 0 || d.End <= d.Start {
		m = append(m, card.Say("missing.end"))
	}
	return m
}
