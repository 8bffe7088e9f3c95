package janitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"rms/central/store"
	"rms/internal/disk"
	"rms/syncproto/rental"
)

// GenerationFile is the second place's name in the data directory, where no other
// was given.
const GenerationFile = "central.generation"

// SecondPlace is a small file that holds which generation of the database was the
// last in use. It grows while central runs and with each copy, so that an older
// state of the database that appears in its place is known by it.
type SecondPlace struct {
	Path string
}

// secondPlace is what the file holds.
type secondPlace struct {
	Installation string `json:"installation"`
	Generation   uint64 `json:"generation"`
}

// SecondPlaceOf is the given file, or the one of the data directory.
func SecondPlaceOf(path, data string) SecondPlace {
	if path == "" {
		path = filepath.Join(data, GenerationFile)
	}
	return SecondPlace{path}
}

// read returns what the file holds; ok is false where there is none.
func (p SecondPlace) read() (s secondPlace, ok bool, err error) {
	raw, err := os.ReadFile(p.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	if err == nil && (s.Installation == "" || s.Generation == 0) {
		err = errors.New("it holds no generation")
	}
	if err != nil {
		return s, false, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "bad_generation_file", Field: "generation-file", Message: p.Path + " cannot be read: " + err.Error(),
			Hint: "if you know that the database is the one that was last in use, move this file away and start again: a new one is made",
		}
	}
	return s, true, nil
}

func (p SecondPlace) write(s secondPlace) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode the generation: %w", err)
	}
	if err := disk.Replace(p.Path, append(raw, '\n')); err != nil {
		return &rental.Error{
			Code: rental.CodeUnavailable, Reason: "generation_unwritable", Field: "generation-file", Message: "the generation cannot be kept: " + err.Error(),
			Hint: "give this user the right to write to " + filepath.Dir(p.Path) + ", or give another --generation-file",
		}
	}
	return nil
}

// Missing refuses to begin a new company where the second place knows of one.
func (p SecondPlace) Missing(data string) error {
	_, err := os.Stat(store.Path(data))
	if !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, ok, err := p.read()
	if err != nil || !ok {
		return err
	}
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "database_gone", Field: "data",
		Message: fmt.Sprintf("%s is gone: %s knows of a database here, generation %d", store.Path(data), p.Path, s.Generation),
		Hint:    "put it back, or restore the last good backup: rms-central restore --from FILE; to begin a new company, give another --data directory",
	}
}

// Begin refuses a database that is older than the second place knows, or another
// one's; then it counts up in both.
func (p SecondPlace) Begin(ctx context.Context, db *store.DB) error {
	known, ok, err := p.read()
	if err != nil {
		return err
	}
	here, err := read(ctx, db)
	if err != nil {
		return err
	}
	switch {
	case !ok: // the first start, or the file was moved away on purpose
	case known.Installation != here.Installation:
		return otherCompany(p.Path)
	case known.Generation > here.Generation:
		return &rental.Error{
			Code: rental.CodeUnavailable, Reason: "database_older", Field: "data",
			Message: fmt.Sprintf("this database is of generation %d, and generation %d was in use here: an older state was put in its place", here.Generation, known.Generation),
			Hint:    "put the newer one back; or go on from this one, with what the kiosks still have: rms-central restore --in-place",
		}
	}
	return p.next(ctx, db, known.Generation)
}

// Next counts up: first in the database, then in the second place, so that a crash
// between them leaves a database that is newer, never one that is refused.
func (p SecondPlace) Next(ctx context.Context, db *store.DB) error {
	known, _, err := p.read()
	if err != nil {
		return err
	}
	return p.next(ctx, db, known.Generation)
}

func (p SecondPlace) next(ctx context.Context, db *store.DB, least uint64) error {
	var now secondPlace
	err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if now, err = generationOf(ctx, tx); err != nil {
			return err
		}
		now.Generation = max(now.Generation, least) + 1
		return tx.SetMeta(ctx, store.MetaGeneration, strconv.FormatUint(now.Generation, 10))
	})
	if err != nil {
		return fmt.Errorf("count the generation up: %w", err)
	}
	return p.write(now)
}

func read(ctx context.Context, db *store.DB) (s secondPlace, err error) {
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err = generationOf(ctx, tx)
		return err
	})
	return s, err
}

// generationOf is whose database this is, and which generation of it.
func generationOf(ctx context.Context, tx *store.Tx) (s secondPlace, err error) {
	if s.Installation, err = tx.Meta(ctx, store.MetaInstallation); err != nil {
		return s, err
	}
	text, err := tx.Meta(ctx, store.MetaGeneration)
	if err != nil || text == "" {
		return s, err
	}
	if s.Generation, err = strconv.ParseUint(text, 10, 64); err != nil {
		return s, fmt.Errorf("the generation %q is no number: %w", text, err)
	}
	return s, nil
}

func otherCompany(what string) error {
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "other_installation", Field: "data", Message: what + " belongs to another company's database",
		Hint: "check the paths; each company has a --data directory of its own",
	}
}
