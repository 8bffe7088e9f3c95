package rental

// Company is a customer, a supplier or our own firm.
type Company struct {
	ID   CompanyID `json:"id"`
	Name string    `json:"name"`
	Meta
	Kind string `json:"kind,omitempty"`
}

// Person is a member of staff or a customer's contact. Capabilities are what
// the person may do at a kiosk.
type Person struct {
	ID   PersonID `json:"id"`
	Name string   `json:"name"`
	Meta
	CompanyID    CompanyID    `json:"company_id,omitempty"`
	Email        string       `json:"email,omitempty"`
	Phone        string       `json:"phone,omitempty"`
	JobTitle     string       `json:"job_title,omitempty"`
	Capabilities []Capability `json:"capabilities,omitempty"`
	Archived     bool         `json:"archived,omitempty"`
}

// Badge is what every dock knows of a badge: a hash of its code, the name, and
// the capabilities of the person. The printed code is stored nowhere.
type Badge struct {
	ID BadgeID `json:"id"`
	// Hash is BadgeHash of the printed code: lower-case hex SHA-256.
	Hash string `json:"hash"`
	Meta
	PersonID     PersonID     `json:"person_id"`
	PersonName   string       `json:"person_name"`
	Capabilities []Capability `json:"capabilities,omitempty"`
	HomeSiteID   SiteID       `json:"home_site_id,omitempty"`
	Revoked      bool         `json:"revoked,omitempty"`
}

// PIN is a person's verifier, an argon2id PHC string; own site only.
type PIN struct {
	PersonID PersonID `json:"person_id"`
	Meta
	Verifier string `json:"verifier"`
}

// ExceptionSeverity orders what a person should look at first.
type ExceptionSeverity string

// The severities.
const (
	SeverityLow    ExceptionSeverity = "low"
	SeverityNormal ExceptionSeverity = "normal"
	SeverityHigh   ExceptionSeverity = "high"
)

// ExceptionKind says what went against the rules; each kind has one row in
// ExceptionRules with its severity and the answers that it takes.
type ExceptionKind string

// The kinds of Exception of the loan cycle.
const (
	ExAlreadyOut      ExceptionKind = "already_out"
	ExUnmatchedReturn ExceptionKind = "unmatched_return"
	ExLeftMaintenance ExceptionKind = "left_maintenance"
	ExFound           ExceptionKind = "found"
	ExRetired         ExceptionKind = "retired"
	ExOrderRejected   ExceptionKind = "order_rejected"
	ExActorRevoked    ExceptionKind = "actor_revoked"
	ExNotPermitted    ExceptionKind = "not_permitted"
	ExNumberClash     ExceptionKind = "number_clash"
	ExUndoSuperseded  ExceptionKind = "undo_superseded"
)

// ExceptionStatus is open until one answer stands.
type ExceptionStatus string

// The states of an Exception.
const (
	ExceptionOpen     ExceptionStatus = "open"
	ExceptionResolved ExceptionStatus = "resolved"
)

// Answer is one of the answers that an exception's kind takes.
type Answer string

// The answers.
const (
	// AnswerNoted closes the question; what was recorded stands.
	AnswerNoted Answer = "noted"
	// AnswerKeepFirst lets the first holder keep custody.
	AnswerKeepFirst Answer = "keep_first"
	// AnswerGiveSecond applies the withheld effect: the second holder has it.
	AnswerGiveSecond Answer = "give_to_second"
	// AnswerAuto is given by the rules when the question answered itself.
	AnswerAuto Answer = "auto"
)

// Exception is a question to a person: a fact was recorded whose effect the
// rules withheld or found odd. Its site is that of the fact.
type Exception struct {
	ID     ExceptionID `json:"id"`
	Number Number      `json:"number"`
	Meta
	AlsoSiteID   SiteID            `json:"also_site_id,omitempty"`
	Kind         ExceptionKind     `json:"kind"`
	Severity     ExceptionSeverity `json:"severity"`
	Status       ExceptionStatus   `json:"status"`
	FactID       ItemID            `json:"fact_id"`
	Line         int               `json:"line"`
	OtherFactID  ItemID            `json:"other_fact_id,omitempty"`
	AssetID      AssetID           `json:"asset_id,omitempty"`
	RentActionID RentActionID      `json:"rent_action_id,omitempty"`
	KioskID      KioskID           `json:"kiosk_id,omitempty"`
	OtherKioskID KioskID           `json:"other_kiosk_id,omitempty"`
	PersonID     PersonID          `json:"person_id,omitempty"`
	// Detail holds what a sentence about the exception needs, by name: tag,
	// item, person, other_person, place, other_place, order, other_order.
	Detail     map[string]string `json:"detail,omitempty"`
	Answer     Answer            `json:"answer,omitempty"`
	Reason     string            `json:"reason,omitempty"`
	AnsweredBy string            `json:"answered_by,omitempty"`
	AnsweredAt Millis            `json:"answered_at,omitempty"`
}
