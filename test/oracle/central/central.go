// Package central judges a central's database by SQL alone. It shares no code
// with the program that wrote it: what is written here follows the protocol's
// description, table by table.
//
// Invariants checked: I2 (no gap, one chain), I3 (one record of a gesture), I5
// (every record has one verdict), I6 (fact, rows, feed, events and audit belong
// together), and of I11 that every conflict has its exception.
//
// Concurrency: a Checker reads a database that nobody writes to.
package central

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"rms/test/oracle/chain"
)

// Checker reads one database.
type Checker struct {
	db    *sql.DB
	found []string
}

// Open opens the database file to read.
func Open(path string) (*Checker, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file://"+(&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath()+"?_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	return &Checker{db: db}, nil
}

// Over reads a database that is open, and that its opener closes.
func Over(db *sql.DB) *Checker { return &Checker{db: db} }

// Close closes the file.
func (c *Checker) Close() error { return c.db.Close() }

// Stored returns the verdict on every item that came from a kiosk, by id.
func (c *Checker) Stored(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	err := c.each(ctx, `select item_id, verdict from facts where kiosk_id is not null`, nil, func(scan func(...any) error) error {
		var id, verdict string
		err := scan(&id, &verdict)
		out[id] = verdict
		return err
	})
	return out, err
}

// Check returns one line for each thing that is not as it must be.
func (c *Checker) Check(ctx context.Context) ([]string, error) {
	c.found = nil
	for _, check := range []func(context.Context) error{c.chains, c.contents, c.counters, c.causes, c.answers, c.projections, c.exceptions} {
		if err := check(ctx); err != nil {
			return nil, err
		}
	}
	return c.found, nil
}

func (c *Checker) bad(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

func (c *Checker) each(ctx context.Context, query string, args []any, fn func(scan func(...any) error) error) (err error) {
	rows, err := c.db.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
	}
	return rows.Err()
}

// none reports every row of a query whose rows must not exist.
func (c *Checker) none(ctx context.Context, what, query string) error {
	return c.each(ctx, query, nil, func(scan func(...any) error) error {
		var id string
		if err := scan(&id); err != nil {
			return err
		}
		c.bad("%s: %s", what, id)
		return nil
	})
}

