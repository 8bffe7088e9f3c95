package card

import (
	"context"
	"slices"
	"strings"

	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// silhouettes are the drawings that the page has.
var silhouettes = []string{
	"moving_head", "par", "profile", "strobe", "blinder", "bar", "matrix", "laser", "hazer", "fan",
	"stand", "dimmer", "cable", "clamp", "truss", "case", "computer", "other",
}

// Silhouette is the drawing that stands for a type: its own, else its category's, else "other".
func Silhouette(t rental.ItemType) string {
	for _, name := range []string{t.Silhouette, t.Category} {
		if slices.Contains(silhouettes, name) {
			return name
		}
	}
	if t.Container {
		return "case"
	}
	return "other"
}

// Nobody is the subject of an answer that recognised nothing.
var Nobody = Subject{Kind: "none"}

// TypeSubject is an item type as a card shows it.
func TypeSubject(t rental.ItemType, quantity int64) Subject {
	return Subject{Kind: KindType, ID: string(t.ID), Name: t.Name, Tag: t.Code, Category: Silhouette(t), Quantity: quantity}
}

// PlaceSubject is a place as a card shows it.
func PlaceSubject(p rental.Place) Subject {
	return Subject{Kind: KindPlace, ID: string(p.ID), Name: p.Name, Tag: p.Code}
}

// OrderSubject is an order as a card shows it, with its job where that is known.
func OrderSubject(o rental.RentAction, job *JobRef) Subject {
	s := Subject{Kind: KindOrder, ID: string(o.ID), Name: o.Title, Tag: string(o.Number)}
	if job != nil {
		s.Where = job.Company
		if s.Name == "" {
			s.Name = job.Name
		}
	}
	if s.Name == "" {
		s.Name = string(o.Number)
	}
	return s
}

// PlacePath is a place with its parents, "Berlin / Hall 1 / Aisle A"; "" where it is not known. It is bounded whatever a
// broken catalogue says.
func PlacePath(ctx context.Context, v store.View, id rental.PlaceID) (string, error) {
	var names []string
	for range rental.MaxPlaceDepth {
		p, ok, err := store.Get[rental.Place](ctx, v, string(id))
		if err != nil {
			return "", err
		}
		if !ok {
			break
		}
		names = append(names, p.Name)
		id = p.ParentID
	}
	slices.Reverse(names)
	return strings.Join(names, " / "), nil
}

// FindPlace is a place as the page shows it; nil where it is not known.
func FindPlace(ctx context.Context, v store.View, id rental.PlaceID) (*PlaceRef, error) {
	p, ok, err := store.Get[rental.Place](ctx, v, string(id))
	if err != nil || !ok {
		return nil, err
	}
	path, err := PlacePath(ctx, v, id)
	return &PlaceRef{ID: string(p.ID), Name: p.Name, Code: p.Code, Path: path}, err
}

// FindJob is a job as the page shows it; nil where it is not known.
func FindJob(ctx context.Context, v store.View, id rental.ProjectID) (*JobRef, error) {
	p, ok, err := store.Get[rental.Project](ctx, v, string(id))
	if err != nil || !ok {
		return nil, err
	}
	return &JobRef{ID: string(p.ID), Number: string(p.Number), Name: p.Name, Company: p.CompanyName}, nil
}

// PersonSubject is a person as a card shows them.
func PersonSubject(id rental.PersonID, name string) Subject {
	return Subject{Kind: KindPerson, ID: string(id), Name: name}
}

// JobSubject is a job as a card shows it.
func JobSubject(p rental.Project) Subject {
	return Subject{Kind: "job", ID: string(p.ID), Name: p.Name, Tag: string(p.Number), Where: p.CompanyName}
}
