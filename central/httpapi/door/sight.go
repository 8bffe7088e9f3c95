package door

import (
	"strings"

	"rms/syncproto/rental"
)

// eventActions is which right it takes to see the events of a concept: that of
// reading its rows. What is not in here is for administrators alone.
var eventActions = map[string]rental.Action{
	"asset": rental.ActLook, "item_type": rental.ActLook, "place": rental.ActLook, "tag_alias": rental.ActLook, "demo_code": rental.ActLook,
	"company": rental.ActLook, "person": rental.ActLook, "badge": rental.ActLook, "project": rental.ActLook, "rent_action": rental.ActLook,
	"exception": rental.ActLook, "kiosk": rental.ActLook, "stock": rental.ActLook, "pin": rental.ActPutPeople,
}

// Sees reports whether an actor may be told of an event of type t about subject:
// the names of accounts and of their tokens are nobody's business but their own
// and the administrators'.
func Sees(a rental.Actor, t rental.EventType, subject string) bool {
	concept, _, _ := strings.Cut(string(t), ".")
	act, known := eventActions[concept]
	if !known {
		act = rental.ActPutAccount
	}
	return rental.Allowed(a, act, false) == nil || a.UserID != "" && subject == "user/"+string(a.UserID)
}
