package httpapi

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"rms/central/store"
	"rms/syncproto/rental"
)

const (
	maxEvents    = 500
	maxEventWait = 25
	schemaBase   = "https://rms.invalid/schemas/events/"
)

type eventsInput struct {
	After uint64 `query:"after" doc:"rmsseq of the last event that was seen; 0: from the beginning"`
	Types string `query:"types" maxLength:"1000" doc:"comma-separated event types; absent: all"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Wait  int    `query:"wait" minimum:"0" maximum:"25" doc:"seconds to wait for news when there is none"`
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
	}
}

func (a *API) listEvents(ctx context.Context, in *eventsInput) (*eventsReply, error) {
	var types []rental.EventType
	for t := range strings.SplitSeq(in.Types, ",") {
		if t = strings.TrimSpace(t); t != "" {
			types = append(types, rental.EventType(strings.TrimPrefix(t, "rms.")))
		}
	}
	events, err := a.events(ctx, in.After, types, in.Limit)
	if err == nil && len(events) == 0 && in.Wait > 0 {
		if err = a.c.Ledger.WaitForEvents(ctx, in.After, time.Duration(in.Wait)*time.Second); err == nil {
			events, err = a.events(ctx, in.After, types, in.Limit)
		}
	}
	if err != nil {
		return nil, err
	}
	var out eventsReply
	out.Body.Next, out.Body.Events = in.After, []CloudEvent{}
	for _, e := range events {
		out.Body.Next = e.Seq
		out.Body.Events = append(out.Body.Events, a.cloudEvent(e))
	}
	return &out, nil
}

func (a *API) events(ctx context.Context, after uint64, types []rental.EventType, limit int) (events []store.Event, err error) {
	err = a.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		events, err = tx.EventsAfter(ctx, after, types, min(limit, maxEvents))
		return err
	})
	return events, err
}

func (a *API) cloudEvent(e store.Event) CloudEvent {
	return CloudEvent{
		SpecVersion: "1.0", ID: e.ID, Source: "/rms/central/" + a.c.Ledger.Installation(), Type: "rms." + string(e.Type), Subject: e.Subject,
		Time:            time.UnixMilli(int64(e.Time)).UTC().Format("2006-01-02T15:04:05.000Z"),
		DataContentType: "application/json", DataSchema: schemaBase + string(e.Type) + "/1",
		RMSSeq: formatSeq(e.Seq), RMSActor: e.Actor, Data: e.Data,
	}
}
