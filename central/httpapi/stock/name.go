package stock

import (
	"context"

	"rms/central/httpapi/activity"
	"rms/central/store"
	"rms/syncproto/rental"
)

// names are what ids are called, looked up once within a transaction.
type names struct {
	tx     *store.Tx
	types  map[rental.ItemTypeID]rental.ItemType
	places map[rental.PlaceID]rental.Place
	actors map[string]string
}

// stock puts names to a pool.
func (n *names) stock(ctx context.Context, p rental.StockPool) (Stock, error) {
	s := Stock{StockPool: p}
	t, err := cached(ctx, n.tx, &n.types, p.ItemTypeID)
	if err != nil {
		return s, err
	}
	place, err := cached(ctx, n.tx, &n.places, p.PlaceID)
	if err != nil {
		return s, err
	}
	site, err := cached(ctx, n.tx, &n.places, rental.PlaceID(p.SiteID))
	if err != nil {
		return s, err
	}
	s.ItemType, s.ItemTypeCode, s.Place, s.PlaceCode, s.Site = t.Name, t.Code, place.Name, place.Code, site.Name
	s.ChangedBy, err = n.actor(ctx, p.UpdatedBy)
	return s, err
}

// cached reads a row once.
func cached[ID ~string, R rental.Row](ctx context.Context, tx *store.Tx, seen *map[ID]R, id ID) (R, error) {
	if r, ok := (*seen)[id]; ok {
		return r, nil
	}
	r, _, err := store.Get[R](ctx, tx, string(id))
	if *seen == nil {
		*seen = map[ID]R{}
	}
	(*seen)[id] = r
	return r, err
}

// actor is who did something, by the name of the account or token; empty for
// central itself.
func (n *names) actor(ctx context.Context, by string) (string, error) {
	if name, ok := n.actors[by]; ok {
		return name, nil
	}
	name, err := activity.AccountOf(ctx, n.tx, by)
	if err != nil {
		return "", err
	}
	if n.actors == nil {
		n.actors = map[string]string{}
	}
	n.actors[by] = name
	return name, nil
}
