package rental

// DefaultGraceMs is how late a return may be at a site that says nothing of it.
const DefaultGraceMs = 4 * 60 * 60 * 1000

// LateBefore returns the moment before which whatever was due at this site is
// overdue by now, if it is still out: now > due + grace.
func (p Place) LateBefore(now Millis) Millis {
	if p.GraceMs <= 0 {
		return now - DefaultGraceMs
	}
	return now - Millis(p.GraceMs)
}
