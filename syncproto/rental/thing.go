package rental

// thing is what a line names, as far as this side knows it.
type thing struct {
	// whole: asset is the full row; carded: only card is known, at a kiosk.
	whole, carded bool
	asset         Asset
	card          AssetCard
	// missing is what a deferred verdict lacks, where neither is known.
	missing string
}

// thing resolves what a line names.
func (w *work) thing(l AssetLine) thing {
	id := l.AssetID
	if id == "" {
		target, p := w.codeTarget(l.Tag)
		if p != Present || target.Target != TargetAsset {
			return thing{missing: "code:" + l.Tag}
		}
		id = AssetID(target.ID)
	}
	asset, p := find[Asset](w, string(id))
	if p == Present {
		return thing{whole: true, asset: asset}
	}
	if w.atKiosk() && p != NotLoaded {
		if card, p := find[AssetCard](w, string(id)); p == Present {
			return thing{carded: true, card: card, asset: Asset{
				ID: card.ID, Tag: card.Tag, Meta: Meta{SiteID: card.HomeSiteID}, Serial: card.Serial,
				ItemTypeID: card.ItemTypeID, Status: card.Status, HomeSiteID: card.HomeSiteID,
				Custody: Custody{Number: card.HolderNumber},
			}}
		}
	}
	return thing{missing: "asset:" + string(id)}
}

// codeTarget returns what a code's text names today. A kiosk resolves codes
// before it mints, so it never asks.
func (w *work) codeTarget(text string) (CodeTarget, Presence) {
	if w.atKiosk() {
		return CodeTarget{}, Unknown
	}
	if text == "" {
		return CodeTarget{}, Absent
	}
	e := w.s.get(Key{CodeTargets, text})
	t, ok := e.Value.(CodeTarget)
	if e.Presence == Present && !ok {
		return CodeTarget{}, Unknown
	}
	return t, e.Presence
}

// unknownThing is the verdict on a line whose thing this side does not know:
// central waits for it, a kiosk answers provisionally.
func (w *work) unknownThing(t thing) Verdict {
	if w.atKiosk() {
		return applied(FlagProvisional)
	}
	if len(t.missing) > 5 && t.missing[:5] == "code:" {
		return deferred("unknown_tag", t.missing)
	}
	return deferred("unknown_asset", t.missing)
}

// write puts the thing back: the asset, or what its card shows of it.
func (w *work) write(t thing) {
	if t.whole {
		w.put(t.asset)
		return
	}
	t.card.Status, t.card.HolderNumber = t.asset.Status, t.asset.Custody.Number
	w.put(t.card)
}

// sighted notes the sighting in t, never an older over a newer one and never
// an uncertain clock over a certain one.
func (w *work) sighted(t *thing, place PlaceID) {
	if supersedes(w.c.Occurred, t.asset.LastSeen.At) {
		t.asset.LastSeen = Seen{At: w.c.Occurred, PlaceID: place, KioskID: w.c.Origin.KioskID}
	}
}

// supersedes reports whether evidence o may replace p.
func supersedes(o, p Occurred) bool {
	if p.T == 0 {
		return true
	}
	if o.Suspect {
		return false
	}
	return p.Suspect || !p.After(o)
}

// seenOnly is the whole effect of a fact whose own effect is withheld, and of
// a scan. A card has nothing to note it in.
func (w *work) seenOnly(t thing, place PlaceID) {
	if !t.whole {
		return
	}
	before := t.asset.LastSeen
	w.sighted(&t, place)
	if t.asset.LastSeen == before {
		return
	}
	w.write(t)
	w.emit(EventAssetSeen, "asset/"+string(t.asset.ID), t.asset.SiteID, AssetSeen{
		AssetRef: refOf(t.asset), PlaceID: place, KioskID: w.c.Origin.KioskID, At: w.c.Occurred.T, FactID: w.c.ID,
	})
}

// otherSite returns FlagOtherSite where the thing belongs to another site than
// the one where the gesture was made, and FlagProvisional where only its card
// is known.
func (w *work) otherSite(t thing) []Flag {
	var flags []Flag
	here := w.c.Origin.SiteID
	if t.asset.HomeSiteID != "" && here != "" && t.asset.HomeSiteID != here {
		flags = append(flags, FlagOtherSite)
	}
	if !t.whole {
		flags = addFlags(flags, FlagOtherSite, FlagProvisional)
	}
	return flags
}

// siteOf returns the site of a place, and fallback where it has none (a
// customer's place) or is not known.
func (w *work) siteOf(id PlaceID, fallback SiteID) SiteID {
	p, presence := find[Place](w, string(id))
	if site := SiteOf(p); presence == Present && site != "" {
		return site
	}
	return fallback
}

// SiteOf returns the site that a place belongs to, the place itself if it is
// one; empty for a customer's place.
func SiteOf(p Place) SiteID {
	if p.SiteID == "" && p.Kind == PlaceSite {
		return SiteID(p.ID)
	}
	return p.SiteID
}

// ReturnsElsewhere refuses a place for what comes back to a dock that is not at
// the dock's site.
func ReturnsElsewhere(place string) error {
	return refuse(CodeInvalid, "other_site", "returns_place_id", place+" is no place of the kiosk's site",
		"name a place of the site, or none: what comes back is then at the site")
}

// placeName returns the name of a place for people, or "".
func (w *work) placeName(id PlaceID) string {
	p, presence := find[Place](w, string(id))
	if presence != Present {
		return ""
	}
	return p.Name
}
