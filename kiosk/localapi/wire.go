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
