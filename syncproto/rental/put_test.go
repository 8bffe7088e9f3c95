package rental

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var administrator = Actor{Kind: ActorUser, UserID: "u0", Role: RoleAdmin}

func put(row Row, ifRev int64) Command { return gesture("p1", t0, PutBody{Row: row, IfRev: ifRev}) }

var (
	hash64 = strings.Repeat("0f", 32)
	key32  = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	argon  = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
)

// fine are rows that are right, one of each kind that can be put.
func fine() []Row {
	return []Row{
		ItemType{ID: "t1", Code: "MP", Name: "MegaPointe", Kind: Serialized, TagPattern: `^LX-(\d+)$`},
		Asset{ID: "new", Tag: "LX-1", ItemTypeID: "type-mega", HomePlaceID: shelfB},
		Place{ID: "p1", Code: "B-1", Name: "Shelf B", Kind: PlaceShelf, ParentID: shelfB},
		Place{ID: "p2", Code: "PAR", Name: "Paris", Kind: PlaceSite, Zone: "Europe/Paris", OpensMin: 480, ClosesMin: 1080, ClosedDays: []string{"2026-12-25"}},
		Place{ID: "p3", Code: "OH", Name: "Hall", Kind: PlaceCustomer},
		TagAlias{ID: "al", Code: "OLD-1", Target: TargetAsset, TargetID: "a1"},
		DemoCode{ID: "d", Code: "X", Label: "An item", Role: "item"},
		Company{ID: "c", Name: "House of Light"},
		Project{ID: "j", Name: "Tour", Status: ProjectPlanned, Meta: Meta{SiteID: berlin}},
		Person{ID: "pe", Name: "Grace", Capabilities: []Capability{CapOut}},
		Badge{ID: "b", Hash: hash64, PersonID: ada},
		PIN{PersonID: ada, Verifier: argon},
		User{ID: "u", Login: "grace", Name: "Grace", Role: RoleViewer, PasswordHash: argon},
		Token{ID: "to", Name: "script", UserID: "u1", Role: RoleViewer, Hash: hash64},
		Kiosk{ID: "k", Name: "Dock 2", NumberPrefix: "K4", PublicKey: key32, Status: KioskActive, Meta: Meta{SiteID: berlin}},
	}
}

func catalogue() *house {
	return newHouse(AtCentral).put(
		mega("a1", Deployed), Person{ID: ada, Name: "Ada", Capabilities: []Capability{CapOut, CapMove}, Meta: Meta{SiteID: berlin}},
		User{ID: "u1", Login: "u1", Role: RoleTechnician, Scopes: []Scope{ScopePlan}},
		Person{ID: "gone-away", Name: "Cy", Archived: true, Meta: Meta{SiteID: berlin}},
	)
}

func TestPutCreatesAndUpdatesEveryKind(t *testing.T) {
	t.Parallel()
	for _, row := range fine() {
		h := catalogue()
		d := h.apply(t, put(row, -1), administrator)
		wantVerdict(t, d, applied())
		if len(d.Changes) != 1 || d.Changes[0].Before != nil || len(d.Events) != 1 {
			t.Errorf("%s: %+v", row.RowCollection(), d)
		}
		word := putEvents[row.RowCollection()]
		if d.Events[0].Type != word.created {
			t.Errorf("%s: event %s, want %s", row.RowCollection(), d.Events[0].Type, word.created)
		}
		if _, err := h.decide(t, put(row, -1), administrator); ReasonOf(err) != "already_exists" {
			t.Errorf("%s: created twice: %v", row.RowCollection(), err)
		}
		if _, err := h.decide(t, put(row, 9), administrator); CodeOf(err) != CodePreconditionFailed {
			t.Errorf("%s: a stale revision: %v", row.RowCollection(), err)
		}
		d = h.apply(t, put(row, 1), administrator)
		if d.Events[0].Type != word.updated {
			t.Errorf("%s: event %s, want %s", row.RowCollection(), d.Events[0].Type, word.updated)
		}
		if _, err := catalogue().decide(t, put(row, 3), administrator); CodeOf(err) != CodeNotFound {
			t.Errorf("%s: a change of nothing: %v", row.RowCollection(), err)
		}
		if _, err := h.decide(t, put(row, 0), Actor{Kind: ActorUser, UserID: "v", Role: RoleViewer}); CodeOf(err) != CodeForbidden {
			t.Errorf("%s: a viewer writes it: %v", row.RowCollection(), err)
		}
	}
}

