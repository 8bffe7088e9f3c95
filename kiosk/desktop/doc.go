// Package desktop is the kiosk's window: the page of localapi in a WebKit view.
//
// Invariants. The page speaks HTTP to the same handler as in headless mode; there
// are no other calls between the two. A page that was heard of once and then
// falls silent ends the program with an error, so that whoever started it starts
// it again: a dead web process leaves its last picture standing, and a dock that
// looks alive and is not is worse than one that starts anew. Without the build tag
// of the window the package holds no window and needs no library of one.
//
// Concurrency. Run is called once, on the main goroutine.
package desktop
