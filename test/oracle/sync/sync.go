// Package sync checks what is left on the disks of a central and its kiosks after
// they have synced: the invariants of the protocol, read by plain SQL and JSON.
// What concerns central alone is package central's. It shares no code with what
// it judges.
//
// Invariants: it reads, and changes nothing. A finding is one sentence that
// begins with the number of the invariant that is broken.
//
// Concurrency: each call is on its own.
package sync

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	oracle "rms/test/oracle/central"
)

// Kiosk is one kiosk's database and what it told people. Shown are the ids of
// the gestures that were answered as done. Forgotten are items that its disk lost when
// it was put back: true where central had them by then.
type Kiosk struct {
	Name, ID, Site string
	DB             *sql.DB
	Shown          []string
	Forgotten      map[string]bool
}

// Check holds a central and its kiosks, all quiet, to the protocol.
func Check(ctx context.Context, central *sql.DB, kiosks []Kiosk) ([]string, error) {
	c := &checker{ctx: ctx, central: central}
	facts := c.facts()
	minted := map[string]string{}
	for _, k := range kiosks {
		c.kiosk(k, facts, minted)
		c.scope(k)
	}
	for id, f := range facts {
		if f.kiosk != "" && minted[id] == "" && f.claimed == "" {
			c.found("I3 central holds fact %s of kiosk %s, which minted no such item", id, f.kiosk)
		}
	}
	c.custody(facts)
	alone, err := oracle.Over(central).Check(ctx)
	all := append(c.findings, alone...)
	slices.Sort(all)
	return all, errors.Join(c.err, err)
}

type checker struct {
	ctx      context.Context //nolint:containedctx // lives for one Check
	central  *sql.DB
	findings []string
	err      error
}

func (c *checker) found(format string, args ...any) {
	c.findings = append(c.findings, fmt.Sprintf(format, args...))
}

// each runs a query and scans its rows; after the first error it does nothing.
func (c *checker) each(db *sql.DB, query string, scan func(*sql.Rows) error, args ...any) {
	if c.err != nil {
		return
	}
	rows, err := db.QueryContext(c.ctx, query, args...)
	if err != nil {
		c.err = fmt.Errorf("%s: %w", query, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			c.err = fmt.Errorf("%s: %w", query, err)
			return
		}
	}
	if err := rows.Err(); err != nil {
		c.err = fmt.Errorf("%s: %w", query, err)
	}
}

type fact struct {
	id, claimed, kiosk, kind, verdict string
	no                                int64
	answer                            []entry
}

type entry struct {
	Line        *int     `json:"line"`
	Verdict     string   `json:"verdict"`
	ExceptionID string   `json:"exception_id"`
	Flags       []string `json:"flags"`
}

// flagged reports whether any entry of the answer has the flag.
func (f fact) flagged(flag string) bool {
	return slices.ContainsFunc(f.answer, func(e entry) bool { return slices.Contains(e.Flags, flag) })
}

func (c *checker) facts() map[string]fact {
	facts := map[string]fact{}
	c.each(c.central, `select item_id, claimed_id, coalesce(kiosk_id, ''), kind, verdict, no, answer from facts`, func(r *sql.Rows) error {
		var f fact
		var answer string
		if err := r.Scan(&f.id, &f.claimed, &f.kiosk, &f.kind, &f.verdict, &f.no, &answer); err != nil {
			return err
		}
		facts[f.id] = f
		if f.kiosk == "" {
			return nil
		}
		err := json.Unmarshal([]byte(answer), &f.answer)
		facts[f.id] = f
		return err
	})
	return facts
}

