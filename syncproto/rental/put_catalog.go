package rental

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	// MaxPlaceDepth bounds how deep places nest.
	MaxPlaceDepth = 12
	// maxCaseDepth bounds how deep cases nest.
	maxCaseDepth = 4
	// maxTagPrefix bounds what tags begin with, in characters.
	maxTagPrefix = 60
	// dayMinutes is what opening hours are counted within.
	dayMinutes = 24 * 60
)

// zoneForm is the form of an IANA time zone name.
var zoneForm = regexp.MustCompile(`^(UTC|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)+)$`)

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// TagPrefixFits reports whether tags may begin with prefix: it is short, starts
// with no blank, and ends in no digit, for the number comes behind it.
func TagPrefixFits(prefix string) bool {
	return runes(prefix) <= maxTagPrefix && strings.TrimLeft(strings.TrimRight(prefix, "0123456789"), " ") == prefix
}

func (w *work) checkItemType(r ItemType, old Row) (Row, error) {
	var c checks
	c.named("code", r.Code)
	c.named("name", r.Name)
	c.that(slices.Contains([]ItemKind{Serialized, Fungible, Kit}, r.Kind), "bad_kind", "kind", "the kind must be serialized, fungible or kit")
	if was, ok := old.(ItemType); ok {
		c.that(was.Kind == r.Kind, "kind_is_fixed", "kind", "the kind of a type that exists cannot change")
	}
	for _, n := range []struct {
		field string
		value int64
	}{
		{"weight_g", r.WeightG}, {"power_w", r.PowerW}, {"turnaround_ms", r.TurnaroundMs},
		{"replacement_cents", r.ReplacementCents}, {"service_after_days", r.ServiceAfterDays},
		{"service_after_hours", r.ServiceAfterHours}, {"service_after_cycles", r.ServiceAfterCycles},
	} {
		c.that(n.value >= 0, "negative", n.field, n.field+" cannot be negative")
	}
	c.that(r.ReplacementCents == 0 || currencyForm.MatchString(r.ReplacementCur), "bad_currency", "replacement_currency", "a value needs its currency, such as EUR")
	was, _ := old.(ItemType)
	w.freeCode(&c, "code", r.Code, was.Code, CodeTarget{TargetItemType, string(r.ID)})
	c.that(TagPrefixFits(r.TagPrefix), "bad_tag_prefix", "tag_prefix",
		"a prefix is short, starts with no blank and ends in no digit: the number comes behind it")
	if r.TagPattern != "" {
		re, err := regexp.Compile(r.TagPattern)
		c.that(err == nil && re.NumSubexp() == 1, "bad_tag_pattern", "tag_pattern", "the pattern must be a regular expression with one group")
	}
	return r, c.err
}

// checkAsset keeps what facts govern: nobody writes a status, a custody or a
// place into an asset that exists.
func (w *work) checkAsset(r Asset, old Row) (Row, error) {
	var c checks
	c.named("tag", r.Tag)
	c.that(r.ItemTypeID != "", "unknown_item_type", "item_type_id", "an item needs its type")
	typ := known[ItemType](&c, w, "unknown_item_type", "item_type_id", string(r.ItemTypeID))
	c.that(typ.Kind == Serialized, "counted_type", "item_type_id", "things of this type have no tags of their own")
	known[Place](&c, w, "unknown_place", "home_place_id", string(r.HomePlaceID))
	known[Place](&c, w, "unknown_place", "place_id", string(r.PlaceID))
	known[Company](&c, w, "unknown_company", "owner_id", string(r.OwnerID))
	w.checkContainer(&c, r)
	before, _ := old.(Asset)
	w.freeCode(&c, "tag", r.Tag, before.Tag, CodeTarget{TargetAsset, string(r.ID)})
	if r.HomePlaceID != "" {
		r.HomeSiteID = w.siteOf(r.HomePlaceID, r.HomeSiteID)
	}
	if was, ok := old.(Asset); ok {
		c.that(r.Status == "" || r.Status == was.Status, "status_by_put", "status", "a status changes by what happens: hand out, take back, move")
		r.Status, r.Custody, r.Usage = was.Status, was.Custody, was.Usage
		r.PlaceID, r.SiteID = was.PlaceID, was.SiteID
		r.LastSeen, r.LastOut, r.LastIn, r.LastFact = was.LastSeen, was.LastOut, was.LastIn, was.LastFact
		return r, c.err
	}
	c.that(r.Status == "" || r.Status == Available, "status_by_put", "status", "a new item is available")
	c.that(r.Custody == Custody{} && r.LastFact == "", "status_by_put", "custody", "a new item is with nobody")
	r.Status, r.LastSeen, r.LastOut, r.LastIn = Available, Seen{}, Occurred{}, Occurred{}
	if r.PlaceID == "" {
		r.PlaceID = r.HomePlaceID
	}
	r.SiteID = w.siteOf(r.PlaceID, r.HomeSiteID)
	c.that(r.SiteID != "", "missing_site", "home_place_id", "an item needs a place at one of our sites")
	if r.HomeSiteID == "" {
		r.HomeSiteID = r.SiteID
	}
	return r, c.err
}

// checkContainer follows the cases that hold an asset.
func (w *work) checkContainer(c *checks, r Asset) {
	at := r.ContainedIn
	for depth := 1; at != "" && c.err == nil; depth++ {
		c.that(at != r.ID, "cycle", "contained_in", "a case cannot hold itself")
		c.that(depth <= maxCaseDepth, "too_deep", "contained_in", "cases are nested too deep")
		at = known[Asset](c, w, "unknown_asset", "contained_in", string(at)).ContainedIn
	}
}

