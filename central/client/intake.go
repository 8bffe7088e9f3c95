package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"rms/central/client/wire"
	"rms/syncproto/rental"
)

// What stands in wire: central's own words for it.
type (
	Import       = wire.Import
	ImportSample = wire.ImportSample
	ImportCell   = wire.ImportCell
	ImportAgain  = wire.ImportAgain
	ImportColumn = wire.ImportColumn
	ImportCounts = wire.ImportCounts
	ImportError  = wire.ImportError
	ImportNotice = wire.ImportNotice
	ImportHinder = wire.ImportHinder
	ImportKind   = wire.ImportKind
	ImportField  = wire.ImportField
	ImportID     = wire.ImportID
)

const importsPath = "/v1/imports"

// ImportQuery asks for imports.
type ImportQuery struct {
	Limit int `query:"limit"`
}

// Imports are lists that were sent.
type Imports struct {
	Found[ImportID, Import]
	Listed[Import, ImportQuery]
	Exported[ImportQuery]
}

// StageInput says how a list is to be read. Map names columns by header or letter.
type StageInput struct {
	Kind      string         `query:"kind"`
	Mode      string         `query:"mode"`
	FileName  string         `query:"file_name"`
	Map       ColumnMap      `query:"map"`
	At        rental.PlaceID `query:"at"`
	Create    bool           `query:"create"`
	Zone      string         `query:"zone"`
	Currency  string         `query:"currency"`
	Source    string         `query:"source"`
	Encoding  string         `query:"encoding"`
	Delimiter string         `query:"delimiter"`
}

// ColumnMap is a JSON object from column to field.
type ColumnMap string

// MapColumns writes a map from column to field.
func MapColumns(columns map[string]string) (ColumnMap, error) {
	if len(columns) == 0 {
		return "", nil
	}
	text, err := json.Marshal(columns)
	if err != nil {
		return "", fmt.Errorf("encode the map of columns: %w", err)
	}
	return ColumnMap(text), nil
}

// Stage sends a list and is told what it would do. It is sent once: the list is
// read while it is sent.
func (i Imports) Stage(ctx context.Context, in StageInput, list io.Reader) (Tagged[Import], error) {
	q := newCall(http.MethodPost, importsPath).asked(in)
	q.raw, q.rawType, q.timeout = list, "text/csv", fileTimeout
	return ask[Import](ctx, i.Found.c, q)
}

// Put reads a list that was shown in another way.
func (i Imports) Put(ctx context.Context, id ImportID, in ImportAgain) (Tagged[Import], error) {
	return ask[Import](ctx, i.Found.c, newCall(http.MethodPut, i.Found.one(string(id))).with(in))
}

// Discard forgets a list that was shown and is not wanted.
func (i Imports) Discard(ctx context.Context, id ImportID) error {
	_, err := i.Found.c.run(ctx, newCall(http.MethodDelete, i.Found.one(string(id))), nil)
	return err
}

// Commit lets a list be imported; Get says how far it is.
func (i Imports) Commit(ctx context.Context, id ImportID) (Tagged[Import], error) {
	return ask[Import](ctx, i.Found.c, newCall(http.MethodPost, i.Found.one(string(id), "commit")))
}

// Undo takes an import back, while nothing else has touched its rows.
func (i Imports) Undo(ctx context.Context, id ImportID) (Tagged[Import], error) {
	return ask[Import](ctx, i.Found.c, newCall(http.MethodPost, i.Found.one(string(id), "undo")))
}

// Errors writes the wrong rows as CSV to w.
func (i Imports) Errors(ctx context.Context, id ImportID, w io.Writer) error {
	return i.Found.c.file(ctx, newCall(http.MethodGet, i.Found.one(string(id), "errors.csv")), "text/csv", w)
}

// Fields lists the kinds of lists, and what their columns may be.
func (i Imports) Fields(ctx context.Context) ([]ImportKind, error) {
	body, err := read[struct {
		Kinds []ImportKind `json:"kinds"`
	}](ctx, i.Found.c, newCall(http.MethodGet, importsPath+"/fields"))
	return body.Kinds, err
}
