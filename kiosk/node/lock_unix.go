//go:build unix

package node

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks f for this process or says errHeld.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errHeld
	}
	return err
}
