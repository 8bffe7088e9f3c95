package remote

import (
	"context"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rms/central/client"
	"rms/syncproto/rental"
)

// named finds the id of a thing by what people call it: its id, or the code, tag
// or number that stands on it.
func named(ctx context.Context, c *client.Client, kind rental.Collection, what, name string) (string, error) {
	name = strings.TrimSpace(name)
	if _, err := uuid.Parse(name); err == nil {
		return name, nil
	}
	hits, err := c.Search(ctx, client.SearchQuery{Query: name, Kinds: []string{string(kind)}, Limit: 20})
	if err != nil {
		return "", err
	}
	var ids, like []string
	for _, h := range hits {
		if strings.EqualFold(h.Code, name) || strings.EqualFold(h.Title, name) {
			ids = append(ids, h.ID)
		}
		like = append(like, clean(strings.TrimSpace(h.Code+" "+h.Title)))
	}
	switch {
	case len(ids) == 1:
		return ids[0], nil
	case len(ids) > 1:
		return "", &rental.Error{
			Code: rental.CodeConflict, Reason: "ambiguous", Message: "there is more than one " + what + " called " + name, Hint: "give its id: " + strings.Join(ids, ", "),
		}
	}
	e := &rental.Error{Code: rental.CodeNotFound, Reason: "no_such_" + strings.ReplaceAll(what, " ", "_"), Message: "there is no " + what + " " + clean(name), Hint: "rms-central items find looks for anything by a few words"}
	if len(like) > 0 {
		e.Hint = "did you mean " + strings.Join(like[:min(3, len(like))], ", ") + "?"
	}
	return "", e
}

// about puts what a command line named before what went wrong with it.
func about(name string, err error) error {
	if err == nil {
		return nil
	}
	return &aboutError{name, err}
}

type aboutError struct {
	name string
	err  error
}

func (e *aboutError) Error() string { return e.name + ": " + e.err.Error() }
func (e *aboutError) Unwrap() error { return e.err }

// labels looks up how people call rows, by their ids; what cannot be looked up
// keeps its id.
func labels[R any](ids []string, list func(ids []string) iter.Seq2[R, error], id, label func(R) string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range ids {
		out[name] = name
	}
	for some := range slices.Chunk(ids, 100) {
		for row, err := range list(some) {
			if err != nil {
				return nil, err
			}
			out[id(row)] = label(row)
		}
	}
	return out, nil
}

func placeNames(ctx context.Context, c *client.Client, ids []string) (map[string]string, error) {
	return labels(ids, func(ids []string) iter.Seq2[rental.Place, error] {
		return c.Places.List(ctx, client.PlaceQuery{Listing: client.Listing{IDs: ids, Limit: 200}, Archived: true})
	}, func(p rental.Place) string { return string(p.ID) }, func(p rental.Place) string {
		if p.Code != "" {
			return p.Code
		}
		return p.Name
	})
}

func typeNames(ctx context.Context, c *client.Client, ids []string) (map[string]string, error) {
	return labels(ids, func(ids []string) iter.Seq2[rental.ItemType, error] {
		return c.ItemTypes.List(ctx, client.ItemTypeQuery{Listing: client.Listing{IDs: ids, Limit: 200}, Archived: true})
	}, func(t rental.ItemType) string { return string(t.ID) }, func(t rental.ItemType) string { return t.Name })
}

// sites finds sites by code or id; none for none.
func sites(ctx context.Context, c *client.Client, names []string) ([]rental.SiteID, error) {
	places, err := places(ctx, c, names)
	out := make([]rental.SiteID, len(places))
	for i, p := range places {
		out[i] = rental.SiteID(p)
	}
	return out, err
}

func places(ctx context.Context, c *client.Client, names []string) (out []rental.PlaceID, err error) {
	for _, name := range names {
		id, err := named(ctx, c, rental.Places, "place", name)
		if err != nil {
			return nil, err
		}
		out = append(out, rental.PlaceID(id))
	}
	return out, nil
}

func types(ctx context.Context, c *client.Client, names []string) (out []rental.ItemTypeID, err error) {
	for _, name := range names {
		id, err := named(ctx, c, rental.ItemTypes, "item type", name)
		if err != nil {
			return nil, err
		}
		out = append(out, rental.ItemTypeID(id))
	}
	return out, nil
}

// all walks what is there.
func all[R any](list []R) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// columns are the same whatever the rows are.
func columns[R any](c ...column[R]) func([]R) ([]column[R], error) {
	return func([]R) ([]column[R], error) { return c, nil }
}

// history prints what happened, the newest first.
func history(s Screen, most int, seq iter.Seq2[client.Fact, error]) error {
	if err := s.say(""); err != nil {
		return err
	}
	return rows(Screen{Out: s.Out, Err: io.Discard}, listing{Limit: &most}, seq, columns(
		column[client.Fact]{"WHEN", func(f client.Fact) string { return at(f.At) }},
		column[client.Fact]{"WHAT", func(f client.Fact) string { return string(f.Kind) }},
		column[client.Fact]{"WHO", func(f client.Fact) string { return f.Person }},
		column[client.Fact]{"KIOSK", func(f client.Fact) string { return f.Kiosk }},
		column[client.Fact]{"ORDER", func(f client.Fact) string { return string(f.Order) }},
		column[client.Fact]{"VERDICT", func(f client.Fact) string { return string(f.Verdict) }},
	))
}