// kiosk checks I1, I3, I5, I10 and I13: what was shown was minted, what was minted is
// at central once, under the verdict that the kiosk was given, and nothing waits.
func (c *checker) kiosk(k Kiosk, facts map[string]fact, minted map[string]string) {
	mine, next := map[string]bool{}, int64(1)
	c.each(k.DB, `select seq, item_id, verdict from archive union all select seq, item_id, '' from outbox order by 1`, func(r *sql.Rows) error {
		var seq int64
		var id, verdict string
		if err := r.Scan(&seq, &id, &verdict); err != nil {
			return err
		}
		if seq != next {
			c.found("I2 %s: item %d follows %d", k.Name, seq, next-1)
		}
		next = seq + 1
		if mine[id] || minted[id] != "" {
			c.found("I3 %s: item %s was minted twice", k.Name, id)
		}
		mine[id], minted[id] = true, k.ID
		f, ok := facts[id]
		switch {
		case !ok:
			c.found("I3 %s: item %d (%s) is not at central; its verdict here is %q", k.Name, seq, id, verdict)
		case f.kiosk != k.ID:
			c.found("I3 %s: item %s is at central as kiosk %s's", k.Name, id, f.kiosk)
		case verdict == "":
			c.found("I5 %s: item %d (%s) still waits; central says %s", k.Name, seq, id, f.verdict)
		case !slices.Contains([]string{"applied", "conflict", "deferred", "refused", "rejected", "already_stored"}, verdict):
			c.found("I5 %s: item %d has the verdict %q", k.Name, seq, verdict)
		case verdict != f.verdict && verdict != "already_stored":
			c.found("I5 %s: item %d was answered %s, central says %s", k.Name, seq, verdict, f.verdict)
		}
		return nil
	})
	for id, stored := range k.Forgotten {
		if _, ok := facts[id]; !ok && stored {
			c.found("I13 %s: item %s was at central and is lost", k.Name, id)
		}
		minted[id] = k.ID
	}
	for _, id := range k.Shown {
		if !mine[id] {
			c.found("I1 %s: gesture %s was answered as done and is not in its database", k.Name, id)
		}
		if _, ok := facts[id]; !ok {
			c.found("I1 %s: gesture %s was answered as done and is not at central", k.Name, id)
		}
	}
	for what, query := range map[string]string{
		"overlay rows": `select count(*) from overlay`, "waiting answers": `select count(*) from archive where waiting = 1`,
		"active decisions": `select count(*) from active`,
	} {
		c.each(k.DB, query, func(r *sql.Rows) error {
			var n int
			if err := r.Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				c.found("I10 %s: %d %s are left though nothing waits", k.Name, n, what)
			}
			return nil
		})
	}
}

// custody checks I11: one custodian a thing, one question a conflict.
func (c *checker) custody(facts map[string]fact) {
	c.each(c.central, `select asset_id, count(*) from allocations where status = 'out' and asset_id <> '' group by 1 having count(*) > 1`, func(r *sql.Rows) error {
		var id string
		var n int
		if err := r.Scan(&id, &n); err != nil {
			return err
		}
		c.found("I11 asset %s is out on %d allocations at once", id, n)
		return nil
	})
	c.each(c.central, `select a.tag, a.status, coalesce(json_extract(a.body, '$.custody.fact_id'), ''),
		(select count(*) from allocations l where l.asset_id = a.id and l.status = 'out' and l.rent_action_id = a.rent_action_id), a.rent_action_id from assets a`, func(r *sql.Rows) error {
		var tag, status, by, order string
		var out int
		if err := r.Scan(&tag, &status, &by, &out, &order); err != nil {
			return err
		}
		if away := status == "deployed" || status == "recalled"; away != (by != "") {
			c.found("I11 asset %s is %s, and its custody is of fact %q", tag, status, by)
		}
		want := 1
		if facts[by].flagged("order_rejected") {
			want = 0 // it left on an order that was no more: custody, and no allocation
		}
		if order != "" && out != want {
			c.found("I11 asset %s is out on order %s by fact %s with %d allocations, want %d", tag, order, by, out, want)
		}
		return nil
	})
	asked := map[string]int{} // fact/line -> exceptions
	ids := map[string]bool{}
	c.each(c.central, `select id, kind, fact_id, coalesce(json_extract(body, '$.line'), 0) from exceptions`, func(r *sql.Rows) error {
		var id, kind, factID string
		var line int
		if err := r.Scan(&id, &kind, &factID, &line); err != nil {
			return err
		}
		ids[id] = true
		// These ask about the person, whatever became of the thing.
		if kind != "not_permitted" && kind != "actor_revoked" {
			asked[fmt.Sprintf("%s/%d", factID, line)]++
		}
		return nil
	})
	for _, f := range facts {
		for _, e := range f.answer {
			if e.ExceptionID != "" && !ids[e.ExceptionID] {
				c.found("I11 fact %s names exception %s, which is not there", f.id, e.ExceptionID)
			}
			if e.Verdict != "conflict" || (e.Line == nil && len(f.answer) > 1) {
				continue
			}
			line := 0
			if e.Line != nil {
				line = *e.Line
			}
			if n := asked[fmt.Sprintf("%s/%d", f.id, line)]; n != 1 {
				c.found("I11 the conflict of fact %s (%s) line %d has %d exceptions", f.id, f.kind, line, n)
			}
		}
	}
}

