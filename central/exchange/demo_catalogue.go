package exchange

import (
	"cmp"
	"embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rms/syncproto/rental"
)

//go:embed data
var demoData embed.FS

const (
	ownedAssets  = 3000
	ownedModels  = 180
	fieldPrefix  = "field/"
	gramsPerKilo = 1000
)

// readCSV reads an embedded file with a header line into maps by column.
func readCSV(name string) ([]map[string]string, error) {
	f, err := demoData.Open("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string, len(line))
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// planCatalogue adds every fixture and field item as a type, and assets of the
// types that the company owns.
func (p *DemoPlan) planCatalogue() error {
	fixtures, err := p.planFixtures()
	if err != nil {
		return err
	}
	field, err := p.planFieldItems()
	if err != nil {
		return err
	}
	owned := field
	left := ownedAssets
	for _, o := range field {
		left -= o.count
	}
	owned = append(owned, p.shareOut(fixtures, ownedModels-len(field), left)...)
	serial := map[string]int{}
	for _, o := range owned {
		p.planAssets(o, serial)
	}
	return nil
}

// ownedType is a type with how many of it the company owns.
type ownedType struct {
	rental.ItemType
	count int
}

func (p *DemoPlan) planFixtures() ([]rental.ItemType, error) {
	rows, err := readCSV("fixtures.csv")
	if err != nil {
		return nil, err
	}
	var types []rental.ItemType
	for _, r := range rows {
		category, silhouette := fixtureCategory(r["categories"], r["name"])
		t := rental.ItemType{
			Code: r["code"], Name: r["name"], Maker: r["manufacturer"], Category: category, Silhouette: silhouette,
			Kind: rental.Serialized, Returns: true, WeightG: scaled(r["weight_kg"], gramsPerKilo), PowerW: scaled(r["power_w"], 1),
			Meta: rental.Meta{ExternalSource: "open-fixture-library", ExternalRef: r["code"]},
		}
		types = append(types, p.itemType(t))
	}
	return types, nil
}

func (p *DemoPlan) planFieldItems() ([]ownedType, error) {
	rows, err := readCSV("field_items.csv")
	if err != nil {
		return nil, err
	}
	var owned []ownedType
	for _, r := range rows {
		t := p.itemType(rental.ItemType{
			Code: fieldPrefix + r["code"], Name: r["name"], Maker: r["maker"], Category: r["category"], Silhouette: r["silhouette"],
			Kind: rental.ItemKind(r["kind"]), Returns: r["returns"] == "yes", Container: r["container"] == "yes",
			WeightG: scaled(r["weight_g"], 1), PowerW: scaled(r["power_w"], 1),
		})
		if n := int(scaled(r["owned"], 1)); n > 0 {
			owned = append(owned, ownedType{t, n})
		}
	}
	return owned, nil
}

func (p *DemoPlan) itemType(t rental.ItemType) rental.ItemType {
	t.ID = rental.ItemTypeID(p.id("type", t.Code))
	p.types[t.Code] = t
	p.add(t)
	return t
}

// scaled reads a decimal number, 0 where there is none, times factor.
func scaled(s string, factor float64) int64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return int64(math.Round(v * factor))
}

// shareOut chooses models of the fixtures and shares assets out among them:
// many of few, few of many.
func (p *DemoPlan) shareOut(fixtures []rental.ItemType, models, assets int) []ownedType {
	chosen := slices.Clone(fixtures)
	p.rng.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	// Known makers' moving lights first: they are what a house owns most of.
	slices.SortStableFunc(chosen, func(a, b rental.ItemType) int { return cmp.Compare(demand(b), demand(a)) })
	chosen = mix(chosen)[:models]
	const flatten = 3.0
	total := 0.0
	for i := range chosen {
		total += 1 / (float64(i) + flatten)
	}
	owned, given := make([]ownedType, models), 0
	for i, t := range chosen {
		share := max(1, int(float64(assets-models)/((float64(i)+flatten)*total))+1)
		owned[i] = ownedType{t, share}
		given += share
	}
	owned[0].count += assets - given
	return owned
}

// stock is how the most numerous models of a house alternate.
var stock = []string{"moving_head", "par", "profile", "moving_head", "bar", "par", "moving_head", "strobe", "blinder", "hazer", "profile", "laser", "matrix", "stand", "fan", "other"}

// mix puts models in the order of stock, round after round; what is left of
// silhouettes that stock does not name comes last, in its order.
func mix(types []rental.ItemType) []rental.ItemType {
	by := map[string][]rental.ItemType{}
	for _, t := range types {
		by[t.Silhouette] = append(by[t.Silhouette], t)
	}
	var mixed []rental.ItemType
	for took := true; took; {
		took = false
		for _, s := range stock {
			if len(by[s]) > 0 {
				mixed, by[s], took = append(mixed, by[s][0]), by[s][1:], true
			}
		}
	}
	for _, t := range types {
		if !slices.Contains(stock, t.Silhouette) {
			mixed = append(mixed, t)
		}
	}
	return mixed
}

// demand ranks a fixture by how much of it a rental house would own.
func demand(t rental.ItemType) int {
	score := 0
	switch t.Maker {
	case "Robe", "Martin", "Clay Paky", "ETC", "GLP", "Ayrton", "Astera", "ARRI", "Elation", "Chauvet Professional":
		score += 2
	case "cameo", "Showtec", "Prolights", "JB-Lighting", "Briteq", "Aputure", "Futurelight", "Robert Juliat":
		score++
	}
	if t.WeightG > 0 && t.PowerW > 0 {
		score++
	}
	return score
}

// planAssets adds the assets of one type: two thirds in Berlin, the rest in
// London, each on its shelf. One in forty is on the repair bench.
func (p *DemoPlan) planAssets(o ownedType, serial map[string]int) {
	prefix := tagPrefix(o.Silhouette)
	for n := range o.count {
		site := "BLN"
		if n%3 == 2 {
			site = "LON"
		}
		serial[prefix]++
		home := p.shelf(site, o.Silhouette, n)
		a := rental.Asset{
			Tag: fmt.Sprintf("%s-%04d", prefix, serial[prefix]), Serial: fmt.Sprintf("%s%07d", strings.ToUpper(site[:1]), 1000000+p.rng.IntN(8999999)),
			ItemTypeID: o.ID, Status: rental.Available, HomePlaceID: home.ID, HomeSiteID: home.SiteID, PlaceID: home.ID,
		}
		a.ID = rental.AssetID(p.id("asset", a.Tag))
		a.SiteID = home.SiteID
		if p.pools[o.ID] == nil {
			p.pools[o.ID] = map[rental.SiteID][]rental.Asset{}
		}
		p.pools[o.ID][a.SiteID] = append(p.pools[o.ID][a.SiteID], a)
		p.add(a)
	}
}

// shelf returns where the n-th thing of a silhouette stands at a site.
func (p *DemoPlan) shelf(site, silhouette string, n int) rental.Place {
	aisles, shelves := demoSites[0].aisles, demoSites[0].shelves
	if site != demoSites[0].code {
		aisles, shelves = demoSites[1].aisles, demoSites[1].shelves
	}
	i := max(slices.Index(silhouettes, silhouette), 0)
	return p.places[fmt.Sprintf("%s-%s-%02d", site, aisles[i%len(aisles)], 1+(n/12+i)%shelves)]
}
