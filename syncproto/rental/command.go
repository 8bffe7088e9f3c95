package rental

// Kind names a command. The kinds that kiosks mint travel as items.
type Kind string

// The kinds that a kiosk may mint, schema 1.
const (
	KindScan             Kind = "scan"
	KindCheckOut         Kind = "check_out"
	KindCheckIn          Kind = "check_in"
	KindMove             Kind = "move"
	KindUndo             Kind = "undo"
	KindLockout          Kind = "lockout"
	KindRentActionCreate Kind = "rent_action_create"
	KindRentActionSubmit Kind = "rent_action_submit"
	KindRentActionCancel Kind = "rent_action_cancel"
	KindExceptionAnswer  Kind = "exception_answer"
)

// The kinds that only central takes, from users, tokens and the command line.
const (
	KindRentActionApprove Kind = "rent_action_approve"
	KindRentActionReject  Kind = "rent_action_reject"
	KindRentActionUpdate  Kind = "rent_action_update"
	// KindPut creates or replaces one catalogue row (item type, asset, place,
	// company, person, badge, PIN, project, alias, demo code, user, token, kiosk).
	KindPut Kind = "put"
	// KindRemove takes away one such row that nothing refers to.
	KindRemove Kind = "remove"
	// KindStockEntry changes or counts a pool of counted things.
	KindStockEntry Kind = "stock_entry"
	// KindStockUndo takes such an entry back.
	KindStockUndo Kind = "stock_undo"
)

// Fact reports whether k states what physically happened. A fact from an
// authentic kiosk is never refused; every other kind is a wish.
func (k Kind) Fact() bool {
	switch k {
	case KindScan, KindCheckOut, KindCheckIn, KindMove, KindUndo, KindLockout:
		return true
	default:
		return false
	}
}

// FromKiosk reports whether a kiosk may mint k.
func (k Kind) FromKiosk() bool {
	switch k {
	case KindScan, KindCheckOut, KindCheckIn, KindMove, KindUndo, KindLockout,
		KindRentActionCreate, KindRentActionSubmit, KindRentActionCancel, KindExceptionAnswer:
		return true
	default:
		return false
	}
}

// Command is one gesture, whichever door it came through. Origin says where:
// at a kiosk its id, site and returns place; at central the zero value.
type Command struct {
	ID       ItemID
	Kind     Kind
	Schema   int
	Occurred Occurred
	Origin   Origin
	Body     Body
}

// Origin is where a gesture was made.
type Origin struct {
	KioskID        KioskID
	SiteID         SiteID
	ReturnsPlaceID PlaceID
}

// Body is the part of a command that depends on its kind: one struct a kind.
type Body interface {
	// CommandKind returns the kind that the body belongs to.
	CommandKind() Kind
	// Subjects lists every entity that the command touches, in a stable order.
	Subjects() []Subject
}

// Subject is an entity that a command touches. BaseRev is the revision that
// the author saw; 0 means unknown.
type Subject struct {
	Type    TargetType `json:"type"`
	ID      string     `json:"id"`
	BaseRev int64      `json:"base_rev"`
}

// AssetLine is one thing of a gesture over many. Tag is what was read, for
// people and for the day when the id is not known. LineID binds the thing to a
// line of the order; empty lets Decide choose.
type AssetLine struct {
	AssetID AssetID `json:"asset_id"`
	Tag     string  `json:"tag,omitempty"`
	LineID  LineID  `json:"line_id,omitempty"`
}

// ScanBody is a read that made no other fact. Raw is at most 4 KiB; Length and
// SHA256 (lower-case hex) describe the whole read where it was longer.
type ScanBody struct {
	Raw       []byte     `json:"raw_b64"`
	Printable string     `json:"raw"`
	Length    int        `json:"length,omitempty"`
	SHA256    string     `json:"sha256,omitempty"`
	Source    string     `json:"source,omitempty"`
	Mode      string     `json:"mode,omitempty"`
	Outcome   Outcome    `json:"outcome,omitempty"`
	Target    TargetType `json:"target,omitempty"`
	TargetID  string     `json:"target_id,omitempty"`
	PlaceID   PlaceID    `json:"place_id,omitempty"`
	// RentActionID is the order that was open at the kiosk when it was read.
	RentActionID RentActionID `json:"rent_action_id,omitempty"`
}

// CheckOutBody says that things left: on an order, else to a person (ad hoc).
type CheckOutBody struct {
	RentActionID  RentActionID `json:"rent_action_id,omitempty"`
	ProjectID     ProjectID    `json:"project_id,omitempty"`
	HolderID      PersonID     `json:"holder_id,omitempty"`
	HolderName    string       `json:"holder_name,omitempty"`
	DestinationID PlaceID      `json:"destination_id,omitempty"`
	Due           Millis       `json:"due,omitempty"`
	Lines         []AssetLine  `json:"lines"`
}

// CheckInBody says that things came back to PlaceID.
type CheckInBody struct {
	PlaceID PlaceID     `json:"place_id,omitempty"`
	Lines   []AssetLine `json:"lines"`
}

// MoveBody says that things stand at PlaceID now.
type MoveBody struct {
	PlaceID PlaceID     `json:"place_id"`
	Lines   []AssetLine `json:"lines"`
}

