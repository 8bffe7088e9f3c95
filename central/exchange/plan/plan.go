// Package plan turns the rows of a list into what an import would do: which rows
// are made, which change, which are wrong and why.
//
// Purpose: a dry run is the plan shown, an import is the plan carried out, and
// both are the same plan.
//
// Invariants: pure over Lookup: the same list over the same records makes the
// same plan, ids included. A row is found again by its external reference, else
// by its code, tag or address, so that a list that was imported is unchanged the
// second time. A blank cell never erases what is on record. Whatever refers to
// another row of the list comes after it. Who may do this, and whether the rules
// take it, is the ledger's to say.
//
// Concurrency: a Plan is made by one goroutine and then only read.
package plan

import (
	"errors"
	"fmt"
	"io"

	"rms/central/exchange/shape"
	"rms/central/exchange/table"
	"rms/syncproto/rental"
)

// By says how a row is looked for.
type By int

// The ways.
const (
	ByRef  By = iota // external_source and external_ref
	ByCode           // code; an asset's tag; a person's address
	ByName           // name, whatever its case
)

// Query looks for rows of a collection.
type Query struct {
	Collection   rental.Collection
	By           By
	Source, Text string
}

// Lookup is what is on record. Find may leave out assets beyond the third.
type Lookup interface {
	Find(q Query) ([]rental.Row, error)
	Row(c rental.Collection, id string) (rental.Row, bool, error)
	// Code returns what a scan of a code finds today.
	Code(code string) (rental.CodeTarget, bool, error)
}

// Options are what the caller says about a list.
type Options struct {
	// ImportID is the root of all ids that the plan mints.
	ImportID rental.ItemID `json:"import_id"`
	// Source is the external_source of rows of no known program.
	Source string `json:"source,omitempty"`
	// At is the place within which the list's uppermost places lie, and where
	// things stand of which the list does not say it.
	At rental.PlaceID `json:"at,omitempty"`
	// Create makes the item types and places that are named and not there.
	Create bool `json:"create,omitempty"`
	// Zone is the time zone of new sites that name none.
	Zone string `json:"zone,omitempty"`
	// Currency is that of values without one.
	Currency string `json:"currency,omitempty"`
	// Categories gives numbered categories their names.
	Categories map[string]string `json:"categories,omitempty"`
	// Scannable reports whether a scan would find a code as it is written; nil
	// takes any. A code that was there before stays.
	Scannable func(code string) bool `json:"-"`
}

