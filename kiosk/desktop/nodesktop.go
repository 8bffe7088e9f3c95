//go:build !(desktop || dev || bindings)

package desktop

import "rms/kiosk/node"

// Window is nil: this program was built without a window, and node says so.
var Window node.Window
