package ledger_test

import (
	"testing"

	"rms/kiosk/ledger"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// TestTheSameUndoAgain: recording a gesture leaves it as it was, so that the very
// same one can be repeated after an answer that never came.
func TestTheSameUndoAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, store.Options{})
	gesture := func(body rental.Body) ledger.Gesture {
		return ledger.Gesture{ID: newID(), Actor: actor(), Author: syncproto.Author{Verified: rental.VerifiedNone}, Body: body}
	}
	var lines []rental.AssetLine
	lines = append(lines, rental.AssetLine{AssetID: "0190a000-0000-7000-8000-0000000000aa", Tag: "A-1"})
	in := gesture(rental.CheckInBody{Lines: lines})
	record(t, b, in)
	// What an undo touches may have revisions that its author saw.
	touches := in.Body.Subjects()
	touches[0].BaseRev = 7
	undo := gesture(rental.UndoBody{Of: in.ID, Touches: touches})
	first := record(t, b, undo)
	again := record(t, b, undo)
	if !again.Replayed || again.Seq != first.Seq {
		t.Errorf("the same undo again gave %+v, want the receipt of item %d", again, first.Seq)
	}
	if touches[0].BaseRev != 7 {
		t.Errorf("the gesture was changed: base revision %d, want 7", touches[0].BaseRev)
	}
}