func (w *work) checkPlace(r Place, old Row) (Row, error) {
	var c checks
	c.named("code", r.Code)
	c.named("name", r.Name)
	root := r.ParentID == ""
	switch r.Kind {
	case PlaceSite, PlaceCustomer, PlaceTransit:
		c.that(root || r.Kind == PlaceCustomer, "not_a_root", "parent_id", "a place of kind "+string(r.Kind)+" stands by itself")
	case PlaceBuilding, PlaceRoom, PlaceDock, PlaceAisle, PlaceShelf, PlaceBench, PlaceReturns:
		c.that(!root, "missing_parent", "parent_id", "a place of kind "+string(r.Kind)+" lies within another")
	default:
		c.that(false, "bad_kind", "kind", "there is no kind of place "+string(r.Kind))
	}
	r.SiteID = ""
	if r.Kind == PlaceSite {
		r.SiteID = SiteID(r.ID)
	}
	at := r.ParentID
	for depth := 2; at != "" && c.err == nil; depth++ {
		c.that(at != r.ID, "cycle", "parent_id", "a place cannot lie within itself")
		c.that(depth <= MaxPlaceDepth, "too_deep", "parent_id", "places are nested too deep")
		parent := known[Place](&c, w, "unknown_place", "parent_id", string(at))
		if r.SiteID == "" && parent.Kind == PlaceSite {
			r.SiteID = SiteID(parent.ID)
		}
		at = parent.ParentID
	}
	checkHours(&c, r)
	before, _ := old.(Place)
	w.freeCode(&c, "code", r.Code, before.Code, CodeTarget{TargetPlace, string(r.ID)})
	if was, ok := old.(Place); ok {
		c.that(was.SiteID == r.SiteID && (was.Kind == PlaceSite) == (r.Kind == PlaceSite), "site_is_fixed", "parent_id",
			"a place cannot move to another site with all that stands in it")
	}
	return r, c.err
}

func checkHours(c *checks, r Place) {
	if r.Kind != PlaceSite {
		plain := r.Zone == "" && r.OpensMin == 0 && r.ClosesMin == 0 && len(r.ClosedDays) == 0 && r.GraceMs == 0
		c.that(plain, "sites_only", "zone", "time zone, opening hours and grace belong to sites")
		return
	}
	c.that(zoneForm.MatchString(r.Zone), "bad_zone", "zone", "a site needs an IANA time zone, such as Europe/Berlin")
	c.that(r.OpensMin >= 0 && r.ClosesMin <= dayMinutes && r.OpensMin <= r.ClosesMin, "bad_hours", "opens_min", "opening must come before closing, within a day")
	c.that(r.GraceMs >= 0, "negative", "grace_ms", "grace cannot be negative")
	for _, d := range r.ClosedDays {
		_, err := time.Parse(time.DateOnly, d)
		c.that(err == nil, "bad_date", "closed_days", "a closed day is a date such as 2026-12-25")
	}
}

func (w *work) checkTagAlias(r TagAlias, old Row) (Row, error) {
	var c checks
	c.named("code", r.Code)
	c.that(strings.TrimSpace(r.Code) == r.Code, "bad_code", "code", "a code neither begins nor ends with a space")
	c.that(r.TargetID != "", "missing_target", "target_id", "an alias names something")
	switch r.Target {
	case TargetAsset:
		known[Asset](&c, w, "unknown_target", "target_id", r.TargetID)
	case TargetItemType:
		known[ItemType](&c, w, "unknown_target", "target_id", r.TargetID)
	case TargetPlace:
		known[Place](&c, w, "unknown_target", "target_id", r.TargetID)
	case TargetPerson:
		known[Person](&c, w, "unknown_target", "target_id", r.TargetID)
	case TargetRentAction:
		known[RentAction](&c, w, "unknown_target", "target_id", r.TargetID)
	case TargetProject:
		known[Project](&c, w, "unknown_target", "target_id", r.TargetID)
	case TargetCommand:
	default:
		c.that(false, "bad_target", "target", "an alias cannot name a "+string(r.Target))
	}
	was, _ := old.(TagAlias)
	w.freeCode(&c, "code", r.Code, was.Code, CodeTarget{r.Target, r.TargetID})
	c.that(r.Quantity == 0 || r.Quantity > 0 && r.Target == TargetItemType, "bad_quantity", "quantity", "only an alias of a type has a quantity")
	return r, c.err
}

func (w *work) checkDemoCode(r DemoCode) (Row, error) {
	var c checks
	c.named("code", r.Code)
	c.named("label", r.Label)
	roles := []string{"badge", "order", "item", "item_out_elsewhere", "unknown", "place", "command"}
	c.that(slices.Contains(roles, r.Role), "bad_role", "role", "there is no such role on the strip")
	return r, c.err
}

func (w *work) checkCompany(r Company) (Row, error) {
	var c checks
	c.named("name", r.Name)
	return r, c.err
}

func (w *work) checkProject(r Project) (Row, error) {
	var c checks
	c.named("name", r.Name)
	c.that(r.SiteID != "", "missing_site", "site_id", "a job needs the site that serves it")
	c.that(r.Window == Window{} || r.Window.ordered(), "bad_window", "window", "a job must end after it starts")
	c.that(r.Window == Window{} || r.Window.plausible(), "bad_window", "window", "a job lies between the years 2000 and 2200, in milliseconds since 1970, UTC")
	w.checkSite(&c, r.SiteID)
	c.that(slices.Contains([]ProjectStatus{ProjectPlanned, ProjectActive, ProjectDone}, r.Status), "bad_status", "status", "the status must be planned, active or done")
	known[Place](&c, w, "unknown_place", "place_id", string(r.PlaceID))
	company := known[Company](&c, w, "unknown_company", "company_id", string(r.CompanyID))
	if company.Name != "" {
		r.CompanyName = company.Name
	}
	return r, c.err
}
