package code

import (
	"context"

	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

// Thing is what this kiosk knows of one item: all of it at its own site, a card of the others.
type Thing struct {
	ID     rental.AssetID
	Tag    string
	Serial string
	Status rental.AssetStatus
	Type   rental.ItemType
	Home   rental.SiteID
	// Asset is nil where only the card is known.
	Asset *rental.Asset
	// Holder is the order that has it.
	Holder rental.Number
}

// Load reads all that is known of an item; it is nil where nothing is.
func Load(ctx context.Context, v store.View, id rental.AssetID) (*Thing, error) {
	asset, full, err := store.Get[rental.Asset](ctx, v, string(id))
	if err != nil {
		return nil, err
	}
	if !full {
		c, ok, err := store.Get[rental.AssetCard](ctx, v, string(id))
		if err != nil || !ok {
			return nil, err
		}
		asset = rental.Asset{
			ID: c.ID, Tag: c.Tag, Serial: c.Serial, Status: c.Status, HomeSiteID: c.HomeSiteID, ItemTypeID: c.ItemTypeID,
			Custody: rental.Custody{Number: c.HolderNumber},
		}
	}
	t := &Thing{
		ID: id, Tag: asset.Tag, Serial: asset.Serial, Status: asset.Status, Home: asset.HomeSiteID, Holder: asset.Custody.Number,
	}
	if full {
		t.Asset = &asset
	}
	t.Type, _, err = store.Get[rental.ItemType](ctx, v, string(asset.ItemTypeID))
	return t, err
}

// Name is the thing's large line: its type's name, else its tag where the type is not known.
func (t *Thing) Name() string {
	if t.Type.Name != "" {
		return t.Type.Name
	}
	return t.Tag
}

// Subject is the thing as a card shows it.
func (t *Thing) Subject() card.Subject {
	return card.Subject{
		Kind: card.KindItem, ID: string(t.ID), Name: t.Name(), Tag: t.Tag,
		Category: card.Silhouette(t.Type), Status: string(t.Status),
	}
}