func TestPutRefusals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		row    Row
		reason string
	}{
		"nothing":               {nil, "missing_id"},
		"no id":                 {Company{Name: "X"}, "missing_id"},
		"order":                 {order(Draft, 1), "not_puttable"},
		"type without code":     {ItemType{ID: "t", Name: "X", Kind: Serialized}, "missing_code"},
		"type of no kind":       {ItemType{ID: "t", Code: "X", Name: "X", Kind: "liquid"}, "bad_kind"},
		"kind changed":          {ItemType{ID: "type-mega", Code: "X", Name: "X", Kind: Fungible}, "kind_is_fixed"},
		"type below zero":       {ItemType{ID: "t", Code: "X", Name: "X", Kind: Kit, PowerW: -1}, "negative"},
		"two groups":            {ItemType{ID: "t", Code: "X", Name: "X", Kind: Serialized, TagPattern: "(a)(b)"}, "bad_tag_pattern"},
		"no pattern":            {ItemType{ID: "t", Code: "X", Name: "X", Kind: Serialized, TagPattern: "("}, "bad_tag_pattern"},
		"value of no currency":  {ItemType{ID: "t", Code: "X", Name: "X", Kind: Serialized, ReplacementCents: 5}, "bad_currency"},
		"asset without tag":     {Asset{ID: "n", ItemTypeID: "type-mega", HomePlaceID: shelfB}, "missing_tag"},
		"asset of no type":      {Asset{ID: "n", Tag: "X", HomePlaceID: shelfB}, "unknown_item_type"},
		"asset of unknown type": {Asset{ID: "n", Tag: "X", ItemTypeID: "ufo", HomePlaceID: shelfB}, "unknown_item_type"},
		"asset of counted type": {Asset{ID: "n", Tag: "X", ItemTypeID: "type-tape", HomePlaceID: shelfB}, "counted_type"},
		"asset nowhere":         {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega"}, "missing_site"},
		"asset at a customer's": {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: customer}, "missing_site"},
		"asset born deployed":   {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: shelfB, Status: Deployed}, "status_by_put"},
		"asset born with Bob":   {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: shelfB, Custody: Custody{PersonID: bob}}, "status_by_put"},
		"asset brought back":    {mega("a1", Available), "status_by_put"},
		"asset retired":         {mega("a1", Retired), "status_by_put"},
		"asset within itself":   {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: shelfB, ContainedIn: "n"}, "cycle"},
		"case in a case ...":    {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: shelfB, ContainedIn: "c5"}, "too_deep"},
		"case of nobody":        {Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: shelfB, ContainedIn: "gone"}, "unknown_asset"},
		"shelf in the air":      {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceShelf}, "missing_parent"},
		"site in a site":        {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceSite, Zone: "UTC", ParentID: shelfB}, "not_a_root"},
		"place of no kind":      {Place{ID: "p", Code: "X", Name: "X", Kind: "cloud", ParentID: shelfB}, "bad_kind"},
		"place in nothing":      {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceShelf, ParentID: "gone"}, "unknown_place"},
		"place in itself":       {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceShelf, ParentID: "p"}, "cycle"},
		"place in its child":    {Place{ID: "d1", Code: "X", Name: "X", Kind: PlaceRoom, ParentID: "d3"}, "cycle"},
		"place too deep":        {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceShelf, ParentID: "d12"}, "too_deep"},
		"place moves away":      {Place{ID: shelfB, Code: "X", Name: "X", Kind: PlaceShelf, ParentID: PlaceID(london)}, "site_is_fixed"},
		"site without zone":     {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceSite}, "bad_zone"},
		"site in no zone":       {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceSite, Zone: "Berlin, Germany"}, "bad_zone"},
		"shelf with hours":      {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceShelf, ParentID: shelfB, OpensMin: 5}, "sites_only"},
		"closes before opening": {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceSite, Zone: "UTC", OpensMin: 5, ClosesMin: 4}, "bad_hours"},
		"31 February":           {Place{ID: "p", Code: "X", Name: "X", Kind: PlaceSite, Zone: "UTC", ClosedDays: []string{"2026-02-31"}}, "bad_date"},
		"alias of nothing":      {TagAlias{ID: "t", Code: "X", Target: TargetAsset, TargetID: "gone"}, "unknown_target"},
		"alias of an exception": {TagAlias{ID: "t", Code: "X", Target: TargetException, TargetID: "x"}, "bad_target"},
		"five of one thing":     {TagAlias{ID: "t", Code: "X", Target: TargetAsset, TargetID: "a1", Quantity: 5}, "bad_quantity"},
		"demo role":             {DemoCode{ID: "t", Code: "X", Label: "X", Role: "king"}, "bad_role"},
		"company of no name":    {Company{ID: "c"}, "missing_name"},
		"endless name":          {Company{ID: "c", Name: strings.Repeat("ü", MaxNameRunes+1)}, "text_too_long"},
		"job without site":      {Project{ID: "j", Name: "X", Status: ProjectPlanned}, "missing_site"},
		"job backwards":         {Project{ID: "j", Name: "X", Status: ProjectPlanned, Meta: Meta{SiteID: berlin}, Window: Window{Start: 5, End: 4}}, "bad_window"},
		"job of no status":      {Project{ID: "j", Name: "X", Meta: Meta{SiteID: berlin}}, "bad_status"},
		"person who may fly":    {Person{ID: "p", Name: "X", Capabilities: []Capability{"fly"}}, "unknown_capability"},
		"badge in clear":        {Badge{ID: "b", Hash: "BADGE-7", PersonID: ada}, "bad_hash"},
		"badge of nobody":       {Badge{ID: "b", Hash: hash64, PersonID: "gone"}, "unknown_person"},
		"PIN in clear":          {PIN{PersonID: ada, Verifier: "1234"}, "bad_verifier"},
		"user of no role":       {User{ID: "u", Login: "x", Name: "X", PasswordHash: argon}, "unknown_role"},
		"password in clear":     {User{ID: "u", Login: "x", Name: "X", Role: RoleAdmin, PasswordHash: "secret"}, "bad_password"},
		"token of nobody":       {Token{ID: "t", Name: "X", UserID: "gone", Role: RoleViewer, Hash: hash64}, "unknown_user"},
		"token in clear":        {Token{ID: "t", Name: "X", UserID: "u1", Role: RoleViewer, Hash: "secret"}, "bad_hash"},
		"badge of who left":     {Badge{ID: "b", Hash: hash64, PersonID: "gone-away"}, "person_archived"},
		"token of long ago":     {Token{ID: "t", Name: "X", UserID: "u1", Role: RoleViewer, Hash: hash64, ExpiresAt: 5}, "expired"},
		"token before time":     {Token{ID: "t", Name: "X", UserID: "u1", Role: RoleViewer, Hash: hash64, ExpiresAt: -5}, "expired"},
		"token above its owner": {Token{ID: "t", Name: "X", UserID: "u1", Role: RoleFleetManager, Hash: hash64}, "more_than_owner"},
		"token wider than he":   {Token{ID: "t", Name: "X", UserID: "u1", Role: RoleViewer, Hash: hash64, Scopes: []Scope{ScopeCatalog}}, "more_than_owner"},
		"token of no scope":     {Token{ID: "t", Name: "X", UserID: "u1", Role: RoleViewer, Hash: hash64, Scopes: []Scope{"fly"}}, "unknown_scope"},
		"kiosk without key":     {Kiosk{ID: "k", Name: "X", NumberPrefix: "K4", Status: KioskActive, Meta: Meta{SiteID: berlin}}, "bad_key"},
		"kiosk of no site":      {Kiosk{ID: "k", Name: "X", NumberPrefix: "K4", PublicKey: key32, Status: KioskActive}, "missing_site"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := catalogue().put(ItemType{ID: "type-tape", Kind: Fungible})
			parent := PlaceID(berlin)
			for _, id := range []PlaceID{"d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12"} {
				h.put(Place{ID: id, Name: string(id), Kind: PlaceRoom, ParentID: parent, Meta: Meta{SiteID: berlin}})
				parent = id
			}
			var within AssetID
			for _, id := range []AssetID{"c1", "c2", "c3", "c4", "c5"} {
				a := mega(id, Available)
				a.ContainedIn, within = within, id
				h.put(a)
			}
			d, err := h.decide(t, put(tt.row, 0), administrator)
			if ReasonOf(err) != tt.reason || len(d.Changes) > 0 {
				t.Errorf("got %v, want %s", err, tt.reason)
			}
		})
	}
}

