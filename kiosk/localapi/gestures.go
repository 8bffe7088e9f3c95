package localapi

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/google/uuid"

	"rms/kiosk/desk"
	"rms/syncproto/rental"
)

// gestureID checks an id that the page minted.
func gestureID(id string) (rental.ItemID, error) {
	u, err := uuid.Parse(id)
	if err != nil || u.String() != id || u.Version() != 7 {
		return "", &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_id", Field: "id", Message: "the id must be a lower-case UUID of version 7",
			Hint: "mint one for every gesture, and keep it over retries",
		}
	}
	return rental.ItemID(id), nil
}

func (s *Server) postScan(ctx context.Context, in ScanRequest) (Answer, error) {
	id, err := gestureID(in.ID)
	if err != nil {
		return Answer{}, err
	}
	raw, err := rawOf(in)
	if err != nil {
		return Answer{}, err
	}
	done := s.stats.start()
	a, err := s.cfg.Desk.Scan(ctx, desk.Scan{ID: id, Raw: raw, Source: in.Source})
	if err == nil {
		done(a)
	}
	return a, err
}

// rawOf is what was read, as bytes.
func rawOf(in ScanRequest) ([]byte, error) {
	if (in.Raw == "") == (in.RawB64 == "") {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "no_raw", Field: "raw", Message: "exactly one of raw and raw_b64 must say what was read",
			Hint: "send text as raw, bytes that are no UTF-8 as raw_b64",
		}
	}
	if in.Raw != "" {
		return []byte(in.Raw), nil
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(in.RawB64)
	if err != nil {
		return nil, &rental.Error{
			Code: rental.CodeInvalid, Reason: "bad_base64", Field: "raw_b64", Message: "raw_b64 is no padded standard base64",
			Hint: "encode the bytes as RFC 4648, section 4",
		}
	}
	return raw, nil
}

func (s *Server) postTap(ctx context.Context, in TapRequest) (Answer, error) {
	id, err := gestureID(in.ID)
	if err != nil {
		return Answer{}, err
	}
	return s.cfg.Desk.Tap(ctx, desk.Tap{ID: id, Verb: in.Verb, Value: in.Value})
}

func (s *Server) postAnswer(ctx context.Context, in AnswerRequest) (Answer, error) {
	id, err := gestureID(in.ID)
	if err != nil {
		return Answer{}, err
	}
	return s.cfg.Desk.Reply(ctx, desk.Reply{ID: id, AskID: in.AskID, Value: in.Value, Badge: in.Badge})
}

func (s *Server) getDesk(ctx context.Context, _ *struct{}) (Desk, error) { return s.cfg.Desk.Desk(ctx) }

// contentOf is what a request says beside its id, to tell a retry from another request under the same id.
func contentOf(path string, in any) (string, error) {
	body, err := json.Marshal(in)
	return path + " " + string(body), err
}