// scope checks I9: a kiosk's base is what central holds of its scope, row by row.
func (c *checker) scope(k Kiosk) {
	want := map[string]string{}
	load := func(collection, query string, args ...any) {
		c.each(c.central, query, func(r *sql.Rows) error {
			var id, body string
			if err := r.Scan(&id, &body); err != nil {
				return err
			}
			want[collection+"/"+id] = body
			return nil
		}, args...)
	}
	for _, table := range []string{"item_types", "places", "tag_aliases", "badges", "demo_codes"} {
		load(table, `select id, body from `+table)
	}
	load("asset_cards", `select id, card from assets`)
	for _, table := range []string{"pins", "assets"} {
		load(table, `select id, body from `+table+` where site_id = $1`, k.Site)
	}
	for _, table := range []string{"projects", "rent_actions", "allocations", "exceptions"} {
		load(table, `select id, body from `+table+` where site_id = $1 or also_site_id = $1`, k.Site)
	}
	c.each(k.DB, `select b.collection, b.id, b.body from base b join catalogue g on g.collection = b.collection and g.gen = b.gen`, func(r *sql.Rows) error {
		var collection, id string
		var body []byte
		if err := r.Scan(&collection, &id, &body); err != nil {
			return err
		}
		key := collection + "/" + id
		expect, ok := want[key]
		delete(want, key)
		if !ok {
			c.found("I9 %s holds %s, which is not in its scope", k.Name, key)
		} else if !sameJSON([]byte(expect), body) {
			c.found("I9 %s: %s is %s, at central %s", k.Name, key, body, expect)
		}
		return nil
	})
	for key := range want {
		c.found("I9 %s lacks %s", k.Name, key)
	}
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// Count checks I5 and I1 in the middle of things: what was shown is what a
// kiosk's database holds, waiting or answered.
func Count(ctx context.Context, k Kiosk) ([]string, error) {
	c := &checker{ctx: ctx}
	held := map[string]int{}
	c.each(k.DB, `select item_id from archive union all select item_id from outbox`, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		held[id]++
		return err
	})
	for _, id := range k.Shown {
		if held[id] != 1 {
			c.found("I1 %s: gesture %s was answered as done and is there %d times", k.Name, id, held[id])
		}
	}
	return c.findings, c.err
}

// Digest is a sum over everything that central's business tables hold, for I4.
func Digest(ctx context.Context, central *sql.DB) (string, error) {
	c := &checker{ctx: ctx}
	var tables []string
	c.each(central, `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`, func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		// What only says that somebody called changes with every call.
		if !slices.Contains([]string{"kiosk_status", "nonces", "kiosk_sessions", "sessions", "login_tries", "idempotency_keys"}, name) {
			tables = append(tables, name)
		}
		return err
	})
	sum := sha256.New()
	for _, table := range tables {
		var lines []string
		c.each(central, `select * from "`+table+`"`, func(r *sql.Rows) error {
			columns, err := r.Columns()
			if err != nil {
				return err
			}
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := r.Scan(into...); err != nil {
				return err
			}
			lines = append(lines, fmt.Sprintf("%s %q", table, values))
			return nil
		})
		slices.Sort(lines)
		for _, line := range lines {
			_, _ = sum.Write([]byte(line + "\n")) // a hash takes everything
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), c.err
}
