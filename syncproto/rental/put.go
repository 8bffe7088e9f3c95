package rental

import "slices"

// MaxNameRunes bounds names, codes and tags.
const MaxNameRunes = 200

// putRow creates or replaces one catalogue row, or refuses it. What is unique
// (codes, tags, logins) is the ledger's to hold, and whether a time zone's name
// exists is its caller's: neither can be told from a State.
func (w *work) putRow(b PutBody) error {
	if b.Row == nil || b.Row.RowID() == "" {
		return refuse(CodeInvalid, "missing_id", "id", "a row needs an id", "")
	}
	if err := w.permitPut(b.Row); err != nil {
		return err
	}
	old, p := w.row(keyOf(b.Row))
	switch {
	case p == NotLoaded:
		return nil
	case b.IfRev < 0 && p == Present:
		return refuse(CodeConflict, "already_exists", "id", "there is such a row already", "change it instead")
	case b.IfRev > 0 && p != Present:
		return refuse(CodeNotFound, "unknown_row", "id", "there is no such row", "read the list again")
	case b.IfRev > 0 && old.RowMeta().Rev != b.IfRev:
		return StaleAt(old.RowMeta().Rev, b.IfRev)
	}
	row, err := w.checkRow(b.Row, old)
	if err != nil {
		return err
	}
	w.verdict = applied()
	w.put(row)
	w.emitPut(row, old)
	if person, ok := row.(Person); ok && old != nil {
		w.spreadPerson(person)
	}
	return nil
}

// permitPut checks the right to write a row of this kind.
func (w *work) permitPut(r Row) error {
	switch r := r.(type) {
	case Project:
		return w.permitWish(ActPutJob, false)
	case Person, Badge, PIN:
		return w.permitWish(ActPutPeople, false)
	case Token:
		if w.ownToken(r) {
			return nil
		}
		return w.permitWish(ActPutAccount, false)
	case User:
		if w.ownPassword(r) {
			return nil
		}
		return w.permitWish(ActPutAccount, false)
	case Kiosk:
		return w.permitWish(ActPutAccount, false)
	default:
		return w.permitWish(ActPutCatalog, false)
	}
}

// ownToken reports whether r is a user's token for himself that may do no more
// than he may.
func (w *work) ownToken(r Token) bool {
	if w.a.Kind != ActorUser || w.a.UserID == "" || r.UserID != w.a.UserID {
		return false
	}
	if old, p := find[Token](w, string(r.ID)); p == Present && old.UserID != w.a.UserID {
		return false
	}
	return r.Revoked || r.within(w.a.Role, w.a.Scopes)
}

// ownPassword reports whether r is a user's own open account with nothing but
// another password. That he knows the old one is his door's to see.
func (w *work) ownPassword(r User) bool {
	if w.a.Kind != ActorUser || w.a.UserID == "" || r.ID != w.a.UserID {
		return false
	}
	was, p := find[User](w, string(r.ID))
	return p == Present && !was.Disabled && !r.Disabled && r.Login == was.Login && r.Name == was.Name && r.PersonID == was.PersonID &&
		r.Role == was.Role && slices.Equal(r.Scopes, was.Scopes) && r.SiteID == was.SiteID
}

// checkRow returns the row as it is to be written: what facts govern is kept
// from old (nil: a new row), what can be derived is filled in.
func (w *work) checkRow(r, old Row) (Row, error) {
	switch r := r.(type) {
	case ItemType:
		return w.checkItemType(r, old)
	case Asset:
		return w.checkAsset(r, old)
	case Place:
		return w.checkPlace(r, old)
	case TagAlias:
		return w.checkTagAlias(r, old)
	case DemoCode:
		return w.checkDemoCode(r)
	case Company:
		return w.checkCompany(r)
	case Project:
		return w.checkProject(r)
	case Person:
		return w.checkPerson(r)
	case Badge:
		return w.checkBadge(r, old)
	case PIN:
		return w.checkPIN(r)
	case User:
		return w.checkUser(r, old)
	case Token:
		return w.checkToken(r, old)
	case Kiosk:
		return w.checkKiosk(r)
	default:
		return nil, refuse(CodeInvalid, "not_puttable", "row", "rows of "+string(r.RowCollection())+" change by their own commands", "")
	}
}

