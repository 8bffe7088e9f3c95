package rental

import (
	"strconv"
	"strings"
)

// RemoveBody takes away a row that was made by mistake: nothing refers to it and
// no fact is about it. IfRev is the revision that must still stand; 0 means any.
type RemoveBody struct {
	Collection Collection `json:"collection"`
	ID         string     `json:"id"`
	IfRev      int64      `json:"if_rev,omitempty"`
}

// CommandKind returns KindRemove.
func (RemoveBody) CommandKind() Kind { return KindRemove }

// Subjects returns nothing: what was removed has no history.
func (RemoveBody) Subjects() []Subject { return nil }

// Reference is how many rows or facts of one sort refer to a row. Who says which,
// in words: "items of this type".
type Reference struct {
	Who   string
	Count int64
}

// ReferenceSet is the value of a References key: what refers to the row, the most
// telling first; empty when nothing does.
type ReferenceSet []Reference

// References: what refers to a row; ReferenceSet. Its id is ReferencesID. Central
// only.
const References Collection = "rows.references"

// ReferencesID is the id of the References key of a row.
func ReferencesID(k Key) string { return string(k.Collection) + "/" + k.ID }

// ReferencesOf returns the row that a References key is about.
func ReferencesOf(k Key) Key {
	c, id, _ := strings.Cut(k.ID, "/")
	return Key{Collection(c), id}
}

// instead says what to do with a row that stays, of the collections whose rows can
// be taken away at all.
var instead = map[Collection]string{
	ItemTypes:  "archive it instead: it leaves the catalogue and keeps its history",
	Assets:     "it has a history and stays; correct it instead",
	Places:     "archive it instead: nothing new is put there",
	TagAliases: "",
	Companies:  "rename it instead, or give what is theirs to another company first",
	Projects:   "set it to done instead",
	People:     "archive the person instead: badges and PIN open nothing any more",
	Badges:     "revoke it instead: it opens nothing any more",
	PINs:       "",
}

// removeRow takes a row away for good, as if it had never been made.
func (w *work) removeRow(b RemoveBody) error {
	hint, removable := instead[b.Collection]
	if !removable {
		return refuse(CodeInvalid, "not_removable", "collection", "rows of "+string(b.Collection)+" are never removed",
			"an order is cancelled, an account or a token closed, a kiosk revoked")
	}
	empty, err := DecodeRow(b.Collection, []byte("{}"))
	if err != nil {
		return err
	}
	if err := w.permitPut(empty); err != nil {
		return err
	}
	old, p := w.row(Key{b.Collection, b.ID})
	switch {
	case p == NotLoaded:
		return nil
	case p != Present:
		return refuse(CodeNotFound, "unknown_row", "id", "there is no such row", "read the list again")
	case b.IfRev > 0 && old.RowMeta().Rev != b.IfRev:
		return StaleAt(old.RowMeta().Rev, b.IfRev)
	}
	e := w.s.get(Key{References, ReferencesID(Key{b.Collection, b.ID})})
	if e.Presence == NotLoaded {
		return nil
	}
	set, known := e.Value.(ReferenceSet)
	if !known {
		return refuse(CodeUnavailable, "unknown_references", "id", "what refers to it is not known here", "remove it at central")
	}
	if len(set) > 0 {
		said := make([]string, len(set))
		for i, r := range set {
			said[i] = r.Who + ": " + strconv.FormatInt(r.Count, 10)
		}
		return refuse(CodeConflict, "in_use", "id", "it cannot be removed: "+strings.Join(said, ", "), hint)
	}
	w.verdict = applied()
	w.remove(old)
	return nil
}

// remove takes a row away and says so.
func (w *work) remove(old Row) {
	k := keyOf(old)
	word := putEvents[k.Collection]
	w.set(k, nil)
	w.emit(word.removed(), word.subject+"/"+k.ID, old.RowMeta().SiteID, RowChanged{ID: k.ID, Name: nameOf(old), SiteID: old.RowMeta().SiteID, At: w.now})
}
