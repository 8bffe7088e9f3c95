package rental

// freeCode refuses a new code (text, of the row that self stands for) that names
// something else today: of two that bear it a scan would find but one, and the
// other one's label would be dead without a word. A code that the row had before
// stays, and so does one that names the same thing already.
func (w *work) freeCode(c *checks, field, text, had string, self CodeTarget) {
	if c.err != nil || text == "" || text == had {
		return
	}
	e := w.s.get(Key{CodeTargets, text})
	holder, _ := e.Value.(CodeTarget)
	if e.Presence != Present || holder == self {
		return
	}
	c.err = refuse(CodeConflict, "duplicate", field, "the code "+text+" is taken already: a scan of it finds "+w.nameTarget(holder),
		"choose another code, or change the one that is there first")
}

// nameTarget says in words what a code names.
func (w *work) nameTarget(t CodeTarget) string {
	switch t.Target {
	case TargetAsset:
		a, _ := find[Asset](w, t.ID)
		return "the item " + a.Tag
	case TargetPlace:
		p, _ := find[Place](w, t.ID)
		return "the place " + p.Name
	case TargetRentAction:
		o, _ := find[RentAction](w, t.ID)
		return "the order " + string(o.Number)
	case TargetProject:
		p, _ := find[Project](w, t.ID)
		return "the job " + p.Name
	case TargetItemType:
		it, _ := find[ItemType](w, t.ID)
		return "the item type " + it.Name
	case TargetPerson:
		p, _ := find[Person](w, t.ID)
		return "the person " + p.Name
	default:
		return "the command " + t.ID
	}
}
