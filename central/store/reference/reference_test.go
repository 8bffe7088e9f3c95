package reference_test

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"rms/central/store"
	"rms/central/store/reference"
	"rms/syncproto/rental"
)

func open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), store.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// named are the types of ids by which rows name rows that can be removed.
var named = map[reflect.Type]rental.Collection{
	reflect.TypeFor[rental.ItemTypeID](): rental.ItemTypes,
	reflect.TypeFor[rental.AssetID]():    rental.Assets,
	reflect.TypeFor[rental.PlaceID]():    rental.Places,
	reflect.TypeFor[rental.SiteID]():     rental.Places,
	reflect.TypeFor[rental.CompanyID]():  rental.Companies,
	reflect.TypeFor[rental.ProjectID]():  rental.Projects,
	reflect.TypeFor[rental.PersonID]():   rental.People,
}

// aside are the fields that name a row and do not hold it, each with the reason.
var aside = map[string]string{
	"ItemType.Meta.SiteID":    "a type belongs to no site",
	"ItemType.ID":             "itself",
	"Asset.ID":                "itself",
	"Place.ID":                "itself",
	"Company.ID":              "itself",
	"Project.ID":              "itself",
	"Person.ID":               "itself",
	"Place.Meta.SiteID":       "the places within a site are counted one by one",
	"Company.Meta.SiteID":     "a company belongs to no site",
	"TagAlias.Meta.SiteID":    "an alias belongs to no site",
	"Badge.Meta.SiteID":       "a badge belongs to no site",
	"Badge.HomeSiteID":        "it says where a badge belongs, and opens no dock",
	"PIN.Meta.SiteID":         "a PIN is at its person's site",
	"User.Meta.SiteID":        "an account belongs to no site",
	"Token.Meta.SiteID":       "a token belongs to no site",
	"Asset.HomeSiteID":        "it follows the home place, else the site",
	"Asset.Custody.ProjectID": "it comes of a hand-out, and that is a fact about the job or an order of it",
	"Asset.LastSeen.PlaceID":  "it comes of a fact about the place",
	"Allocation.Meta.SiteID":  "it is its order's",
	"Allocation.AlsoSiteID":   "it is its order's",
	"Allocation.ItemTypeID":   "it is of a line of its order",
	"StockPool.Meta.SiteID":   "it is its place's",
	"StockEntry.Meta.SiteID":  "it is its pool's",
	"Exception.Meta.SiteID":   "it comes of a fact at a kiosk of the site",
	"Exception.AlsoSiteID":    "it comes of a fact at a kiosk of the site",
	"Exception.PersonID":      "it comes of a fact that somebody did",
}

// fields calls fn for every field of an id type below v, with its path.
func fields(v reflect.Value, path string, fn func(path string, v reflect.Value)) {
	if _, ok := named[v.Type()]; ok {
		fn(path, v)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fields(v.Field(i), path+"."+v.Type().Field(i).Name, fn)
		}
	case reflect.Slice:
		if v.Len() == 0 && v.Type().Elem().Kind() == reflect.Struct || named[v.Type().Elem()] != "" {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		if v.Len() > 0 {
			fields(v.Index(0), path, fn)
		}
	}
}

// TestEveryIdInARowIsAReference walks all fields of all entities: one that names a
// removable row either makes it used, or stands among those that do not, with why.
func TestEveryIdInARowIsAReference(t *testing.T) {
	t.Parallel()
	db := open(t)
	seen := map[string]bool{}
	for _, zero := range []rental.Row{
		rental.ItemType{}, rental.Place{}, rental.TagAlias{}, rental.Asset{}, rental.Company{}, rental.Person{}, rental.Badge{}, rental.PIN{},
		rental.Project{}, rental.RentAction{}, rental.Allocation{}, rental.Exception{}, rental.Kiosk{}, rental.User{}, rental.Token{}, rental.StockPool{}, rental.StockEntry{},
	} {
		typ := reflect.TypeOf(zero)
		var paths []string
		fields(reflect.New(typ).Elem(), typ.Name(), func(path string, _ reflect.Value) { paths = append(paths, path) })
		for _, path := range paths {
			seen[path] = true
			row := reflect.New(typ).Elem()
			var k rental.Key
			fields(row, typ.Name(), func(at string, v reflect.Value) {
				if at == path {
					v.SetString("target")
					k = rental.Key{Collection: named[v.Type()], ID: "target"}
				}
			})
			undo := context.Canceled // any error takes the row back
			err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				r, is := row.Interface().(rental.Row)
				if !is {
					t.Fatalf("%s is no row", typ)
				}
				rec, err := store.NewRecord(r.WithMeta(withRev(r.RowMeta())))
				if err != nil {
					return err
				}
				if err := tx.Put(ctx, rec); err != nil {
					return err
				}
				set, err := reference.Of(ctx, tx, k)
				if err != nil {
					return err
				}
				if _, listed := aside[path]; listed == (len(set) > 0) {
					t.Errorf("%s: references %v, among those set aside: %t", path, set, listed)
				}
				return undo
			})
			if err == nil || !slices.Contains([]string{undo.Error(), "write: " + undo.Error()}, err.Error()) {
				t.Fatalf("%s: %v", path, err)
			}
		}
	}
	for path := range aside {
		if !seen[path] {
			t.Errorf("%s is set aside, and no entity has it", path)
		}
	}
}

func withRev(m rental.Meta) rental.Meta {
	m.Rev = 1
	return m
}
