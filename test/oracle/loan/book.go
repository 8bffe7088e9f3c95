package loan

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"rms/test/oracle/custody"
)

// Book is what a central's database holds, and the model of it. After may be
// asked once of each Book.
type Book struct {
	State State
	// What a plan is made of: type and home site by tag, places by code, docks by
	// name.
	Types, Homes, Places map[string]string
	Docks                map[string]Dock

	world   *custody.World
	ids     map[string]string // of things by tag
	tags    map[string]string // of things by id
	numbers map[string]string // of orders by id
	at      map[string]string // sites by order
	places  map[string]string // sites by place
	inspect map[string]bool   // by type
}

// Read reads the database file at path, which nobody writes to.
func Read(ctx context.Context, path string) (b *Book, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file://"+(&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath()+"?_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	b = &Book{
		State: State{Things: map[string]Thing{}, Orders: map[string]Order{}, Verdicts: map[string]map[string]int{}},
		Types: map[string]string{}, Homes: map[string]string{}, Places: map[string]string{}, Docks: map[string]Dock{}, world: custody.New(),
		ids: map[string]string{}, tags: map[string]string{}, numbers: map[string]string{}, at: map[string]string{}, places: map[string]string{}, inspect: map[string]bool{},
	}
	lines := map[string]map[string]int{} // of each order: index by line id
	return b, errors.Join(
		each(ctx, db, `select body from places`, b.place),
		each(ctx, db, `select body from kiosks`, b.dock),
		each(ctx, db, `select body from item_types`, b.itemType),
		each(ctx, db, `select body from assets`, b.thing),
		each(ctx, db, `select body from rent_actions`, func(r orderRow) error { return b.order(r, lines) }),
		each(ctx, db, `select body from allocations`, func(r bindingRow) error { return b.binding(r, lines) }),
		each(ctx, db, `select body from exceptions`, b.exception),
		each(ctx, db, `select json_object('kiosk', kiosk_id, 'verdict', verdict) from facts where kiosk_id is not null`, b.verdict),
		b.agrees())
}

// each decodes the one column of every row.
func each[T any](ctx context.Context, db *sql.DB, query string, fn func(T) error) (err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var raw []byte
		var row T
		if err := rows.Scan(&raw); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		if err := json.Unmarshal(raw, &row); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (b *Book) place(r struct {
	ID     string `json:"id"`
	Code   string `json:"code"`
	SiteID string `json:"site_id"`
}) error {
	b.places[r.ID], b.Places[r.Code] = r.SiteID, r.ID
	return nil
}

func (b *Book) dock(r struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	SiteID  string `json:"site_id"`
	Returns string `json:"returns_place_id"`
}) error {
	b.Docks[r.Name] = Dock{Kiosk: r.ID, Site: r.SiteID, Returns: r.Returns}
	return nil
}

func (b *Book) itemType(r struct {
	ID      string `json:"id"`
	Inspect bool   `json:"inspect_on_return"`
}) error {
	b.inspect[r.ID] = r.Inspect
	return nil
}

type thingRow struct {
	ID      string `json:"id"`
	Tag     string `json:"tag"`
	Type    string `json:"item_type_id"`
	Status  string `json:"status"`
	Place   string `json:"place_id"`
	Site    string `json:"site_id"`
	Home    string `json:"home_site_id"`
	Last    string `json:"last_fact"`
	Custody struct {
		Order  string `json:"rent_action_id"`
		Person string `json:"person_id"`
		Kiosk  string `json:"kiosk_id"`
		Fact   string `json:"fact_id"`
	} `json:"custody"`
	Usage struct {
		Outs  int64 `json:"check_outs"`
		Moves int64 `json:"moves"`
	} `json:"usage"`
}

func (b *Book) thing(r thingRow) error {
	t := Thing{
		Status: r.Status, Place: r.Place, Order: r.Custody.Order, Person: r.Custody.Person, Kiosk: r.Custody.Kiosk,
		Outs: r.Usage.Outs, Moves: r.Usage.Moves,
	}
	if r.Status != "deployed" {
		t.Site = r.Site
	}
	b.State.Things[r.Tag] = t
	b.ids[r.Tag], b.tags[r.ID], b.Types[r.Tag], b.Homes[r.Tag] = r.ID, r.Tag, r.Type, r.Home
	b.world.Things[r.ID] = &custody.Thing{
		ID: r.ID, Type: r.Type, Status: r.Status, Place: r.Place, Last: r.Last, Inspect: b.inspect[r.Type],
		Holder: custody.Holder{Order: t.Order, Person: t.Person, Fact: r.Custody.Fact}, Outs: t.Outs, Moves: t.Moves,
	}
	return nil
}