// Error is what is wrong with a cell, or with a row where Column is 0.
type Error struct {
	Row     int    `json:"row"`
	Column  int    `json:"column,omitempty"`
	Header  string `json:"header,omitempty"`
	Value   string `json:"value,omitempty"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Notice is what a person should know of a row that is not wrong. Skipped rows
// are not imported.
type Notice struct {
	Row     int    `json:"row"`
	Skipped bool   `json:"skipped,omitempty"`
	Message string `json:"message"`
}

// Put is a row to be written: a new one where Before is nil.
type Put struct {
	Number int // the row of the file, 0 for what a row needed besides itself
	Row    rental.Row
	Before rental.Row
}

// Stock says how many of a type are at a place: the sum of some rows. Refs are
// their external references.
type Stock struct {
	Numbers    []int
	Refs       []string
	ItemTypeID rental.ItemTypeID
	PlaceID    rental.PlaceID
	SiteID     rental.SiteID
	Quantity   int64
}

// Counts sum a plan up. Every row that was read is one of created, changed,
// unchanged, skipped and wrong; Besides are types, places and companies that
// rows needed.
type Counts struct {
	Rows      int `json:"rows"`
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Wrong     int `json:"wrong"`
	Besides   int `json:"besides"`
}

// Plan is what an import would do.
type Plan struct {
	Mapping *shape.Mapping
	Header  []string
	Puts    []Put
	Stock   []Stock
	Counts  Counts
	Errors  []Error
	Notices []Notice
	// Samples are the first rows as they would be.
	Samples []Sample
	// Wrong are the rows with errors as they stand in the file.
	Wrong []table.Row
}

// Rows yields the rows of a list, the header first; io.EOF ends.
type Rows interface {
	Next() (table.Row, error)
}

// planner is a plan in the making.
type planner struct {
	*Plan
	o    Options
	look Lookup
	// made finds what this plan writes by reference, code and name; found is
	// what Lookup answered.
	made    map[Query][]rental.Row
	byID    map[rental.Key]rental.Row
	found   map[Query][]rental.Row
	codes   map[string]rental.CodeTarget
	at      rental.Place
	puts    map[rental.Key]int
	firstBy map[Query]int // the row that first bore a reference, code or tag
	bad     map[int]bool
	serials map[string]bool
	sums    map[rental.StockPoolID]int // where each sum of Stock is
	texts   map[string]rental.Place    // what cells were found to name
	raw     map[int]table.Row
}

// Make reads a list to its end and plans it. Its error is about the list as a
// whole; what is wrong with single rows stands in the plan.
func Make(rows Rows, kind shape.Kind, override map[string]shape.Field, look Lookup, o Options) (*Plan, error) {
	header, err := rows.Next()
	if errors.Is(err, io.EOF) {
		return nil, &rental.Error{Code: rental.CodeInvalid, Reason: "empty_file", Message: "the file holds no row", Hint: "choose another file"}
	}
	if err != nil {
		return nil, err
	}
	m, err := shape.Map(kind, header.Cells, override)
	if err != nil {
		return nil, err
	}
	p := &planner{
		Plan: &Plan{Mapping: m, Header: header.Cells}, o: o, look: look,
		made: map[Query][]rental.Row{}, byID: map[rental.Key]rental.Row{}, found: map[Query][]rental.Row{}, codes: map[string]rental.CodeTarget{},
		puts: map[rental.Key]int{}, firstBy: map[Query]int{}, bad: map[int]bool{}, serials: map[string]bool{}, sums: map[rental.StockPoolID]int{}, texts: map[string]rental.Place{}, raw: map[int]table.Row{},
	}
	if err := p.stand(); err != nil {
		return nil, err
	}
	records, err := p.read(rows)
	if err != nil {
		return nil, err
	}
	if err := p.build(records); err != nil {
		return nil, err
	}
	p.finish()
	return p.Plan, p.sample()
}

// stand finds the place that the caller named.
func (p *planner) stand() error {
	if p.o.At == "" {
		return nil
	}
	row, ok, err := p.look.Row(rental.Places, string(p.o.At))
	if err != nil {
		return err
	}
	place, is := row.(rental.Place)
	if !ok || !is {
		return &rental.Error{
			Code: rental.CodeInvalid, Reason: "unknown_place", Field: "at", Message: "the place at which the list's things stand does not exist",
			Hint: "choose a place from the tree",
		}
	}
	p.at = place
	return nil
}

// read reads every row into a record; those that are no rows of this kind or
// hold what no field can take are left out of what it returns.
func (p *planner) read(rows Rows) ([]shape.Record, error) {
	var records []shape.Record
	for {
		row, err := rows.Next()
		var wrong *table.Error
		switch {
		case errors.Is(err, io.EOF):
			return records, nil
		case errors.As(err, &wrong) && !wrong.Fatal:
			p.Counts.Rows++
			row.Number = wrong.Row
			p.raw[row.Number] = row
			p.fail(Error{Row: wrong.Row, Column: wrong.Column, Reason: wrong.Reason, Message: wrong.Message, Hint: wrong.Hint})
			continue
		case err != nil:
			return nil, err
		}
		p.Counts.Rows++
		r, skip, faults := p.Mapping.Read(row)
		switch {
		case skip != "":
			p.Counts.Skipped++
			p.Notices = append(p.Notices, Notice{Row: row.Number, Skipped: true, Message: "not imported: " + skip})
			continue
		case len(faults) > 0:
			p.raw[row.Number] = row
			for _, f := range faults {
				p.fail(Error{Row: row.Number, Column: f.Column, Value: f.Value, Reason: f.Reason, Message: f.Message, Hint: f.Hint})
			}
			continue
		}
		p.raw[row.Number] = row
		records = append(records, r)
	}
}

func (p *planner) build(records []shape.Record) error {
	if p.Mapping.Kind == shape.Places {
		return p.places(records)
	}
	for i := range records {
		r := &records[i]
		var err error
		switch p.Mapping.Kind {
		case shape.ItemTypes:
			err = p.itemType(r)
		case shape.Assets:
			err = p.asset(r)
		case shape.People:
			err = p.person(r)
		case shape.Stock:
			err = p.stock(r)
		case shape.Places:
		default:
			err = fmt.Errorf("no plan for %s", p.Mapping.Kind)
		}
		if err != nil {
			return err
		}
		if !p.bad[r.Number] {
			delete(p.raw, r.Number)
		}
	}
	return p.pools()
}

// fail keeps an error, with the header and the value of its cell.
func (p *planner) fail(e Error) {
	if i := e.Column - 1; i >= 0 {
		if i < len(p.Header) {
			e.Header = p.Header[i]
		}
		if cells := p.raw[e.Row].Cells; e.Value == "" && i < len(cells) {
			e.Value = cells[i]
		}
	}
	const most = 200 // bytes of a value that are shown
	if len(e.Value) > most {
		e.Value = e.Value[:most]
	}
	p.Errors = append(p.Errors, e)
	p.bad[e.Row] = true
}

// wrong is fail for a field of a record.
func (p *planner) wrong(r *shape.Record, f shape.Field, reason, message, hint string) {
	p.fail(Error{Row: r.Number, Column: p.Mapping.Column(f), Value: r.Get(f), Reason: reason, Message: message, Hint: hint})
}

func (p *planner) notice(r *shape.Record, message string) {
	p.Notices = append(p.Notices, Notice{Row: r.Number, Message: message})
}
