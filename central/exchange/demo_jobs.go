package exchange

import (
	"fmt"
	"time"

	"rms/syncproto/rental"
)

// demoJob is one job around today. Days count from today at its site; a return
// due today lies some hours ahead whatever the hour, so that it is never late
// by accident.
type demoJob struct {
	key, site, name, company, requester, destination string
	// startDay and startHour say when it goes out; days is how long it lasts.
	startDay, startHour, days int
	// endsIn, if set, replaces the end: hours from now, negative is past.
	endsIn int
	needs  []demoNeed
	reach  demoReach
	// out and back are how many things left and came back; -1 is all.
	out, back int
}

// demoNeed asks for a quantity of some model of a silhouette; nth chooses which.
type demoNeed struct {
	silhouette string
	nth        int
	quantity   int64
}

// demoReach is how far an order has come before anything leaves.
type demoReach int

const (
	reachDraft demoReach = iota
	reachPending
	reachApproved
	reachRejected
	reachCancelled
)

const all = -1

var demoJobs = []demoJob{
	{key: "premiere", site: "BLN", name: "Uferbühne, opening night", company: "Uferbühne Berlin", requester: "sofie", destination: "CUST-UFER",
		startHour: 16, days: 4, needs: []demoNeed{{"moving_head", 0, 12}, {"profile", 0, 8}, {"hazer", 0, 1}}, reach: reachApproved},
	{key: "keynote", site: "LON", name: "Riverside keynote", company: "Riverside Arena", requester: "arjun", destination: "CUST-RIVER",
		startHour: 18, days: 2, needs: []demoNeed{{"par", 0, 16}, {"moving_head", 1, 6}}, reach: reachApproved},
	{key: "fashion", site: "BLN", name: "Messe Nord fashion walk", company: "Messe Nord", requester: "lena", destination: "CUST-MESSE",
		startDay: 1, startHour: 9, days: 3, needs: []demoNeed{{"bar", 0, 18}, {"strobe", 0, 4}}, reach: reachApproved},
	{key: "gala", site: "BLN", name: "Winter gala", company: "Messe Nord", requester: "lena", destination: "CUST-MESSE",
		startDay: 2, startHour: 10, days: 2, needs: []demoNeed{{"par", 1, 20}, {"blinder", 0, 4}}, reach: reachPending},
	{key: "shortfilm", site: "LON", name: "Night shoot, Ferry Lane", company: "Blue Hour Films", requester: "yusuf",
		startDay: 6, startHour: 15, days: 2, needs: []demoNeed{{"profile", 1, 4}}, reach: reachDraft},
	{key: "musical", site: "BLN", name: "Musical on tour", company: "Fjordlys Touring", requester: "bjorn",
		startDay: -4, startHour: 10, days: 7, needs: []demoNeed{{"moving_head", 2, 24}, {"dimmer", 0, 2}}, reach: reachApproved, out: all},
	{key: "arena", site: "LON", name: "Riverside weekend", company: "Riverside Arena", requester: "kate", destination: "CUST-RIVER",
		startDay: -1, startHour: 9, days: 4, needs: []demoNeed{{"moving_head", 0, 14}, {"computer", 0, 2}}, reach: reachApproved, out: all},
	{key: "loading", site: "BLN", name: "Uferbühne, studio stage", company: "Uferbühne Berlin", requester: "matteo", destination: "CUST-UFER",
		startHour: 7, days: 9, needs: []demoNeed{{"par", 2, 10}, {"profile", 2, 6}}, reach: reachApproved, out: 7},
	{key: "panel", site: "BLN", name: "Panel day", company: "Messe Nord", requester: "lena", destination: "CUST-MESSE",
		startDay: -2, startHour: 9, endsIn: 5, needs: []demoNeed{{"par", 0, 8}, {"case", 0, 2}}, reach: reachApproved, out: all},
	{key: "commercial", site: "LON", name: "Car commercial", company: "Blue Hour Films", requester: "elise",
		startDay: -3, startHour: 6, endsIn: 4, needs: []demoNeed{{"profile", 0, 5}, {"par", 1, 6}}, reach: reachApproved, out: all},
	{key: "clubnight", site: "BLN", name: "Club night, Kynaststraße", company: "Fjordlys Touring", requester: "bjorn",
		startDay: -5, startHour: 14, endsIn: -49, needs: []demoNeed{{"strobe", 1, 3}, {"moving_head", 3, 4}}, reach: reachApproved, out: all},
	{key: "short", site: "BLN", name: "Street theatre", company: "Uferbühne Berlin", requester: "matteo",
		startDay: -3, startHour: 9, endsIn: -1, needs: []demoNeed{{"par", 3, 6}}, reach: reachApproved, out: all, back: 4},
	{key: "newyear", site: "BLN", name: "New season rehearsals", company: "Uferbühne Berlin", requester: "sofie", destination: "CUST-UFER",
		startDay: 32, startHour: 9, days: 12, needs: []demoNeed{{"moving_head", 1, 10}, {"profile", 0, 10}}, reach: reachApproved},
	{key: "awards", site: "LON", name: "Awards evening", company: "Riverside Arena", requester: "arjun", destination: "CUST-RIVER",
		startDay: -12, startHour: 9, days: 3, needs: []demoNeed{{"par", 0, 10}}, reach: reachApproved, out: all, back: all},
}

