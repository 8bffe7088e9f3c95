package card

import "rms/syncproto/rental"

// Desk is the state of the desk: who stands here, what is being done, and what the last gestures gave.
type Desk struct {
	Rev     int64       `json:"rev" doc:"rises with every change; an older Desk never replaces a newer one"`
	Mode    string      `json:"mode" enum:"idle,out,in,move,new_order"`
	Modes   []ModeEntry `json:"modes" doc:"the modes that work at this kiosk, in order, idle first"`
	Person  *Person     `json:"person,omitempty" doc:"who is signed in"`
	Order   *Order      `json:"order,omitempty" doc:"the order at hand"`
	Place   *PlaceRef   `json:"place,omitempty" doc:"destination of Out, place of In, target of Move"`
	Due     int64       `json:"due" doc:"due time of the batch"`
	Ring    *Ring       `json:"ring,omitempty" doc:"progress: of the order, or the count of the batch"`
	Ask     *Ask        `json:"ask,omitempty" doc:"the open question"`
	Draft   *Draft      `json:"draft,omitempty" doc:"the order being written, in mode new_order"`
	Last    *Answer     `json:"last,omitempty" doc:"the newest answer of this session: the large card; absent on a fresh idle screen"`
	Recent  []Recent    `json:"recent" doc:"the last 8 answers of this session, newest first (the first is Last)"`
	Tray    []TrayEntry `json:"tray" doc:"stops that wait for a person, newest first, at most 5"`
	TrayN   int64       `json:"tray_n" doc:"how many wait"`
	Steps   []Step      `json:"steps" doc:"what can be done now besides scanning (FINISH, UNDO, NEXT PERSON), only what works, at most 4"`
	Parked  int64       `json:"parked" doc:"baskets parked at this kiosk"`
	HeadN   int64       `json:"head_n" doc:"n of the newest answer of this kiosk"`
	IdleAt  int64       `json:"idle_at" doc:"when the desk goes idle by itself, ms UTC; 0 = it is idle"`
	Enabled bool        `json:"enabled" doc:"false: below the disk floor; scans are refused before anything is minted"`
}

// ModeEntry is one mode as the page offers it. A mode that does not work yet is not in the list.
type ModeEntry struct {
	Mode  string `json:"mode" enum:"idle,out,in,move,new_order"`
	Code  string `json:"code" doc:"the command code that enters it"`
	Needs string `json:"needs" enum:"nothing,badge,pin" doc:"what must come first; nothing = may be entered now"`
}

// Person is who is signed in.
type Person struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Company  string   `json:"company"`
	Verified string   `json:"verified" enum:"badge,pin"`
	Can      []string `json:"can" doc:"kiosk capabilities: look, in, move, count, pack, out, new_order, out_unapproved, ..."`
}

// PlaceRef is a place with its code.
type PlaceRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Code string `json:"code"`
	Path string `json:"path" doc:"'Berlin / Hall 1 / Aisle A'"`
}

// Recent is one line of the list of the last scans.
type Recent struct {
	N       int64          `json:"n"`
	At      int64          `json:"at"`
	Outcome rental.Outcome `json:"outcome" enum:"ok,look,duplicate,stop"`
	Name    string         `json:"name" doc:"subject's name, or what was read"`
	Tag     string         `json:"tag"`
	Title   Text           `json:"title"`
}

// TrayEntry is a stop that waits, between its neighbours, so that the physical box can be found.
type TrayEntry struct {
	Answer Answer  `json:"answer" doc:"without desk"`
	Before *Recent `json:"before,omitempty" doc:"what was scanned just before it"`
	After  *Recent `json:"after,omitempty" doc:"what was scanned just after it"`
}

// Draft is an order being written at this kiosk; it is parked and resumed with the basket.
type Draft struct {
	Job     *JobRef    `json:"job,omitempty"`
	Place   *PlaceRef  `json:"place,omitempty"`
	Start   int64      `json:"start"`
	End     int64      `json:"end"`
	Lines   []LineView `json:"lines"`
	Missing []Text     `json:"missing" doc:"what FINISH still needs, in words; empty: FINISH sends it"`
}
