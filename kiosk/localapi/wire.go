package localapi

// Problem is the body of every error (RFC 9457), the same members as everywhere in the product.
type Problem struct {
	Type   string `json:"type" doc:"about:blank or a page that explains the reason"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Code   string `json:"code" doc:"rental.Code: invalid, not_found, conflict, ..."`
	Reason string `json:"reason,omitempty" doc:"stable snake_case reason"`
	Field  string `json:"field,omitempty" doc:"the member of the request that is wrong"`
	Hint   string `json:"hint,omitempty" doc:"the next thing to do"`
}

// Text is a sentence for a person: a key of en.json with its parameters by kind, and the English rendering.
type Text struct {
	Key    string            `json:"key" doc:"a key of frontend/kiosk/src/i18n/en.json"`
	Names  map[string]string `json:"names,omitempty" doc:"parameters shown as they are: names, tags, numbers of orders"`
	Times  map[string]int64  `json:"times,omitempty" doc:"parameters that are moments, ms UTC; shown in the site's zone"`
	Counts map[string]int64  `json:"counts,omitempty" doc:"parameters that are counts; 'n' chooses the plural (key.one, key.other)"`
	Text   string            `json:"text" doc:"the English rendering, made by the server from the same JSON"`
}

// ScanRequest is one code as it was read. Exactly one of raw and raw_b64 is set; raw_b64 when the bytes are no UTF-8.
type ScanRequest struct {
	ID     string  `json:"id" format:"uuid" doc:"UUIDv7, minted once per burst, kept over retries"`
	Raw    string  `json:"raw,omitempty" doc:"the text as typed by the scanner, without its suffix; 0x1D kept"`
	RawB64 string  `json:"raw_b64,omitempty" doc:"padded standard base64 of the bytes"`
	Source string  `json:"source" enum:"wedge,typed,demo,file" doc:"how it came in: scanner keys, the entry line, the demo strip, a file"`
	GapsMs []int64 `json:"gaps_ms,omitempty" doc:"milliseconds between the keys, for the misread statistics"`
	Ended  string  `json:"ended,omitempty" enum:"enter,tab,silence" doc:"what ended the burst"`
}

// TapRequest is a gesture that is no scan: a button, a pick from a list. It goes through the same queue as the scans.
//
//	mode    value idle|out|in|move|new_order: leave or enter a mode (idle parks a basket that is not finished)
//	person  value person id (pick from a list: a PIN is asked), "" = NEXT PERSON (sign out, park the basket)
//	order   value order id, "" = without an order
//	place   value place id: destination of Out and New order, target of Move, "" = clear
//	job     value job id of the order being written, "" = clear
//	start   value ms as decimal: begin of the order being written
//	due     value ms as decimal: due time of the batch, or end of the order being written
//	line    value "<type id>=<quantity>": sets a line of the order being written, 0 removes it
//	pick    value asset id (or type id in New order): exactly what scanning its tag would do
//	seen    value n of an answer: take it out of the tray ("put aside")
//	finish, undo, yes, no   value "": what the command code does
type TapRequest struct {
	ID    string `json:"id" format:"uuid" doc:"UUIDv7, minted once per gesture, kept over retries"`
	Verb  string `json:"verb" enum:"mode,person,order,place,job,start,due,line,pick,seen,finish,undo,yes,no"`
	Value string `json:"value"`
}

// AnswerRequest answers an open question. A PIN travels only here and is never logged.
type AnswerRequest struct {
	ID    string `json:"id" format:"uuid" doc:"UUIDv7, minted once per gesture, kept over retries"`
	AskID string `json:"ask_id" doc:"Ask.ID"`
	Value string `json:"value" doc:"yes_no: yes or no; pin: the digits; quantity: a decimal number; '' = put the question aside"`
	Badge string `json:"badge,omitempty" doc:"badge code of the supervisor who answers, when it is not the person signed in"`
}

// Step is something to do next: said in a line, offered as a button (tap) and as a code to scan.
type Step struct {
	Label Text   `json:"label" doc:"the imperative line: 'Scan the next item', 'Take it off order R-004711'"`
	Verb  string `json:"verb,omitempty" enum:"mode,person,order,place,job,start,due,line,pick,seen,finish,undo,yes,no" doc:"the tap behind the button; empty: no button, only a line"`
	Value string `json:"value,omitempty" doc:"value of that tap"`
	Code  string `json:"code,omitempty" doc:"the command, place or tag to scan for the same effect; '' when there is none"`
}

// Ask is an open question. No dialog: scans go on, are queued behind it, and the codes YES and NO answer it.
type Ask struct {
	ID     string `json:"id"`
	Kind   string `json:"kind" enum:"yes_no,pin,quantity"`
	Text   Text   `json:"text"`
	Yes    *Step  `json:"yes,omitempty" doc:"yes_no: wording and code of YES"`
	No     *Step  `json:"no,omitempty" doc:"wording and code of NO; for pin and quantity, of putting it aside"`
	Digits int    `json:"digits,omitempty" doc:"pin: how many digits, 0 = any number up to 8"`
	Max    int64  `json:"max,omitempty" doc:"quantity: highest value accepted"`
	Wait   int64  `json:"wait_until,omitempty" doc:"pin: no try before this moment (lock-out), ms UTC"`
}

// Ring is progress on the order or batch at hand.
type Ring struct {
	N int64 `json:"n" doc:"done"`
	M int64 `json:"m" doc:"of; 0 = no target, only a count"`
}

// Subject is the thing, place, order or person that an answer is about, with what a card needs to draw it.
type Subject struct {
	Kind     string `json:"kind" enum:"item,type,place,order,job,person,none"`
	ID       string `json:"id"`
	Name     string `json:"name" doc:"the large line: 'Robe MegaPointe', 'Shelf A-03-2', 'Ada Lovelace'"`
	Tag      string `json:"tag" doc:"the mono line: tag, place code, order number; '' when there is none"`
	Category string `json:"category,omitempty" enum:"moving_head,par,profile,strobe,blinder,bar,matrix,laser,hazer,fan,stand,dimmer,cable,clamp,truss,case,computer,other" doc:"chooses the picture of an item or type"`
	Where    string `json:"where,omitempty" doc:"for lists: place path, job or company in one short line"`
	Status   string `json:"status,omitempty" enum:"available,reserved,deployed,recalled,maintenance,missing,retired" doc:"items"`
	Quantity int64  `json:"quantity,omitempty" doc:"types: how many are meant"`
}

// Answer is what the desk says to one gesture, whether a scan, a tap or an answer to a question.
type Answer struct {
	ID       string    `json:"id" doc:"the id of the gesture"`
	N        int64     `json:"n" doc:"this kiosk's count of answers, ascending over restarts; 'n scans ago' is the difference of two"`
	At       int64     `json:"at" doc:"ms UTC"`
	Outcome  string    `json:"outcome" enum:"ok,look,duplicate,stop"`
	Kind     string    `json:"kind" enum:"item,type,place,order,person,command,question,misread,unknown" doc:"what the code or tap was taken for"`
	Verb     string    `json:"verb" enum:"look,out,in,move,sign_in,sign_out,open,finish,undo,add,ask,none" doc:"what was done"`
	Title    Text      `json:"title" doc:"what happened, at most about 40 characters: 'Out to R-004711'"`
	Detail   *Text     `json:"detail,omitempty" doc:"one more line: who has it, why, how old the knowledge is"`
	Next     *Step     `json:"next,omitempty" doc:"the next thing to do"`
	Other    []Step    `json:"other" doc:"other ways on, at most 3"`
	FactID   string    `json:"fact_id,omitempty" doc:"the fact that was recorded"`
	Subject  Subject   `json:"subject" doc:"kind none when nothing was recognised"`
	Raw      string    `json:"raw,omitempty" doc:"the printable form of what was read, at most 64 characters; always set for misread and unknown"`
	Passport *Passport `json:"passport,omitempty" doc:"set when the item was looked up (idle screen)"`
	Here     *Here     `json:"here,omitempty" doc:"set when a place was looked up (idle screen)"`
	Ask      *Ask      `json:"ask,omitempty" doc:"the question that this answer opens"`
	Also     []Answer  `json:"also" doc:"when one burst held several codes: the answers to the others, same shape, without desk"`
	Desk     *Desk     `json:"desk,omitempty" doc:"the desk after the gesture; only on the outermost answer of a POST"`
}

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
