package disk

import (
	"errors"
	"fmt"
	"os"
)

// Sync waits until the disk has the file. Windows has no such wait for a
// directory; its journal keeps the names.
func Sync(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if info.IsDir() {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}