func TestPutKeepsWhatFactsGovern(t *testing.T) {
	t.Parallel()
	h := catalogue()
	was := h.asset(t, "a1")
	was.Custody, was.Usage, was.LastFact, was.PlaceID = Custody{PersonID: bob, FactID: "f1"}, Usage{CheckOuts: 3}, "f1", customer
	h.put(was)
	h.apply(t, put(Asset{ID: "a1", Tag: "NEW-TAG", ItemTypeID: "type-mega", HomePlaceID: shelfL, Notes: "dent"}, 1), administrator)
	want := was
	want.Tag, want.Notes, want.HomePlaceID, want.HomeSiteID, want.Rev = "NEW-TAG", "dent", shelfL, london, 2
	if diff := cmp.Diff(want, h.asset(t, "a1")); diff != "" {
		t.Errorf("asset (-want +got):\n%s", diff)
	}
}

func TestPutFillsWhatCanBeDerived(t *testing.T) {
	t.Parallel()
	h := catalogue()
	h.apply(t, put(Asset{ID: "n", Tag: "X", ItemTypeID: "type-mega", HomePlaceID: shelfL}, 0), administrator)
	if a := h.asset(t, "n"); a.Status != Available || a.SiteID != london || a.HomeSiteID != london || a.PlaceID != shelfL {
		t.Errorf("asset: %+v", a)
	}
	h.apply(t, put(Place{ID: "p", Code: "X", Name: "X", Kind: PlaceShelf, ParentID: shelfL, Meta: Meta{SiteID: berlin}}, 0), administrator)
	if p := h.rows[Key{Places, "p"}].Value.(Place); p.SiteID != london {
		t.Errorf("the shelf is of site %q", p.SiteID)
	}
	h.apply(t, put(Badge{ID: "b", Hash: hash64, PersonID: ada, PersonName: "Mallory", Capabilities: Capabilities()}, 0), administrator)
	if b := h.rows[Key{Badges, "b"}].Value.(Badge); b.PersonName != "Ada" || len(b.Capabilities) != 2 {
		t.Errorf("badge: %+v", b)
	}
	h.apply(t, put(PIN{PersonID: ada, Verifier: argon}, 0), administrator)
	if p := h.rows[Key{PINs, string(ada)}].Value.(PIN); p.SiteID != berlin {
		t.Errorf("the PIN is of site %q", p.SiteID)
	}
}

