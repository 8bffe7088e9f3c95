package rental

// Thing is what a code turned out to name, as the verdict table knows it.
// Command codes act on the session alone and are not in the table.
type Thing string

// The things.
const (
	// ThingItem belongs to the site of the dock, and its full row is known.
	ThingItem Thing = "item"
	// ThingForeignItem belongs to another site; a kiosk mostly knows its card alone.
	ThingForeignItem Thing = "item of another site"
	ThingPlace       Thing = "place"
	ThingOrder       Thing = "order"
	ThingJob         Thing = "job"
	// ThingPerson is a badge.
	ThingPerson Thing = "person"
	// ThingType is the code of a type whose things have tags of their own.
	ThingType Thing = "type"
	// ThingCounted is the code of counted goods.
	ThingCounted Thing = "counted goods"
	ThingUnknown Thing = "unknown"
)

// Direction is what the dock is doing while it scans.
type Direction string

// The directions; they are the kiosk's modes by name.
const (
	DirIdle Direction = "idle"
	DirOut  Direction = "out"
	DirIn   Direction = "in"
	DirMove Direction = "move"
)

// Holder says who has a thing that is to go out and is out already.
type Holder string

// The holders; empty where the thing is not out.
const (
	// HolderSame: it is out on this very order, or ad hoc with this very person.
	HolderSame  Holder = "same"
	HolderOther Holder = "other"
)

// VerdictKey names a row of the verdict table. Status is set for items; Order
// for items going out (the order at hand) and for order codes (the order
// itself); Holder for items going out that are deployed or recalled.
type VerdictKey struct {
	Thing     Thing
	Status    AssetStatus
	Direction Direction
	Order     OrderClass
	Holder    Holder
}

// Say is what the dock is told: keys of the page's texts (en.json), and the
// command code that does the next step, where one does.
type Say struct {
	Text     string
	Detail   string
	Next     string
	NextCode string
}

// VerdictRow is one row: the answer, the kind of fact that is recorded (empty:
// none), its verdicts at the kiosk and at central, its flags and the exceptions
// that it opens. FlagProvisional is not listed: a kiosk adds it where it does
// not hold the full row of the item, or not the order.
type VerdictRow struct {
	VerdictKey
	Outcome    Outcome
	Fact       Kind
	Kiosk      VerdictKind
	Central    VerdictKind
	Flags      []Flag
	Exceptions []ExceptionKind
	Say        Say
}

// FlagRow is what a flag that the table's row does not have adds to an answer:
// ok becomes look, and the text is the flag's.
type FlagRow struct {
	Flag Flag
	Say  Say
}

// The command codes that answers offer, as the laminated sheet has them.
const (
	codeIn     = "XXINXX"
	codeFinish = "XXFINISHXX"
	codeUndo   = "XXUNDOXX"
)

const (
	textHeld         = "answer.already_out"
	textHeldSomehow  = "answer.already_out_somewhere"
	detailHeld       = "detail.with"
	detailHeldSince  = "detail.out_since"
	textOutAdHoc     = "answer.out_adhoc"
	textOutPlain     = "answer.out_plain"
	textTakenBack    = "history.undone"
	nextItem         = "next.scan_item"
	nextItemOrFinish = "next.scan_item_or_finish"
	nextIn           = "next.in"
	nextUndo         = "next.undo"
	nextOffice       = "next.call_office"
	nextHome         = "next.bring_home"
	nextBench        = "next.repair_bench"
	detailHome       = "detail.home"
	detailAnyway     = "detail.recorded_anyway"
	detailWaits      = "detail.not_confirmed"
)

