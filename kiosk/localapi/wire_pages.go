package localapi

// NewOrder makes a RentAction in one request (the screen writes it step by step through the desk instead).
type NewOrder struct {
	ID      string    `json:"id" format:"uuid" doc:"UUIDv7, minted once per gesture, kept over retries"`
	JobID   string    `json:"job_id,omitempty"`
	PlaceID string    `json:"place_id,omitempty" doc:"destination"`
	Start   int64     `json:"start"`
	End     int64     `json:"end"`
	Note    string    `json:"note,omitempty" maxLength:"500"`
	Lines   []NewLine `json:"lines" minItems:"1" maxItems:"200"`
	Submit  bool      `json:"submit,omitempty" doc:"also submit it"`
}

// NewLine asks for a quantity of a type.
type NewLine struct {
	TypeID   string `json:"type_id"`
	Quantity int64  `json:"quantity" minimum:"1" maximum:"9999"`
	Note     string `json:"note,omitempty" maxLength:"200"`
}

// OrderGesture submits or cancels an order.
type OrderGesture struct {
	ID     string `json:"id" format:"uuid" doc:"UUIDv7, minted once per gesture, kept over retries"`
	Reason string `json:"reason,omitempty" maxLength:"500" doc:"cancel"`
}

// OrderList is a pick list of orders: those due first first.
type OrderList struct {
	Orders []Order `json:"orders"`
	More   bool    `json:"more" doc:"there are more than are listed"`
	AsOf   int64   `json:"as_of"`
}

// Hits is the answer to a search: a pick list, never a match.
type Hits struct {
	Hits []Subject `json:"hits"`
	More bool      `json:"more"`
	AsOf int64     `json:"as_of"`
}

// Today is the day as this kiosk knows it from its own base.
type Today struct {
	AsOf     int64        `json:"as_of" doc:"how fresh the knowledge is; 0 = the catalogue has not come yet"`
	Out      []TodayOrder `json:"out" doc:"next to leave, at most 6"`
	OutN     int64        `json:"out_n"`
	Back     []TodayOrder `json:"back" doc:"next to come back, at most 6"`
	BackN    int64        `json:"back_n"`
	Overdue  []TodayOrder `json:"overdue" doc:"late, longest first, at most 6"`
	OverdueN int64        `json:"overdue_n"`
}

// TodayOrder is one row of the board.
type TodayOrder struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Job     string `json:"job"`
	Company string `json:"company"`
	Place   string `json:"place"`
	At      int64  `json:"at" doc:"when it leaves or is due"`
	N       int64  `json:"n" doc:"units out (to leave) or returned (to come back)"`
	M       int64  `json:"m" doc:"units requested (to leave) or ever out (to come back)"`
}

// Choice is one answer that a tap gives to an inbox entry or exception.
type Choice struct {
	Value   string `json:"value" doc:"InboxAnswer.Choice"`
	Label   Text   `json:"label"`
	Primary bool   `json:"primary" doc:"the proposed one"`
	Code    string `json:"code,omitempty" doc:"code to scan for the same, '' when there is none"`
}

// Exception is something that a person must settle. The inbox shows those that concern this kiosk.
type Exception struct {
	ID       string   `json:"id"`
	Number   string   `json:"number" doc:"'' for news that has no exception"`
	Severity string   `json:"severity" enum:"low,medium,high"`
	At       int64    `json:"at"`
	Title    Text     `json:"title"`
	Detail   *Text    `json:"detail,omitempty"`
	Subject  Subject  `json:"subject"`
	Choices  []Choice `json:"choices" doc:"at most 3; [] = nothing can be done here, only at central"`
	State    string   `json:"state" enum:"open,answered,closed" doc:"answered: given here, central has not confirmed it yet"`
	Answer   *Text    `json:"answer,omitempty" doc:"what was answered, by whom"`
	FactID   string   `json:"fact_id,omitempty" doc:"the fact that it is about"`
}

// Inbox is what needs a person here, newest first.
type Inbox struct {
	Entries []Exception `json:"entries" doc:"at most 20, open ones first"`
	Open    int64       `json:"open" doc:"how many are open"`
}

// Exceptions are all open ones of this site.
type Exceptions struct {
	Exceptions []Exception `json:"exceptions" doc:"at most 50"`
	Open       int64       `json:"open"`
	AsOf       int64       `json:"as_of"`
}

// InboxAnswer is a one-tap answer.
type InboxAnswer struct {
	ID     string `json:"id" format:"uuid" doc:"UUIDv7, minted once per gesture, kept over retries"`
	Choice string `json:"choice" doc:"Choice.Value"`
	Note   string `json:"note,omitempty" maxLength:"500"`
}

// Status is the bar at the bottom and what every screen must know of this kiosk.
type Status struct {
	Now       int64   `json:"now"`
	Version   string  `json:"version"`
	Enrolled  bool    `json:"enrolled"`
	KioskID   string  `json:"kiosk_id" doc:"its id; empty before it is enrolled"`
	Kiosk     string  `json:"kiosk" doc:"its name: 'Dock 1'"`
	Prefix    string  `json:"prefix" doc:"of its numbers: 'K3'"`
	Site      Site    `json:"site"`
	Demo      bool    `json:"demo"`
	Waiting   int64   `json:"waiting" doc:"facts and wishes not yet at central"`
	OldestAt  int64   `json:"oldest_at" doc:"when the oldest of them was recorded; 0 = none"`
	AsOf      int64   `json:"as_of" doc:"how fresh the catalogue is; 0 = it has not come yet"`
	Central   Central `json:"central"`
	InboxOpen int64   `json:"inbox_open"`
	ClockOff  int64   `json:"clock_off_ms" doc:"this machine's clock against central's, when known"`
	ClockBad  bool    `json:"clock_bad" doc:"off by more than 5 min"`
	DiskLow   bool    `json:"disk_low" doc:"below the floor: new gestures are refused"`
	RetryAt   int64   `json:"retry_at" doc:"next try at central; 0 = connected or at once"`
}

