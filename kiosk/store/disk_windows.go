package store

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// FreeBytes is what the data directory's disk has left for this process.
func (s *Store) FreeBytes() (int64, error) {
	dir, err := windows.UTF16PtrFromString(s.dir)
	if err != nil {
		return 0, fmt.Errorf("measure the disk: %w", err)
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(dir, &free, nil, nil); err != nil {
		return 0, fmt.Errorf("measure the disk: %w", err)
	}
	return int64(free), nil
}
