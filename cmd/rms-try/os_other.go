//go:build !linux

package main

import (
	"os"
	"syscall"
)

// Elsewhere the program is for trying things out only: children share its group,
// the data directory is not locked, and keys need Enter.

func ownGroup() *syscall.SysProcAttr { return nil }

func lock(string) (unlock func(), err error) { return func() {}, nil }

func singleKeys(*os.File) (restore func()) { return func() {} }