// chains walks every epoch from its first item (I2).
func (c *Checker) chains(ctx context.Context) error {
	type epoch struct {
		kiosk, epoch, head string
		last               uint64
	}
	var epochs []epoch
	err := c.each(ctx, `select kiosk_id, epoch, last_seq, head_hash from kiosk_epochs`, nil, func(scan func(...any) error) error {
		var e epoch
		err := scan(&e.kiosk, &e.epoch, &e.last, &e.head)
		epochs = append(epochs, e)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range epochs {
		kiosk, err1 := hex.DecodeString(strings.ReplaceAll(e.kiosk, "-", ""))
		id, err2 := hex.DecodeString(e.epoch)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		prev := make([]byte, 32)
		var seq uint64
		const items = `select seq, content_hash, hash from facts where kiosk_id = ?1 and epoch = ?2
union all select seq, content_hash, hash from repeats where kiosk_id = ?1 and epoch = ?2 order by seq`
		err := c.each(ctx, items, []any{e.kiosk, e.epoch}, func(scan func(...any) error) error {
			var at uint64
			var content, hash string
			if err := scan(&at, &content, &hash); err != nil {
				return err
			}
			seq++
			if at != seq {
				c.bad("I2 kiosk %s: item %d follows item %d", e.kiosk, at, seq-1)
				seq = at
			}
			sum, err := hex.DecodeString(content)
			if err != nil {
				return err
			}
			if prev = chain.Link(prev, kiosk, id, at, sum); hex.EncodeToString(prev) != hash {
				c.bad("I2 kiosk %s: the chain breaks at item %d", e.kiosk, at)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if seq != e.last || hex.EncodeToString(prev) != e.head {
			c.bad("I2 kiosk %s: the epoch says item %d %s, the items end at %d %x", e.kiosk, e.last, e.head, seq, prev)
		}
	}
	return c.none(ctx, "I2 an item of no epoch", `select item_id from facts f where kiosk_id is not null
and not exists (select 1 from kiosk_epochs e where e.kiosk_id = f.kiosk_id and e.epoch = f.epoch)`)
}

// contents compares every payload with its hash and its id (I3).
func (c *Checker) contents(ctx context.Context) error {
	const all = `select item_id, claimed_id, verdict, payload, content_hash from facts where kiosk_id is not null`
	err := c.each(ctx, all, nil, func(scan func(...any) error) error {
		var id, claimed, verdict, hash string
		var payload []byte
		if err := scan(&id, &claimed, &verdict, &payload, &hash); err != nil {
			return err
		}
		if sum := sha256.Sum256(payload); hex.EncodeToString(sum[:]) != hash {
			c.bad("I3 the bytes of %s are not those that were hashed", id)
		}
		var says struct{ ID string }
		if json.Unmarshal(payload, &says) == nil && says.ID != id && says.ID != claimed && verdict != "rejected" {
			c.bad("I3 the record of %s holds the bytes of %s", id, says.ID)
		}
		return nil
	})
	return errors.Join(err,
		c.none(ctx, "I3 two records", `select item_id from facts group by item_id having count(*) > 1`),
		c.none(ctx, "I3 a repeat of nothing", `select item_id from repeats where item_id not in (select item_id from facts)`),
		c.none(ctx, "I3 a repeat of other content", `select r.item_id from repeats r join facts f on f.item_id = r.item_id where f.content_hash <> r.content_hash`))
}

// counters: each is at the last of what it counted, without a gap.
func (c *Checker) counters(ctx context.Context) error {
	for head, of := range map[string]string{"fact": "no from facts", "feed": "seq from feed", "outbox": "seq from outbox", "audit": "seq from audit"} {
		column, table, _ := strings.Cut(of, " from ")
		var last, n, says int64
		query := fmt.Sprintf(`select coalesce(max(%s), 0), count(*), coalesce((select value from heads where name = ?1), 0) from %s`, column, table)
		if err := c.db.QueryRowContext(ctx, query, head).Scan(&last, &n, &says); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		if last != n || says != n {
			c.bad("I6 %s: %d rows, the last is %d, the head says %d", table, n, last, says)
		}
	}
	return nil
}

// causes: nothing without its fact, no fact without its audit line (I6).
func (c *Checker) causes(ctx context.Context) error {
	return errors.Join(
		c.none(ctx, "I6 a fact without an audit line", `select item_id from facts where item_id not in (select item_id from audit)`),
		c.none(ctx, "I6 an audit line without a fact", `select item_id from audit where item_id not in (select item_id from facts)`),
		c.none(ctx, "I6 a feed row without a fact", `select seq from feed where item_id not in (select item_id from facts)`),
		c.none(ctx, "I6 an event without a fact", `select id from outbox where item_id not in (select item_id from facts)`),
		c.none(ctx, "I6 a feed seq that is not the fact's last", `select f.item_id from facts f
left join (select item_id, max(seq) as seq from feed group by item_id) l on l.item_id = f.item_id
where f.feed_seq <> coalesce(l.seq, 0)`),
		c.none(ctx, "I6 an effect of a fact that has none", `select item_id from facts where verdict in ('deferred', 'refused', 'rejected') and feed_seq <> 0
and not exists (select 1 from json_each(cast(answer as text)) where value ->> '$.verdict' in ('applied', 'conflict'))`),
		c.none(ctx, "I6 rejected and not in quarantine, or the other way", `select item_id from facts where (verdict = 'rejected') <> (no in (select fact_no from quarantine))`),
		c.none(ctx, "I6 quarantined bytes that are not the item's", `select item_id from facts join quarantine on fact_no = no where raw <> payload`))
}

// answers: one verdict, of a known kind, the same wherever it stands (I5).
func (c *Checker) answers(ctx context.Context) error {
	return c.each(ctx, `select item_id, verdict, feed_seq, answer from facts`, nil, func(scan func(...any) error) error {
		var id, verdict string
		var feed int64
		var raw []byte
		if err := scan(&id, &verdict, &feed, &raw); err != nil {
			return err
		}
		var entries []struct {
			Verdict string `json:"verdict"`
			Line    *int   `json:"line"`
			FeedSeq int64  `json:"feed_seq"`
		}
		if err := json.Unmarshal(raw, &entries); err != nil {
			return err
		}
		switch verdict {
		case "applied", "conflict", "deferred", "refused", "rejected":
		default:
			c.bad("I5 %s has the verdict %q", id, verdict)
		}
		if len(entries) == 0 || entries[0].Verdict != verdict || entries[0].Line != nil || entries[0].FeedSeq != feed {
			c.bad("I5 %s was judged %s and answered %s", id, verdict, raw)
		}
		return nil
	})
}

// projections: every table holds what its feed said last (I6).
func (c *Checker) projections(ctx context.Context) error {
	for collection, from := range map[string]string{
		"item_types": "body from item_types", "places": "body from places", "tag_aliases": "body from tag_aliases",
		"assets": "body from assets", "asset_cards": "card from assets", "badges": "body from badges", "pins": "body from pins",
		"projects": "body from projects", "rent_actions": "body from rent_actions", "allocations": "body from allocations",
		"exceptions": "body from exceptions", "demo_codes": "body from demo_codes",
	} {
		column, table, _ := strings.Cut(from, " from ")
		query := fmt.Sprintf(`select f.id from (select max(seq) as seq from feed where collection = ?1 group by id) l
join feed f on f.seq = l.seq left join %[2]s t on t.id = f.id
where (f.op = 'upsert' and (t.id is null or t.rev <> f.rev or t.%[1]s <> f.body) or f.op = 'delete' and t.id is not null and t.rev >= f.rev)`, column, table)
		err := c.each(ctx, query, []any{collection}, func(scan func(...any) error) error {
			var id string
			if err := scan(&id); err != nil {
				return err
			}
			c.bad("I6 %s %s is not as the feed said last", collection, id)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return c.none(ctx, "I6 revisions of a row go back or repeat in the feed", `select collection || ' ' || id from (
select collection, id, rev, lag(rev) over each as before, lag(op) over each as op from feed
window each as (partition by collection, id order by seq)) where op = 'upsert' and rev <= before`)
}

// exceptions: a conflict has its exception, and each names a fact (I11).
func (c *Checker) exceptions(ctx context.Context) error {
	return errors.Join(
		c.none(ctx, "I11 a conflict without an exception", `select item_id from facts f where verdict = 'conflict'
and not exists (select 1 from exceptions where fact_id = f.item_id)`),
		c.none(ctx, "I11 an exception without a fact", `select id from exceptions where fact_id not in (select item_id from facts)`),
		c.none(ctx, "I11 two exceptions of one kind for one line", `select fact_id from exceptions
group by fact_id, kind, json_extract(body, '$.line') having count(*) > 1`),
		c.none(ctx, "I11 an exception without its event", `select id from exceptions x
where not exists (select 1 from outbox where type = 'exception.opened' and subject = 'exception/' || x.id)`))
}
