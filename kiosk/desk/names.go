package desk

import (
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/session"
)

// The desk speaks in cards and works on a session; their parts are named so often here that they go without the package.
type (
	// Answer is what the desk says to one gesture.
	Answer = card.Answer
	// Desk is the desk as the screen shows it.
	Desk = card.Desk
	// Order is an order with its live counts.
	Order = card.Order

	person   = session.Person
	work     = session.Work
	draft    = session.Draft
	question = session.Question
	grant    = session.Grant
	done     = session.Done
)

func ptr[T any](v T) *T { return &v }
