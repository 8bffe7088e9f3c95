package localapi

import "rms/kiosk/desk/card"

// What the desk says and shows is written once, in package card of the desk, which keeps its answers as this very JSON.
type (
	// Text is a sentence for a person.
	Text = card.Text
	// Step is something to do next.
	Step = card.Step
	// Ask is an open question.
	Ask = card.Ask
	// Ring is progress on the order or batch at hand.
	Ring = card.Ring
	// Subject is what an answer is about.
	Subject = card.Subject
	// Answer is what the desk says to one gesture.
	Answer = card.Answer
	// Desk is the state of the desk.
	Desk = card.Desk
	// PlaceRef is a place with its code.
	PlaceRef = card.PlaceRef
	// JobRef is a job with its company.
	JobRef = card.JobRef
	// LineView is a line of an order with its live counts.
	LineView = card.LineView
	// Order is a RentAction as the kiosk knows it.
	Order = card.Order
	// Units are the summed counts of an order.
	Units = card.Units
)