// What is said, by name of the situation.
var (
	sayHere            = Say{"answer.item_here", "", nextItem, ""}
	sayHeld            = Say{textHeld, detailHeld, nextIn, codeIn}
	sayRepair          = Say{"answer.in_maintenance", "", nextBench, ""}
	sayMissing         = Say{"answer.missing", detailAnyway, nextIn, codeIn}
	sayRetired         = Say{"answer.retired", detailAnyway, nextOffice, ""}
	sayForeign         = Say{"answer.other_site", detailHome, nextHome, ""}
	sayOut             = Say{"answer.out", "", nextItemOrFinish, codeFinish}
	sayOutAdHoc        = Say{textOutAdHoc, "", nextItemOrFinish, codeFinish}
	sayForeignOut      = Say{"answer.out", detailHome, nextItemOrFinish, codeFinish}
	sayForeignOutAdHoc = Say{textOutAdHoc, detailHome, nextItemOrFinish, codeFinish}
	sayUnapproved      = Say{"answer.order_not_approved", detailWaits, nextItemOrFinish, codeFinish}
	sayOutUnconfirmed  = Say{"answer.out_unconfirmed", detailWaits, nextItemOrFinish, codeFinish}
	sayOrderEnded      = Say{"answer.order_rejected", detailAnyway, nextUndo, codeUndo}
	sayLeftRepair      = Say{"answer.in_maintenance", detailAnyway, nextUndo, codeUndo}
	sayFoundOut        = Say{"answer.found", "", nextItemOrFinish, codeFinish}
	sayAlreadyOn       = Say{"answer.already_on_order", "", nextItemOrFinish, codeFinish}
	sayTaken           = Say{textHeld, detailHeld, nextIn, codeIn}
	sayIn              = Say{"answer.in", "", nextItemOrFinish, codeFinish}
	sayNotOut          = Say{"answer.not_out", "", nextItemOrFinish, codeFinish}
	sayFoundIn         = Say{"answer.found", "", nextItemOrFinish, codeFinish}
	sayMoved           = Say{"answer.moved", "", nextItem, ""}
	sayPlace           = Say{"answer.place_here", "", nextItem, ""}
	sayTarget          = Say{"answer.place_set", "", nextItem, ""}
	sayOrder           = Say{"answer.order_opened", "", nextItem, ""}
	sayOrderWaits      = Say{"answer.order_not_approved", "", nextOffice, ""}
	sayOrderOver       = Say{"answer.order_rejected", "", nextOffice, ""}
	sayNamed           = Say{"answer.item_here", "", nextItem, ""}
	sayHello           = Say{"answer.signed_in", "", "next.scan_order", ""}
	sayCounted         = Say{"answer.counted", "detail.counted", nextItem, ""}
	sayUnknown         = Say{"answer.unknown", "detail.scan_kept", "next.search", ""}
)

// flagRows are in order of weight: the first that applies is said.
var flagRows = []FlagRow{
	{FlagActorRevoked, Say{"answer.badge_revoked", detailAnyway, nextOffice, ""}},
	{FlagNotPermitted, Say{"answer.not_allowed", detailAnyway, nextUndo, codeUndo}},
	{FlagNotOrdered, Say{"answer.not_on_order", detailAnyway, nextUndo, codeUndo}},
	{FlagOverRequested, Say{"answer.order_full", detailAnyway, nextUndo, codeUndo}},
	{FlagNeedsInspection, sayRepair},
	{FlagHistorical, Say{"answer.item_here", detailWaits, nextItem, ""}},
	{FlagProvisional, Say{"answer.item_here", detailWaits, nextItem, ""}},
}

// sayTooLate answers an undo whose fact is no longer the last.
var sayTooLate = Say{"answer.nothing_to_undo", detailAnyway, nextOffice, ""}

// gestureSays is what a wish that was taken, or an undo, answers.
var gestureSays = map[Kind]Say{
	KindRentActionCreate: {"answer.order_made", detailWaits, "", ""},
	KindRentActionSubmit: {"answer.order_made", "detail.availability_not_checked", "", ""},
	KindRentActionCancel: {"answer.order_cancelled", "", "", ""},
	KindExceptionAnswer:  {"answer.answered", detailWaits, "", ""},
	KindUndo:             {"answer.undone", "", nextItem, ""},
}

var verdictIndex = func() map[VerdictKey]int {
	m := make(map[VerdictKey]int, len(verdictRows))
	for i, r := range verdictRows {
		m[r.VerdictKey] = i
	}
	return m
}()

func flags(f ...Flag) []Flag                   { return f }
func kinds(k ...ExceptionKind) []ExceptionKind { return k }

// VerdictRows lists the table, in the order in which documents print it.
func VerdictRows() []VerdictRow { return append([]VerdictRow(nil), verdictRows...) }

// FlagRows lists what flags add, the weightiest first.
func FlagRows() []FlagRow { return append([]FlagRow(nil), flagRows...) }

// LookUp returns the row of k. A combination without a row is a bug.
func LookUp(k VerdictKey) (VerdictRow, bool) {
	i, ok := verdictIndex[k]
	if !ok {
		return VerdictRow{}, false
	}
	return verdictRows[i], true
}

// ItemKey returns the key of an item's row: what does not matter for the
// direction and status is left out. own says that the thing belongs to the
// dock's site and that its full row is known.
func ItemKey(own bool, status AssetStatus, d Direction, class OrderClass, same bool) VerdictKey {
	k := VerdictKey{Thing: ThingForeignItem, Status: status, Direction: d}
	if own {
		k.Thing = ThingItem
	}
	if d != DirOut {
		return k
	}
	k.Order = class
	if status == Deployed || status == Recalled {
		k.Holder = HolderOther
		if same {
			k.Holder = HolderSame
		}
	}
	return k
}
