package card

import "rms/syncproto/rental"

// Text is a sentence for a person: a key of en.json with its parameters by kind, and the English rendering.
type Text struct {
	Key    string            `json:"key" doc:"a key of frontend/kiosk/src/i18n/en.json"`
	Names  map[string]string `json:"names,omitempty" doc:"parameters shown as they are: names, tags, numbers of orders"`
	Times  map[string]int64  `json:"times,omitempty" doc:"parameters that are moments, ms UTC; shown in the site's zone"`
	Counts map[string]int64  `json:"counts,omitempty" doc:"parameters that are counts; 'n' chooses the plural (key.one, key.other)"`
	Text   string            `json:"text" doc:"the English rendering, made by the server from the same JSON"`
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
	ID       string         `json:"id" doc:"the id of the gesture"`
	N        int64          `json:"n" doc:"this kiosk's count of answers, ascending over restarts; 'n scans ago' is the difference of two"`
	At       int64          `json:"at" doc:"ms UTC"`
	Outcome  rental.Outcome `json:"outcome" enum:"ok,look,duplicate,stop"`
	Kind     string         `json:"kind" enum:"item,type,place,order,person,command,question,misread,unknown" doc:"what the code or tap was taken for"`
	Verb     string         `json:"verb" enum:"look,out,in,move,sign_in,sign_out,open,finish,undo,add,ask,none" doc:"what was done"`
	Title    Text           `json:"title" doc:"what happened, at most about 40 characters: 'Out to R-004711'"`
	Detail   *Text          `json:"detail,omitempty" doc:"one more line: who has it, why, how old the knowledge is"`
	Next     *Step          `json:"next,omitempty" doc:"the next thing to do"`
	Other    []Step         `json:"other" doc:"other ways on, at most 3"`
	FactID   string         `json:"fact_id,omitempty" doc:"the fact that was recorded"`
	Subject  Subject        `json:"subject" doc:"kind none when nothing was recognised"`
	Raw      string         `json:"raw,omitempty" doc:"the printable form of what was read, at most 64 characters; always set for misread and unknown"`
	Passport *Passport      `json:"passport,omitempty" doc:"set when the item was looked up (idle screen)"`
	Here     *Here          `json:"here,omitempty" doc:"set when a place was looked up (idle screen)"`
	Ask      *Ask           `json:"ask,omitempty" doc:"the question that this answer opens"`
	Also     []Answer       `json:"also" doc:"when one burst held several codes: the answers to the others, same shape, without desk"`
	Desk     *Desk          `json:"desk,omitempty" doc:"the desk after the gesture; only on the outermost answer of a POST"`
}