// checks keeps the first thing that is wrong with a row.
type checks struct{ err error }

func (c *checks) that(ok bool, reason, field, message string) {
	if c.err == nil && !ok {
		c.err = refuse(CodeInvalid, reason, field, message, "correct it and save again")
	}
}

// named checks a required name, code or tag.
func (c *checks) named(field, value string) {
	c.that(value != "", "missing_"+field, field, "the "+field+" is missing")
	c.that(runes(value) <= MaxNameRunes, "text_too_long", field, "the "+field+" is too long")
}

// known checks a reference; an empty one is right.
func known[R Row](c *checks, w *work, reason, field, id string) R {
	var zero R
	if id == "" || c.err != nil {
		return zero
	}
	r, p := find[R](w, id)
	c.that(p == Present, reason, field, "what "+field+" names does not exist")
	return r
}

// checkSite refuses the id of anything that is not a site.
func (w *work) checkSite(c *checks, id SiteID) {
	place := known[Place](c, w, "unknown_site", "site_id", string(id))
	c.that(id == "" || place.Kind == PlaceSite, "unknown_site", "site_id", "what site_id names is not a place of kind site")
}

// emitPut says that a row was created, updated or archived.
func (w *work) emitPut(r, old Row) {
	word, ok := putEvents[r.RowCollection()]
	if !ok {
		return
	}
	t := word.updated
	if old == nil {
		t = word.created
	}
	if typ, ok := r.(ItemType); ok && typ.Archived {
		if was, ok := old.(ItemType); !ok || !was.Archived {
			t = EventItemTypeArchived
		}
	}
	subject := word.subject + "/" + r.RowID()
	if a, ok := r.(Asset); ok {
		w.emit(t, subject, a.SiteID, AssetUpdated{
			AssetRef: refOf(a), Status: a.Status, Usage: a.Usage, Cause: "put", At: w.now,
		})
		return
	}
	w.emit(t, subject, r.RowMeta().SiteID, RowChanged{ID: r.RowID(), Name: nameOf(r), SiteID: r.RowMeta().SiteID, At: w.now})
}

// nameOf returns how people call a row; never a secret.
func nameOf(r Row) string {
	switch r := r.(type) {
	case ItemType:
		return r.Name
	case Asset:
		return r.Tag
	case Place:
		return r.Name
	case TagAlias:
		return r.Code
	case DemoCode:
		return r.Label
	case Company:
		return r.Name
	case Project:
		return r.Name
	case Person:
		return r.Name
	case Badge:
		return r.PersonName
	case User:
		return r.Login
	case Token:
		return r.Name
	case Kiosk:
		return r.Name
	default:
		return ""
	}
}

// spreadPerson brings a changed person's name and capabilities to the badges
// that carry them to every dock, and the PIN to the docks of the site where he
// works now; nobody's badge outlives him.
func (w *work) spreadPerson(p Person) {
	e := w.s.get(Key{PersonBadges, string(p.ID)})
	set, _ := e.Value.(BadgeSet)
	for _, b := range set {
		w.known[keyOf(b)] = b
		same := b.PersonName == p.Name && slices.Equal(b.Capabilities, p.Capabilities)
		if same && (b.Revoked || !p.Archived) {
			continue
		}
		before := b
		b.PersonName, b.Capabilities = p.Name, slices.Clone(p.Capabilities)
		b.Revoked = b.Revoked || p.Archived
		w.put(b)
		w.emitPut(b, before)
	}
	if pin, have := find[PIN](w, string(p.ID)); have == Present && p.SiteID != "" && pin.SiteID != p.SiteID {
		before := pin
		pin.SiteID = p.SiteID
		w.put(pin)
		w.emitPut(pin, before)
	}
}
