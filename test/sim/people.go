package sim

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"rms/kiosk/ledger"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// name makes a stable UUID.
func name(what string, n int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "sim %s %d", what, n)).String()
}

// company is what all kiosks share: two sites, few things, so that people get
// into each other's way.
type company struct {
	sites    []rental.SiteID
	returns  []rental.PlaceID
	places   []rental.Place
	customer rental.PlaceID
	types    []rental.ItemType
	assets   []rental.Asset
	people   []rental.Person
	badges   []rental.Badge
	orders   []rental.RentAction
}

func newCompany() company {
	c := company{customer: rental.PlaceID(name("customer", 0))}
	for i := range 2 {
		site := rental.SiteID(name("site", i))
		in := rental.PlaceID(name("returns", i))
		c.sites, c.returns = append(c.sites, site), append(c.returns, in)
		meta := rental.Meta{SiteID: site}
		c.places = append(c.places,
			rental.Place{ID: rental.PlaceID(site), Code: fmt.Sprintf("S%d", i), Name: "Site", Kind: rental.PlaceSite, Zone: "Europe/Berlin", Meta: meta},
			rental.Place{ID: in, Code: fmt.Sprintf("IN%d", i), Name: "Returns", Kind: rental.PlaceReturns, ParentID: rental.PlaceID(site), Meta: meta},
			rental.Place{ID: rental.PlaceID(name("shelf", i)), Code: fmt.Sprintf("SH%d", i), Name: "Shelf", Kind: rental.PlaceShelf, ParentID: rental.PlaceID(site), Meta: meta})
	}
	c.places = append(c.places, rental.Place{ID: c.customer, Code: "CUST", Name: "Customer", Kind: rental.PlaceCustomer})
	for i := range 2 {
		c.types = append(c.types, rental.ItemType{ID: rental.ItemTypeID(name("type", i)), Code: fmt.Sprintf("T%d", i), Name: "Lamp", Kind: rental.Serialized, Returns: true, InspectOnReturn: i == 1})
	}
	for i := range 14 {
		a := rental.Asset{
			ID: rental.AssetID(name("asset", i)), Tag: fmt.Sprintf("A-%04d", i), ItemTypeID: c.types[i%2].ID, Status: rental.Available,
			HomeSiteID: c.sites[i/7], HomePlaceID: c.returns[i/7], PlaceID: c.returns[i/7], Meta: rental.Meta{SiteID: c.sites[i/7]},
		}
		switch i {
		case 5, 12:
			a.Status = rental.Maintenance
		case 6:
			a.Status, a.PlaceID = rental.Retired, ""
		case 13:
			a.Status = rental.Missing
		}
		c.assets = append(c.assets, a)
	}
	all := []rental.Capability{
		rental.CapLook, rental.CapIn, rental.CapMove, rental.CapOut, rental.CapNewOrder, rental.CapOutUnapproved, rental.CapUndoOther, rental.CapAnswer,
	}
	for i, can := range [][]rental.Capability{all, all, {rental.CapLook, rental.CapIn}} {
		p := rental.Person{ID: rental.PersonID(name("person", i)), Name: fmt.Sprintf("Person %d", i), Capabilities: can}
		c.people = append(c.people, p)
		c.badges = append(c.badges, rental.Badge{
			ID: rental.BadgeID(name("badge", i)), Hash: syncproto.BadgeHash(fmt.Append(nil, i)), PersonID: p.ID, PersonName: p.Name, Capabilities: can,
		})
	}
	for i := range 3 {
		c.orders = append(c.orders, rental.RentAction{
			ID: rental.RentActionID(name("order", i)), Number: rental.Number(fmt.Sprintf("R-%06d", 900_000+i)), Status: rental.Approved, DestinationID: c.customer,
			Lines: []rental.Line{
				{ID: rental.LineID(name("line", 2*i)), ItemTypeID: c.types[0].ID, Requested: 3},
				{ID: rental.LineID(name("line", 2*i+1)), ItemTypeID: c.types[1].ID, Requested: 1},
			},
			Window: rental.Window{Start: 1_795_000_000_000, End: 1_795_600_000_000}, Meta: rental.Meta{SiteID: c.sites[i%2]},
		})
	}
	return c
}

