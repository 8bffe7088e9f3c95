package node

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks f for this process or says errHeld. What is locked lies behind the pid, so that others can read it.
func tryLock(f *os.File) error {
	behind := windows.Overlapped{Offset: 1 << 20}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &behind)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}
