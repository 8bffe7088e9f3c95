package wire

import "rms/syncproto/rental"

// Import is a list that was sent, and what became of it.
type Import struct {
	Columns       []ImportColumn `json:"columns"`
	Counts        ImportCounts   `json:"counts"`
	CreatedAt     rental.Millis  `json:"created_at"`
	CreatedBy     string         `json:"created_by"`
	Delimiter     string         `json:"delimiter"`
	Encoding      string         `json:"encoding"`
	EndedAt       rental.Millis  `json:"ended_at,omitempty"`
	Errors        []ImportError  `json:"errors"`
	FileName      string         `json:"file_name,omitempty"`
	Hinders       []ImportHinder `json:"hinders,omitempty"`
	ID            ImportID       `json:"id"`
	Kind          string         `json:"kind"`
	Late          []ImportError  `json:"late,omitempty"`
	Message       string         `json:"message,omitempty"`
	Mode          string         `json:"mode"`
	Notices       []ImportNotice `json:"notices"`
	Program       string         `json:"program,omitempty"`
	Status        string         `json:"status"`
	UndoneBy      string         `json:"undone_by,omitempty"`
	At            rental.PlaceID `json:"at,omitempty"`
	Create        bool           `json:"create,omitempty"`
	CreatedByName string         `json:"created_by_name,omitempty"`
	Currency      string         `json:"currency,omitempty"`
	Samples       []ImportSample `json:"samples"`
	Source        string         `json:"source,omitempty"`
	ToWrite       int64          `json:"to_write"`
	UndoneByName  string         `json:"undone_by_name,omitempty"`
	Written       int64          `json:"written"`
	Zone          string         `json:"zone,omitempty"`
}

// ImportSample is a row as it would be written.
type ImportSample struct {
	Row   int64        `json:"row"`
	New   bool         `json:"new"`
	Cells []ImportCell `json:"cells"`
}

// ImportCell is a field of it; Was is what is on record.
type ImportCell struct {
	Field string `json:"field"`
	Value string `json:"value"`
	Was   string `json:"was,omitempty"`
}

// ImportAgain says how a list that was shown is to be read instead.
type ImportAgain struct {
	Kind      string            `json:"kind,omitempty"`
	Mode      string            `json:"mode,omitempty"`
	Map       map[string]string `json:"map,omitempty"`
	At        rental.PlaceID    `json:"at,omitempty"`
	Create    bool              `json:"create,omitempty"`
	Zone      string            `json:"zone,omitempty"`
	Currency  string            `json:"currency,omitempty"`
	Source    string            `json:"source,omitempty"`
	Encoding  string            `json:"encoding,omitempty"`
	Delimiter string            `json:"delimiter,omitempty"`
}

// ImportColumn is how a column was understood.
type ImportColumn struct {
	Because string `json:"because,omitempty"`
	Field   string `json:"field"`
	Header  string `json:"header"`
	Letter  string `json:"letter"`
	Number  int64  `json:"number"`
}

// ImportCounts are how many rows do, or did, what.
type ImportCounts struct {
	Besides   int64 `json:"besides"`
	Changed   int64 `json:"changed"`
	Created   int64 `json:"created"`
	Rows      int64 `json:"rows"`
	Skipped   int64 `json:"skipped"`
	Unchanged int64 `json:"unchanged"`
	Wrong     int64 `json:"wrong"`
}

// ImportError is what is wrong with a row.
type ImportError struct {
	Column  int64  `json:"column,omitempty"`
	Header  string `json:"header,omitempty"`
	Hint    string `json:"hint,omitempty"`
	Message string `json:"message"`
	Reason  string `json:"reason"`
	Row     int64  `json:"row"`
	Value   string `json:"value,omitempty"`
}

// ImportNotice is what is worth knowing of a row.
type ImportNotice struct {
	Message string `json:"message"`
	Row     int64  `json:"row"`
	Skipped bool   `json:"skipped,omitempty"`
}

// ImportHinder is what keeps a row from being taken back.
type ImportHinder struct {
	Collection string `json:"collection"`
	ID         string `json:"id"`
	Message    string `json:"message"`
	Name       string `json:"name"`
	Row        int64  `json:"row"`
}

// ImportKind is a kind of list, with its fields.
type ImportKind struct {
	Fields []ImportField `json:"fields"`
	Kind   string        `json:"kind"`
}

// ImportField is a field, with the headers that name it.
type ImportField struct {
	Field   string   `json:"field"`
	Headers []string `json:"headers"`
}

// ImportID names an import.
type ImportID string
