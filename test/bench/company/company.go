// Package company is a rental house of any size for measurements: one site that
// owns all things and one that owns none, approved orders, and a person who may
// hand out.
//
// Invariants: the same number of things makes the same ids, codes and rows. Rows
// are written past the rules, as an earlier history would have left them; what is
// measured goes through the ledger.
//
// Concurrency: functions without state, but for the copies that Of keeps.
package company

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"

	"rms/central/auth"
	"rms/central/ledger"
	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
	"rms/syncproto/tag"
)

const (
	// BerlinCode and LondonCode are the sites; all things are Berlin's.
	BerlinCode, LondonCode = "BER", "LON"
	// ReturnsCode is Berlin's place for what comes back, LondonReturns London's.
	ReturnsCode, LondonReturns = "BER-IN", "LON-IN"
	// Orders are how many there are, each approved for PerOrder things.
	Orders, PerOrder = 300, 40

	// Types are how many kinds of thing it has.
	Types = 200
	// farAhead is the end of every order, ms UTC: no history makes them overdue.
	farAhead rental.Millis = 4_000_000_000_000
)

// ID is the stable id of the nth of a kind.
func ID(kind string, n int) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s %d", kind, n)).String()
}

// Ids that measurements name.
var (
	Berlin  = rental.SiteID(ID("site", 1))
	London  = rental.SiteID(ID("site", 2))
	Returns = rental.PlaceID(ID("place", 1))
	Ada     = rental.PersonID(ID("person", 1))
)

// AssetID is the nth thing, from 0.
func AssetID(n int) rental.AssetID { return rental.AssetID(ID("asset", n)) }

// Tag is its tag.
func Tag(n int) string { return fmt.Sprintf("LX-%06d", n) }

// OrderID is the nth order, from 0; Number is what is printed on it.
func OrderID(n int) rental.RentActionID { return rental.RentActionID(ID("order", n)) }

// Number is what is printed on the nth order.
func Number(n int) string { return fmt.Sprintf("R-%06d", n+1) }

// Badge is the code of Ada's badge.
func Badge() (string, error) { return tag.NewBadge(rand.NewChaCha8([32]byte{1})) }

// Token is the secret of an administrator's API token, and its hash.
func Token() (secret, hash string, err error) {
	return auth.NewPeople(nil, nil, nil, rand.NewChaCha8([32]byte{2})).NewToken()
}

// Make writes a company of n things as central's database into dir.
func Make(ctx context.Context, dir string, n int) error {
	db, err := store.Open(ctx, store.Options{Path: store.Path(dir)})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the second close of a good run; the error of a bad one is in hand
	if _, err := ledger.New(ctx, ledger.Config{Store: db}); err != nil {
		return err
	}
	rows, err := Rows(n)
	if err != nil {
		return err
	}
	if err := Put(ctx, db, rows...); err != nil {
		return err
	}
	return db.Close()
}

// Put writes rows past the rules.
func Put(ctx context.Context, db *store.DB, rows ...rental.Row) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, row := range rows {
			m := row.RowMeta()
			m.Rev = max(m.Rev, 1)
			r, err := store.NewRecord(row.WithMeta(m))
			if err != nil {
				return err
			}
			if err := tx.Put(ctx, r); err != nil {
				return fmt.Errorf("put %s %s: %w", row.RowCollection(), row.RowID(), err)
			}
		}
		return nil
	})
}

// Rows are the company's rows.
func Rows(n int) ([]rental.Row, error) {
	badge, err := Badge()
	if err != nil {
		return nil, err
	}
	_, hash, err := Token()
	if err != nil {
		return nil, err
	}
	can := []rental.Capability{
		rental.CapLook, rental.CapIn, rental.CapOut, rental.CapPack, rental.CapNewOrder, rental.CapAnswer, rental.CapUndoOther, rental.CapOutUnapproved,
	}
	in := rental.Meta{SiteID: Berlin}
	rows := []rental.Row{
		rental.Place{ID: rental.PlaceID(Berlin), Code: BerlinCode, Name: "Berlin", Kind: rental.PlaceSite, Zone: "Europe/Berlin", Meta: in},
		rental.Place{ID: rental.PlaceID(London), Code: LondonCode, Name: "London", Kind: rental.PlaceSite, Zone: "Europe/London", Meta: rental.Meta{SiteID: London}},
		rental.Place{ID: Returns, Code: ReturnsCode, Name: "Returns", Kind: rental.PlaceReturns, ParentID: rental.PlaceID(Berlin), Meta: in},
		rental.Place{
			ID: rental.PlaceID(ID("place", 2)), Code: LondonReturns, Name: "Returns", Kind: rental.PlaceReturns,
			ParentID: rental.PlaceID(London), Meta: rental.Meta{SiteID: London},
		},
		rental.Person{ID: Ada, Name: "Ada Berg", Capabilities: can, Meta: in},
		rental.Badge{
			ID: rental.BadgeID(ID("badge", 1)), Hash: syncproto.BadgeHash([]byte(badge)), PersonID: Ada, PersonName: "Ada Berg",
			Capabilities: can, HomeSiteID: Berlin, Meta: in,
		},
		rental.User{ID: rental.UserID(ID("user", 1)), Login: "ada", Name: "Ada Berg", PersonID: Ada, Role: rental.RoleAdmin, Meta: in},
		rental.Token{
			ID: rental.TokenID(ID("token", 1)), Name: "measurements", UserID: rental.UserID(ID("user", 1)), Role: rental.RoleAdmin, Hash: hash, Meta: in,
		},
	}
	for i := range Types {
		rows = append(rows, rental.ItemType{
			ID: typeID(i), Code: fmt.Sprintf("T%03d", i), Name: fmt.Sprintf("Profile spot, model %d", i), Maker: "Robe", Kind: rental.Serialized, Returns: true,
		})
	}
	for i := range Orders {
		rows = append(rows, order(i))
	}
	for i := range n {
		rows = append(rows, Asset(i))
	}
	return rows, nil
}

// order asks for one each of forty types, and things 40 i and after are those.
func order(i int) rental.RentAction {
	o := rental.RentAction{
		ID: OrderID(i), Number: rental.Number(Number(i)), Status: rental.Approved, Meta: rental.Meta{SiteID: Berlin},
		Window: rental.Window{Start: 1, End: farAhead},
	}
	for k := range PerOrder {
		thing := i*PerOrder + k
		o.Lines = append(o.Lines, rental.Line{ID: rental.LineID(ID("line", thing)), ItemTypeID: typeID(thing), Requested: 1})
	}
	return o
}

func typeID(n int) rental.ItemTypeID { return rental.ItemTypeID(ID("type", n%Types)) }

// Asset is the nth thing, on its shelf.
func Asset(n int) rental.Asset {
	return rental.Asset{
		ID: AssetID(n), Tag: Tag(n), Serial: fmt.Sprintf("SN-%08d", n*7919), ItemTypeID: typeID(n), Status: rental.Available,
		HomePlaceID: Returns, HomeSiteID: Berlin, PlaceID: Returns, Meta: rental.Meta{SiteID: Berlin},
	}
}
