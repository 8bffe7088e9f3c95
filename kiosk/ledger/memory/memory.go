// Package memory is what a recorded item remembers of its decision: what the dock
// was told, the rows before it, and who did it with which rights. It turns them
// into the JSON that the store's columns said, images and actor hold, and back.
//
// Invariants: what is encoded here is decoded here, byte by byte the same for the
// same decision.
//
// Concurrency: functions without state.
package memory

import (
	"encoding/json"
	"fmt"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Said is what the dock was told.
type Said struct {
	Verdict rental.Verdict       `json:"verdict"`
	Lines   []rental.LineVerdict `json:"lines,omitempty"`
	Notices []rental.Notice      `json:"notices,omitempty"`
}

// Decision is what was said as the rules said it, without the rows.
func (s Said) Decision() rental.Decision {
	return rental.Decision{Verdict: s.Verdict, Lines: s.Lines, Notices: s.Notices}
}

// DecodeSaid reads the column said.
func DecodeSaid(raw []byte) (Said, error) {
	var s Said
	if err := json.Unmarshal(raw, &s); err != nil {
		return Said{}, fmt.Errorf("read what the dock was told: %w", err)
	}
	return s, nil
}

// imageJSON is a row before the item; Row is null where there was none.
type imageJSON struct {
	Collection rental.Collection `json:"collection"`
	ID         string            `json:"id"`
	Row        json.RawMessage   `json:"row"`
}

// Note writes the decision's memory into the item.
func Note(it *store.Item, d rental.Decision, c rental.Command, a rental.Actor) error {
	before := []imageJSON{}
	seen := map[rental.Key]bool{}
	for _, ch := range d.Changes {
		if seen[ch.Key] {
			continue // the first one saw the row as it was before the item
		}
		seen[ch.Key] = true
		img := imageJSON{Collection: ch.Key.Collection, ID: ch.Key.ID, Row: json.RawMessage("null")}
		if ch.Before != nil {
			raw, err := json.Marshal(ch.Before)
			if err != nil {
				return fmt.Errorf("encode a row's image: %w", err)
			}
			img.Row = raw
		}
		before = append(before, img)
	}
	for _, part := range []struct {
		into  *[]byte
		value any
	}{
		{&it.SaidJSON, Said{Verdict: d.Verdict, Lines: d.Lines, Notices: d.Notices}},
		{&it.ImagesJSON, before}, {&it.ActorJSON, a},
	} {
		raw, err := json.Marshal(part.value)
		if err != nil {
			return fmt.Errorf("encode what an item remembers: %w", err)
		}
		*part.into = raw
	}
	it.Undoes = ""
	if b, ok := c.Body.(rental.UndoBody); ok && d.Verdict.Kind == rental.Applied {
		it.Undoes = b.Of
	}
	return nil
}

// DecodeImages reads the column images.
func DecodeImages(raw []byte) ([]rental.Image, error) {
	var stored []imageJSON
	if err := json.Unmarshal(raw, &stored); err != nil {
		return nil, fmt.Errorf("read an item's images: %w", err)
	}
	all := make([]rental.Image, 0, len(stored))
	for _, s := range stored {
		img := rental.Image{Key: rental.Key{Collection: s.Collection, ID: s.ID}}
		if len(s.Row) > 0 && string(s.Row) != "null" {
			var err error
			if img.Row, err = rental.DecodeRow(s.Collection, s.Row); err != nil {
				return nil, err
			}
		}
		all = append(all, img)
	}
	return all, nil
}

// DecodeActor reads the column actor.
func DecodeActor(raw []byte) (rental.Actor, error) {
	var a rental.Actor
	if err := json.Unmarshal(raw, &a); err != nil {
		return rental.Actor{}, fmt.Errorf("read an item's actor: %w", err)
	}
	return a, nil
}

// Images are the rows that a decision wants, each once, with the Meta that the
// ledger owes them: the base row's revision, and who changed it when.
func Images(d rental.Decision, c rental.Command, a rental.Actor) []store.Image {
	var all []store.Image
	at := map[rental.Key]int{}
	for _, ch := range d.Changes {
		img := store.Image{Key: ch.Key, Row: withMeta(ch, c, a)}
		if i, ok := at[ch.Key]; ok {
			all[i] = img
			continue
		}
		at[ch.Key] = len(all)
		all = append(all, img)
	}
	return all
}

func withMeta(ch rental.Change, c rental.Command, a rental.Actor) rental.Row {
	if ch.Row == nil {
		return nil
	}
	m := ch.Row.RowMeta()
	m.UpdatedAt, m.UpdatedBy = c.Occurred.T, a.String()
	m.Rev, m.CreatedAt, m.CreatedBy = 0, m.UpdatedAt, m.UpdatedBy
	if ch.Before != nil {
		was := ch.Before.RowMeta()
		m.Rev, m.CreatedAt, m.CreatedBy = was.Rev, was.CreatedAt, was.CreatedBy
	}
	return ch.Row.WithMeta(m)
}
