package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"rms/syncproto/rental"
)

// lockFile holds the pid of the process that has the directory.
const lockFile = "lock"

// errHeld is what tryLock says of a file that another process holds.
var errHeld = errors.New("held by another process")

// lock takes the data directory for this process. The operating system gives it back when the process ends, however it
// ends; the file stays.
func lock(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &rental.Error{
			Code: rental.CodeUnavailable, Reason: "data_unwritable", Message: "the lock of the data directory cannot be opened: " + err.Error(),
			Hint: "give this user the right to write to it and to all in " + dir + ", or choose another directory with -data",
		}
	}
	if err := tryLock(f); err != nil {
		owner, _ := os.ReadFile(f.Name()) // it only makes the message better
		_ = f.Close()                     // nothing was written
		if errors.Is(err, errHeld) {
			return nil, heldBy(dir, strings.TrimSpace(string(owner)))
		}
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := f.Truncate(0); err != nil {
		return nil, errors.Join(fmt.Errorf("write the lock: %w", err), f.Close())
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return nil, errors.Join(fmt.Errorf("write the lock: %w", err), f.Close())
	}
	return f, nil
}

func heldBy(dir, pid string) error {
	owner := "another process"
	if pid != "" {
		owner = "process " + pid
	}
	return &rental.Error{
		Code: rental.CodeConflict, Reason: "data_in_use", Message: dir + " is in use by " + owner,
		Hint: "use that kiosk, stop it, or give another directory with -data",
	}
}