func TestAPersonsBadgesFollow(t *testing.T) {
	t.Parallel()
	h := catalogue()
	b := Badge{ID: "b", Hash: hash64, PersonID: ada, PersonName: "Ada", Capabilities: []Capability{CapOut, CapMove}, Meta: Meta{Rev: 4}}
	h.put(b).set(Key{PersonBadges, string(ada)}, BadgeSet{b})
	d := h.apply(t, put(Person{ID: ada, Name: "Ada King", Capabilities: []Capability{CapLook}, Archived: true}, 0), administrator)
	want := b
	want.PersonName, want.Capabilities, want.Revoked, want.Rev = "Ada King", []Capability{CapLook}, true, 5
	if diff := cmp.Diff(want, h.rows[Key{Badges, "b"}].Value); diff != "" {
		t.Errorf("badge (-want +got):\n%s", diff)
	}
	if len(d.Events) != 2 {
		t.Errorf("events: %+v", d.Events)
	}
}

func TestAPersonsPINFollows(t *testing.T) {
	t.Parallel()
	h := catalogue().put(PIN{PersonID: ada, Verifier: argon, Meta: Meta{Rev: 1, SiteID: berlin}})
	d := h.apply(t, put(Person{ID: ada, Name: "Ada", Meta: Meta{SiteID: london}}, 0), administrator)
	var said []EventType
	for _, e := range d.Events {
		said = append(said, e.Type)
	}
	if diff := cmp.Diff([]EventType{"person.updated", "pin.updated"}, said); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if p := h.rows[Key{PINs, string(ada)}].Value.(PIN); p.SiteID != london || p.Verifier != argon {
		t.Errorf("the PIN is of site %q", p.SiteID)
	}
}

