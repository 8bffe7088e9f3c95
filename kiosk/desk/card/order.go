package card

// JobRef is a job with its company.
type JobRef struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Name    string `json:"name"`
	Company string `json:"company"`
}

// LineView is a line of an order with its live counts.
type LineView struct {
	TypeID    string `json:"type_id"`
	Name      string `json:"name"`
	Category  string `json:"category" enum:"moving_head,par,profile,strobe,blinder,bar,matrix,laser,hazer,fan,stand,dimmer,cable,clamp,truss,case,computer,other"`
	Requested int64  `json:"requested"`
	Out       int64  `json:"out" doc:"out at this moment"`
	Returned  int64  `json:"returned"`
	Note      string `json:"note,omitempty"`
}

// Order is a RentAction as the kiosk knows it.
type Order struct {
	ID      string     `json:"id"`
	Number  string     `json:"number"`
	Status  string     `json:"status" enum:"draft,pending,approved,fulfilled,closed,rejected,cancelled"`
	Job     *JobRef    `json:"job,omitempty"`
	Person  string     `json:"person" doc:"who asked for it"`
	Place   *PlaceRef  `json:"place,omitempty" doc:"destination"`
	Start   int64      `json:"start"`
	End     int64      `json:"end"`
	Note    string     `json:"note,omitempty"`
	Lines   []LineView `json:"lines"`
	Units   Units      `json:"units"`
	Late    bool       `json:"late" doc:"past end and grace with something out"`
	Pending bool       `json:"pending" doc:"made here and not yet confirmed by central"`
	Checked bool       `json:"availability_checked" doc:"false: the screen says so"`
	AsOf    int64      `json:"as_of"`
}

// Units are the summed counts of an order.
type Units struct {
	Requested int64 `json:"requested"`
	Out       int64 `json:"out"`
	Returned  int64 `json:"returned"`
}
