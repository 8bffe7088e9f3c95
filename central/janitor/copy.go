package janitor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rms/central/store"
	"rms/central/store/copies"
	"rms/syncproto/rental"
)

// Target is where a copy goes.
type Target struct {
	Path    string // of the file; it must not exist
	Dir     string // of the file
	OffHost bool   // it lies on a disk that is not in this machine
}

// TargetIn is a new file in to, or to itself where it is no directory. It is off the
// host where it lies in one of the directories that are declared so.
func TargetIn(to string, offHost []string, now time.Time) (Target, error) {
	path, err := filepath.Abs(to)
	if err != nil {
		return Target{}, fmt.Errorf("back up to %s: %w", to, err)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "central-"+now.UTC().Format("20060102T150405Z")+".db")
	}
	t := Target{Path: path, Dir: filepath.Dir(path)}
	dir, err := filepath.EvalSymlinks(t.Dir)
	if err != nil {
		return Target{}, &rental.Error{
			Code: rental.CodeInvalid, Reason: "no_directory", Field: "to", Message: "there is no directory " + t.Dir, Hint: "make it, or mount the disk that holds it",
		}
	}
	for _, root := range offHost {
		root, err := filepath.EvalSymlinks(root)
		if err != nil {
			continue // it is not mounted, so nothing can lie in it
		}
		if root, err = filepath.Abs(root); err != nil {
			return Target{}, fmt.Errorf("find the directory %s: %w", root, err)
		}
		rel, err := filepath.Rel(root, dir)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			t.OffHost = true
		}
	}
	return t, nil
}

// Copy writes a checked copy of the running database, and notes what it holds: what
// lies off the host is durable, and kiosks need not keep it for central's sake. The
// database then counts as newer than the copy.
func Copy(ctx context.Context, db *store.DB, second SecondPlace, to Target, now time.Time) (copies.Copy, error) {
	c := copies.Copy{Path: to.Path, OffHost: to.OffHost, CreatedAt: rental.Millis(now.UnixMilli())}
	// Read before the copy begins: whatever is there now is in it.
	var places []copies.Place
	err := db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if places, err = copies.Places(ctx, tx); err != nil {
			return err
		}
		c.LastFact, err = tx.Head(ctx, store.HeadFact)
		return err
	})
	if err != nil {
		return c, err
	}
	err = db.SQL().Backup(ctx, to.Path)
	if errors.Is(err, fs.ErrExist) {
		return c, &rental.Error{
			Code: rental.CodeConflict, Reason: "backup_exists", Field: "to", Message: to.Path + " is there already", Hint: "a backup replaces nothing: give another name, or a directory",
		}
	}
	if err != nil {
		return c, fmt.Errorf("make a copy of the database: %w", err)
	}
	info, err := os.Stat(to.Path)
	if err != nil {
		return c, fmt.Errorf("measure the copy: %w", err)
	}
	c.Bytes = info.Size()
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := copies.Add(ctx, tx, c); err != nil || !c.OffHost {
			return err
		}
		return copies.Raise(ctx, tx, places)
	})
	if err != nil {
		return c, fmt.Errorf("the copy %s is whole, but could not be noted: %w", to.Path, err)
	}
	return c, second.Next(ctx, db)
}
