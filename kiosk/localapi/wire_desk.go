package localapi

import "rms/kiosk/desk"

// What the desk says and shows is written once, in package desk, which keeps its answers as this very JSON.
type (
	// Text is a sentence for a person.
	Text = desk.Text
	// Step is something to do next.
	Step = desk.Step
	// Ask is an open question.
	Ask = desk.Ask
	// Ring is progress on the order or batch at hand.
	Ring = desk.Ring
	// Subject is what an answer is about.
	Subject = desk.Subject
	// Answer is what the desk says to one gesture.
	Answer = desk.Answer
	// Desk is the state of the desk.
	Desk = desk.Desk
	// PlaceRef is a place with its code.
	PlaceRef = desk.PlaceRef
	// JobRef is a job with its company.
	JobRef = desk.JobRef
	// LineView is a line of an order with its live counts.
	LineView = desk.LineView
	// Order is a RentAction as the kiosk knows it.
	Order = desk.Order
	// Units are the summed counts of an order.
	Units = desk.Units
)
