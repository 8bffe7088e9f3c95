// Command rms-try is what `make run` starts once the programs are built: central
// with the demo company, one enrolled kiosk, and between them a network that the
// key o cuts and restores. It is a person's first minute with the product, run
// on the two true programs.
//
// It imports nothing of this module: it knows the programs by their command
// lines, which contract.go lists. Data is under one directory and is kept: the
// second start only starts. Steps that can break off half-way (the demo company,
// the enrolment) are made beside their place and moved there when done.
//
// Children run in process groups of their own, so that Ctrl-C reaches this
// program alone; it ends them in order (kiosk, central, network), by their ids,
// and awaits each.
package main
