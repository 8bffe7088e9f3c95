package rental

// Decide says what a command means, given what is known: at a kiosk what the
// dock is told, at central what is true. It changes nothing but the list of
// wanted keys of s.
//
// While keys are wanted the answer is empty and must not be used: load them and
// call again. An error is always an *Error: a refused wish, a malformed command,
// or a user's or token's command without the right. A fact from a kiosk always
// gets a Decision.
//
// What the caller's ledger adds: Meta's rev and times, empty Numbers (orders,
// jobs, exceptions), the AssetCard that follows from each changed Asset, the
// exceptions' rows with their exception.opened events (ExceptionOpenedEvent),
// and FactRecord.Undone once an undo was applied.
func Decide(s *State, c Command, a Actor, now Millis) (Decision, error) {
	if err := wellFormed(c); err != nil {
		return Decision{}, err
	}
	if a.Kind == ActorKiosk && !c.Kind.FromKiosk() {
		return Decision{Verdict: Verdict{Kind: RejectedVerdict, Reason: "not_permitted"}}, nil
	}
	w := newWork(s, c, a, now)
	err := w.decide()
	if len(s.wanted) > 0 {
		return Decision{}, nil
	}
	if err != nil {
		return Decision{}, err
	}
	w.judgeActor()
	w.tellGesture()
	if len(s.wanted) > 0 {
		return Decision{}, nil
	}
	return w.decision(), nil
}

func wellFormed(c Command) error {
	bad := func(field, what string) error {
		return &Error{Code: CodeInvalid, Reason: ReasonMalformed, Message: what, Field: field}
	}
	if c.ID == "" {
		return bad("id", "a command needs an id")
	}
	if c.Body == nil || c.Body.CommandKind() != c.Kind {
		return bad("body", "the body does not belong to the kind "+string(c.Kind))
	}
	var lines []AssetLine
	switch b := c.Body.(type) {
	case CheckOutBody:
		lines = b.Lines
		if b.Due < 0 {
			return bad("body.due", "a thing is due back at a moment after 1970, or at none")
		}
	case CheckInBody:
		lines = b.Lines
	case MoveBody:
		lines = b.Lines
		if b.PlaceID == "" {
			return bad("body.place_id", "a move needs the place")
		}
	case UndoBody:
		if b.Of == "" {
			return bad("body.of", "an undo needs the fact that it takes back")
		}
		return nil
	default:
		return nil
	}
	if len(lines) == 0 {
		return bad("body.lines", "nothing was named")
	}
	return nil
}

func (w *work) decide() error {
	switch b := w.c.Body.(type) {
	case ScanBody:
		return w.scan(b)
	case CheckOutBody:
		return w.checkOut(b)
	case CheckInBody:
		return w.checkIn(b)
	case MoveBody:
		return w.move(b)
	case UndoBody:
		return w.undo(b)
	case LockoutBody:
		w.verdict = applied()
		return nil
	case RentActionCreateBody:
		return w.createOrder(b)
	case RentActionUpdateBody:
		return w.updateOrder(b)
	case RentActionStepBody:
		return w.stepOrderWish(b)
	case ExceptionAnswerBody:
		return w.answerException(b)
	case PutBody:
		return w.putRow(b)
	case RemoveBody:
		return w.removeRow(b)
	case StockEntryBody:
		return w.enterStock(b)
	case StockUndoBody:
		return w.undoStock(b)
	case ReceiveBody:
		return w.receive(b)
	case ReceiveUndoBody:
		return w.undoReceipt(b)
	default:
		return &Error{
			Code: CodeInvalid, Reason: "unknown_kind",
			Message: "no rule knows the command " + string(w.c.Kind), Hint: "update this program",
		}
	}
}

// line records the verdict on line n.
func (w *work) line(n int, v Verdict) { w.lines = append(w.lines, LineVerdict{Line: n, Verdict: v}) }

// decision gathers what was worked out. The item is applied if any line is,
// with the flags of its applied lines; else it has its first line's verdict.
func (w *work) decision() Decision {
	d := Decision{Changes: w.changes, Events: w.events, Exceptions: w.exceptions, Notices: w.notices}
	if len(w.lines) == 0 {
		d.Verdict = w.verdict
		return d
	}
	d.Verdict = w.lines[0].Verdict
	var flags []Flag
	applied := false
	for _, l := range w.lines {
		if l.Kind != Applied {
			continue
		}
		if !applied {
			d.Verdict, applied = l.Verdict, true
		}
		flags = addFlags(flags, l.Flags...)
		if d.Verdict.ExceptionID == "" {
			d.Verdict.ExceptionID = l.ExceptionID
		}
	}
	if applied {
		d.Verdict.Flags = flags
	}
	if len(w.lines) > 1 {
		d.Lines = w.lines
	}
	return d
}

// addFlags returns a fresh list of flags followed by those of more that it
// does not hold yet.
func addFlags(flags []Flag, more ...Flag) []Flag {
	out := append([]Flag(nil), flags...)
next:
	for _, f := range more {
		for _, have := range out {
			if f == have {
				continue next
			}
		}
		out = append(out, f)
	}
	return out
}

func applied(flags ...Flag) Verdict { return Verdict{Kind: Applied, Flags: flags} }

func deferred(reason, missing string) Verdict {
	return Verdict{Kind: Deferred, Reason: reason, Missing: missing}
}

func conflict(reason string, exception ExceptionID) Verdict {
	return Verdict{Kind: Conflict, Reason: reason, ExceptionID: exception}
}
