package syncproto

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"rms/syncproto/rental"
)

// Item is one recorded gesture on the wire. Payload is sent as padded standard
// base64 and must not be re-serialised: its bytes are what is hashed.
type Item struct {
	Seq     uint64 `json:"seq"`
	Payload []byte `json:"payload"`
}

// Payload is what an item's bytes say. Body is kept raw: DecodeBody reads it.
type Payload struct {
	ID       rental.ItemID    `json:"id"`
	Kind     rental.Kind      `json:"kind"`
	Schema   int              `json:"schema"`
	Actor    Author           `json:"actor"`
	Subjects []rental.Subject `json:"subjects"`
	Occurred Clock            `json:"occurred"`
	Body     json.RawMessage  `json:"body"`
}

// Author is who stood at the kiosk. Badge is the badge's id, never its code.
type Author struct {
	PersonID rental.PersonID `json:"person_id,omitempty"`
	Badge    rental.BadgeID  `json:"badge,omitempty"`
	Verified rental.Verified `json:"verified"`
	// Second is the supervisor whose badge and PIN lent a right, if any.
	Second rental.PersonID `json:"second,omitempty"`
}

// OffsetUnknown is OffsetErrMs of a clock that has never met central's.
const OffsetUnknown = -1

// Clock is the time evidence of a gesture: the device's wall clock in ms UTC,
// the boot and its monotonic ms, and what was known of the offset to central
// (to be added to device_ms) with its error, both in ms.
type Clock struct {
	DeviceMs    int64  `json:"device_ms"`
	BootID      string `json:"boot_id,omitempty"`
	MonoMs      int64  `json:"mono_ms"`
	OffsetMs    int64  `json:"offset_ms"`
	OffsetErrMs int64  `json:"offset_err_ms"`
}

// Occurred turns the evidence into the time that the rules compare. It is
// suspect when the offset is unknown or beyond SuspectOffset.
func (c Clock) Occurred(id rental.ItemID) rental.Occurred {
	off := c.OffsetMs
	if off < 0 {
		off = -off
	}
	return rental.Occurred{
		T: rental.Millis(c.DeviceMs + c.OffsetMs), Err: max(c.OffsetErrMs, 0), ItemID: id,
		Suspect: c.OffsetErrMs < 0 || off > SuspectOffset.Milliseconds() || off < 0,
	}
}

// Mint returns the payload's bytes, to be stored and sent as they are. It
// fails with too_large above MaxPayload: the caller must not have written yet.
func (p Payload) Mint() ([]byte, error) {
	if p.Subjects == nil {
		p.Subjects = []rental.Subject{}
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p); err != nil {
		return nil, fmt.Errorf("encode payload: %w", err)
	}
	b := bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	if len(b) > MaxPayload {
		return nil, &rental.Error{
			Code: rental.CodeTooLarge, Reason: "item_too_large",
			Message: fmt.Sprintf("one gesture holds %d bytes, the most is %d", len(b), MaxPayload),
			Hint:    "book the things in smaller groups",
		}
	}
	return b, nil
}

// ParsePayload reads the bytes of an item. It checks the form alone: size,
// JSON, id, kind, schema and verified; whether the kind is known is DecodeBody's.
func ParsePayload(b []byte) (Payload, error) {
	if len(b) > MaxPayload {
		return Payload{}, malformed("payload", fmt.Sprintf("%d bytes, the most is %d", len(b), MaxPayload))
	}
	return ReadPayload(b)
}

// ReadPayload is ParsePayload for what never travelled: a command of central's own
// may be of any size.
func ReadPayload(b []byte) (Payload, error) {
	var p Payload
	if err := json.Unmarshal(b, &p); err != nil {
		return Payload{}, malformed("payload", "no JSON object of an item: "+err.Error())
	}
	id, err := uuid.Parse(string(p.ID))
	if err != nil || id.String() != string(p.ID) {
		return Payload{}, malformed("payload.id", "no lower-case hyphenated UUID")
	}
	if p.Kind == "" || len(p.Kind) > 64 {
		return Payload{}, malformed("payload.kind", "missing or over 64 bytes")
	}
	if p.Schema < 1 {
		return Payload{}, malformed("payload.schema", "must be 1 or more")
	}
	switch p.Actor.Verified {
	case rental.VerifiedNone, rental.VerifiedBadge, rental.VerifiedPIN:
	default:
		return Payload{}, malformed("payload.actor.verified", "must be none, badge or pin")
	}
	return p, nil
}

// DecodeBody reads the body of a kind that this build knows. ok is false for a
// kind or schema from a newer program: keep it, defer it.
func DecodeBody(kind rental.Kind, schema int, raw []byte) (body rental.Body, ok bool, err error) {
	if schema != 1 {
		return nil, false, nil
	}
	switch kind {
	case rental.KindScan:
		body, err = decodeBody[rental.ScanBody](raw)
	case rental.KindCheckOut:
		body, err = decodeBody[rental.CheckOutBody](raw)
	case rental.KindCheckIn:
		body, err = decodeBody[rental.CheckInBody](raw)
	case rental.KindMove:
		body, err = decodeBody[rental.MoveBody](raw)
	case rental.KindUndo:
		body, err = decodeBody[rental.UndoBody](raw)
	case rental.KindLockout:
		body, err = decodeBody[rental.LockoutBody](raw)
	case rental.KindRentActionCreate:
		body, err = decodeBody[rental.RentActionCreateBody](raw)
	case rental.KindRentActionUpdate:
		body, err = decodeBody[rental.RentActionUpdateBody](raw)
	case rental.KindRentActionSubmit, rental.KindRentActionCancel,
		rental.KindRentActionApprove, rental.KindRentActionReject:
		var b rental.RentActionStepBody
		b, err = decodeBody[rental.RentActionStepBody](raw)
		b.Step = kind
		body = b
	case rental.KindReceive:
		body, err = decodeBody[rental.ReceiveBody](raw)
	case rental.KindReceiveUndo:
		body, err = decodeBody[rental.ReceiveUndoBody](raw)
	case rental.KindStockEntry:
		body, err = decodeBody[rental.StockEntryBody](raw)
	case rental.KindStockUndo:
		body, err = decodeBody[rental.StockUndoBody](raw)
	case rental.KindExceptionAnswer:
		body, err = decodeBody[rental.ExceptionAnswerBody](raw)
	default:
		return nil, false, nil
	}
	return body, true, err
}

func decodeBody[B rental.Body](raw []byte) (B, error) {
	var b B
	if err := json.Unmarshal(raw, &b); err != nil {
		return b, malformed("payload.body", err.Error())
	}
	return b, nil
}

func malformed(field, what string) error {
	return &rental.Error{
		Code: rental.CodeInvalid, Reason: "malformed_item", Message: field + ": " + what,
		Field: field, Hint: "the bytes are kept in quarantine; an operator can look at them",
	}
}
