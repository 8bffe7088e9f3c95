package syncer_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://127.0.0.1:7400": "", "http://localhost:7400/": "", "http://[::1]:7400": "", "https://central.example": "",
		"http://central.example": "plain_http", "http://10.0.0.1:7400": "plain_http",
		"central:7400": "bad_central_url", "": "bad_central_url", "ftp://x": "bad_central_url", "http://": "bad_central_url", "://": "bad_central_url",
	} {
		_, err := syncer.NewHTTP(syncer.HTTPConfig{URL: url, Now: time.Now})
		if got := rental.ReasonOf(err); got != want {
			t.Errorf("%q: got %q (%v), want %q", url, got, err, want)
		}
	}
}

// memory keeps an enrolment.
type enrolments struct {
	got []syncproto.EnrolReply
	err error
}

func (e *enrolments) Enrol(_ context.Context, r syncproto.EnrolReply) error {
	if e.err == nil {
		e.got = append(e.got, r)
	}
	return e.err
}

func enrol(t *testing.T, cfg syncer.HTTPConfig, into syncer.Enroller) error {
	t.Helper()
	tr, err := syncer.NewHTTP(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	_, err = syncer.Enrol(t.Context(), tr, into, syncer.Enrolment{Code: "CODE-1", Name: "Dock 1", Public: make([]byte, 32)})
	return err
}

func TestEnrol(t *testing.T) {
	t.Parallel()
	good := syncproto.EnrolReply{KioskID: kioskID, Epoch: testEpoch, SiteID: "site", NumberPrefix: "K3"}
	for name, tt := range map[string]struct {
		reply func() (any, error)
		store error
		want  string
	}{
		"good":          {reply: func() (any, error) { return good, nil }},
		"used code":     {reply: func() (any, error) { return nil, &rental.Error{Code: rental.CodeForbidden, Reason: "code_used"} }, want: "code_used"},
		"empty":         {reply: func() (any, error) { return map[string]string{}, nil }, want: "bad_reply"},
		"bad id":        {reply: func() (any, error) { bad := good; bad.KioskID = "x"; return bad, nil }, want: "bad_reply"},
		"store refuses": {reply: func() (any, error) { return good, nil }, store: &rental.Error{Code: rental.CodeConflict, Reason: "already_enrolled"}, want: "already_enrolled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				var req syncproto.EnrolRequest
				if err := decode(r, &req); err != nil || r.URL.Path != "/v1/sync/enrol" || req.Code != "CODE-1" || len(req.PublicKey) != 32 {
					t.Errorf("%s got %+v (%v)", r.URL.Path, req, err)
				}
				reply, err := tt.reply()
				answer(w, r, reply, err)
			}))
			defer srv.Close()
			kept := &enrolments{err: tt.store}
			err := enrol(t, syncer.HTTPConfig{URL: srv.URL, Now: time.Now}, kept)
			if got := rental.ReasonOf(err); got != tt.want || (err == nil) != (len(kept.got) == 1) {
				t.Errorf("got %v, kept %v; want %q", err, kept.got, tt.want)
			}
		})
	}
}

func TestEnrolWithoutCentral(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(nil)
	srv.Close()
	err := enrol(t, syncer.HTTPConfig{URL: srv.URL, Now: time.Now}, &enrolments{})
	var e *rental.Error
	if !errors.As(err, &e) || e.Reason != "unreachable" || e.Hint == "" {
		t.Errorf("got %v, want unreachable with a hint", err)
	}
}

func TestPins(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer(w, r, syncproto.EnrolReply{KioskID: kioskID, Epoch: testEpoch, SiteID: "site", NumberPrefix: "K3"}, nil)
	}))
	srv.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	srv.Config.ErrorLog = nil
	srv.StartTLS()
	defer srv.Close()
	sum := sha256.Sum256(srv.Certificate().RawSubjectPublicKeyInfo)
	pin := hex.EncodeToString(sum[:])
	for name, tt := range map[string]struct {
		pins []string
		now  time.Time
		want string
	}{
		"right pin":              {[]string{pin}, time.Now(), ""},
		"one of two":             {[]string{"00", pin}, time.Now(), ""},
		"right pin, dead clock":  {[]string{pin}, time.Unix(0, 0), ""},
		"another key":            {[]string{"00"}, time.Now(), "wrong_central_key"},
		"no pin, unknown issuer": {nil, time.Now(), "unreachable"},
	} {
		err := enrol(t, syncer.HTTPConfig{URL: srv.URL, Pins: tt.pins, Now: func() time.Time { return tt.now }}, &enrolments{})
		if got := rental.ReasonOf(err); got != tt.want {
			t.Errorf("%s: got %q (%v), want %q", name, got, err, tt.want)
		}
	}
}