// TestTheLastAdminStays: closed, made less, by himself, by another or on the
// command line. While another open admin is left, each may go.
func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	boss := User{ID: "u0", Login: "boss", Name: "Mara", Role: RoleAdmin, PasswordHash: argon, Meta: Meta{Rev: 1}}
	closed, lesser, both := boss, boss, boss
	closed.Disabled, lesser.Role = true, RoleFleetManager
	both.Disabled, both.Role = true, RoleViewer
	second, shut, helper := boss, closed, lesser
	second.ID, shut.ID, helper.ID = "u8", "u9", "u7"
	renamed := boss
	renamed.Name = "Mara Lindqvist"
	for name, tt := range map[string]struct {
		row    User
		others UserSet
		field  string // of the refusal; empty: it is done
	}{
		"closed":                       {closed, nil, "disabled"},
		"made less":                    {lesser, nil, "role"},
		"both":                         {both, nil, "disabled"},
		"beside a closed admin":        {closed, UserSet{shut}, "disabled"},
		"beside a fleet manager":       {lesser, UserSet{helper}, "role"},
		"closed beside an open admin":  {closed, UserSet{helper, second, shut}, ""},
		"lowered beside an open admin": {lesser, UserSet{second}, ""},
		"renamed":                      {renamed, nil, ""},
	} {
		for _, who := range []Actor{administrator, {Kind: ActorUser, UserID: "u5", Role: RoleAdmin}, {Kind: ActorSystem}} {
			h := catalogue().put(boss).set(Key{Accounts, EveryAccount}, append(UserSet{boss}, tt.others...))
			d, err := h.decide(t, put(tt.row, 1), who)
			if tt.field == "" {
				if err != nil || len(d.Changes) != 1 {
					t.Errorf("%s: %v, %d changes", name, err, len(d.Changes))
				}
				continue
			}
			var e *Error
			if !errors.As(err, &e) || e.Code != CodeConflict || e.Reason != "last_admin" || e.Field != tt.field || e.Hint == "" || len(d.Changes) > 0 {
				t.Errorf("%s by %s: %+v, %d changes", name, who, err, len(d.Changes))
			}
		}
	}
	// Who was closed before is changed freely, and opened again.
	h := catalogue().put(closed).set(Key{Accounts, EveryAccount}, UserSet{closed})
	h.apply(t, put(both, 1), administrator)
	h.apply(t, put(boss, 2), administrator)
}

// TestACodeNamesOneThing: what is printed on a thing finds that thing, or is
// refused with the name of what has the code.
func TestACodeNamesOneThing(t *testing.T) {
	t.Parallel()
	shelf := CodeTarget{TargetPlace, string(shelfB)}
	item := CodeTarget{TargetAsset, "a1"}
	asset := Asset{ID: "new", Tag: "TAKEN", ItemTypeID: "type-mega", HomePlaceID: shelfB}
	alias := TagAlias{ID: "al", Code: "TAKEN", Target: TargetAsset, TargetID: "a1"}
	place := Place{ID: "p1", Code: "TAKEN", Name: "Shelf B", Kind: PlaceShelf, ParentID: shelfB}
	typ := ItemType{ID: "t1", Code: "TAKEN", Name: "MegaPointe", Kind: Serialized}
	retagged := Asset{ID: "a1", Tag: "TAKEN", ItemTypeID: "type-mega", HomePlaceID: shelfB}
	for name, tt := range map[string]struct {
		row  Row
		has  CodeTarget
		told string // of what has the code; empty: it is done
	}{
		"a tag that is a place's code":           {asset, shelf, "the place Shelf A"},
		"an alias that is a place's code":        {alias, shelf, "the place Shelf A"},
		"a tag that is an order's number":        {asset, CodeTarget{TargetRentAction, "o1"}, "the order R-000001"},
		"an alias that is an order's number":     {alias, CodeTarget{TargetRentAction, "o1"}, "the order R-000001"},
		"a tag that is another item's":           {asset, item, "the item LX-a1"},
		"an item's new tag is a place's code":    {retagged, shelf, "the place Shelf A"},
		"a tag that is a type's code":            {asset, CodeTarget{TargetItemType, "type-desk"}, "the item type Desk"},
		"an alias of a person's":                 {alias, CodeTarget{TargetPerson, string(ada)}, "the person Ada"},
		"an alias of a job's":                    {alias, CodeTarget{TargetProject, "j1"}, "the job Tour"},
		"an alias of a command's":                {alias, CodeTarget{TargetCommand, "XXOUTXX"}, "the command XXOUTXX"},
		"a place's code that is a tag":           {place, item, "the item LX-a1"},
		"a type's code that is a tag":            {typ, item, "the item LX-a1"},
		"an alias that names the same item":      {alias, item, ""},
		"a tag that was an alias of the item":    {retagged, item, ""},
		"a type's code that was an alias of its": {typ, CodeTarget{TargetItemType, "t1"}, ""},
	} {
		h := catalogue().put(RentAction{ID: "o1", Number: "R-000001"}, Project{ID: "j1", Name: "Tour"})
		a := h.asset(t, "a1")
		a.Tag = "LX-a1"
		h.put(a).set(Key{CodeTargets, "TAKEN"}, tt.has)
		d, err := h.decide(t, put(tt.row, 0), administrator)
		var e *Error
		switch {
		case tt.told == "":
			if err != nil || len(d.Changes) == 0 {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &e) || e.Code != CodeConflict || e.Reason != "duplicate" || e.Field == "" || e.Hint == "" || !strings.HasSuffix(e.Message, tt.told) || len(d.Changes) > 0:
			t.Errorf("%s: got %v, want it told of %s", name, err, tt.told)
		}
	}
	// What was printed before stays: a thing is changed without a new label.
	h := catalogue().set(Key{CodeTargets, "LX-a1"}, shelf)
	a := h.asset(t, "a1")
	a.Tag, a.Notes = "LX-a1", "dent"
	h.put(a)
	h.apply(t, put(a, 0), administrator)
}

