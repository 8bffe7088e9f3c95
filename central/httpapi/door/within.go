package door

import (
	"errors"

	"rms/syncproto/rental"
)

// AsRental is the error in err's chain that says what to do next; none for others.
func AsRental(err error) rental.Error {
	var e *rental.Error
	if errors.As(err, &e) {
		return *e
	}
	return rental.Error{}
}

// Within says in which member of a list the field of an error lies.
func Within(err error, member string) error {
	var e *rental.Error
	if !errors.As(err, &e) {
		return err
	}
	inner := *e
	inner.Field = member + "." + e.Field
	return &inner
}
