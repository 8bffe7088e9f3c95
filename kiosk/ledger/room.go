package ledger

import (
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
