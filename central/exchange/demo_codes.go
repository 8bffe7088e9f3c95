package exchange

import (
	"errors"
	"fmt"
	"slices"

	"rms/syncproto/rental"
)

// demoUnknown is a code that names nothing, in the style of another house.
const demoUnknown = "ZW-88-0417"

// planCodes chooses the barcodes of the "Try it" strip, a set for each site.
// The order's code is its number, which only the ledger knows: OrderCode.
func (p *DemoPlan) planCodes() error {
	for _, s := range []struct{ site, badge, order, elsewhere string }{
		{"BLN", "Aylin Demir", "premiere", "arena"}, {"LON", "Owen Hughes", "keynote", "musical"},
	} {
		at := slices.IndexFunc(p.Badges, func(b DemoBadge) bool { return b.Name == s.badge })
		ready, away := p.orders[s.order], p.orders[s.elsewhere]
		if at < 0 || len(ready.planned) < 2 || len(away.left) == 0 {
			return errors.New("nothing to try at " + s.site)
		}
		first, second := ready.planned[0], ready.planned[len(ready.planned)-1]
		p.code(s.site, "badge", s.badge, p.Badges[at].Code)
		p.code(s.site, "order", string(ready.id), "")
		p.code(s.site, "item", p.typeName(first), first.Tag)
		p.code(s.site, "item", p.typeName(second), second.Tag)
		p.code(s.site, "item_out_elsewhere", p.typeName(away.left[0]), away.left[0].Tag)
		p.code(s.site, "unknown", "a label of another house", demoUnknown)
	}
	return nil
}

func (p *DemoPlan) code(site, role, label, code string) {
	n := len(p.Codes)
	p.Codes = append(p.Codes, rental.DemoCode{
		ID: p.id("code", fmt.Sprint(n)), Code: code, Role: role, Label: label, Order: n, ForSite: p.site(site),
	})
}

func (p *DemoPlan) typeName(a rental.Asset) string {
	for _, t := range p.types {
		if t.ID == a.ItemTypeID {
			return t.Name
		}
	}
	return ""
}

// WithNumbers returns the codes with the numbers that the ledger gave the
// orders, by the order's id.
func (p *DemoPlan) WithNumbers(numbers map[rental.RentActionID]rental.RentAction) ([]rental.DemoCode, error) {
	codes := slices.Clone(p.Codes)
	for i, c := range codes {
		if c.Role != "order" {
			continue
		}
		o, ok := numbers[rental.RentActionID(c.Label)]
		if !ok || o.Number == "" {
			return nil, fmt.Errorf("the order of code %d has no number", i)
		}
		codes[i].Code, codes[i].Label = string(o.Number), p.projectName(o.ProjectID)
	}
	return codes, nil
}

func (p *DemoPlan) projectName(id rental.ProjectID) string {
	for _, r := range p.Rows {
		if j, ok := r.(rental.Project); ok && j.ID == id {
			return j.Name
		}
	}
	return ""
}
