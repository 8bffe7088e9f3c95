package problem

import (
	"net/http"

	"rms/syncproto/rental"
)

// ReasonUpgrade is the reason of an error that has a status of its own: the
// kiosk's program is too old for central (426).
const ReasonUpgrade = "upgrade_required"

// ReasonWrongMethod is the reason of an error that has a status of its own: there
// is something at the path, and it takes other methods (405).
const ReasonWrongMethod = "wrong_method"

// The reasons whose status is 410: what the kiosk held on to is not there any
// more, and it starts over.
const (
	// ReasonResync: the cursor is below the feed's floor or above its head.
	ReasonResync = "resync"
	// ReasonSnapshotGone: a snapshot's parts are not kept any more.
	ReasonSnapshotGone = "snapshot_gone"
)

// row binds a code to its status. A row with a Reason stands for that reason
// alone and goes before the code's general row, in both directions.
type row struct {
	Code   rental.Code
	Reason string
	Status int
}

func table() []row {
	return []row{
		{rental.CodePreconditionFailed, ReasonUpgrade, http.StatusUpgradeRequired},
		{rental.CodePreconditionFailed, ReasonResync, http.StatusGone},
		{rental.CodePreconditionFailed, ReasonSnapshotGone, http.StatusGone},
		{rental.CodeInvalid, ReasonWrongMethod, http.StatusMethodNotAllowed},
		{rental.CodeInvalid, "", http.StatusBadRequest},
		{rental.CodeNotFound, "", http.StatusNotFound},
		{rental.CodeConflict, "", http.StatusConflict},
		{rental.CodePreconditionFailed, "", http.StatusPreconditionFailed},
		{rental.CodeUnauthenticated, "", http.StatusUnauthorized},
		{rental.CodeForbidden, "", http.StatusForbidden},
		{rental.CodeUnavailable, "", http.StatusServiceUnavailable},
		{rental.CodeRateLimited, "", http.StatusTooManyRequests},
		{rental.CodeTooLarge, "", http.StatusRequestEntityTooLarge},
		{rental.CodeInternal, "", http.StatusInternalServerError},
	}
}

// Status returns the HTTP status of err; 500 for an error that is no
// rental.Error, and 200 for nil.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	code, reason := rental.CodeOf(err), rental.ReasonOf(err)
	for _, r := range table() {
		if r.Code == code && (r.Reason == "" || r.Reason == reason) {
			return r.Status
		}
	}
	return http.StatusInternalServerError
}

// CodeFor returns the code of a status. A status that the table does not name
// (a proxy's, a framework's 405 or 422) gets the nearest code of its class.
func CodeFor(status int) rental.Code {
	for _, r := range table() {
		if r.Status == status {
			return r.Code
		}
	}
	switch {
	case status == http.StatusBadGateway, status == http.StatusGatewayTimeout:
		return rental.CodeUnavailable
	case status >= 400 && status < 500:
		return rental.CodeInvalid
	default:
		return rental.CodeInternal
	}
}