// demoSecondOrders are further orders of the jobs above.
var demoSecondOrders = []demoJob{
	{key: "newyear", site: "BLN", requester: "matteo", startDay: 32, startHour: 9, days: 12,
		needs: []demoNeed{{"laser", 0, 2}}, reach: reachRejected},
	{key: "gala", site: "BLN", requester: "lena", startDay: 2, startHour: 10, days: 2,
		needs: []demoNeed{{"hazer", 1, 2}}, reach: reachCancelled},
}

// demoOrder is what the rest of the plan needs to know of an order.
type demoOrder struct {
	id      rental.RentActionID
	site    rental.SiteID
	window  rental.Window
	planned []rental.Asset
	left    []rental.Asset
}

func (p *DemoPlan) planJobs() error {
	for _, j := range demoJobs {
		w, err := p.window(j)
		if err != nil {
			return err
		}
		status := rental.ProjectPlanned
		switch {
		case j.back == all:
			status = rental.ProjectDone
		case j.out != 0:
			status = rental.ProjectActive
		}
		p.add(rental.Project{
			ID: rental.ProjectID(p.id("project", j.key)), Name: j.name, CompanyID: rental.CompanyID(p.id("company", j.company)),
			CompanyName: j.company, PlaceID: p.places[j.destination].ID, Window: w, Status: status, Meta: rental.Meta{SiteID: p.site(j.site)},
		})
		if err := p.planOrder(j, j.key, w); err != nil {
			return fmt.Errorf("job %s: %w", j.key, err)
		}
	}
	for _, j := range demoSecondOrders {
		w, err := p.window(j)
		if err != nil {
			return err
		}
		if err := p.planOrder(j, j.key+"/2", w); err != nil {
			return fmt.Errorf("second order of %s: %w", j.key, err)
		}
	}
	return nil
}

// window computes when a job goes out and comes back, in its site's zone.
func (p *DemoPlan) window(j demoJob) (rental.Window, error) {
	zone, err := time.LoadLocation(p.places[j.site].Zone)
	if err != nil {
		return rental.Window{}, fmt.Errorf("zone of %s: %w", j.site, err)
	}
	now := p.cfg.Now.In(zone)
	at := func(day, hour int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+day, hour, 0, 0, 0, zone)
	}
	start, end := at(j.startDay, j.startHour), at(j.startDay+j.days, 18)
	if j.endsIn != 0 {
		end = now.Add(time.Duration(j.endsIn) * time.Hour).Truncate(time.Hour)
	}
	if j.out != 0 && start.After(now) {
		start = now.Add(-2 * time.Hour).Truncate(time.Hour)
	}
	return rental.Window{Start: millis(start), End: millis(end)}, nil
}

// planOrder writes the steps of one order from its creation to its last return.
func (p *DemoPlan) planOrder(j demoJob, name string, w rental.Window) error {
	o := &demoOrder{id: rental.RentActionID(p.id("order", name)), site: p.site(j.site), window: w}
	p.orders[name] = o
	lines, err := p.planLines(j, name, o)
	if err != nil {
		return err
	}
	desk, lead := p.actor("carla"), p.actor("jonas")
	if j.site == "LON" {
		desk, lead = p.actor("mei"), p.actor("priya")
	}
	start := time.UnixMilli(int64(w.Start))
	asked := start.AddDate(0, 0, -9)
	if latest := p.cfg.Now.Add(-26 * time.Hour); asked.After(latest) {
		asked = latest
	}
	requester := p.people[j.requester]
	p.step(asked, desk, name+"/create", rental.RentActionCreateBody{
		RentActionID: o.id, RequesterID: requester.ID, RequesterName: requester.Name, ProjectID: rental.ProjectID(p.id("project", j.key)),
		Window: w, DestinationID: p.places[j.destination].ID, SiteID: o.site, Lines: lines,
	})
	p.planReach(j.reach, name, o.id, asked, desk, lead)
	p.planLoan(j, name, o, lead)
	return nil
}

