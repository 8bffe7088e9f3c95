package rental

import "slices"

// Within cuts the rights of a token to those that an account with a role and
// scopes has itself: a token never does more than its owner may.
func (t Token) Within(owner Role, held []Scope) (Role, []Scope) {
	role := t.Role
	switch {
	case covers(owner, held, t.Role):
	case covers(t.Role, nil, owner):
		role = owner
	default:
		role = RoleViewer // looking is everybody's
	}
	var scopes []Scope
	for _, s := range t.Scopes {
		if coversScope(owner, held, s) {
			scopes = append(scopes, s)
		}
	}
	return role, scopes
}

// covers reports whether an account with a role and scopes may do all that
// another role may.
func covers(owner Role, held []Scope, role Role) bool {
	if !slices.Contains(everyRole, owner) || !slices.Contains(everyRole, role) {
		return false
	}
	return !slices.ContainsFunc(permissions, func(p Permission) bool {
		gives := p.gives(role)
		return gives && !p.gives(owner) && (p.Scope == "" || !slices.Contains(held, p.Scope))
	})
}

// coversScope reports whether the account has a scope, or by its role all that
// the scope gives.
func coversScope(owner Role, held []Scope, s Scope) bool {
	return slices.Contains(held, s) || !slices.ContainsFunc(permissions, func(p Permission) bool {
		return p.Scope == s && !slices.Contains(p.Roles, owner)
	})
}

// gives reports whether a role has the right, be it to its own orders only.
func (p Permission) gives(r Role) bool {
	return slices.Contains(p.Roles, r) || p.OwnOnly && r == RoleRequester
}

// within reports whether a token has no more than an account's rights.
func (t Token) within(owner Role, held []Scope) bool {
	role, scopes := t.Within(owner, held)
	return role == t.Role && len(scopes) == len(t.Scopes)
}
