package rental

// scan records a read. Of a thing it notes the sighting; everything else that
// a code can name is recorded without effect.
func (w *work) scan(b ScanBody) error {
	if err := w.permitFact(ActLook); err != nil {
		return err
	}
	target, id := b.Target, b.TargetID
	if id == "" {
		found, p := w.codeTarget(b.Printable)
		if p != Present {
			w.verdict = deferred("unknown_tag", "code:"+b.Printable)
			w.tellUnknown(-1, direction(b.Mode), w.verdict)
			return nil
		}
		target, id = found.Target, found.ID
	}
	if target != TargetAsset {
		w.verdict = applied()
		w.tellNamed(target, id, direction(b.Mode))
		return nil
	}
	t := w.thing(AssetLine{AssetID: AssetID(id)})
	switch {
	case !t.whole && !t.carded:
		w.verdict = w.unknownThing(t)
		w.tellUnknown(-1, direction(b.Mode), w.verdict)
		return nil
	case t.asset.Status == Retired:
		w.seenOnly(t, b.PlaceID)
		w.verdict = conflict("retired", w.raise(ExRetired, 0, t, ""))
	default:
		w.seenOnly(t, b.PlaceID)
		w.verdict = applied(w.otherSite(t)...)
	}
	w.tellScan(b, t)
	return nil
}