func (c company) rows() []rental.Row {
	var rows []rental.Row
	for _, r := range c.places {
		rows = append(rows, r)
	}
	for _, r := range c.types {
		rows = append(rows, r)
	}
	for _, r := range c.assets {
		rows = append(rows, r)
	}
	for _, r := range c.people {
		rows = append(rows, r)
	}
	for _, r := range c.badges {
		rows = append(rows, r)
	}
	for _, r := range c.orders {
		rows = append(rows, r)
	}
	return rows
}

func pick[T any](w *world, from []T) T { return from[w.rng.IntN(len(from))] }

// lines picks up to most different things.
func (w *world) lines(most int) []rental.AssetLine {
	var out []rental.AssetLine
	for _, i := range w.rng.Perm(len(w.company.assets))[:1+w.rng.IntN(most)] {
		a := w.company.assets[i]
		out = append(out, rental.AssetLine{AssetID: a.ID, Tag: a.Tag})
	}
	if w.chance(3) {
		out = append(out, rental.AssetLine{AssetID: rental.AssetID(name("stranger", w.rng.IntN(3))), Tag: "X-1"})
	}
	return out
}

// gesture draws what somebody does at a kiosk next.
func (w *world) gesture(k *kiosk) (ledger.Gesture, bool) {
	i := w.rng.IntN(len(w.company.people))
	if w.chance(70) {
		i = 0
	}
	p, badge := w.company.people[i], w.company.badges[i]
	g := ledger.Gesture{
		ID: rental.ItemID(w.newID()),
		Actor: rental.Actor{
			Kind: rental.ActorKiosk, KioskID: k.enrolled.KioskID, SiteID: k.enrolled.SiteID, PersonID: p.ID, PersonName: p.Name,
			BadgeID: badge.ID, Verified: rental.VerifiedBadge, Capabilities: p.Capabilities,
		},
		Author: syncproto.Author{PersonID: p.ID, Badge: badge.ID, Verified: rental.VerifiedBadge},
	}
	g.Body = w.body(k)
	return g, g.Body != nil
}

func (w *world) body(k *kiosk) rental.Body {
	order := pick(w, w.company.orders)
	switch n := w.rng.IntN(100); {
	case n < 15:
		a := pick(w, w.company.assets)
		if w.chance(25) {
			return rental.ScanBody{Raw: []byte{0xff, 'x', 0}, Printable: "?x?", Source: "wedge", Mode: "idle", Outcome: rental.OutcomeStop}
		}
		return rental.ScanBody{Raw: []byte(a.Tag), Printable: a.Tag, Source: "wedge", Mode: "idle", Outcome: rental.OutcomeOK, Target: rental.TargetAsset, TargetID: string(a.ID)}
	case n < 45:
		body := rental.CheckOutBody{Lines: w.lines(3), DestinationID: w.company.customer, Due: rental.Millis(w.now.Add(72 * time.Hour).UnixMilli())}
		if w.chance(80) {
			body.RentActionID = order.ID
		} else {
			body.HolderID, body.HolderName = w.company.people[1].ID, w.company.people[1].Name
		}
		return body
	case n < 68:
		return rental.CheckInBody{PlaceID: k.enrolled.ReturnsPlaceID, Lines: w.lines(3)}
	case n < 78:
		return rental.MoveBody{PlaceID: pick(w, w.company.places).ID, Lines: w.lines(2)}
	case n < 86:
		if len(k.facts) == 0 {
			return nil
		}
		f := k.facts[len(k.facts)-1-w.rng.IntN(min(len(k.facts), 4))]
		return rental.UndoBody{Of: f.id, Reason: "wrong one", Touches: f.subjects}
	case n < 95:
		return w.orderStep(k, order)
	default:
		return w.answer()
	}
}

