package rental

// KioskStatus is the state of an enrolment.
type KioskStatus string

// The states of a Kiosk.
const (
	KioskActive  KioskStatus = "active"
	KioskRevoked KioskStatus = "revoked"
)

// Kiosk is an enrolled kiosk. PublicKey is its Ed25519 key in standard base64.
// What changes with every heartbeat (queue depth, last contact) is a service
// row of the store and not part of this.
type Kiosk struct {
	ID   KioskID `json:"id"`
	Name string  `json:"name"`
	Meta
	NumberPrefix   string      `json:"number_prefix"`
	ReturnsPlaceID PlaceID     `json:"returns_place_id,omitempty"`
	PublicKey      string      `json:"public_key"`
	Status         KioskStatus `json:"status"`
}

// User is an account at central. PasswordHash is an argon2id PHC string and
// never leaves central's store.
type User struct {
	ID    UserID `json:"id"`
	Login string `json:"login"`
	Meta
	Name         string   `json:"name"`
	PersonID     PersonID `json:"person_id,omitempty"`
	Role         Role     `json:"role"`
	Scopes       []Scope  `json:"scopes,omitempty"`
	PasswordHash string   `json:"-"`
	Disabled     bool     `json:"disabled,omitempty"`
	// SessionEpoch counts how often all sessions of the account ended at once, and
	// SessionsEnded says why the last time (password_changed, rights_changed or
	// account_closed). The rules set both.
	SessionEpoch  int64  `json:"session_epoch,omitempty"`
	SessionsEnded string `json:"sessions_ended,omitempty"`
}

// Token is an API token. Hash is the lower-case hex SHA-256 of its secret.
type Token struct {
	ID   TokenID `json:"id"`
	Name string  `json:"name"`
	Meta
	UserID    UserID  `json:"user_id"`
	Role      Role    `json:"role"`
	Scopes    []Scope `json:"scopes,omitempty"`
	Hash      string  `json:"-"`
	ExpiresAt Millis  `json:"expires_at,omitempty"`
	Revoked   bool    `json:"revoked,omitempty"`
}
