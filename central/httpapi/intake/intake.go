// Package intake answers imports: a list is sent and shown, begun, read, taken
// back.
//
// Invariants and concurrency are those of door and of central/exchange/intake,
// which does the work: an answer to commit or undo says that it has begun.
package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"unicode/utf8"

	"rms/central/exchange/intake"
	"rms/central/exchange/plan"
	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

// MaxList is how many bytes a list may have.
const MaxList = 32 << 20

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

// ImportColumn is what a column of the list was taken for.
type ImportColumn struct {
	Number  int    `json:"number"`
	Letter  string `json:"letter" doc:"as spreadsheets call it"`
	Header  string `json:"header"`
	Field   string `json:"field" doc:"empty: it is not read"`
	Because string `json:"because,omitempty" enum:"header,dialect,caller,taken"`
}

// ImportError is what is wrong with a cell, or with a row.
type ImportError struct {
	Row     int    `json:"row" doc:"as spreadsheets count: the header is row 1"`
	Column  int    `json:"column,omitempty"`
	Header  string `json:"header,omitempty"`
	Value   string `json:"value,omitempty"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// ImportNotice is what a person should know of a row that is not wrong.
type ImportNotice struct {
	Row     int    `json:"row"`
	Skipped bool   `json:"skipped,omitempty" doc:"the row is not imported"`
	Message string `json:"message"`
}

// ImportCounts sum a list up: every row is one of created, changed, unchanged,
// skipped and wrong.
type ImportCounts struct {
	Rows      int `json:"rows"`
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Wrong     int `json:"wrong"`
	Besides   int `json:"besides" doc:"types, places and companies that rows need"`
}

// ImportCell is a value as it would be.
type ImportCell struct {
	Field string `json:"field"`
	Value string `json:"value"`
	Was   string `json:"was,omitempty" doc:"what stands there today, where that would change"`
}

// ImportSample is a row as it would be.
type ImportSample struct {
	Row   int          `json:"row"`
	New   bool         `json:"new" doc:"it is made; otherwise it changes what is on record"`
	Cells []ImportCell `json:"cells" doc:"the same fields in every row"`
}

// ImportHinder is a row that something else has touched since.
type ImportHinder struct {
	Row        int    `json:"row" doc:"0: a row that others needed"`
	Collection string `json:"collection"`
	ID         string `json:"id"`
	Name       string `json:"name"`
	Message    string `json:"message"`
}

// Import is a list and what became of it.
type Import struct {
	ID        rental.ItemID  `json:"id"`
	Status    string         `json:"status" enum:"staged,applying,done,reverting,undoing,undone,failed"`
	Kind      string         `json:"kind" enum:"item_types,assets,places,people,stock"`
	Mode      string         `json:"mode" enum:"all_or_nothing,good_rows"`
	FileName  string         `json:"file_name,omitempty"`
	Program   string         `json:"program,omitempty" doc:"the program whose export this is"`
	Encoding  string         `json:"encoding"`
	Delimiter string         `json:"delimiter"`
	CreatedAt rental.Millis  `json:"created_at"`
	CreatedBy string         `json:"created_by"`
	ByName    string         `json:"created_by_name,omitempty"`
	At        string         `json:"at,omitempty"`
	Create    bool           `json:"create,omitempty"`
	Zone      string         `json:"zone,omitempty"`
	Currency  string         `json:"currency,omitempty"`
	Source    string         `json:"source,omitempty"`
	ToWrite   int            `json:"to_write" doc:"rows that the import makes or changes, with those that they need"`
	Written   int            `json:"written" doc:"how many of them stand now; of one import alone, not in lists"`
	EndedAt   rental.Millis  `json:"ended_at,omitempty"`
	UndoneBy  string         `json:"undone_by,omitempty"`
	UndoName  string         `json:"undone_by_name,omitempty"`
	Columns   []ImportColumn `json:"columns"`
	Counts    ImportCounts   `json:"counts"`
	Errors    []ImportError  `json:"errors" doc:"the first of them; errors.csv has all"`
	Notices   []ImportNotice `json:"notices" doc:"the first of them"`
	Samples   []ImportSample `json:"samples" doc:"the first rows as they would be"`
	Late      []ImportError  `json:"late,omitempty" doc:"refused while the good rows were written"`
	Hinders   []ImportHinder `json:"hinders,omitempty" doc:"what an undo left alone, and why"`
	Message   string         `json:"message,omitempty" doc:"why it failed"`
}

func view(i intake.Import) Import {
	out := Import{
		ID: i.ID, Status: string(i.Status), Kind: string(i.Kind), Mode: string(i.Request.Mode), FileName: i.Request.FileName, Program: i.Program,
		Encoding: string(i.Format.Encoding), Delimiter: i.Format.Delimiter, CreatedAt: i.CreatedAt, CreatedBy: i.CreatedBy, EndedAt: i.EndedAt, UndoneBy: i.UndoneBy,
		Counts: ImportCounts(i.Counts), Message: i.Message, Columns: []ImportColumn{}, Errors: errorsOf(i.Errors), Notices: []ImportNotice{}, Samples: []ImportSample{},
		At: string(i.Request.Options.At), Create: i.Request.Options.Create, Zone: i.Request.Options.Zone, Currency: i.Request.Options.Currency, Source: i.Request.Options.Source,
		ToWrite: i.Rows, Written: i.Written,
	}
	for _, r := range i.Samples {
		one := ImportSample{Row: r.Row, New: r.New, Cells: []ImportCell{}}
		for _, c := range r.Cells {
			one.Cells = append(one.Cells, ImportCell{string(c.Field), c.Value, c.Was})
		}
		out.Samples = append(out.Samples, one)
	}
	for _, c := range i.Columns {
		out.Columns = append(out.Columns, ImportColumn{c.Number, c.Letter, c.Header, string(c.Field), c.Because})
	}
	for _, n := range i.Notices {
		out.Notices = append(out.Notices, ImportNotice(n))
	}
	if len(i.Late) > 0 {
		out.Late = errorsOf(i.Late)
	}
	for _, h := range i.Hinders {
		out.Hinders = append(out.Hinders, ImportHinder{h.Row, string(h.Collection), h.ID, h.Name, h.Message})
	}
	return out
}

func errorsOf(list []plan.Error) []ImportError {
	out := make([]ImportError, len(list))
	for i, e := range list {
		out[i] = ImportError(e)
	}
	return out
}

type reply struct{ Body Import }

type stageInput struct {
	Kind      string `query:"kind" enum:"item_types,assets,places,people,stock" doc:"what the rows are; absent: found out from the first row"`
	Mode      string `query:"mode" enum:"all_or_nothing,good_rows" doc:"what becomes of the good rows of a list with wrong ones; absent: nothing"`
	FileName  string `query:"file_name" maxLength:"200"`
	Map       string `query:"map" maxLength:"8000" doc:"a JSON object from header or letter of a column to field; an empty field lets it be ignored"`
	At        string `query:"at" format:"uuid" doc:"the place within which the list's uppermost places lie, and where things stand of which the list does not say it"`
	Create    bool   `query:"create" doc:"make the item types and places that are named and not there"`
	Zone      string `query:"zone" maxLength:"64" doc:"IANA time zone of new sites that name none"`
	Currency  string `query:"currency" pattern:"^[A-Z]{3}$" doc:"of values without one"`
	Source    string `query:"source" maxLength:"100" doc:"where the external references of a list of no known program come from"`
	Encoding  string `query:"encoding" enum:"utf-8,utf-16le,utf-16be,windows-1252" doc:"absent: found out"`
	Delimiter string `query:"delimiter" enum:"comma,semicolon,tab,pipe" doc:"absent: found out"`
	RawBody   []byte `contentType:"text/csv"`
}

var delimiters = map[string]rune{"": 0, "comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

// Stage takes a list and shows what it would do.
func (h *Handlers) Stage(ctx context.Context, in *stageInput) (*reply, error) {
	q := intake.Request{
		FileName: in.FileName, Kind: shape.Kind(in.Kind), Mode: intake.Mode(in.Mode),
		Options: plan.Options{At: rental.PlaceID(in.At), Create: in.Create, Zone: in.Zone, Currency: in.Currency, Source: in.Source},
		Table:   table.Options{Encoding: table.Encoding(in.Encoding), Delimiter: delimiters[in.Delimiter], Limits: table.Limits{Bytes: MaxList}},
	}
	if in.Map != "" {
		if err := json.Unmarshal([]byte(in.Map), &q.Map); err != nil || !utf8.ValidString(in.Map) {
			return nil, &rental.Error{
				Code: rental.CodeInvalid, Reason: "malformed_map", Field: "map", Message: "map is no JSON object of texts", Hint: `write it as {"Inventarnummer":"tag","F":""}`,
			}
		}
	}
	i, err := h.d.Intake.Stage(ctx, bytes.NewReader(in.RawBody), q, door.Identity(ctx).Actor)
	return h.named(ctx, i, err)
}

// Get reads an import.
func (h *Handlers) Get(ctx context.Context, in *door.ByID) (*reply, error) {
	i, err := h.d.Intake.Find(ctx, rental.ItemID(in.ID))
	return h.named(ctx, i, err)
}

// Commit lets an import begin. Who asked may go: it is checked and kept to its end.
func (h *Handlers) Commit(ctx context.Context, in *door.ByID) (*reply, error) {
	i, err := h.d.Intake.Commit(context.WithoutCancel(ctx), rental.ItemID(in.ID), door.Identity(ctx).Actor)
	return h.named(ctx, i, err)
}

// Undo takes an import back.
func (h *Handlers) Undo(ctx context.Context, in *door.ByID) (*reply, error) {
	i, err := h.d.Intake.Undo(ctx, rental.ItemID(in.ID), door.Identity(ctx).Actor)
	return h.named(ctx, i, err)
}

// Errors answers the wrong rows as a file.
func (h *Handlers) Errors(ctx context.Context, in *door.ByID) (*door.CSVReply, error) {
	var b bytes.Buffer
	if err := h.d.Intake.Errors(ctx, rental.ItemID(in.ID), &b); err != nil {
		return nil, err
	}
	return door.CSV("errors.csv", b.Bytes()), nil
}

// List answers imports without what their rows are.
func (h *Handlers) List(ctx context.Context, in *struct{ door.Page }) (*door.ListReply[Import], error) {
	out := &door.ListReply[Import]{}
	out.Body.Items = []Import{}
	list, next, err := h.d.Intake.List(ctx, store.Page{Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, door.BadCursor(err)
	}
	for _, i := range list {
		out.Body.Items = append(out.Body.Items, view(i))
	}
	out.Body.Next = next
	return out, h.name(ctx, out.Body.Items)
}

// ImportKind is what the columns of a list of one kind can be.
type ImportKind struct {
	Kind   string        `json:"kind"`
	Fields []ImportField `json:"fields"`
}

// ImportField is what a column can be, and the headers by which it is known.
type ImportField struct {
	Field   string   `json:"field"`
	Headers []string `json:"headers"`
}

type fieldsReply struct {
	Body struct {
		Kinds []ImportKind `json:"kinds"`
	}
}

// Fields lists what the columns of each kind can be.
func (h *Handlers) Fields(context.Context, *struct{}) (*fieldsReply, error) {
	var out fieldsReply
	for _, k := range shape.Kinds() {
		kind := ImportKind{Kind: string(k)}
		for _, f := range shape.Fields(k) {
			kind.Fields = append(kind.Fields, ImportField{string(f), shape.Headers(f)})
		}
		out.Body.Kinds = append(out.Body.Kinds, kind)
	}
	return &out, nil
}
