package exchange_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rms/central/exchange"
	"rms/syncproto/rental"
)

func plan(t *testing.T, seed uint64, now time.Time) *exchange.DemoPlan {
	t.Helper()
	p, err := exchange.PlanDemo(exchange.DemoConfig{
		Seed: seed, Now: now,
		MintBadge: func(r io.Reader) (string, error) {
			b := make([]byte, 8)
			_, err := io.ReadFull(r, b)
			return "XB" + hex.EncodeToString(b), err
		},
		HashBadge: func(code []byte) string { return fmt.Sprintf("%x", sha256.Sum256(code)) },
		HashPIN: func(s string) (string, error) {
			return fmt.Sprintf("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$%x", sha256.Sum256([]byte(s))), nil
		},
		HashPassword: func(string) (string, error) { return "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$c3Vt", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var noon = time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)

// TestPlanCounts holds the company to the sizes that it promises.
func TestPlanCounts(t *testing.T) {
	t.Parallel()
	p := plan(t, 1, noon)
	count := map[rental.Collection]int{}
	models := map[rental.ItemTypeID]bool{}
	fixtures := 0
	for _, r := range p.Rows {
		count[r.RowCollection()]++
		switch r := r.(type) {
		case rental.Asset:
			models[r.ItemTypeID] = true
		case rental.ItemType:
			if r.ExternalSource == "open-fixture-library" {
				fixtures++
			}
		}
	}
	want := map[rental.Collection]int{
		rental.ItemTypes: 627 + 60, rental.Assets: 3000, rental.People: 25, rental.Projects: 14,
		rental.Companies: 5, rental.Users: 8, rental.Badges: 16, rental.PINs: 16, rental.Places: 88,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if fixtures != 627 || len(models) != 180 {
		t.Errorf("%d fixtures and %d owned models, want 627 and 180", fixtures, len(models))
	}
}

// TestPlanIsWhole checks that every row and step finds what it refers to before
// it, that codes are unique, and that nothing leaves twice.
func TestPlanIsWhole(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{noon, noon.Add(11 * time.Hour), noon.Add(-11 * time.Hour), time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC)} {
		for seed := range uint64(5) {
			p := plan(t, seed, now)
			known := map[string]bool{}
			codes := map[string]bool{}
			for _, r := range p.Rows {
				for _, ref := range refs(r) {
					if ref != "" && !known[ref] {
						t.Fatalf("seed %d: %s %s refers to a later row", seed, r.RowCollection(), r.RowID())
					}
				}
				known[r.RowID()] = true
				if c := code(r); c != "" {
					if codes[c] {
						t.Errorf("seed %d: code %s twice", seed, c)
					}
					codes[c] = true
				}
			}
			checkSteps(t, p, now, known)
		}
	}
}

func checkSteps(t *testing.T, p *exchange.DemoPlan, now time.Time, known map[string]bool) {
	t.Helper()
	out := map[rental.AssetID]bool{}
	for _, s := range p.Steps {
		if s.At.After(now) {
			t.Errorf("%s happens in the future", s.Command.Kind)
		}
		if s.Actor.Kind != rental.ActorUser {
			t.Errorf("%s has no actor", s.Command.Kind)
		}
		switch b := s.Command.Body.(type) {
		case rental.RentActionCreateBody:
			if b.Window.End <= b.Window.Start {
				t.Errorf("order of %s ends before it starts", b.RequesterName)
			}
			for _, l := range b.Lines {
				if !known[string(l.ItemTypeID)] {
					t.Errorf("order of %s asks for an unknown type", b.RequesterName)
				}
			}
		case rental.CheckOutBody:
			for _, l := range b.Lines {
				if out[l.AssetID] || !known[string(l.AssetID)] {
					t.Errorf("%s leaves twice or is unknown", l.Tag)
				}
				out[l.AssetID] = true
			}
		case rental.CheckInBody:
			for _, l := range b.Lines {
				if !out[l.AssetID] {
					t.Errorf("%s returns without having left", l.Tag)
				}
			}
		}
	}
}

func refs(r rental.Row) []string {
	switch r := r.(type) {
	case rental.Place:
		return []string{string(r.ParentID)}
	case rental.Asset:
		return []string{string(r.ItemTypeID), string(r.HomePlaceID), string(r.PlaceID), string(r.SiteID)}
	case rental.Person:
		return []string{string(r.CompanyID), string(r.SiteID)}
	case rental.Project:
		return []string{string(r.CompanyID), string(r.PlaceID), string(r.SiteID)}
	case rental.Badge:
		return []string{string(r.PersonID)}
	case rental.User:
		return []string{string(r.PersonID)}
	}
	return nil
}

func code(r rental.Row) string {
	switch r := r.(type) {
	case rental.Place:
		return r.Code
	case rental.Asset:
		return r.Tag
	case rental.ItemType:
		return r.Code
	case rental.User:
		return "login " + r.Login
	}
	return ""
}

// TestPlanIsTheSameAgain: the same seed and day give the same company, another
// seed another one.
func TestPlanIsTheSameAgain(t *testing.T) {
	t.Parallel()
	a, b, c := plan(t, 7, noon), plan(t, 7, noon), plan(t, 8, noon)
	if diff := cmp.Diff(a.Rows, b.Rows); diff != "" {
		t.Errorf("rows differ:\n%s", diff)
	}
	if diff := cmp.Diff(a.Steps, b.Steps); diff != "" {
		t.Errorf("steps differ:\n%s", diff)
	}
	if cmp.Equal(a.Badges, c.Badges) {
		t.Error("another seed gives the same badges")
	}
}

// TestNoPlaceholderNames keeps the company looking like one.
func TestNoPlaceholderNames(t *testing.T) {
	t.Parallel()
	for _, r := range plan(t, 1, noon).Rows {
		var name string
		switch r := r.(type) {
		case rental.Place:
			name = r.Name
		case rental.Person:
			name = r.Name
		case rental.Project:
			name = r.Name
		case rental.Company:
			name = r.Name
		}
		for _, bad := range []string{"test", "foo", "bar", "location 0", "sample", "example"} {
			if strings.Contains(strings.ToLower(name), bad) && !strings.Contains(name, "Barrel") {
				t.Errorf("%q looks like a placeholder", name)
			}
		}
	}
}