// UndoBody takes back the fact Of. Touches lists what that fact touched.
type UndoBody struct {
	Of      ItemID    `json:"of"`
	Reason  string    `json:"reason,omitempty"`
	Touches []Subject `json:"touches,omitempty"`
}

// LockoutBody says that a person was locked out after too many wrong PINs.
type LockoutBody struct {
	PersonID PersonID `json:"person_id"`
	Tries    int      `json:"tries"`
}

// RentActionCreateBody asks for a new order, as a draft.
type RentActionCreateBody struct {
	RentActionID  RentActionID `json:"rent_action_id"`
	Number        Number       `json:"number,omitempty"`
	RequesterID   PersonID     `json:"requester_id,omitempty"`
	RequesterName string       `json:"requester_name,omitempty"`
	ProjectID     ProjectID    `json:"project_id,omitempty"`
	Title         string       `json:"title,omitempty"`
	Window        Window       `json:"window"`
	DestinationID PlaceID      `json:"destination_id,omitempty"`
	SiteID        SiteID       `json:"site_id,omitempty"`
	Priority      int          `json:"priority,omitempty"`
	IsASAP        bool         `json:"is_asap,omitempty"`
	Notes         string       `json:"notes,omitempty"`
	Lines         []Line       `json:"lines"`
}

// RentActionStepBody is the body of submit, cancel, approve and reject.
type RentActionStepBody struct {
	Step         Kind         `json:"-"`
	RentActionID RentActionID `json:"rent_action_id"`
	Reason       string       `json:"reason,omitempty"`
	// IfRev is the revision that must still stand (If-Match); 0 means any.
	IfRev int64 `json:"if_rev,omitempty"`
}

// ExceptionAnswerBody answers an exception; the first at central wins.
type ExceptionAnswerBody struct {
	ExceptionID ExceptionID `json:"exception_id"`
	Answer      Answer      `json:"answer"`
	Reason      string      `json:"reason,omitempty"`
}

// PutBody creates or replaces one catalogue row. IfRev is the revision that
// must still stand: 0 means any, -1 means that the row must not exist yet.
type PutBody struct {
	Row   Row
	IfRev int64
}

func assetSubjects(lines []AssetLine, first ...Subject) []Subject {
	out := append([]Subject(nil), first...)
	for _, l := range lines {
		if l.AssetID != "" {
			out = append(out, Subject{Type: TargetAsset, ID: string(l.AssetID)})
		}
	}
	return out
}

// CommandKind returns KindScan.
func (ScanBody) CommandKind() Kind { return KindScan }

// Subjects returns what the scan named, if it named anything.
func (b ScanBody) Subjects() []Subject {
	if b.TargetID == "" {
		return nil
	}
	return []Subject{{Type: b.Target, ID: b.TargetID}}
}

// CommandKind returns KindCheckOut.
func (CheckOutBody) CommandKind() Kind { return KindCheckOut }

// Subjects returns the order, if any, and the assets.
func (b CheckOutBody) Subjects() []Subject {
	if b.RentActionID == "" {
		return assetSubjects(b.Lines)
	}
	return assetSubjects(b.Lines, Subject{Type: TargetRentAction, ID: string(b.RentActionID)})
}

// CommandKind returns KindCheckIn.
func (CheckInBody) CommandKind() Kind { return KindCheckIn }

// Subjects returns the assets.
func (b CheckInBody) Subjects() []Subject { return assetSubjects(b.Lines) }

// CommandKind returns KindMove.
func (MoveBody) CommandKind() Kind { return KindMove }

// Subjects returns the assets.
func (b MoveBody) Subjects() []Subject { return assetSubjects(b.Lines) }

// CommandKind returns KindUndo.
func (UndoBody) CommandKind() Kind { return KindUndo }

// Subjects returns what the undone fact touched.
func (b UndoBody) Subjects() []Subject { return b.Touches }

// CommandKind returns KindLockout.
func (LockoutBody) CommandKind() Kind { return KindLockout }

// Subjects returns the person.
func (b LockoutBody) Subjects() []Subject {
	return []Subject{{Type: TargetPerson, ID: string(b.PersonID)}}
}

// CommandKind returns KindRentActionCreate.
func (RentActionCreateBody) CommandKind() Kind { return KindRentActionCreate }

// Subjects returns the order.
func (b RentActionCreateBody) Subjects() []Subject {
	return []Subject{{Type: TargetRentAction, ID: string(b.RentActionID)}}
}

// CommandKind returns the step.
func (b RentActionStepBody) CommandKind() Kind { return b.Step }

// Subjects returns the order.
func (b RentActionStepBody) Subjects() []Subject {
	return []Subject{{Type: TargetRentAction, ID: string(b.RentActionID)}}
}

// CommandKind returns KindExceptionAnswer.
func (ExceptionAnswerBody) CommandKind() Kind { return KindExceptionAnswer }

// Subjects returns the exception.
func (b ExceptionAnswerBody) Subjects() []Subject {
	return []Subject{{Type: TargetException, ID: string(b.ExceptionID)}}
}

// CommandKind returns KindPut.
func (PutBody) CommandKind() Kind { return KindPut }

// Subjects returns nothing: catalogue rows are not judged by facts.
func (PutBody) Subjects() []Subject { return nil }
