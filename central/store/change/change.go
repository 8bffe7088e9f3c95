// Package change says what was changed about a row by hand: which members of it,
// from what to what.
//
// Invariants. It only reads: the commands that wrote the row, in the order of
// their commits. What facts govern (where a thing is, who has it) is no change here.
//
// Concurrency. Every function works within the transaction that it is given.
package change

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"rms/central/store"
	"rms/syncproto"
	"rms/syncproto/rental"
)

// Member is one member of a row as it was and as it became; nil where it had none.
type Member struct {
	Name          string
	Before, After json.RawMessage
}

// Change is one put of a row. Made: the row was not there before.
type Change struct {
	Seq     uint64
	At      rental.Millis
	Who     string // rental.Actor.String
	ItemID  rental.ItemID
	Made    bool
	Members []Member
}

// governed are members that nobody writes by hand, and what every row has.
var governed = map[rental.Collection][]string{
	rental.Assets: {"site_id", "home_site_id", "status", "custody", "usage", "place_id", "last_seen", "last_out", "last_in", "last_fact"},
}

var always = []string{"id", "rev", "created_at", "created_by", "updated_at", "updated_by", "external_source", "external_ref"}

type members map[string]json.RawMessage

type put struct {
	Change
	row members
}

// Of returns what up to limit puts before a position (0: from the newest) changed,
// the newest first, and the position at which older ones begin (0: there are none).
// What changed nothing is left out.
func Of(ctx context.Context, tx *store.Tx, c rental.Collection, id string, before uint64, limit int) (out []Change, next uint64, err error) {
	puts, err := read(ctx, tx, c, id, before, limit+1)
	if err != nil {
		return nil, 0, err
	}
	if len(puts) > limit {
		next = puts[limit-1].Seq
	} else { // the oldest made the row, unless the row was received
		first, err := received(ctx, tx, c, id)
		if err != nil {
			return nil, 0, err
		}
		puts = append(puts, put{row: first})
	}
	for i, p := range puts[:len(puts)-1] {
		was := puts[i+1].row
		p.Made = was == nil
		p.Members = differ(c, was, p.row)
		if p.Made || len(p.Members) > 0 {
			out = append(out, p.Change)
		}
	}
	return out, next, nil
}

func read(ctx context.Context, tx *store.Tx, c rental.Collection, id string, before uint64, n int) (out []put, err error) {
	// What follows from a put is named behind its row.
	const puts = `select a.seq, a.at_ms, a.who, a.item_id, f.payload from audit a join facts f on f.item_id = a.item_id
where a.verb = 'put' and a.what >= $1 and a.what < $2 and ($3 = 0 or a.seq < $3) order by a.seq desc limit $4`
	what := string(c) + "/" + id
	err = tx.Each(ctx, puts, []any{what, what + "!", int64(before), n}, func(rows *sql.Rows) error {
		var p put
		var payload []byte
		if err := rows.Scan(&p.Seq, &p.At, &p.Who, &p.ItemID, &payload); err != nil {
			return err
		}
		sent, err := syncproto.ReadPayload(payload)
		if err != nil {
			return err
		}
		var body struct {
			Row members `json:"row"`
		}
		if err := json.Unmarshal(sent.Body, &body); err != nil {
			return err
		}
		p.row = body.Row
		out = append(out, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the changes of %s: %w", what, err)
	}
	return out, nil
}

// received is a thing as its receipt made it; nil for what came by no receipt.
func received(ctx context.Context, tx *store.Tx, c rental.Collection, id string) (members, error) {
	if c != rental.Assets {
		return nil, nil
	}
	const receipt = `select f.payload from fact_subjects s join facts f on f.no = s.fact_no where s.subject_type = 'asset' and s.subject_id = $1 and f.kind = 'receive' limit 1`
	var payload []byte
	ok, err := tx.One(ctx, receipt, []any{id}, &payload)
	if err != nil || !ok {
		return nil, err
	}
	sent, err := syncproto.ReadPayload(payload)
	if err != nil {
		return nil, fmt.Errorf("read the receipt of %s: %w", id, err)
	}
	decoded, _, err := syncproto.DecodeBody(sent.Kind, sent.Schema, sent.Body)
	body, is := decoded.(rental.ReceiveBody)
	if err != nil || !is {
		return nil, fmt.Errorf("read the receipt of %s: %w", id, err)
	}
	i := slices.IndexFunc(body.Things, func(t rental.Received) bool { return string(t.AssetID) == id })
	if i < 0 {
		return nil, nil
	}
	t := body.Things[i]
	text, err := json.Marshal(rental.Asset{
		ID: t.AssetID, Tag: t.Tag, Serial: t.Serial, ItemTypeID: body.ItemTypeID, HomePlaceID: body.PlaceID, OwnerID: body.OwnerID,
		MustReturnBy: body.MustReturnBy, Notes: body.Notes,
	})
	if err != nil {
		return nil, fmt.Errorf("write the receipt of %s: %w", id, err)
	}
	var row members
	return row, json.Unmarshal(text, &row)
}

// differ lists the members that differ, by name.
func differ(c rental.Collection, was, is members) []Member {
	names := map[string]bool{}
	for _, m := range []members{was, is} {
		for name := range m {
			if !slices.Contains(always, name) && !slices.Contains(governed[c], name) {
				names[name] = true
			}
		}
	}
	var out []Member
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if was != nil && string(was[name]) != string(is[name]) && !(blank(was[name]) && blank(is[name])) {
			out = append(out, Member{name, was[name], is[name]})
		}
	}
	return out
}

// blank reports whether a member says nothing: it may as well be left out.
func blank(v json.RawMessage) bool {
	return slices.Contains([]string{"", "null", `""`, "0", "false", "[]", "{}"}, string(v))
}
