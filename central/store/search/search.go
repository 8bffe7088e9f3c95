// Package search finds anything by a few words, whatever it is: what somebody
// types who wants to go there.
//
// Invariants. It only reads, and what it reads is bounded: a few rows of each
// kind, by indexes. What bears the very code comes first, then what begins so,
// then what has every word anywhere; within each, kinds in the order of Kinds.
//
// Concurrency. Every function works within the transaction that it is given.
package search

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"rms/central/store"
	"rms/central/store/words"
	"rms/syncproto/rental"
)

// Most is how many hits are given at most.
const Most = 50

// Hit is something that was found. Code is what is printed on it or said of it,
// Title how people call it, Detail what tells it from others, State its status in
// the word that its row has for it, or "archived".
type Hit struct {
	Kind   rental.Collection
	ID     string
	Code   string
	Title  string
	Detail string
	State  string
}

// Kinds is all that can be found, in the order in which hits of one rank come.
func Kinds() []rental.Collection {
	return []rental.Collection{
		rental.Assets, rental.ItemTypes, rental.RentActions, rental.Projects, rental.People, rental.Companies, rental.Places,
		rental.Exceptions, rental.Kiosks, rental.TagAliases,
	}
}

// The ranks of hits.
const (
	exact = iota
	prefix
	anywhere
)

type ranked struct {
	Hit
	rank, kind int
}

// Find returns up to limit hits of the kinds; of every kind, if none is given.
func Find(ctx context.Context, tx *store.Tx, q string, kinds []rental.Collection, limit int) ([]Hit, error) {
	q = strings.Join(words.Split(q), " ")
	if q == "" || limit <= 0 {
		return []Hit{}, nil
	}
	limit = min(limit, Most)
	var found []ranked
	for i, kind := range Kinds() {
		if len(kinds) > 0 && !slices.Contains(kinds, kind) {
			continue
		}
		ids, err := candidates(ctx, tx, kind, q, limit)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", kind, err)
		}
		for _, id := range ids {
			row, ok, err := tx.Row(ctx, kind, id)
			if err != nil {
				return nil, fmt.Errorf("find %s %s: %w", kind, id, err)
			}
			if !ok {
				return nil, fmt.Errorf("find %s %s: it is in the index and not there", kind, id)
			}
			hit, err := hitOf(ctx, tx, row)
			if err != nil {
				return nil, err
			}
			found = append(found, ranked{hit, rankOf(hit, q), i})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return a.kind - b.kind
	})
	out := make([]Hit, 0, limit)
	for _, r := range found[:min(len(found), limit)] {
		out = append(out, r.Hit)
	}
	return out, nil
}

func rankOf(h Hit, q string) int {
	q = strings.ToLower(q)
	code, title := strings.ToLower(h.Code), strings.ToLower(h.Title)
	switch {
	case code == q:
		return exact
	case code != "" && strings.HasPrefix(code, q), strings.HasPrefix(title, q):
		return prefix
	}
	return anywhere
}

// candidates are the rows of a kind that may be hits: limit of those whose code is
// or begins as asked, and limit of those that have every word.
func candidates(ctx context.Context, tx *store.Tx, kind rental.Collection, q string, limit int) ([]string, error) {
	const byCode = `select id from search_rows where kind = $1 and code <> '' and code >= $2 collate nocase and code < $3 collate nocase
order by code collate nocase, id limit $4`
	var ids []string
	err := tx.Each(ctx, byCode, []any{string(kind), q, q + "\U0010ffff", limit}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	more, err := withWords(ctx, tx, kind, q, limit)
	for _, id := range more {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, err
}

// withWords asks the list of a kind, which knows how its rows are searched.
func withWords(ctx context.Context, tx *store.Tx, kind rental.Collection, q string, limit int) ([]string, error) {
	p := store.Page{Limit: limit}
	switch kind {
	case rental.Assets:
		rows, _, err := tx.ListAssets(ctx, store.AssetFilter{Query: q}, p)
		return idsOf(rows, err)
	case rental.ItemTypes:
		rows, _, err := tx.ListItemTypes(ctx, store.ItemTypeFilter{Query: q}, p)
		return idsOf(rows, err)
	case rental.RentActions:
		rows, _, err := tx.ListRentActions(ctx, store.RentActionFilter{Query: q}, p)
		return idsOf(rows, err)
	case rental.Projects:
		rows, _, err := tx.ListProjects(ctx, store.ProjectFilter{Query: q}, p)
		return idsOf(rows, err)
	case rental.People:
		rows, _, err := tx.ListPeople(ctx, store.PersonFilter{Query: q}, p)
		return idsOf(rows, err)
	case rental.Companies:
		rows, _, err := tx.ListCompanies(ctx, store.CompanyFilter{Query: q}, p)
		return idsOf(rows, err)
	case rental.Places:
		rows, _, err := tx.ListPlaces(ctx, store.PlaceFilter{Query: q}, p)
		return idsOf(rows, err)
	default:
		return indexed(ctx, tx, kind, strings.Fields(strings.ToLower(q)), limit)
	}
}

// indexed asks the index alone, for kinds whose lists take no words: numbers, codes
// and the names of kiosks. Of words that are too short for it, it is none.
func indexed(ctx context.Context, tx *store.Tx, kind rental.Collection, all []string, limit int) ([]string, error) {
	ids, err := words.Some(ctx, tx, string(kind), all, limit)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range ids {
		var text string
		if _, err := tx.One(ctx, `select text from search_rows where kind = $1 and id = $2`, []any{string(kind), id}, &text); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(w string) bool { return !strings.Contains(strings.ToLower(text), w) }) {
			out = append(out, id)
		}
	}
	return out, nil
}

func idsOf[R rental.Row](rows []R, err error) ([]string, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.RowID()
	}
	return ids, err
}

// hitOf says what a row is to somebody who looks for it.
func hitOf(ctx context.Context, tx *store.Tx, row rental.Row) (Hit, error) {
	h := Hit{Kind: row.RowCollection(), ID: row.RowID()}
	switch r := row.(type) {
	case rental.Asset:
		typ, _, err := store.Get[rental.ItemType](ctx, tx, string(r.ItemTypeID))
		h.Code, h.Title, h.Detail, h.State = r.Tag, typ.Name, r.Serial, string(r.Status)
		return h, err
	case rental.ItemType:
		h.Code, h.Title, h.Detail, h.State = r.Code, r.Name, join(r.Maker, r.Category), archived(r.Archived)
	case rental.RentAction:
		h.Code, h.Title, h.Detail, h.State = string(r.Number), r.Title, r.RequesterName, string(r.Status)
	case rental.Project:
		h.Code, h.Title, h.Detail, h.State = string(r.Number), r.Name, r.CompanyName, string(r.Status)
	case rental.Person:
		h.Title, h.Detail, h.State = r.Name, join(r.JobTitle, r.Email), archived(r.Archived)
	case rental.Company:
		h.Title, h.Detail = r.Name, r.Kind
	case rental.Place:
		h.Code, h.Title, h.Detail, h.State = r.Code, r.Name, string(r.Kind), archived(r.Archived)
	case rental.Exception:
		h.Code, h.Title, h.State = string(r.Number), string(r.Kind), string(r.Status)
	case rental.Kiosk:
		h.Code, h.Title, h.Detail, h.State = r.Name, r.Name, r.NumberPrefix, string(r.Status)
	case rental.TagAlias:
		h.Code, h.Title, h.Detail = r.Code, string(r.Target), r.TargetID
	}
	return h, nil
}

func archived(is bool) string {
	if is {
		return "archived"
	}
	return ""
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}
