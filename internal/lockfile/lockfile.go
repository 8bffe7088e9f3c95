// Package lockfile lets one process at a time have a data directory.
//
// The lock is the operating system's and ends with the process, however it ends:
// a file that is left behind locks nothing. It holds the id of the process that
// has it, or had it last, for people. A Lock belongs to one owner.
package lockfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrTaken means that another process has the lock.
var ErrTaken = errors.New("another process has this directory")

// Lock is held until Release, or the end of the process.
type Lock struct {
	file *os.File
}

// Take locks the file at path, which is made when it is not there. It does not
// wait: a lock that is taken is ErrTaken.
func Take(path string) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	if err := lock(file); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", filepath.Dir(path), err), file.Close())
	}
	// For people alone: the lock holds on a full disk, too.
	if file.Truncate(0) == nil {
		_, _ = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return &Lock{file}, nil
}

// Owner names the process that has the lock at path, as "process 4711", or as
// another one where it cannot be read.
func Owner(path string) string {
	raw, err := os.ReadFile(path)
	if pid := strings.TrimSpace(string(raw)); err == nil && pid != "" {
		return "process " + pid
	}
	return "another process" // it only makes a message better
}

// Release gives the lock back. The file stays: removing it would let two
// processes lock two files of one name.
func (l *Lock) Release() error {
	if l == nil {
		return nil
	}
	return errors.Join(unlock(l.file), l.file.Close())
}
