package ledger

import (
	"errors"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Room is nil while gestures are taken, else the error that they would get.
func (l *Ledger) Room() error { return l.room() }

// SetDamaged says whether the database's file is known to be broken. While it is,
// nothing is written, by gestures or by sync; what was recorded is still answered.
func (l *Ledger) SetDamaged(damaged bool) {
	if l.damaged.Swap(damaged) != damaged {
		l.announce()
	}
}

func damaged() error {
	return &rental.Error{
		Code: rental.CodeInternal, Reason: store.ReasonDamaged, Message: "this kiosk's database is damaged: nothing is recorded",
		Hint: "keep the data directory as it is, use another kiosk, and call the office",
	}
}

// gone is the refusal of a gesture that nobody would find again. Sync goes on:
// what was recorded before may still reach central.
func gone(err error) error {
	return errors.Join(&rental.Error{
		Code: rental.CodeInternal, Reason: store.ReasonGone, Message: "this kiosk's database was deleted or moved away: nothing is recorded",
		Hint: "put the file back at its place, or use another kiosk; do not stop this one before the office has looked at it",
	}, err)
}
