//go:build !windows

package disk

import (
	"errors"
	"fmt"
	"os"
)

// Sync waits until the disk has the file, or a directory's list of names.
func Sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}
