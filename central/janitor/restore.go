package janitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/google/uuid"

	"rms/central/store"
	"rms/central/store/copies"
	"rms/internal/disk"
	"rms/syncproto/rental"
)

const (
	// restoring is a database, whole and checked, that is to take the place of the one
	// that is there; while it stands nobody opens the other.
	restoring = store.FileName + ".restoring"
	// unfinished is one that is being made ready.
	unfinished = restoring + ".new"
)

// sidecars are what SQLite keeps beside a database, and the database.
var sidecars = []string{"-wal", "-shm", ""}

// Restored says what was put in place.
type Restored struct {
	LastFact   uint64 // facts.no of the last fact that the copy holds
	Generation uint64
	Aside      string // where the database is that was in use; empty where there was none

	installation string
}

// Restore puts a copy in the place of the data directory's database, as a new
// incarnation. It changes nothing when the copy is damaged, or another company's.
func Restore(ctx context.Context, from, data string, second SecondPlace) (Restored, error) {
	if _, err := Settle(data); err != nil {
		return Restored{}, err
	}
	path := filepath.Join(data, unfinished)
	if err := errors.Join(sweep(path), fetch(from, path)); err != nil {
		return Restored{}, err
	}
	r, err := prepare(ctx, path, data, second)
	if err != nil {
		return Restored{}, errors.Join(err, sweep(path))
	}
	// From here on the restore is decided: whoever comes next finishes it.
	if err := errors.Join(os.Rename(path, filepath.Join(data, restoring)), disk.Sync(data)); err != nil {
		return Restored{}, fmt.Errorf("put the copy in place: %w", err)
	}
	if r.Aside, err = Settle(data); err != nil {
		return Restored{}, err
	}
	return r, second.write(secondPlace{r.installation, r.Generation})
}

// Unsettled refuses to work on a database that a restore is about to replace.
func Unsettled(data string) error {
	if _, err := os.Lstat(filepath.Join(data, restoring)); err != nil {
		return nil // there is none, or nothing can be opened here at all
	}
	return &rental.Error{
		Code: rental.CodeUnavailable, Reason: "restore_unfinished", Field: "data", Message: "a restore in " + data + " was broken off before its last step",
		Hint: "start central: it finishes the restore; or restore another backup",
	}
}

// Settle finishes a restore that was broken off, and tells where the database is that
// was in use. Without one it does nothing.
func Settle(data string) (aside string, err error) {
	next := filepath.Join(data, restoring)
	info, err := os.Lstat(next)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for a restore that was broken off: %w", err)
	}
	// The same name whenever it is tried again.
	name := store.Path(data) + ".before-" + info.ModTime().UTC().Format("20060102T150405Z")
	for _, end := range sidecars {
		err := os.Rename(store.Path(data)+end, name+end)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("keep the database that was in use: %w", err)
		}
	}
	if _, err := os.Lstat(name); err == nil {
		aside = name
	}
	if err := errors.Join(os.Rename(next, store.Path(data)), disk.Sync(data)); err != nil {
		return aside, fmt.Errorf("put the copy in place: %w", err)
	}
	return aside, nil
}

// sweep removes what an earlier try left.
func sweep(path string) error {
	for _, end := range sidecars {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove what an earlier restore left: %w", err)
		}
	}
	return nil
}

// fetch copies a database to path, with its write-ahead log where somebody copied
// the files of a running one.
func fetch(from, path string) error {
	info, err := os.Stat(from)
	if err != nil || !info.Mode().IsRegular() {
		return &rental.Error{
			Code: rental.CodeNotFound, Reason: "no_backup", Field: "from", Message: "there is no backup at " + from, Hint: "give the file that rms-central backup wrote",
		}
	}
	for _, end := range []string{"-wal", ""} {
		err := fetchFile(from+end, path+end)
		if err != nil && (end == "" || !errors.Is(err, fs.ErrNotExist)) {
			return fmt.Errorf("read the backup %s: %w", from+end, err)
		}
	}
	return nil
}

func fetchFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// prepare checks the copy at path and makes it the next incarnation, as a single file
// on the disk.
func prepare(ctx context.Context, path, data string, second SecondPlace) (r Restored, err error) {
	known, there, err := second.read()
	if err != nil {
		return r, err
	}
	db, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return r, notUsable(err)
	}
	if err := db.SQL().IntegrityCheck(ctx); err != nil {
		return r, errors.Join(notUsable(err), db.Close())
	}
	here, err := read(ctx, db)
	if err == nil && there && here.Installation != known.Installation {
		err = otherCompany("the backup")
	}
	if err == nil {
		r, err = renew(ctx, db, known.Generation)
	}
	if err == nil {
		_, err = db.SQL().Checkpoint(ctx)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return r, err
	}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return r, fmt.Errorf("make the copy one file: %w", err)
		}
	}
	return r, disk.Sync(path)
}

func notUsable(err error) error {
	return &rental.Error{
		Code: rental.CodeInvalid, Reason: "backup_unusable", Field: "from", Message: "this backup cannot be used: " + err.Error(), Hint: "take another one; nothing was changed",
	}
}

// renew makes a database a new incarnation that everybody has to log in to again.
func renew(ctx context.Context, db *store.DB, least uint64) (r Restored, err error) {
	id, err := uuid.NewV7()
	if err != nil {
		return r, fmt.Errorf("mint an incarnation: %w", err)
	}
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		here, err := generationOf(ctx, tx)
		if err != nil {
			return err
		}
		r.installation, r.Generation = here.Installation, max(here.Generation, least)+1
		if r.LastFact, err = tx.Head(ctx, store.HeadFact); err != nil {
			return err
		}
		return errors.Join(
			tx.SetMeta(ctx, store.MetaIncarnation, id.String()),
			tx.SetMeta(ctx, store.MetaGeneration, strconv.FormatUint(r.Generation, 10)),
			copies.EndSessions(ctx, tx),
		)
	})
	if err != nil {
		return r, fmt.Errorf("make the database a new incarnation: %w", err)
	}
	return r, nil
}

// TakeAsItIs goes on from a state that somebody else put in place, such as a machine
// that was set back: as a new incarnation. The database must be there.
func TakeAsItIs(ctx context.Context, data string, second SecondPlace) (r Restored, err error) {
	if _, err := Settle(data); err != nil {
		return r, err
	}
	known, ok, err := second.read()
	if err != nil {
		return r, err
	}
	db, err := store.Open(ctx, store.Options{Path: store.Path(data)})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	here, err := read(ctx, db)
	switch {
	case err != nil:
		return r, err
	case here.Installation == "":
		return r, &rental.Error{Code: rental.CodeInvalid, Reason: "database_unused", Field: "data", Message: "the database in " + data + " was never in use", Hint: "check --data"}
	case ok && known.Installation != here.Installation:
		return r, otherCompany(store.Path(data))
	}
	if r, err = renew(ctx, db, known.Generation); err != nil {
		return r, err
	}
	return r, second.write(secondPlace{r.installation, r.Generation})
}
