// Package disk makes files and their names durable.
//
// Invariants. When Replace returns nil the whole file is on the disk under its
// name; before that, and after an error, the name leads to what it led to. Both
// functions may be called from any goroutine.
package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Replace writes a file whole or not at all, readable by this user alone. An error
// names the file; it is one of package os.
func Replace(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(path), err), os.Remove(f.Name()))
	}
	return Sync(filepath.Dir(path))
}