type orderRow struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	Status      string `json:"status"`
	Note        string `json:"notes"`
	Destination string `json:"destination_id"`
	Site        string `json:"site_id"`
	Lines       []struct {
		ID     string `json:"id"`
		Type   string `json:"item_type_id"`
		Wanted int    `json:"requested_quantity"`
	} `json:"lines"`
}

func (b *Book) order(r orderRow, lines map[string]map[string]int) error {
	name := r.Number
	if r.Note != "" {
		name = r.Note
	}
	if _, ok := b.State.Orders[name]; ok || r.Number == "" {
		return fmt.Errorf("order %s (number %q, note %q) is there twice or has no number", r.ID, r.Number, r.Note)
	}
	o, said := Order{Status: r.Status}, r.Status
	if said == "fulfilled" || said == "closed" {
		said = "approved"
	}
	model := &custody.Order{ID: r.ID, Said: said, Destination: r.Destination}
	lines[r.ID] = map[string]int{}
	for i, l := range r.Lines {
		o.Lines = append(o.Lines, Line{l.Type, l.Wanted})
		model.Lines = append(model.Lines, custody.Line{Type: l.Type, Wanted: l.Wanted})
		lines[r.ID][l.ID] = i
	}
	b.State.Orders[name], b.world.Orders[r.ID], b.numbers[r.ID], b.at[r.ID] = o, model, name, r.Site
	return nil
}

type bindingRow struct {
	Order  string `json:"rent_action_id"`
	Line   string `json:"line_id"`
	Thing  string `json:"asset_id"`
	Status string `json:"status"`
	Fact   string `json:"out_fact"`
}

func (b *Book) binding(r bindingRow, lines map[string]map[string]int) error {
	name, at := b.numbers[r.Order], -1
	if i, ok := lines[r.Order][r.Line]; ok {
		at = i
	}
	o := b.State.Orders[name]
	switch r.Status {
	case "out":
		o.Out++
	case "returned":
		o.Back++
	default: // it was taken back
		return nil
	}
	b.State.Orders[name] = o
	b.world.Bindings = append(b.world.Bindings, custody.Binding{Fact: r.Fact, Thing: r.Thing, Order: r.Order, Line: at, Back: r.Status == "returned"})
	return nil
}

func (b *Book) exception(r struct {
	Thing  string `json:"asset_id"`
	Kind   string `json:"kind"`
	Kiosk  string `json:"kiosk_id"`
	Other  string `json:"other_kiosk_id"`
	Status string `json:"status"`
}) error {
	b.State.Questions = append(b.State.Questions, Question{b.tags[r.Thing], r.Kind, r.Kiosk, r.Other, r.Status})
	sortQuestions(b.State.Questions)
	return nil
}

func (b *Book) verdict(r struct{ Kiosk, Verdict string }) error {
	if b.State.Verdicts[r.Kiosk] == nil {
		b.State.Verdicts[r.Kiosk] = map[string]int{}
	}
	b.State.Verdicts[r.Kiosk][r.Verdict]++
	return nil
}

// agrees reports where the model of what was read is not what was read.
func (b *Book) agrees() error {
	for id, name := range b.numbers {
		if got, want := b.world.State(id), b.State.Orders[name].Status; got != want {
			return fmt.Errorf("order %s is %s, its goods say %s", name, want, got)
		}
	}
	return nil
}

// Approved lists the orders of a site that wait for their goods, as id and number,
// in the order of their numbers.
func (b *Book) Approved(site string) (orders [][2]string) {
	for id, number := range b.numbers {
		if b.at[id] == site && b.State.Orders[number].Status == "approved" {
			orders = append(orders, [2]string{id, number})
		}
	}
	slices.SortFunc(orders, func(x, y [2]string) int { return cmp.Compare(x[1], y[1]) })
	return orders
}
