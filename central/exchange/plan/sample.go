package plan

import (
	"errors"
	"strconv"
	"strings"

	"rms/central/exchange/shape"
	"rms/syncproto/rental"
)

// samples bounds how many rows are shown as they would be.
const samples = 25

// Cell is a value as it would be; Was is what stands there today.
type Cell struct {
	Field shape.Field `json:"field"`
	Value string      `json:"value"`
	Was   string      `json:"was,omitempty"`
}

// Sample is a row as it would be after the import.
type Sample struct {
	Row   int    `json:"row"`
	New   bool   `json:"new"`
	Cells []Cell `json:"cells"`
}

// sample shows the first rows that the plan writes, in the list's order.
func (p *planner) sample() error {
	for _, put := range p.Puts {
		if put.Number == 0 {
			continue
		}
		if len(p.Samples) == samples {
			return nil
		}
		cells, err := p.cells(put.Row)
		if err != nil {
			return err
		}
		if put.Before != nil {
			before, err := p.cells(put.Before)
			if err != nil {
				return err
			}
			for i := range cells {
				if cells[i].Value != before[i].Value {
					cells[i].Was = before[i].Value
				}
			}
		}
		p.Samples = append(p.Samples, Sample{Row: put.Number, New: put.Before == nil, Cells: cells})
	}
	return nil
}

// cells tells the fields of a row that a person knows it by: the same ones for
// every row of a collection.
func (p *planner) cells(row rental.Row) ([]Cell, error) {
	switch r := row.(type) {
	case rental.ItemType:
		return []Cell{
			{Field: shape.Code, Value: r.Code}, {Field: shape.Name, Value: r.Name}, {Field: shape.Maker, Value: r.Maker},
			{Field: shape.Category, Value: r.Category}, {Field: shape.TypeKind, Value: string(r.Kind)},
		}, nil
	case rental.Asset:
		kind, err1 := p.called(rental.ItemTypes, string(r.ItemTypeID))
		home, err2 := p.called(rental.Places, string(r.HomePlaceID))
		owner, err3 := p.called(rental.Companies, string(r.OwnerID))
		for _, err := range []error{err1, err2, err3} {
			if err != nil {
				return nil, err
			}
		}
		return []Cell{
			{Field: shape.Tag, Value: r.Tag}, {Field: shape.Type, Value: kind}, {Field: shape.Serial, Value: r.Serial},
			{Field: shape.HomePlace, Value: home}, {Field: shape.Owner, Value: owner}, {Field: shape.Notes, Value: r.Notes},
		}, nil
	case rental.StockPool:
		kind, err1 := p.called(rental.ItemTypes, string(r.ItemTypeID))
		place, err2 := p.called(rental.Places, string(r.PlaceID))
		return []Cell{{Field: shape.Type, Value: kind}, {Field: shape.Place, Value: place}, {Field: shape.Quantity, Value: strconv.FormatInt(r.OnHand, 10)}}, errors.Join(err1, err2)
	case rental.Place:
		parent, err := p.called(rental.Places, string(r.ParentID))
		return []Cell{
			{Field: shape.Code, Value: r.Code}, {Field: shape.Name, Value: r.Name}, {Field: shape.PlaceKind, Value: string(r.Kind)},
			{Field: shape.Parent, Value: parent}, {Field: shape.Address, Value: r.Address}, {Field: shape.Zone, Value: r.Zone},
		}, err
	case rental.Person:
		company, err1 := p.called(rental.Companies, string(r.CompanyID))
		site, err2 := p.called(rental.Places, string(r.SiteID))
		if err1 != nil {
			return nil, err1
		}
		rights := make([]string, len(r.Capabilities))
		for i, c := range r.Capabilities {
			rights[i] = string(c)
		}
		return []Cell{
			{Field: shape.Name, Value: r.Name}, {Field: shape.Email, Value: r.Email}, {Field: shape.Phone, Value: r.Phone}, {Field: shape.Company, Value: company},
			{Field: shape.JobTitle, Value: r.JobTitle}, {Field: shape.Site, Value: site}, {Field: shape.Rights, Value: strings.Join(rights, " ")},
		}, err2
	}
	return nil, nil
}

// called names a row that another one refers to.
func (p *planner) called(c rental.Collection, id string) (string, error) {
	row, err := p.row(c, id)
	if row == nil || err != nil {
		return "", err
	}
	code, name := names(row)
	if name == "" {
		return code, nil
	}
	return name, nil
}
