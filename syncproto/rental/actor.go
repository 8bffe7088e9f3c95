package rental

// Capability is one thing that a person may do at a kiosk.
type Capability string

// The capabilities of kiosks, in the order in which documents print them.
const (
	CapLook               Capability = "look"
	CapIn                 Capability = "in"
	CapMove               Capability = "move"
	CapCount              Capability = "count"
	CapPack               Capability = "pack"
	CapOut                Capability = "out"
	CapNewOrder           Capability = "new_order"
	CapOutUnapproved      Capability = "out_unapproved"
	CapOverrideReserved   Capability = "override_reservation"
	CapOverrideInspection Capability = "override_due_inspection"
	CapResolveCount       Capability = "resolve_count"
	CapUndoOther          Capability = "undo_other"
	CapBindUnknown        Capability = "bind_unknown"
	CapAnswer             Capability = "answer_exception"
	CapSettings           Capability = "settings"
)

// Verified says how a person at a kiosk was recognised.
type Verified string

// The ways of recognising a person.
const (
	VerifiedNone  Verified = "none"
	VerifiedBadge Verified = "badge"
	VerifiedPIN   Verified = "pin"
)

// Role is what a user or token may do at central.
type Role string

// The roles at central.
const (
	RoleAdmin        Role = "admin"
	RoleFleetManager Role = "fleet_manager"
	RoleTechnician   Role = "technician"
	RoleRequester    Role = "requester"
	RoleViewer       Role = "viewer"
)

// Scope widens or narrows a user's or token's role.
type Scope string

// The scopes at central.
const (
	ScopePlan     Scope = "plan"
	ScopeApprove  Scope = "approve"
	ScopeAllocate Scope = "allocate"
	ScopeCatalog  Scope = "catalog"
)

// ActorKind says through which door a command came.
type ActorKind string

// The doors.
const (
	ActorKiosk  ActorKind = "kiosk"
	ActorUser   ActorKind = "user"
	ActorToken  ActorKind = "token"
	ActorSystem ActorKind = "system"
)

// Actor is who does something. For ActorKiosk, KioskID and SiteID are set, and
// PersonID, BadgeID, Verified and Capabilities where somebody was signed in.
// For ActorUser and ActorToken, UserID or TokenID, Role and Scopes are set.
type Actor struct {
	Kind         ActorKind    `json:"kind"`
	KioskID      KioskID      `json:"kiosk_id,omitempty"`
	SiteID       SiteID       `json:"site_id,omitempty"`
	PersonID     PersonID     `json:"person_id,omitempty"`
	PersonName   string       `json:"person_name,omitempty"`
	BadgeID      BadgeID      `json:"badge_id,omitempty"`
	Verified     Verified     `json:"verified,omitempty"`
	Capabilities []Capability `json:"capabilities,omitempty"`
	// SecondID is the supervisor whose badge and PIN lent a right (Author.Second),
	// with what that person may do.
	SecondID           PersonID     `json:"second_id,omitempty"`
	SecondCapabilities []Capability `json:"second_capabilities,omitempty"`
	// Revoked: central knows that the badge was revoked before the fact arrived.
	Revoked bool    `json:"revoked,omitempty"`
	UserID  UserID  `json:"user_id,omitempty"`
	TokenID TokenID `json:"token_id,omitempty"`
	Role    Role    `json:"role,omitempty"`
	Scopes  []Scope `json:"scopes,omitempty"`
}

// String names the actor for created_by, updated_by and audit rows:
// "user:ID", "token:ID", "kiosk:ID", "kiosk:ID/person:ID" or "system".
func (a Actor) String() string {
	switch a.Kind {
	case ActorUser:
		return "user:" + string(a.UserID)
	case ActorToken:
		return "token:" + string(a.TokenID)
	case ActorKiosk:
		if a.PersonID != "" {
			return "kiosk:" + string(a.KioskID) + "/person:" + string(a.PersonID)
		}
		return "kiosk:" + string(a.KioskID)
	case ActorSystem:
		return "system"
	}
	return "unknown"
}
