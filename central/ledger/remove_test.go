package ledger_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// remove asks for the removal of a row and returns the error's reason and text.
func (b *bench) remove(c rental.Collection, id string) (reason, text string) {
	b.Helper()
	body := rental.RemoveBody{Collection: c, ID: id}
	_, err := b.l.Execute(b.Context(), rental.Command{ID: rental.ItemID(uuid.NewString()), Kind: rental.KindRemove, Schema: 1, Body: body}, admin)
	if err == nil {
		return "", ""
	}
	return rental.ReasonOf(err), err.Error()
}

// changes are what a kiosk in Berlin gets after a cursor, by collection and op.
func (k *dock) changes(after uint64) (all []syncproto.ChangeEntry) {
	k.Helper()
	k.read(func(tx *txt) error {
		var err error
		all, err = tx.ChangesFor(k.Context(), berlin, after, 1000)
		return err
	})
	return all
}

// TestRemoveWhatWasMadeByMistake: rows of every kind go the way they came, the last
// first; what is in use stays, and says who uses it; the docks are told.
func TestRemoveWhatWasMadeByMistake(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(0)
	k := b.dock(1, berlin)
	before := b.count(`select count(*) from feed`)
	typ := rental.ItemType{ID: rental.ItemTypeID(id("t", 1)), Code: "MIS", Name: "Mistake", Kind: rental.Serialized}
	shelf := rental.Place{ID: rental.PlaceID(id("l", 1)), Code: "MIS-1", Name: "Shelf", Kind: rental.PlaceShelf, ParentID: rental.PlaceID(berlin)}
	company := rental.Company{ID: rental.CompanyID(id("c", 1)), Name: "Nobody"}
	thing := rental.Asset{ID: assetID(1), Tag: "MIS-2", ItemTypeID: typ.ID, HomePlaceID: shelf.ID, OwnerID: company.ID}
	inside := rental.Asset{ID: assetID(2), Tag: "MIS-3", ItemTypeID: typ.ID, HomePlaceID: returns, ContainedIn: thing.ID}
	person := rental.Person{ID: rental.PersonID(id("p", 1)), Name: "Nobody", CompanyID: company.ID, Meta: rental.Meta{SiteID: berlin}}
	badge := rental.Badge{ID: rental.BadgeID(id("b", 1)), PersonID: person.ID, Hash: strings.Repeat("0f", 32)}
	job := rental.Project{ID: rental.ProjectID(id("j", 1)), Name: "Nothing", CompanyID: company.ID, PlaceID: shelf.ID, Status: rental.ProjectPlanned, Meta: rental.Meta{SiteID: berlin}}
	alias := rental.TagAlias{ID: rental.TagAliasID(id("x", 1)), Code: "MIS-4", Target: rental.TargetAsset, TargetID: string(thing.ID)}
	rows := []rental.Row{typ, shelf, company, thing, inside, person, badge, job, alias}
	for _, row := range rows {
		b.putRow(row)
	}
	for _, tt := range []struct {
		row  rental.Row
		says string
	}{
		{typ, "items of this type: 2"}, {shelf, "items here: 1, items with their home here: 1, jobs: 1"},
		{company, "people of it: 1, jobs of it: 1, items of it: 1"}, {thing, "items in it: 1, other codes that name it: 1"}, {person, "badges: 1"},
	} {
		if reason, text := b.remove(tt.row.RowCollection(), tt.row.RowID()); reason != "in_use" || !strings.Contains(text, tt.says) {
			t.Errorf("%s: %s %q, want %q", tt.row.RowCollection(), reason, text, tt.says)
		}
	}
	for _, row := range []rental.Row{alias, inside, thing, job, badge, person, company, shelf, typ} {
		if _, text := b.remove(row.RowCollection(), row.RowID()); text != "" {
			t.Errorf("%s: %s", row.RowCollection(), text)
		}
		if reason, _ := b.remove(row.RowCollection(), row.RowID()); reason != "unknown_row" {
			t.Errorf("%s removed again: %s", row.RowCollection(), reason)
		}
	}
	gone := map[string]int64{}
	for _, c := range k.changes(uint64(before)) {
		if c.Op == syncproto.OpDelete {
			gone[string(c.Collection)+"/"+c.ID] = c.Rev
		}
	}
	for _, key := range []string{"item_types/" + string(typ.ID), "places/" + string(shelf.ID), "assets/" + string(thing.ID), "asset_cards/" + string(thing.ID), "badges/" + string(badge.ID), "tag_aliases/" + string(alias.ID), "projects/" + string(job.ID)} {
		if gone[key] != 2 {
			t.Errorf("the docks are told of %s at revision %d, want 2", key, gone[key])
		}
	}
	if n := b.count(`select count(*) from outbox where type like '%.removed'`); n != len(rows) {
		t.Errorf("%d events of removal, want %d", n, len(rows))
	}
	judge(t, b.dir)
}

// TestWhatHappenedStays: a thing, a place, a job and a person of whom a fact tells
// are not removed, though nothing names them any more.
func TestWhatHappenedStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	shelf := rental.Place{ID: rental.PlaceID(id("l", 1)), Code: "S", Name: "Shelf", Kind: rental.PlaceShelf, ParentID: rental.PlaceID(berlin)}
	hall := rental.Place{ID: rental.PlaceID(id("l", 2)), Code: "H", Name: "Hall", Kind: rental.PlaceCustomer}
	job := rental.Project{ID: rental.ProjectID(id("j", 1)), Name: "Tour", Status: rental.ProjectPlanned, Meta: rental.Meta{SiteID: berlin}}
	bert := rental.Person{ID: rental.PersonID(id("p", 1)), Name: "Bert"}
	for _, row := range []rental.Row{shelf, hall, job, bert} {
		b.putRow(row)
	}
	k.mint(rental.MoveBody{PlaceID: shelf.ID, Lines: []rental.AssetLine{line(0)}})
	k.mint(rental.CheckOutBody{HolderID: bert.ID, ProjectID: job.ID, DestinationID: hall.ID, Due: start + 3_600_000, Lines: []rental.AssetLine{line(0)}})
	k.mint(rental.CheckInBody{PlaceID: returns, Lines: []rental.AssetLine{line(0)}})
	k.push(1, 3)
	for _, row := range []rental.Row{asset(0), shelf, hall, job, bert, rental.Person{ID: anna}} {
		if reason, text := b.remove(row.RowCollection(), row.RowID()); reason != "in_use" {
			t.Errorf("%s %s: %q %s", row.RowCollection(), row.RowID(), reason, text)
		}
	}
}

// TestAFactAboutWhatWasRemovedIsKept: a kiosk without a network took out what
// central has removed meanwhile. The fact waits; it is not lost.
func TestAFactAboutWhatWasRemovedIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(1)
	k := b.dock(1, berlin)
	fact := k.mint(out("", line(0)))
	if _, text := b.remove(rental.Assets, string(assetID(0))); text != "" {
		t.Fatal(text)
	}
	if v := k.pushLast(); v.Verdict != rental.Deferred || v.ID != fact {
		t.Errorf("got %+v", v)
	}
	if n := b.count(`select count(*) from facts where item_id = ?`, string(fact)); n != 1 {
		t.Errorf("the fact is stored %d times", n)
	}
}
