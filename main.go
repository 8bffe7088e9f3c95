// rms-kiosk is the kiosk at the dock door. This file is all of main: what runs is put together in kiosk/node.
package main

import (
	"os"

	"rms/kiosk/desktop"
	"rms/kiosk/node"
)

func main() {
	os.Exit(node.Main(os.Args[1:], os.Stdout, os.Stderr, desktop.Window))
}
