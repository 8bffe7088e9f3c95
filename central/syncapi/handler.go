package syncapi

import (
	"net/http"
	"strconv"
	"time"

	"rms/central/auth"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func (a *API) enrol(w http.ResponseWriter, r *http.Request) error {
	var req syncproto.EnrolRequest
	if err := decode(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := a.ledger.Enrol(r.Context(), a.millis(), auth.HashEnrolmentCode(req.Code), req)
	if err != nil {
		return err
	}
	reply.CentralSPKI = a.spki
	return encode(w, r, reply)
}

func (a *API) challenge(w http.ResponseWriter, r *http.Request) error {
	var req syncproto.ChallengeRequest
	if err := decode(w, r, smallBody, &req); err != nil {
		return err
	}
	nonce, err := a.kiosks.Challenge(req.KioskID, a.now())
	if err != nil {
		return err
	}
	return encode(w, r, syncproto.ChallengeReply{Nonce: nonce})
}

func (a *API) session(w http.ResponseWriter, r *http.Request) error {
	var req syncproto.SessionRequest
	if err := decode(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := a.kiosks.Session(r.Context(), req, a.now())
	if err != nil {
		return err
	}
	return encode(w, r, reply)
}

func (a *API) hello(w http.ResponseWriter, r *http.Request, k rental.Kiosk) error {
	var req syncproto.HelloRequest
	if err := decode(w, r, smallBody, &req); err != nil {
		return err
	}
	reply, err := a.ledger.Hello(r.Context(), k.ID, a.millis(), req)
	if err != nil {
		return err
	}
	if reply.Identity != nil {
		reply.Identity.CentralSPKI = a.spki
	}
	return encode(w, r, reply)
}

func (a *API) push(w http.ResponseWriter, r *http.Request, k rental.Kiosk) error {
	// Read first: a slow line must not hold a place in the house.
	var req syncproto.PushRequest
	if err := decode(w, r, syncproto.MaxPushBody, &req); err != nil {
		return err
	}
	leave, err := a.enter(r.Context(), k.ID)
	if err != nil {
		return err
	}
	defer leave()
	a.metrics.items.Observe(float64(len(req.Items)))
	reply, err := a.ledger.Push(r.Context(), k.ID, a.millis(), req)
	if err != nil {
		return err
	}
	return encode(w, r, reply)
}

func (a *API) changes(w http.ResponseWriter, r *http.Request, k rental.Kiosk) error {
	q := r.URL.Query()
	cursor, err := strconv.ParseUint(q.Get("cursor"), 10, 63)
	if err != nil {
		return invalid("cursor", "a whole number from 0")
	}
	var wait time.Duration
	if text := q.Get("wait"); text != "" {
		if wait, err = time.ParseDuration(text); err != nil || wait < 0 || wait > syncproto.MaxWait {
			return invalid("wait", "a time like 20s, at most "+syncproto.MaxWait.String())
		}
	}
	page, err := a.ledger.Changes(r.Context(), k.ID, cursor, wait)
	if err != nil {
		return err
	}
	return encode(w, r, page)
}

func (a *API) manifest(w http.ResponseWriter, r *http.Request, k rental.Kiosk) error {
	m, err := a.ledger.SnapshotManifest(r.Context(), k.ID, a.millis(), rental.Collection(r.PathValue("collection")))
	if err != nil {
		return err
	}
	return encode(w, r, m)
}

func (a *API) part(w http.ResponseWriter, r *http.Request, k rental.Kiosk) error {
	n, err := strconv.Atoi(r.PathValue("part"))
	if err != nil {
		return invalid("part", "a whole number from 0")
	}
	part, err := a.ledger.SnapshotPart(r.Context(), k.ID, a.millis(), rental.Collection(r.PathValue("collection")), r.URL.Query().Get("id"), n)
	if err != nil {
		return err
	}
	return sendZipped(w, r, part)
}

func (a *API) heartbeat(w http.ResponseWriter, r *http.Request, k rental.Kiosk) error {
	var req syncproto.Heartbeat
	if err := decode(w, r, smallBody, &req); err != nil {
		return err
	}
	if err := a.ledger.Heartbeat(r.Context(), k.ID, a.millis(), req); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func invalid(field, what string) error {
	return &rental.Error{Code: rental.CodeInvalid, Reason: "invalid", Field: field, Message: field + " must be " + what}
}
