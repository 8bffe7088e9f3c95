package exchange

import (
	"fmt"

	"rms/syncproto/rental"
)

const (
	opensAt8, closesAt20 = 8 * 60, 20 * 60
	graceMs              = 4 * 3600 * 1000
)

// demoSites are the two houses, with their aisles and the shelves of each.
var demoSites = []struct {
	code, name, zone, address string
	aisles                    []string
	shelves                   int
}{
	{"BLN", "Berlin", "Europe/Berlin", "Kynaststraße 14, 10317 Berlin", []string{"A", "B", "C", "D", "E", "F"}, 8},
	{"LON", "London", "Europe/London", "9 Ferry Lane, London N17", []string{"A", "B", "C"}, 6},
}

var demoCustomers = []struct{ code, name, address string }{
	{"CUST-UFER", "Uferbühne, main house", "Am Ufer 3, Berlin"},
	{"CUST-MESSE", "Messe Nord, hall 7", "Messedamm 22, Berlin"},
	{"CUST-RIVER", "Riverside Arena", "40 Quay Road, London"},
}

func (p *DemoPlan) planPlaces() error {
	for _, s := range demoSites {
		root := rental.Place{
			Code: s.code, Name: s.name, Kind: rental.PlaceSite, Zone: s.zone, Address: s.address,
			OpensMin: opensAt8, ClosesMin: closesAt20, GraceMs: graceMs,
		}
		site := p.place(root, "", "")
		for n := 1; n <= 2; n++ {
			p.place(rental.Place{Code: fmt.Sprintf("%s-D%d", s.code, n), Name: fmt.Sprintf("Dock %d", n), Kind: rental.PlaceDock}, site, site)
		}
		p.place(rental.Place{Code: s.code + "-RET", Name: "Returns bay", Kind: rental.PlaceReturns}, site, site)
		p.place(rental.Place{Code: s.code + "-BENCH", Name: "Repair bench", Kind: rental.PlaceBench}, site, site)
		for _, a := range s.aisles {
			aisle := p.place(rental.Place{Code: s.code + "-" + a, Name: "Aisle " + a, Kind: rental.PlaceAisle}, site, site)
			for n := 1; n <= s.shelves; n++ {
				p.place(rental.Place{
					Code: fmt.Sprintf("%s-%s-%02d", s.code, a, n), Name: fmt.Sprintf("Shelf %s-%02d", a, n), Kind: rental.PlaceShelf,
				}, aisle, site)
			}
		}
	}
	for _, c := range demoCustomers {
		p.place(rental.Place{Code: c.code, Name: c.name, Kind: rental.PlaceCustomer, Address: c.address}, "", "")
	}
	return nil
}

// place adds pl below parent; a place without a site is a root of its own.
func (p *DemoPlan) place(pl rental.Place, parent, site rental.PlaceID) rental.PlaceID {
	pl.ID = rental.PlaceID(p.id("place", pl.Code))
	pl.ParentID = parent
	if site == "" {
		site = pl.ID
	}
	pl.SiteID = rental.SiteID(site)
	p.places[pl.Code] = pl
	p.add(pl)
	return pl.ID
}

// site returns the id of the site of that code.
func (p *DemoPlan) site(code string) rental.SiteID { return rental.SiteID(p.places[code].ID) }

// Sites returns the company's two houses.
func (p *DemoPlan) Sites() []rental.Place {
	var sites []rental.Place
	for _, s := range demoSites {
		sites = append(sites, p.places[s.code])
	}
	return sites
}
