//go:build !windows

package store

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// FreeBytes is what the data directory's disk has left for this process.
func (s *Store) FreeBytes() (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(s.dir, &st); err != nil {
		return 0, fmt.Errorf("measure the disk: %w", err)
	}
	return int64(st.Bavail) * int64(st.Bsize), nil //nolint:unconvert // the types differ between systems
}
