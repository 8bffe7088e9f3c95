package wire

import (
	"encoding/json"

	"rms/syncproto/rental"
)

// Event is an event in the structured JSON form of CloudEvents 1.0.
type Event struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            string          `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	DataSchema      string          `json:"dataschema"`
	RMSSeq          string          `json:"rmsseq"`
	RMSActor        string          `json:"rmsactor"`
	Data            json.RawMessage `json:"data"`
}

// EventQuery asks for events. After is the rmsseq of the last one that was seen;
// Types and Subjects are comma-separated.
type EventQuery struct {
	After    uint64 `query:"after"`
	Types    string `query:"types"`
	Subjects string `query:"subjects"`
	Limit    int    `query:"limit"`
}

// FactQuery asks for facts, the newest first.
type FactQuery struct {
	Limit  int    `query:"limit"`
	Before uint64 `query:"before"`
	Kiosks bool   `query:"kiosks"`
}

// FactFileQuery asks for facts as a file.
type FactFileQuery struct {
	Limit  int           `query:"limit"`
	Kiosks bool          `query:"kiosks"`
	Since  rental.Millis `query:"since"`
}

// RowQuery names a row: an asset, item_type, person or place.
type RowQuery struct {
	Of string `query:"of"`
	ID string `query:"id"`
}

// EventFileQuery asks for events as a file: those after the rmsseq From.
type EventFileQuery struct {
	From     uint64 `query:"from"`
	Types    string `query:"types"`
	Subjects string `query:"subjects"`
}
