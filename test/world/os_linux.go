package world

import "syscall"

// ownGroup keeps the terminal's Ctrl-C from the programs, and ends them when
// this process dies without a chance to do so.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
