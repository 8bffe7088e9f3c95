// Package activity answers what happened: events for programs, recorded gestures for people.
//
// Invariants and concurrency are those of door: handlers read rows, or build a
// command for the ledger; they hold no state and no rule.
package activity

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/central/store/outbox"
	"rms/syncproto/rental"
)

// Handlers answers the routes of this room.
type Handlers struct{ d *door.Door }

// New makes handlers behind a door.
func New(d *door.Door) *Handlers { return &Handlers{d} }

const (
	maxEvents    = 500
	maxEventWait = 25
	schemaBase   = "https://rms.invalid/schemas/events/"
)

type eventsInput struct {
	After int64 `query:"after" minimum:"0" doc:"next of the page before, or the rmsseq of the last event that was seen; 0: from the beginning"`
	EventFilter
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Wait  int `query:"wait" minimum:"0" maximum:"25" doc:"seconds to wait for news when there is none"`
}

// EventFilter says which events are wanted.
type EventFilter struct {
	Types    string `query:"types" maxLength:"1000" doc:"comma-separated event types; rent_action.* stands for all of a concept; absent: all"`
	Subjects string `query:"subjects" maxLength:"4000" doc:"comma-separated subjects such as asset/0190a5b4-7c00-7000-8000-00000000000b; kiosk/* stands for all of a concept; absent: all"`
}

func (f EventFilter) store() outbox.Filter {
	list := func(text, prefix string) (out []string) {
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimPrefix(strings.TrimSpace(part), prefix); part != "" {
				out = append(out, part)
			}
		}
		return out
	}
	return outbox.Filter{Types: list(f.Types, "rms."), Subjects: list(f.Subjects, "")}
}

// CloudEvent is an event in the structured JSON form of CloudEvents 1.0.
type CloudEvent struct {
	SpecVersion     string          `json:"specversion" example:"1.0"`
	ID              string          `json:"id"`
	Source          string          `json:"source" example:"/rms/central/0190a5b4-7c00-7000-8000-00000000000a"`
	Type            string          `json:"type" example:"rms.asset.checked_out"`
	Subject         string          `json:"subject" example:"asset/0190a5b4-7c00-7000-8000-00000000000b"`
	Time            string          `json:"time" format:"date-time"`
	DataContentType string          `json:"datacontenttype" example:"application/json"`
	DataSchema      string          `json:"dataschema" format:"uri"`
	RMSSeq          string          `json:"rmsseq" doc:"order of commits, a decimal number"`
	RMSActor        string          `json:"rmsactor"`
	Data            json.RawMessage `json:"data"`
}

type eventsReply struct {
	Body struct {
		Events []CloudEvent `json:"events"`
		Next   uint64       `json:"next" doc:"send it as after for what follows"`
		Head   uint64       `json:"head" doc:"the last event that there is: next equals it when all was seen"`
	}
}

func (h *Handlers) ListEvents(ctx context.Context, in *eventsInput) (*eventsReply, error) {
	filter := in.EventFilter.store()
	deadline := time.Now().Add(time.Duration(in.Wait) * time.Second)
	page, err := h.events(ctx, uint64(in.After), filter, in.Limit) //nolint:gosec // at least 0
	for err == nil && len(page.events) == 0 && time.Until(deadline) > 0 {
		// Beyond the head that was read: what other readers want is no news here.
		if err = h.d.Ledger.WaitForEvents(ctx, page.next, time.Until(deadline)); err == nil {
			page, err = h.events(ctx, page.next, filter, in.Limit)
		}
	}
	if err != nil {
		return nil, err
	}
	var out eventsReply
	out.Body.Next, out.Body.Head, out.Body.Events = page.next, page.head, []CloudEvent{}
	for _, e := range page.events {
		out.Body.Events = append(out.Body.Events, h.cloudEvent(e))
	}
	return &out, nil
}

// eventPage is what follows a cursor.
type eventPage struct {
	events     []outbox.Event // those that the reader may see
	next, head uint64
}

func (h *Handlers) events(ctx context.Context, after uint64, filter outbox.Filter, limit int) (p eventPage, err error) {
	more := false
	err = h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if p.head, err = tx.Head(ctx, store.HeadOutbox); err != nil {
			return err
		}
		if after > p.head {
			return cursorAhead(after, p.head)
		}
		p.events, more, err = outbox.After(ctx, tx, after, filter, min(limit, maxEvents))
		return err
	})
	// What was left out was of other types: it need not be looked through again.
	if p.next = p.head; more {
		p.next = p.events[len(p.events)-1].Seq
	}
	actor := door.Identity(ctx).Actor
	p.events = slices.DeleteFunc(p.events, func(e outbox.Event) bool { return !door.Sees(actor, e.Type, e.Subject) })
	return p, err
}

func cursorAhead(after, head uint64) *rental.Error {
	return &rental.Error{
		Code: rental.CodeInvalid, Reason: "cursor_ahead", Field: "after",
		Message: fmt.Sprintf("the last event is %d: event %d has not happened here", head, after),
		Hint:    fmt.Sprintf("send after=0 to read all again, or after=%d for what is new from now on; central may have been restored from a backup", head),
	}
}

func (h *Handlers) cloudEvent(e outbox.Event) CloudEvent {
	return CloudEvent{
		SpecVersion: "1.0", ID: e.ID, Source: "/rms/central/" + h.d.Ledger.Installation(), Type: "rms." + string(e.Type), Subject: e.Subject,
		Time:            time.UnixMilli(int64(e.Time)).UTC().Format("2006-01-02T15:04:05.000Z"),
		DataContentType: "application/json", DataSchema: schemaBase + string(e.Type) + "/1",
		RMSSeq: formatSeq(e.Seq), RMSActor: e.Actor, Data: e.Data,
	}
}
