package lockfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock locks what lies behind the process's id, so that others can read that.
func lock(file *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, &windows.Overlapped{Offset: 1 << 20})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrTaken
	}
	return err
}

// unlock has nothing to do: a child process does not get the file, and closing it
// ends the lock.
func unlock(*os.File) error { return nil }