// Site is where the kiosk stands.
type Site struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Zone string `json:"zone" doc:"IANA name"`
}

// Central is how it stands with central. Every state but reachable, unreachable and connecting is a red bar.
type Central struct {
	State  string `json:"state" enum:"connecting,reachable,unreachable,diverged,refused,upgrade,reenrol,never"`
	Since  int64  `json:"since"`
	Detail *Text  `json:"detail,omitempty" doc:"what to do about it, for a red bar"`
	URL    string `json:"url"`
}

// Health is the health page.
type Health struct {
	At       int64    `json:"at"`
	Checks   []Check  `json:"checks" doc:"disk, clock, queue, store, central, catalogue ... in the order to show"`
	Versions []Named  `json:"versions" doc:"kiosk, database schema, protocol, central"`
	Answer   Latency  `json:"answer" doc:"from a scan's arrival to its answer, the last 1000"`
	Painted  Latency  `json:"painted" doc:"from the last key of a scan to the frame that shows its card, the last 1000"`
	Misreads Misreads `json:"misreads"`
}

// Check is one line of the health page.
type Check struct {
	Name  string `json:"name" doc:"key health.check.<name> of en.json: disk, clock, queue, store, central, catalogue, scanner"`
	State string `json:"state" enum:"ok,warn,bad"`
	Value Text   `json:"value"`
	Hint  *Text  `json:"hint,omitempty" doc:"what to do, unless ok"`
}

// Named is a name with a value.
type Named struct {
	Name  string `json:"name" doc:"key health.version.<name> of en.json: kiosk, schema, protocol, central"`
	Value string `json:"value"`
}

// Latency is a distribution in microseconds.
type Latency struct {
	Count int64 `json:"count"`
	P50Us int64 `json:"p50_us"`
	P99Us int64 `json:"p99_us"`
}

// Misreads counts what the scanners got wrong since the start of the day.
type Misreads struct {
	Scans   int64 `json:"scans"`
	Misread int64 `json:"misread"`
	Unknown int64 `json:"unknown"`
}

// Event is news for the page; it reads again what the topic names. An answer that the page did not ask for (serial scanner, file)
// travels in full, so that it is shown and heard; one whose id the page knows has been shown already.
type Event struct {
	N      int64   `json:"n"`
	Topic  string  `json:"topic" enum:"desk,answer,status,inbox,today,orders,demo"`
	Rev    int64   `json:"rev,omitempty" doc:"of desk, after a gesture: a page that holds this revision or a newer one need not read; none = read"`
	Answer *Answer `json:"answer,omitempty"`
}

// Events is one page of news.
type Events struct {
	Boot   string  `json:"boot" doc:"changes at every start of the process: then the page reads everything again"`
	Next   int64   `json:"next" doc:"the next value of after; less than what was sent = start again from here"`
	Events []Event `json:"events"`
}

// Heartbeat says that the page lives and how it is. The process ends when it stops (the window's engine died).
type Heartbeat struct {
	Screen  string        `json:"screen" doc:"route shown"`
	Sound   string        `json:"sound" enum:"ok,blocked,no_device"`
	Unsent  int64         `json:"unsent" doc:"gestures in the page's queue that have no answer yet"`
	Painted *Latency      `json:"painted,omitempty" doc:"sent by pages of 0.1.0 and not read: cards says it one by one"`
	Cards   []PaintedCard `json:"cards,omitempty" maxItems:"500" doc:"painted since the last beat that was answered, in their order"`
}

// PaintedCard is the answer to a scan on the screen.
type PaintedCard struct {
	ID string `json:"id" format:"uuid" doc:"of the scan's gesture"`
	Us int64  `json:"us" minimum:"0" doc:"from the scan's last key to the frame that shows its card, in microseconds"`
}

// HeartbeatReply lets a page of an older build reload itself.
type HeartbeatReply struct {
	Boot  string `json:"boot"`
	Build string `json:"build" doc:"hash of the embedded page"`
}

// EnrolRequest makes this machine a kiosk.
type EnrolRequest struct {
	ID      string `json:"id" format:"uuid" doc:"UUIDv7, minted once per gesture, kept over retries"`
	Central string `json:"central" doc:"base URL of central"`
	Code    string `json:"code" doc:"the one-time code that central printed"`
}

// Enrolled is the answer to an enrolment.
type Enrolled struct {
	Kiosk  string `json:"kiosk"`
	Prefix string `json:"prefix"`
	Site   Site   `json:"site"`
}

// Demo holds the codes of the "Try it" strip; codes is [] outside a demo.
type Demo struct {
	Demo  bool       `json:"demo"`
	Codes []DemoCode `json:"codes"`
}

// DemoCode is one code to try.
type DemoCode struct {
	Role string `json:"role" enum:"badge,order,item,item_elsewhere,unknown" doc:"key demo.role.<role> of en.json"`
	Code string `json:"code"`
	Name string `json:"name" doc:"what it is: 'Ada Lovelace', 'R-004711 Summer festival'"`
}
