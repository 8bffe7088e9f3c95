package ledger_test

import (
	"errors"
	"testing"

	"rms/syncproto"
	"rms/syncproto/rental"
)

// TestACodeIsForAPlaceOfItsSite refuses a place for what comes back that is not
// at the dock's site; without one it is the site.
func TestACodeIsForAPlaceOfItsSite(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.company(0)
	hall := rental.PlaceID(id("hall", 1))
	b.seed(rental.Place{ID: hall, Code: "CUST", Name: "Messe Nord", Kind: rental.PlaceCustomer})
	for _, place := range []rental.PlaceID{hall, rental.PlaceID(london)} {
		c := enrolment("elsewhere")
		c.ReturnsPlaceID = place
		if err := b.l.NewEnrolmentCode(t.Context(), system, c); !errors.Is(err, &rental.Error{Code: rental.CodeInvalid, Reason: "other_site"}) {
			t.Errorf("a code for Berlin with returns at %s: %v", place, err)
		}
	}
	for name, want := range map[string]struct{ asked, got rental.PlaceID }{
		"none":     {"", rental.PlaceID(berlin)},
		"the site": {rental.PlaceID(berlin), rental.PlaceID(berlin)},
		"a shelf":  {returns, returns},
	} {
		c := enrolment(name)
		c.ReturnsPlaceID = want.asked
		if err := b.l.NewEnrolmentCode(t.Context(), system, c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		key := make([]byte, 32)
		copy(key, name)
		reply, err := b.l.Enrol(t.Context(), start, name, syncproto.EnrolRequest{Proto: 1, PublicKey: key, Name: name})
		if err != nil || reply.ReturnsPlaceID != want.got {
			t.Errorf("%s: what comes back is at %q, want %q (%v)", name, reply.ReturnsPlaceID, want.got, err)
		}
	}
}