// planReach takes an order as far as it came before anything left.
func (p *DemoPlan) planReach(reach demoReach, name string, id rental.RentActionID, asked time.Time, desk, lead rental.Actor) {
	step := func(kind rental.Kind, after time.Duration, actor rental.Actor, reason string) {
		p.step(asked.Add(after), actor, name+"/"+string(kind), rental.RentActionStepBody{Step: kind, RentActionID: id, Reason: reason})
	}
	if reach == reachDraft {
		return
	}
	step(rental.KindRentActionSubmit, 10*time.Minute, desk, "")
	switch reach {
	case reachDraft, reachPending:
	case reachApproved:
		step(rental.KindRentActionApprove, 2*time.Hour, lead, "")
	case reachRejected:
		step(rental.KindRentActionReject, 2*time.Hour, lead, "No laser safety officer on these dates.")
	case reachCancelled:
		step(rental.KindRentActionCancel, 3*time.Hour, desk, "The hall brings its own haze.")
	}
}

// planLoan lets things leave and come back.
func (p *DemoPlan) planLoan(j demoJob, name string, o *demoOrder, lead rental.Actor) {
	o.left = o.planned
	if j.out != all {
		o.left = o.planned[:j.out]
	}
	if len(o.left) == 0 {
		return
	}
	p.step(time.UnixMilli(int64(o.window.Start)).Add(20*time.Minute), lead, name+"/out", rental.CheckOutBody{
		RentActionID: o.id, ProjectID: rental.ProjectID(p.id("project", j.key)), HolderID: p.people[j.requester].ID,
		HolderName: p.people[j.requester].Name, DestinationID: p.places[j.destination].ID, Due: o.window.End, Lines: assetLines(o.left),
	})
	back := o.left
	if j.back != all {
		back = o.left[:j.back]
	}
	if len(back) > 0 {
		in := min(int64(o.window.End)-int64(30*time.Minute/time.Millisecond), p.cfg.Now.Add(-20*time.Minute).UnixMilli())
		p.step(time.UnixMilli(in), lead, name+"/in", rental.CheckInBody{PlaceID: p.places[j.site+"-RET"].ID, Lines: assetLines(back)})
	}
}

func assetLines(assets []rental.Asset) []rental.AssetLine {
	lines := make([]rental.AssetLine, len(assets))
	for i, a := range assets {
		lines[i] = rental.AssetLine{AssetID: a.ID, Tag: a.Tag}
	}
	return lines
}

// planLines chooses a model for each need, and the assets that will serve it.
func (p *DemoPlan) planLines(j demoJob, name string, o *demoOrder) ([]rental.Line, error) {
	var lines []rental.Line
	for i, need := range j.needs {
		t, ok := p.model(need, o.site)
		if !ok {
			return nil, fmt.Errorf("no %s model number %d with %d pieces at %s", need.silhouette, need.nth, need.quantity, j.site)
		}
		lines = append(lines, rental.Line{
			ID: rental.LineID(p.id("line", fmt.Sprintf("%s/%d", name, i))), ItemTypeID: t.ID, Requested: need.quantity,
		})
		if j.reach != reachApproved {
			continue
		}
		pool := p.pools[t.ID][o.site]
		o.planned = append(o.planned, pool[:need.quantity]...)
		p.pools[t.ID][o.site] = pool[need.quantity:]
	}
	return lines, nil
}

// model returns the nth type of a silhouette that has enough pieces left at a site.
func (p *DemoPlan) model(need demoNeed, site rental.SiteID) (rental.ItemType, bool) {
	var found []rental.ItemType
	for _, r := range p.Rows {
		t, ok := r.(rental.ItemType)
		if ok && t.Silhouette == need.silhouette && int64(len(p.pools[t.ID][site])) >= need.quantity {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return rental.ItemType{}, false
	}
	return found[need.nth%len(found)], true
}

// actor is an account of the company.
func (p *DemoPlan) actor(login string) rental.Actor {
	for _, r := range p.Rows {
		if u, ok := r.(rental.User); ok && u.Login == login {
			return rental.Actor{
				Kind: rental.ActorUser, UserID: u.ID, PersonID: u.PersonID, PersonName: u.Name, Role: u.Role, Scopes: u.Scopes, SiteID: u.SiteID,
			}
		}
	}
	return rental.Actor{Kind: rental.ActorSystem}
}

func (p *DemoPlan) step(at time.Time, actor rental.Actor, name string, body rental.Body) {
	id := rental.ItemID(p.id("step", name))
	p.Steps = append(p.Steps, DemoStep{At: at, Actor: actor, Command: rental.Command{
		ID: id, Kind: body.CommandKind(), Schema: 1, Occurred: rental.Occurred{T: millis(at), ItemID: id}, Body: body,
	}})
}
