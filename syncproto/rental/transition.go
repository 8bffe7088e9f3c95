package rental

import "slices"

// Transition is one move of a state machine: By is what causes it.
type Transition[S ~string] struct {
	From, To S
	By       string
}

// assetTransitions is the whole machine of an Asset.
var assetTransitions = []Transition[AssetStatus]{
	{Available, Reserved, "pack"},
	{Reserved, Available, "unpack"},
	{Available, Deployed, "check_out"},
	{Reserved, Deployed, "check_out"},
	{Maintenance, Deployed, "check_out (flag left_maintenance)"},
	{Missing, Deployed, "check_out (flag found)"},
	{Deployed, Available, "check_in"},
	{Recalled, Available, "check_in"},
	{Missing, Available, "check_in"},
	{Deployed, Maintenance, "check_in (inspection or unsafe damage)"},
	{Recalled, Maintenance, "check_in (inspection or unsafe damage)"},
	{Missing, Maintenance, "check_in (inspection or unsafe damage)"},
	{Available, Maintenance, "to_maintenance"},
	{Reserved, Maintenance, "to_maintenance"},
	{Missing, Maintenance, "to_maintenance"},
	{Maintenance, Available, "return_to_pool"},
	{Available, Missing, "declare_lost"},
	{Reserved, Missing, "declare_lost"},
	{Deployed, Missing, "declare_lost"},
	{Recalled, Missing, "declare_lost"},
	{Deployed, Recalled, "recall"},
	{Recalled, Deployed, "recall cancelled"},
	{Recalled, Deployed, "exception_answer (give_to_second)"},
	{Deployed, Retired, "write_off"},
	{Recalled, Retired, "write_off"},
	{Missing, Retired, "write_off"},
	{Maintenance, Retired, "write_off"},
	{Available, Retired, "write_off"},
}

// orderTransitions is the whole machine of a RentAction.
var orderTransitions = []Transition[OrderStatus]{
	{Draft, Pending, "submit"},
	{Pending, Approved, "approve"},
	{Pending, Rejected, "reject"},
	{Draft, Cancelled, "cancel (nothing out)"},
	{Pending, Cancelled, "cancel (nothing out)"},
	{Approved, Cancelled, "cancel (nothing out)"},
	{Approved, Fulfilled, "every line has left"},
	{Fulfilled, Closed, "no allocation is open"},
	{Fulfilled, Approved, "undo of a check_out"},
	{Closed, Fulfilled, "undo of a check_in"},
}

// AssetTransitions lists every move between the states of an Asset. An undo
// besides goes back to where the undone fact began.
func AssetTransitions() []Transition[AssetStatus] { return slices.Clone(assetTransitions) }

// OrderTransitions lists every move between the states of a RentAction.
func OrderTransitions() []Transition[OrderStatus] { return slices.Clone(orderTransitions) }

// OrderTransitionOf returns the move from one state to another, if there is one.
func OrderTransitionOf(from, to OrderStatus) (Transition[OrderStatus], bool) {
	return transitionOf(orderTransitions, from, to)
}

// AssetTransitionOf returns the first move from one state to another, if there is one.
func AssetTransitionOf(from, to AssetStatus) (Transition[AssetStatus], bool) {
	return transitionOf(assetTransitions, from, to)
}

func transitionOf[S ~string](table []Transition[S], from, to S) (Transition[S], bool) {
	i := slices.IndexFunc(table, func(t Transition[S]) bool { return t.From == from && t.To == to })
	if i < 0 {
		return Transition[S]{}, false
	}
	return table[i], true
}
