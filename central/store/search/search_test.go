package search_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rms/central/store"
	"rms/central/store/search"
	"rms/syncproto/rental"
)

func setup(t *testing.T) *store.DB {
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
	one := rental.Meta{Rev: 1}
	rows := []rental.Row{
		rental.ItemType{ID: "t1", Code: "MP", Name: "MegaPointe", Maker: "Robe", Category: "Moving light", Meta: one},
		rental.ItemType{ID: "t2", Code: "LX", Name: "Lux meter", Archived: true, Meta: one},
		rental.Asset{ID: "a1", Tag: "LX-0001", Serial: "77 R-004711", ItemTypeID: "t1", Status: rental.Available, Meta: one},
		rental.Asset{ID: "a2", Tag: "LX-00010", ItemTypeID: "t1", Status: rental.Deployed, Meta: one},
		rental.RentAction{ID: "o1", Number: "R-004711", Title: "Open air", RequesterName: "Grace Pointer", Status: rental.Approved, Meta: one},
		rental.Project{ID: "j1", Number: "J-000001", Name: "Tour", CompanyName: "House of Light", Status: rental.ProjectPlanned, Meta: one},
		rental.Person{ID: "p1", Name: "Grace Pointer", Email: "grace@example.com", Meta: one},
		rental.Company{ID: "c1", Name: "House of Light", Kind: "customer", Meta: one},
		rental.Place{ID: "l1", Code: "B-1", Name: "Shelf LX", Kind: rental.PlaceShelf, Meta: one},
		rental.Exception{ID: "x1", Number: "X-000017", Kind: rental.ExAlreadyOut, Status: rental.ExceptionOpen, Meta: one},
		rental.Kiosk{ID: "k1", Name: "Dock Süd", NumberPrefix: "K1", PublicKey: "k", Status: rental.KioskActive, Meta: one},
		rental.TagAlias{ID: "s1", Code: "OLD-0001", Target: rental.TargetAsset, TargetID: "a1", Meta: one},
	}
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, row := range rows {
			r, err := store.NewRecord(row)
			if err != nil {
				return err
			}
			if err := tx.Put(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// TestFind: the very code first, then what begins so, then what has every word; and
// nothing that has not.
func TestFind(t *testing.T) {
	t.Parallel()
	db := setup(t)
	for _, tt := range []struct {
		q     string
		kinds []rental.Collection
		limit int
		want  []string
	}{
		{"lx-0001", nil, 10, []string{"a1", "a2"}},        // exact before prefix
		{"R-004711", nil, 10, []string{"o1", "a1"}},       // the order before the thing whose serial has it
		{"x-000017", nil, 10, []string{"x1"}},             // exceptions by number
		{"LX", nil, 10, []string{"t2", "a1", "a2", "l1"}}, // two letters: an archived type by its code, tags that begin so, a name
		{"robe lx-00010", nil, 10, []string{"a2"}},        // words of the type and of the thing
		{"grace", nil, 10, []string{"p1", "o1"}},          // a name that begins so before an order of hers
		{"light house", nil, 10, []string{"j1", "c1"}},    // words in any order
		{"DOCK süd", nil, 10, []string{"k1"}},             // capitals
		{"old-", nil, 10, []string{"s1"}},                 // another code
		{"0001", nil, 10, []string{"a1", "a2", "j1", "x1", "s1"}},
		{"0001", []rental.Collection{rental.TagAliases, rental.Projects}, 10, []string{"j1", "s1"}},
		{"0001", nil, 2, []string{"a1", "a2"}},
		{"dock zz", nil, 10, []string{}},
		{`100% "sure" _`, nil, 10, []string{}},
		{"' or 1=1 --", nil, 10, []string{}},
		{"  ", nil, 10, []string{}},
		{"lx", nil, 0, []string{}},
	} {
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			hits, err := search.Find(ctx, tx, tt.q, tt.kinds, tt.limit)
			got := []string{}
			for _, h := range hits {
				got = append(got, h.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%q %v (-want +got):\n%s", tt.q, tt.kinds, diff)
			}
			return err
		})
		if err != nil {
			t.Errorf("%q: %v", tt.q, err)
		}
	}
}

// TestHitsSayWhatTheyAre: every kind is found by its code or name, with words.
func TestHitsSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	db := setup(t)
	for q, want := range map[string]search.Hit{
		"LX-0001":        {Kind: rental.Assets, ID: "a1", Code: "LX-0001", Title: "MegaPointe", Detail: "77 R-004711", State: "available"},
		"MP":             {Kind: rental.ItemTypes, ID: "t1", Code: "MP", Title: "MegaPointe", Detail: "Robe · Moving light"},
		"R-004711":       {Kind: rental.RentActions, ID: "o1", Code: "R-004711", Title: "Open air", Detail: "Grace Pointer", State: "approved"},
		"J-000001":       {Kind: rental.Projects, ID: "j1", Code: "J-000001", Title: "Tour", Detail: "House of Light", State: "planned"},
		"Grace Pointer":  {Kind: rental.People, ID: "p1", Title: "Grace Pointer", Detail: "grace@example.com"},
		"House of Light": {Kind: rental.Companies, ID: "c1", Title: "House of Light", Detail: "customer"},
		"B-1":            {Kind: rental.Places, ID: "l1", Code: "B-1", Title: "Shelf LX", Detail: "shelf"},
		"X-000017":       {Kind: rental.Exceptions, ID: "x1", Code: "X-000017", Title: "already_out", State: "open"},
		"Dock Süd":       {Kind: rental.Kiosks, ID: "k1", Code: "Dock Süd", Title: "Dock Süd", Detail: "K1", State: "active"},
		"OLD-0001":       {Kind: rental.TagAliases, ID: "s1", Code: "OLD-0001", Title: "asset", Detail: "a1"},
	} {
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			hits, err := search.Find(ctx, tx, q, nil, 5)
			if err == nil && (len(hits) == 0 || cmp.Diff(want, hits[0]) != "") {
				t.Errorf("%q: got %+v, want %+v first", q, hits, want)
			}
			return err
		})
		if err != nil {
			t.Errorf("%q: %v", q, err)
		}
	}
}
