package syncapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"rms/syncproto/rental"
)

// zipAbove is the size in bytes from which an answer is worth compressing.
const zipAbove = 1 << 10

func bearer(r *http.Request) (string, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", &rental.Error{
			Code: rental.CodeUnauthenticated, Reason: "session_missing", Message: "this needs a session: Authorization: Bearer TOKEN",
			Hint: "ask for a challenge and open a session",
		}
	}
	return token, nil
}

// decode reads one JSON message of at most limit bytes after decompression.
// Unknown fields are ignored: a newer kiosk may send some.
func decode(w http.ResponseWriter, r *http.Request, limit int64, into any) error {
	// What is sent compressed is smaller than what it holds, or it is no use.
	body := io.Reader(http.MaxBytesReader(w, r.Body, limit))
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip":
		zip, err := gzip.NewReader(body)
		if err != nil {
			return notRead(limit, err)
		}
		body = zip
	default:
		return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_encoding", Message: "the body must be plain or gzip", Field: "Content-Encoding"}
	}
	raw, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return notRead(limit, err)
	}
	if int64(len(raw)) > limit {
		return tooLarge(limit)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return badJSON(err)
	}
	return nil
}

func notRead(limit int64, err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(limit)
	}
	return &rental.Error{Code: rental.CodeInvalid, Reason: "bad_body", Message: "the body could not be read: " + err.Error(), Hint: "send it again"}
}

func tooLarge(limit int64) error {
	return &rental.Error{
		Code: rental.CodeTooLarge, Reason: "body_too_large", Message: fmt.Sprintf("the body is larger than %d bytes", limit), Hint: "send half of it",
	}
}

func badJSON(err error) error {
	var known *rental.Error
	if errors.As(err, &known) {
		return known
	}
	e := &rental.Error{Code: rental.CodeInvalid, Reason: "bad_json", Message: "the body is not the JSON of this message: " + err.Error()}
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		e.Field = typed.Field
	}
	return e
}

func zipTaken(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// encode answers with JSON.
func encode(w http.ResponseWriter, r *http.Request, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Encoding")
	if len(raw) <= zipAbove || !zipTaken(r) {
		return send(w, raw)
	}
	var buf bytes.Buffer
	zip, err := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := zip.Write(raw); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	w.Header().Set("Content-Encoding", "gzip")
	return send(w, buf.Bytes())
}

// sendZipped answers with NDJSON that is compressed already.
func sendZipped(w http.ResponseWriter, r *http.Request, zipped []byte) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Encoding")
	if zipTaken(r) {
		w.Header().Set("Content-Encoding", "gzip")
		return send(w, zipped)
	}
	zip, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return fmt.Errorf("open a part: %w", err)
	}
	raw, err := io.ReadAll(zip)
	if err != nil {
		return fmt.Errorf("open a part: %w", err)
	}
	return send(w, raw)
}

// errGone marks an answer that the peer did not take: the answer has begun, so
// nobody can be told.
var errGone = errors.New("the peer did not take the answer")

func send(w http.ResponseWriter, raw []byte) error {
	if _, err := w.Write(raw); err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return nil
}
