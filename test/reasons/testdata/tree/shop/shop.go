package shop

const reasonConstant = "by_constant"

func literal(name string) error {
	return &rental.Error{Code: rental.CodeNotFound, Reason: "by_literal", Message: "there is no " + name + " here", Hint: "look again"}
}

func constant(a, b string) error {
	return &rental.Error{Code: rental.CodeConflict, Reason: reasonConstant, Message: fmt.Sprintf("the constant %q of %d", a, b)}
}

func forbid(reason, hint string) error {
	return &rental.Error{Code: rental.CodeForbidden, Reason: reason, Message: "not " + reason + " here", Hint: hint}
}

func calls() {
	forbid("by_helper", "ask")
	forbid("by_helper", "beg")
	forbid("by_family_"+state, "ask")
	forbid[T]("by_type", "ask")
	forbid("what a person wrote", "ask")
	bad := func(reason, message, hint string) error {
		return &rental.Error{Code: rental.CodeInvalid, Reason: reason, Message: message, Hint: hint}
	}
	bad("by_closure", "the closure", "open it")
}
