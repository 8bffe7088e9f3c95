package rental

// VerdictKind is what became of an item or a line at central. All but Retry
// mean that it is stored there.
type VerdictKind string

// The verdicts.
const (
	// Applied: the effect is in force; flags say what was odd.
	Applied VerdictKind = "applied"
	// AlreadyStored: the same id and content came before.
	AlreadyStored VerdictKind = "already_stored"
	// Conflict: recorded, without effect but "last seen"; an exception is open.
	Conflict VerdictKind = "conflict"
	// Deferred: recorded; judged again when what it lacks appears.
	Deferred VerdictKind = "deferred"
	// Refused: a wish that the rules decline.
	Refused VerdictKind = "refused"
	// RejectedVerdict: malformed or never permitted; its bytes are quarantined.
	RejectedVerdict VerdictKind = "rejected"
	// Retry: transient; the batch stops here and the item is sent again.
	Retry VerdictKind = "retry"
)

// Flag is what was odd about an applied item.
type Flag string

// The flags of the loan cycle.
const (
	FlagNoChange        Flag = "no_change"
	FlagUnmatched       Flag = "unmatched"
	FlagLeftMaintenance Flag = "left_maintenance"
	FlagFound           Flag = "found"
	FlagHistorical      Flag = "historical"
	FlagOrderRejected   Flag = "order_rejected"
	FlagUnapproved      Flag = "unapproved"
	FlagNotOrdered      Flag = "not_ordered"
	FlagOverRequested   Flag = "over_requested"
	FlagActorRevoked    Flag = "actor_revoked"
	FlagNotPermitted    Flag = "not_permitted"
	FlagNeedsInspection Flag = "needs_inspection"
	FlagStillOut        Flag = "still_out"
	FlagOtherSite       Flag = "other_site"
	FlagNumberClash     Flag = "number_clash"
	// FlagBeforeCount: it happened before the newest count, and leaves the balance.
	FlagBeforeCount Flag = "before_count"
	FlagProvisional Flag = "provisional"
)

// Verdict is the answer to an item, or to one line of it. Reason is a stable
// snake_case word; Missing names what a deferred item lacks, as "asset:ID",
// "rent_action:ID", "code:TEXT"; ExceptionID is set where one was opened.
type Verdict struct {
	Kind        VerdictKind
	Reason      string
	Flags       []Flag
	Missing     string
	ExceptionID ExceptionID
	// Err is the full refusal (message, hint) of a refused wish.
	Err *Error
}

// LineVerdict is the verdict on one line of a gesture over many things.
type LineVerdict struct {
	Line int
	Verdict
}

// Change is one row as Decide wants it written. Row is nil for a delete.
// Before is nil for a row that did not exist. Rev, created and updated fields
// of Row's Meta are the ledger's to set; SiteID is Decide's. The AssetCard of a
// changed Asset is not in the list: the ledger derives it (Asset.Card).
type Change struct {
	Key    Key
	Before Row
	Row    Row
}

// Outcome is how an answer at the dock looks and sounds.
type Outcome string

// The four outcomes.
const (
	OutcomeOK        Outcome = "ok"
	OutcomeLook      Outcome = "look"
	OutcomeDuplicate Outcome = "duplicate"
	OutcomeStop      Outcome = "stop"
)

// Notice is what the dock is told: a key of the page's texts with its
// parameters, and the next step with the code that does it (a command code or
// empty). Line is the line that it speaks of; -1 for the whole gesture.
type Notice struct {
	Line    int
	Outcome Outcome
	Text    string
	// Detail is the key of one more line, or empty.
	Detail   string
	Params   map[string]string
	Next     string
	NextCode string
}

// Decision is what a command means. Verdict is the item's: applied if any line
// is, else that of the first line. Lines holds one entry a line where the
// gesture has more than one.
type Decision struct {
	Verdict Verdict
	Lines   []LineVerdict
	Changes []Change
	Events  []Event
	// Exceptions are the exceptions to open. They are not in Changes: a kiosk
	// drops them, central numbers and writes them.
	Exceptions []Exception
	Notices    []Notice
}

// Event is something that others may want to hear of; it is written in the
// transaction of its change and sent by the outbox afterwards. Subject is
// "asset/ID" and the like; Data is one of the payload structs of event.go.
type Event struct {
	Type    EventType
	Subject string
	SiteID  SiteID
	Data    any
}

// EventType is a registered name such as "asset.checked_out".
type EventType string
