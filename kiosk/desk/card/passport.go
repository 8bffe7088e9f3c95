package card

// Passport is all that the kiosk knows of one item.
type Passport struct {
	Serial        string    `json:"serial"`
	Type          string    `json:"type" doc:"name of the item type"`
	Status        string    `json:"status" enum:"available,reserved,deployed,recalled,maintenance,missing,retired"`
	With          *Holding  `json:"with,omitempty" doc:"who has it; absent: it is in the house"`
	Place         string    `json:"place" doc:"where it was last, as a path; '' = not known"`
	Home          string    `json:"home" doc:"where it belongs, as a path; '' = no home"`
	NextOrder     string    `json:"next_order" doc:"number of the next booking, '' = none known"`
	NextJob       string    `json:"next_job"`
	NextAt        int64     `json:"next_at"`
	InspectionDue int64     `json:"inspection_due"`
	LastSeen      int64     `json:"last_seen"`
	AsOf          int64     `json:"as_of" doc:"how fresh the catalogue behind this is"`
	History       []History `json:"history" doc:"newest first, at most 6"`
}

// Holding says who has an item.
type Holding struct {
	Person string `json:"person"`
	Order  string `json:"order" doc:"its number; '' = without an order"`
	Job    string `json:"job"`
	Place  string `json:"place"`
	Since  int64  `json:"since"`
	Due    int64  `json:"due"`
	Late   bool   `json:"late"`
}

// History is one line of an item's past.
type History struct {
	At   int64 `json:"at"`
	Text Text  `json:"text"`
}

// Here is what stands at a place.
type Here struct {
	Path  string    `json:"path"`
	Total int64     `json:"total"`
	Items []Subject `json:"items" doc:"at most 12, by name; Quantity > 1 where several of one type stand here"`
	AsOf  int64     `json:"as_of"`
}
