package ledger

// Room is nil while gestures are taken, else the error that they would get.
func (l *Ledger) Room() error { return l.room() }
