// Package code finds what a scanned code or a pick from a list names, in this kiosk's store.
//
// Invariants: the readings of a code are tried in their order and the first exact match wins; a code that several rows
// bear names none of them; nothing is ever guessed.
//
// Concurrency: functions over a store.View; a Found belongs to whoever asked.
package code

import (
	"context"
	"fmt"

	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

// Found is what a code or a pick names: exactly one thing, or nothing known.
type Found struct {
	Kind    string
	Scan    tag.Scan
	Command tag.Command
	Badge   *rental.Badge
	Place   *rental.Place
	Order   *rental.RentAction
	Project *rental.Project
	Item    *Thing
	Type    *rental.ItemType
	// Quantity is how many of Type an alias stands for.
	Quantity int64
	// Misread is the sentence of a code that could not be read; nothing is recorded of it.
	Misread string
}

// Resolve asks the store for each reading of a scan in turn.
func Resolve(ctx context.Context, v store.View, scan tag.Scan) (Found, error) {
	for _, c := range scan.Candidates {
		f, ok, err := match(ctx, v, c)
		if err != nil {
			return Found{}, fmt.Errorf("look up a code as %s: %w", c.Kind, err)
		}
		if ok {
			f.Scan = scan
			return f, nil
		}
	}
	if scan.Secret {
		return Found{Kind: card.KindMisread, Scan: scan, Misread: "answer.badge_unknown"}, nil
	}
	if len(scan.Raw) == 0 || scan.Printable == "" {
		return Found{Kind: card.KindMisread, Scan: scan, Misread: "answer.misread"}, nil
	}
	return Found{Kind: card.KindUnknown, Scan: scan}, nil
}

// match looks one reading up.
func match(ctx context.Context, v store.View, c tag.Candidate) (Found, bool, error) {
	switch c.Kind {
	case tag.KindCommand:
		return Found{Kind: card.KindCommand, Command: tag.Command(c.Value)}, true, nil
	case tag.KindUnknown:
		return Found{}, false, nil
	case tag.KindBadge:
		c.Value = syncproto.BadgeHash([]byte(c.Value))
	default: // every other kind is looked up as it was read
	}
	matches, err := v.FindCode(ctx, store.CodeKind(c.Kind), c.Value)
	if err != nil || len(matches) != 1 {
		return Found{}, false, err // a code that several rows bear names none of them: it is never guessed
	}
	m := matches[0]
	if m.Target == rental.TargetCommand {
		return Found{Kind: card.KindCommand, Command: tag.Command(m.ID)}, true, nil
	}
	if m.Row == nil {
		return Found{}, false, nil
	}
	return known(ctx, v, m.Row, m.Quantity)
}

// Pick finds what a tap names by its id, in the first collection that has it.
func Pick(ctx context.Context, v store.View, id string, from ...rental.Collection) (Found, bool, error) {
	for _, c := range from {
		row, presence, err := v.Row(ctx, rental.Key{Collection: c, ID: id})
		if err != nil {
			return Found{}, false, err
		}
		if presence == rental.Present {
			return known(ctx, v, row, 0)
		}
	}
	return Found{}, false, nil
}

// known turns a row into what was found.
func known(ctx context.Context, v store.View, row rental.Row, quantity int64) (Found, bool, error) {
	switch r := row.(type) {
	case rental.Badge:
		return Found{Kind: card.KindPerson, Badge: &r}, true, nil
	case rental.Place:
		return Found{Kind: card.KindPlace, Place: &r}, true, nil
	case rental.RentAction:
		return Found{Kind: card.KindOrder, Order: &r}, true, nil
	case rental.Project:
		return Found{Kind: card.KindOrder, Project: &r}, true, nil
	case rental.ItemType:
		return Found{Kind: card.KindType, Type: &r, Quantity: max(quantity, 1)}, true, nil
	case rental.Asset:
		th, err := Load(ctx, v, r.ID)
		return Found{Kind: card.KindItem, Item: th}, th != nil, err
	case rental.AssetCard:
		th, err := Load(ctx, v, r.ID)
		return Found{Kind: card.KindItem, Item: th}, th != nil, err
	default:
		return Found{}, false, nil
	}
}

// Code is the printed code of what was found.
func (f Found) Code() string {
	switch {
	case f.Item != nil:
		return f.Item.Tag
	case f.Place != nil:
		return f.Place.Code
	case f.Order != nil:
		return string(f.Order.Number)
	case f.Project != nil:
		return string(f.Project.Number)
	case f.Type != nil:
		return f.Type.Code
	}
	return ""
}

// Target is what a scan fact of it names.
func (f Found) Target() (rental.TargetType, string) {
	switch {
	case f.Item != nil:
		return rental.TargetAsset, string(f.Item.ID)
	case f.Place != nil:
		return rental.TargetPlace, string(f.Place.ID)
	case f.Order != nil:
		return rental.TargetRentAction, string(f.Order.ID)
	case f.Project != nil:
		return rental.TargetProject, string(f.Project.ID)
	case f.Type != nil:
		return rental.TargetItemType, string(f.Type.ID)
	}
	return "", ""
}