func TestOwnTokens(t *testing.T) {
	t.Parallel()
	me := Actor{Kind: ActorUser, UserID: "u1", Role: RoleTechnician, Scopes: []Scope{ScopePlan}}
	token := Token{ID: "to", Name: "mine", UserID: "u1", Role: RoleTechnician, Hash: hash64, Scopes: []Scope{ScopePlan}}
	h := catalogue()
	h.apply(t, put(token, -1), me)
	revoked := token
	revoked.Revoked = true
	h.apply(t, put(revoked, 1), me)
	lesser := token
	lesser.Role, lesser.Scopes = RoleViewer, nil
	catalogue().apply(t, put(lesser, -1), me)
	mightier, wider, others := token, token, token
	mightier.Role, wider.Scopes, others.UserID = RoleAdmin, []Scope{ScopeApprove}, "u2"
	for _, r := range []Token{mightier, wider, others} {
		if _, err := catalogue().decide(t, put(r, -1), me); CodeOf(err) != CodeForbidden {
			t.Errorf("%+v: %v", r, err)
		}
	}
	// Nobody takes over another's token by putting his own name on it.
	h = catalogue().put(Token{ID: "to", Name: "hers", UserID: "u9", Role: RoleAdmin, Hash: hash64})
	if _, err := h.decide(t, put(token, 0), me); CodeOf(err) != CodeForbidden {
		t.Errorf("taken over: %v", err)
	}
}

// TestATokenMayNoMoreThanItsOwner, whatever both are: what is left of its rights
// the owner has too, and nothing is taken away that he has.
func TestATokenMayNoMoreThanItsOwner(t *testing.T) {
	t.Parallel()
	var sets [][]Scope
	for bits := range 1 << len(Scopes()) {
		var set []Scope
		for i, s := range Scopes() {
			if bits>>i&1 == 1 {
				set = append(set, s)
			}
		}
		sets = append(sets, set)
	}
	for _, owner := range everyRole {
		for _, held := range sets {
			for _, role := range everyRole {
				for _, scopes := range sets {
					token := Token{Role: role, Scopes: scopes}
					cut := Actor{Kind: ActorToken}
					cut.Role, cut.Scopes = token.Within(owner, held)
					asked := Actor{Kind: ActorToken, Role: role, Scopes: scopes}
					account := Actor{Kind: ActorUser, Role: owner, Scopes: held}
					contained := true
					for _, p := range Permissions() {
						for _, own := range []bool{false, true} {
							may, wants, has := Allowed(cut, p.Action, own) == nil, Allowed(asked, p.Action, own) == nil, Allowed(account, p.Action, own) == nil
							contained = contained && (has || !wants)
							if may && (!has || !wants) {
								t.Fatalf("a token %s %v of %s %v may %s", role, scopes, owner, held, p.Action)
							}
						}
					}
					if token.within(owner, held) && !contained {
						t.Fatalf("a token %s %v of %s %v is taken to be within", role, scopes, owner, held)
					}
					if role == owner && slices.Equal(scopes, held) && !token.within(owner, held) {
						t.Fatalf("a token %s %v is not within the same", role, scopes)
					}
				}
			}
		}
	}
}

func TestArchivingAType(t *testing.T) {
	t.Parallel()
	h := catalogue()
	typ := h.rows[Key{ItemTypes, "type-mega"}].Value.(ItemType)
	typ.Archived = true
	if d := h.apply(t, put(typ, 0), administrator); d.Events[0].Type != EventItemTypeArchived {
		t.Errorf("event %s", d.Events[0].Type)
	}
	if d := h.apply(t, put(typ, 0), administrator); d.Events[0].Type != "item_type.updated" {
		t.Errorf("event %s", d.Events[0].Type)
	}
}
