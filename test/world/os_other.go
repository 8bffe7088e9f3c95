//go:build !linux

package world

import "syscall"

func ownGroup() *syscall.SysProcAttr { return nil }
