package rental

// OrderStatus is the state of a RentAction.
type OrderStatus string

// The states of a RentAction; the moves are in OrderTransitions.
const (
	Draft     OrderStatus = "draft"
	Pending   OrderStatus = "pending"
	Approved  OrderStatus = "approved"
	Rejected  OrderStatus = "rejected"
	Fulfilled OrderStatus = "fulfilled"
	Closed    OrderStatus = "closed"
	Cancelled OrderStatus = "cancelled"
)

// OrderStatuses lists every state in the order in which documents print them.
func OrderStatuses() []OrderStatus {
	return []OrderStatus{Draft, Pending, Approved, Rejected, Fulfilled, Closed, Cancelled}
}

// Window is half-open: [Start, End), both ms UTC.
type Window struct {
	Start Millis `json:"start"`
	End   Millis `json:"end"`
}

// ordered reports whether the window ends after it starts.
func (w Window) ordered() bool { return w.Start >= 0 && w.End > w.Start }

// plausible reports whether the window lies between the years 2000 and 2200: a
// program that gives seconds lands in 1970.
func (w Window) plausible() bool { return w.Start >= 946_684_800_000 && w.End <= 7_258_118_400_000 }

// Line asks for a quantity of one type.
type Line struct {
	ID         LineID     `json:"id"`
	ItemTypeID ItemTypeID `json:"item_type_id"`
	Requested  int64      `json:"requested_quantity"`
	Cancelled  int64      `json:"cancelled_quantity,omitempty"`
	Notes      string     `json:"notes,omitempty"`
}

// RentAction is an order: the schema.org RentAction with lines.
type RentAction struct {
	ID     RentActionID `json:"id"`
	Number Number       `json:"number"`
	Meta
	Status        OrderStatus `json:"status"`
	RequesterID   PersonID    `json:"requester_id,omitempty"`
	RequesterName string      `json:"requester_name,omitempty"`
	ProjectID     ProjectID   `json:"project_id,omitempty"`
	Title         string      `json:"title,omitempty"`
	Window        Window      `json:"window"`
	DestinationID PlaceID     `json:"destination_id,omitempty"`
	Priority      int         `json:"priority,omitempty"`
	IsASAP        bool        `json:"is_asap,omitempty"`
	Lines         []Line      `json:"lines"`
	Reason        string      `json:"reason,omitempty"`
	Notes         string      `json:"notes,omitempty"`
	// AlsoSiteID is a second site that the order touches (goods of it went out
	// on this order); its kiosks hold the order too.
	AlsoSiteID SiteID `json:"also_site_id,omitempty"`
}

// AllocationStatus is the state of an Allocation.
type AllocationStatus string

// The states of an Allocation.
const (
	AllocAllocated AllocationStatus = "allocated"
	AllocPacked    AllocationStatus = "packed"
	AllocOut       AllocationStatus = "out"
	AllocReturned  AllocationStatus = "returned"
	AllocConsumed  AllocationStatus = "consumed"
	AllocCancelled AllocationStatus = "cancelled"
	AllocLost      AllocationStatus = "lost"
)

// Allocation is one asset (or a quantity) bound to an order's line. LineID is
// empty for a thing that left on the order without being asked for.
type Allocation struct {
	ID AllocationID `json:"id"`
	Meta
	RentActionID RentActionID     `json:"rent_action_id"`
	LineID       LineID           `json:"line_id,omitempty"`
	AssetID      AssetID          `json:"asset_id,omitempty"`
	ItemTypeID   ItemTypeID       `json:"item_type_id"`
	Quantity     int64            `json:"quantity"`
	Status       AllocationStatus `json:"status"`
	OutAt        Millis           `json:"out_at,omitempty"`
	OutFact      ItemID           `json:"out_fact,omitempty"`
	InAt         Millis           `json:"in_at,omitempty"`
	InFact       ItemID           `json:"in_fact,omitempty"`
	AlsoSiteID   SiteID           `json:"also_site_id,omitempty"`
}

// LineCount is what has happened to a line, always computed, never stored.
type LineCount struct {
	Requested, Allocated, Packed, Out, Returned, Consumed, Lost, Cancelled int64
}

// EverOut is the quantity that has left on the line, whatever became of it.
func (c LineCount) EverOut() int64 { return c.Out + c.Returned + c.Consumed + c.Lost }

// CountLines computes the counts of each line of o from its allocations, by
// line id; allocations without a line are counted under the empty id.
func CountLines(o RentAction, allocs []Allocation) map[LineID]LineCount {
	counts := make(map[LineID]LineCount, len(o.Lines))
	for _, l := range o.Lines {
		counts[l.ID] = LineCount{Requested: l.Requested, Cancelled: l.Cancelled}
	}
	for _, a := range allocs {
		c := counts[a.LineID]
		switch a.Status {
		case AllocAllocated:
			c.Allocated += a.Quantity
		case AllocPacked:
			c.Packed += a.Quantity
		case AllocOut:
			c.Out += a.Quantity
		case AllocReturned:
			c.Returned += a.Quantity
		case AllocConsumed:
			c.Consumed += a.Quantity
		case AllocLost:
			c.Lost += a.Quantity
		case AllocCancelled:
		}
		counts[a.LineID] = c
	}
	return counts
}

// ProjectStatus is the state of a job.
type ProjectStatus string

// The states of a Project.
const (
	ProjectPlanned ProjectStatus = "planned"
	ProjectActive  ProjectStatus = "active"
	ProjectDone    ProjectStatus = "done"
)

// Project is a job; RentActions belong to it.
type Project struct {
	ID     ProjectID `json:"id"`
	Number Number    `json:"number"`
	Name   string    `json:"name"`
	Meta
	CompanyID   CompanyID     `json:"company_id,omitempty"`
	CompanyName string        `json:"company_name,omitempty"`
	PlaceID     PlaceID       `json:"place_id,omitempty"`
	Window      Window        `json:"window"`
	Status      ProjectStatus `json:"status"`
	AlsoSiteID  SiteID        `json:"also_site_id,omitempty"`
}
