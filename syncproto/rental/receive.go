package rental

import (
	"errors"
	"fmt"
	"slices"
)

// The kinds of receiving stock; only central takes them.
const (
	// KindReceive makes new things of one type, all or none: a receipt, whose id is
	// the command's.
	KindReceive Kind = "receive"
	// KindReceiveUndo takes things of a receipt out of the books again, which nobody
	// has touched since.
	KindReceiveUndo Kind = "receive_undo"
)

// MaxReceive is how many things one receipt holds: what a person unpacks, and what
// one transaction writes while nobody waits for long.
const MaxReceive = 500

// ReceiveBody says that new things have come to PlaceID, which is their home.
type ReceiveBody struct {
	ItemTypeID   ItemTypeID `json:"item_type_id"`
	PlaceID      PlaceID    `json:"place_id"`
	OwnerID      CompanyID  `json:"owner_id,omitempty"`
	MustReturnBy Millis     `json:"must_return_by,omitempty"`
	Notes        string     `json:"notes,omitempty"`
	Things       []Received `json:"lines"`
}

// Received is one of the new things.
type Received struct {
	AssetID AssetID `json:"asset_id"`
	Tag     string  `json:"tag"`
	Serial  string  `json:"serial,omitempty"`
}

// ReceiveUndoBody takes back the receipt Of: the things named, else all that are
// still there.
type ReceiveUndoBody struct {
	Of       ItemID    `json:"of"`
	AssetIDs []AssetID `json:"asset_ids,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// CommandKind returns KindReceive.
func (ReceiveBody) CommandKind() Kind { return KindReceive }

// Subjects returns the new things.
func (b ReceiveBody) Subjects() []Subject { return ReceiveUndoBody{AssetIDs: b.ids()}.Subjects() }

func (b ReceiveBody) ids() []AssetID {
	out := make([]AssetID, len(b.Things))
	for i, t := range b.Things {
		out[i] = t.AssetID
	}
	return out
}

// CommandKind returns KindReceiveUndo.
func (ReceiveUndoBody) CommandKind() Kind { return KindReceiveUndo }

// Subjects returns the things that were named.
func (b ReceiveUndoBody) Subjects() []Subject {
	out := make([]Subject, len(b.AssetIDs))
	for i, id := range b.AssetIDs {
		out[i] = Subject{Type: TargetAsset, ID: string(id)}
	}
	return out
}

// receive puts every new thing as it would be put alone, or none of them.
func (w *work) receive(b ReceiveBody) error {
	if err := w.permitWish(ActPutCatalog, false); err != nil {
		return err
	}
	if n := len(b.Things); n == 0 || n > MaxReceive {
		return refuse(CodeInvalid, "bad_quantity", "lines", fmt.Sprintf("a receipt holds 1 to %d things, not %d", MaxReceive, n), "receive them in parts")
	}
	if b.PlaceID == "" {
		return refuse(CodeInvalid, "unknown_place", "place_id", "it is not said where the things are", "name the place that is their home")
	}
	w.verdict = applied()
	var first error
	tags := map[string]bool{}
	for i, t := range b.Things {
		row, err := w.received(b, t)
		if err == nil && tags[t.Tag] {
			err = refuse(CodeConflict, "duplicate", "tag", "the tag "+t.Tag+" is on this receipt twice", "scan each thing once")
		}
		tags[t.Tag] = true
		if err == nil {
			w.put(row)
			w.emitPut(row, nil)
		} else if first == nil { // what else is wanted is asked for in the same round
			first = ofThing(err, i)
		}
	}
	return first
}

// received is one new thing as it is to be written.
func (w *work) received(b ReceiveBody, t Received) (Row, error) {
	row := Asset{
		ID: t.AssetID, Tag: t.Tag, Serial: t.Serial, ItemTypeID: b.ItemTypeID, HomePlaceID: b.PlaceID, OwnerID: b.OwnerID,
		MustReturnBy: b.MustReturnBy, Notes: b.Notes,
	}
	if t.AssetID == "" {
		return nil, refuse(CodeInvalid, "missing_id", "id", "a row needs an id", "")
	}
	if _, p := w.row(keyOf(row)); p == Present {
		return nil, refuse(CodeConflict, "already_exists", "id", "there is such a row already", "mint a new id")
	}
	return w.checkAsset(row, nil)
}

// ofThing says which thing an error about its own members is about.
func ofThing(err error, at int) error {
	var e *Error
	if !errors.As(err, &e) || e.Field != "tag" && e.Field != "id" {
		return err
	}
	named := *e
	named.Field = fmt.Sprintf("lines[%d].%s", at, e.Field)
	return &named
}

// undoReceipt removes things of a receipt. A thing that was written since, or that
// anything refers to, is no longer only on paper.
func (w *work) undoReceipt(b ReceiveUndoBody) error {
	if err := w.permitWish(ActPutCatalog, false); err != nil {
		return err
	}
	rec, p := w.fact(b.Of)
	if p == NotLoaded {
		return nil
	}
	receipt, ok := rec.Body.(ReceiveBody)
	if p != Present || !ok || rec.Verdict.Kind != Applied {
		return refuse(CodeNotFound, "unknown_receipt", "of", "there is no such receipt", "look at the history of one of its items")
	}
	ids, all := b.AssetIDs, receipt.ids()
	if len(ids) == 0 {
		ids = all
	}
	w.verdict = applied()
	var first error
	gone := 0
	for i, id := range ids {
		there, err := w.unreceive(id, slices.Contains(all, id))
		if !there {
			gone++
		}
		if err == nil && !there && len(b.AssetIDs) > 0 {
			err = refuse(CodeNotFound, "not_on_receipt", fmt.Sprintf("asset_ids[%d]", i), "this item is not on the receipt, or no longer", "read the receipt again")
		}
		if first == nil {
			first = err
		}
	}
	if first == nil && gone == len(ids) {
		first = refuse(CodeConflict, "already_undone", "of", "all of this receipt was taken back before", "")
	}
	return first
}

// unreceive removes one thing; there is false where it is not.
func (w *work) unreceive(id AssetID, mine bool) (there bool, err error) {
	refs := Key{References, ReferencesID(Key{Assets, string(id)})}
	w.ask(refs)
	a, p := find[Asset](w, string(id))
	if p != Present || !mine {
		return false, nil
	}
	set, known := w.s.get(refs).Value.(ReferenceSet)
	why := "was changed or moved since"
	switch {
	case len(set) > 0:
		why = "has been used since: " + set[0].Who
	case known && a.Rev == 1 && a.LastFact == "":
		w.remove(a)
		return true, nil
	}
	return true, refuse(CodeConflict, "touched_since", "of", "the item "+a.Tag+" "+why, "what happened to a thing is not taken back: correct it, or write it off")
}
