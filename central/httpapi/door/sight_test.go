package door_test

import (
	"strings"
	"testing"

	"rms/central/httpapi/door"
	"rms/syncproto/rental"
)

// TestWhoSeesWhichEvent holds every registered event to what its rows may be read
// by: accounts, tokens and what nobody has thought of yet are the admin's.
func TestWhoSeesWhichEvent(t *testing.T) {
	t.Parallel()
	admins := map[string]bool{"user": true, "token": true}
	leads := map[string]bool{"pin": true}
	types := []rental.EventType{"something.new"}
	for _, e := range rental.Events() {
		types = append(types, e.Type)
	}
	for _, typ := range types {
		concept, _, _ := strings.Cut(string(typ), ".")
		for _, role := range []rental.Role{rental.RoleAdmin, rental.RoleFleetManager, rental.RoleTechnician, rental.RoleRequester, rental.RoleViewer} {
			want := role == rental.RoleAdmin || !admins[concept] && !leads[concept] && concept != "something" || leads[concept] && role == rental.RoleFleetManager
			a := rental.Actor{Kind: rental.ActorUser, UserID: "u1", Role: role}
			if got := door.Sees(a, typ, concept+"/x"); got != want {
				t.Errorf("a %s sees %s: %t, want %t", role, typ, got, want)
			}
		}
	}
	viewer := rental.Actor{Kind: rental.ActorUser, UserID: "u1", Role: rental.RoleViewer}
	if !door.Sees(viewer, "user.updated", "user/u1") || door.Sees(viewer, "user.updated", "user/u2") || door.Sees(rental.Actor{Kind: rental.ActorUser}, "user.updated", "user/") {
		t.Error("an account sees its own changes, and nobody else's")
	}
}
