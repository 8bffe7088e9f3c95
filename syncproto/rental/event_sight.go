package rental

import "strings"

// eventActions is which right it takes to see the events of a concept: that of
// reading its rows. What is not in here is for administrators alone.
var eventActions = map[string]Action{
	"asset": ActLook, "item_type": ActLook, "place": ActLook, "tag_alias": ActLook, "demo_code": ActLook,
	"company": ActLook, "person": ActLook, "badge": ActLook, "project": ActLook, "rent_action": ActLook,
	"exception": ActLook, "kiosk": ActLook, "stock": ActLook, "pin": ActPutPeople,
}

// Sees reports whether an actor may be told of an event of type t about subject:
// the names of accounts and of their tokens are nobody's business but their own
// and the administrators'.
func (a Actor) Sees(t EventType, subject string) bool {
	concept, _, _ := strings.Cut(string(t), ".")
	act, known := eventActions[concept]
	if !known {
		act = ActPutAccount
	}
	return Allowed(a, act, false) == nil || a.UserID != "" && subject == "user/"+string(a.UserID)
}
