// Package series counts tags: which number of LX-0001, LX-0002 ... comes next.
//
// Invariants. A number that a tag had once is never given again, whatever became
// of the tag: Note is called in the transaction that writes it. Numbers of one
// series follow each other without gaps, but for codes that name something else.
//
// Concurrency. All of it runs in the caller's transaction; writers take turns, so
// that two who receive stock at once get different tags.
package series

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"rms/central/store"
	"rms/central/store/code"
	"rms/syncproto/rental"
)

const (
	// looked is how many tags of a type are looked at to see how they are made.
	looked = 500
	// maxSkips bounds how many numbers in a row may be taken by other codes.
	maxSkips = 10_000
)

// head is the counter of a series: the greatest number that a tag of it ever had.
func head(s Series) string {
	return fmt.Sprintf("tag_series/%d/%s", s.Width, s.Prefix)
}

// Note keeps that a tag is in use from now on.
func Note(ctx context.Context, tx *store.Tx, tag string) error {
	s, n, ok := Parse(tag)
	if !ok {
		return nil
	}
	const raise = `insert into heads (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value where heads.value < excluded.value`
	if _, err := tx.Exec(ctx, raise, head(s), n); err != nil {
		return fmt.Errorf("keep the number of a tag: %w", err)
	}
	return nil
}

// Of says of which series new tags of a type are: of its prefix, else of the one
// that most of its tags are of, else of one that its code begins.
func Of(ctx context.Context, tx *store.Tx, t rental.ItemType) (Series, error) {
	const last = `select tag from assets where item_type_id = $1 order by tag desc limit $2`
	count := map[Series]int{}
	var best Series
	err := tx.Each(ctx, last, []any{string(t.ID), looked}, func(rows *sql.Rows) error {
		var tag string
		if err := rows.Scan(&tag); err != nil {
			return err
		}
		s, _, ok := Parse(tag)
		if !ok || t.TagPrefix != "" && s.Prefix != t.TagPrefix {
			return nil
		}
		count[s]++
		if count[s] > count[best] { // of equals the one that was seen first
			best = s
		}
		return nil
	})
	switch {
	case err != nil:
		return best, fmt.Errorf("read the tags of %s: %w", t.Code, err)
	case best.Width > 0:
		return best, nil
	case t.TagPrefix != "":
		return Begin(t.TagPrefix), nil
	}
	return Begin(strings.ToUpper(t.Code) + "-"), nil
}

// Next returns the next n tags of a series that are free to be given. It keeps
// nothing: writing the tags does.
func Next(ctx context.Context, tx *store.Tx, s Series, n int) ([]string, error) {
	if of, _, ok := Parse(s.Tag(1)); !ok || of != s {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_tag_prefix", Field: "tag_prefix", Message: "a prefix ends in no digit: the number comes behind it",
			Hint: "put a hyphen behind it",
		}
	}
	at, err := used(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	var out []string
	for skipped := 0; len(out) < n; {
		at++
		for at > s.Last() {
			var ok bool
			if s, ok = s.Wider(); !ok {
				return nil, full(s)
			}
			wider, err := used(ctx, tx, s)
			if err != nil {
				return nil, err
			}
			at = max(at, wider+1)
		}
		tag := s.Tag(at)
		_, taken, err := code.Target(ctx, tx, tag)
		if err != nil {
			return nil, err
		}
		if !taken {
			out, skipped = append(out, tag), 0
			continue
		}
		if skipped++; skipped > maxSkips {
			return nil, full(s)
		}
	}
	return out, nil
}

func full(s Series) error {
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "series_full", Field: "tag_prefix", Message: "there are no numbers left behind " + s.Prefix,
		Hint: "give the item type another tag prefix",
	}
}

// used is the greatest number that a tag of the series has or had. Tags that were
// written before the series was counted are found by themselves.
func used(ctx context.Context, tx *store.Tx, s Series) (int64, error) {
	var kept int64
	if _, err := tx.One(ctx, `select value from heads where name = $1`, []any{head(s)}, &kept); err != nil {
		return 0, err
	}
	const (
		// The digits lie between "0" and ":"; of tags of one length the greatest text
		// has the greatest number, once those are left out that are no numbers.
		down = `select tag from assets where tag >= $1 and tag < $2 and length(tag) = $3 order by tag desc limit $4`
		step = 64
	)
	below, most := s.Prefix+":", int64(-1)
	for most < 0 {
		seen := 0
		err := tx.Each(ctx, down, []any{s.Prefix + "0", below, utf8.RuneCountInString(s.Prefix) + s.Width, step}, func(rows *sql.Rows) error {
			if err := rows.Scan(&below); err != nil {
				return err
			}
			seen++
			if at, number, ok := Parse(below); ok && at == s {
				most = max(most, number)
			}
			return nil
		})
		if err != nil {
			return 0, errors.Join(fmt.Errorf("read the tags of %s", s.Prefix), err)
		}
		if seen < step {
			break
		}
	}
	return max(kept, most), nil
}
