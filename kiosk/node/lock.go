package node

import (
	"errors"
	"path/filepath"

	"rms/internal/lockfile"
	"rms/syncproto/rental"
)

// lockFile holds the pid of the process that has the directory.
const lockFile = "lock"

// lock takes the data directory for this process.
func lock(dir string) (*lockfile.Lock, error) {
	path := filepath.Join(dir, lockFile)
	l, err := lockfile.Take(path)
	switch {
	case errors.Is(err, lockfile.ErrTaken):
		return nil, &rental.Error{
			Code: rental.CodeConflict, Reason: "data_in_use", Message: dir + " is in use by " + lockfile.Owner(path),
			Hint: "use that kiosk, stop it, or give another directory with -data",
		}
	case err != nil:
		return nil, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "data_unwritable", Message: "the lock of the data directory cannot be opened: " + err.Error(),
			Hint: "give this user the right to write to it and to all in " + dir + ", or choose another directory with -data",
		}
	}
	return l, nil
}