// orderStep writes a new order, or submits or cancels one.
func (w *world) orderStep(k *kiosk, order rental.RentAction) rental.Body {
	switch {
	case w.chance(40):
		id := rental.RentActionID(w.newID())
		w.company.orders = append(w.company.orders, rental.RentAction{ID: id})
		start := rental.Millis(w.now.UnixMilli())
		return rental.RentActionCreateBody{
			RentActionID: id, RequesterID: w.company.people[0].ID, RequesterName: w.company.people[0].Name, SiteID: k.enrolled.SiteID,
			DestinationID: w.company.customer, Title: "show", Window: rental.Window{Start: start, End: start + 3_600_000},
			Lines: []rental.Line{{ID: rental.LineID(w.newID()), ItemTypeID: w.company.types[0].ID, Requested: 2}},
		}
	case w.chance(70):
		return rental.RentActionStepBody{Step: rental.KindRentActionSubmit, RentActionID: order.ID}
	default:
		return rental.RentActionStepBody{Step: rental.KindRentActionCancel, RentActionID: order.ID, Reason: "not needed"}
	}
}

// answer answers an exception that is open at central, if there is one.
func (w *world) answer() rental.Body {
	if !w.central.up {
		return nil
	}
	ids := w.column(`select id from exceptions where status = 'open' order by id`)
	if len(ids) == 0 {
		return nil
	}
	return rental.ExceptionAnswerBody{
		ExceptionID: rental.ExceptionID(pick(w, ids)), Reason: "looked",
		Answer: pick(w, []rental.Answer{rental.AnswerNoted, rental.AnswerKeepFirst, rental.AnswerGiveSecond}),
	}
}

func (w *world) column(query string) []string {
	rows, err := w.central.sql().QueryContext(w.ctx, query)
	w.must(err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		w.must(rows.Scan(&s))
		out = append(out, s)
	}
	w.must(rows.Err())
	return out
}

// askAgain changes what a pending order asks for.
func (w *world) askAgain(id rental.RentActionID) rental.Body {
	start := rental.Millis(w.now.UnixMilli())
	return rental.RentActionUpdateBody{
		RentActionID: id, DestinationID: w.company.customer, Title: "longer show", Window: rental.Window{Start: start, End: start + 7_200_000},
		Lines: []rental.Line{{ItemTypeID: w.company.types[0].ID, Requested: 1 + w.rng.Int64N(4)}},
	}
}

// office changes, approves and rejects orders, and corrects what it knows of things.
func (w *world) office() {
	if !w.chaos {
		return
	}
	w.after(w.between(20*time.Second, 4*time.Minute), w.office)
	if !w.central.up {
		return
	}
	pending := w.column(`select id from rent_actions where status = 'pending' order by id`)
	var err error
	switch {
	case len(pending) > 0 && w.chance(20):
		err = w.central.asCentral(w.ctx, w.askAgain(rental.RentActionID(pick(w, pending))))
	case len(pending) > 0 && w.chance(70):
		step := rental.KindRentActionApprove
		if w.chance(25) {
			step = rental.KindRentActionReject
		}
		err = w.central.asCentral(w.ctx, rental.RentActionStepBody{Step: step, RentActionID: rental.RentActionID(pick(w, pending)), Reason: "the plan"})
	case w.chance(60):
		t := pick(w, w.company.types)
		t.Name = fmt.Sprintf("Lamp %d", w.rng.IntN(100))
		err = w.central.asCentral(w.ctx, rental.PutBody{Row: t})
	default: // a thing that was made by mistake, unless something has happened to it
		err = w.central.asCentral(w.ctx, rental.RemoveBody{Collection: rental.Assets, ID: string(pick(w, w.company.assets).ID)})
		if err == nil {
			w.faults.removed++
		}
	}
	w.note("the office works: %v", rental.ReasonOf(err))
	if rental.CodeOf(err) == rental.CodeInternal {
		w.found("the office: %v", err)
	}
}
