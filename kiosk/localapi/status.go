package localapi

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"rms/frontend"
	"rms/kiosk/desk"
	"rms/kiosk/desk/card"
	"rms/kiosk/store"
	"rms/kiosk/syncer"
	"rms/syncproto"
	"rms/syncproto/rental"
)

func (s *Server) status(ctx context.Context, _ *struct{}) (Status, error) {
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Status{}, err
	}
	connection, _ := s.cfg.Sync.Watch()
	return Status{
		Now: s.now(), Version: s.cfg.Version, Enrolled: st.Enrolled, KioskID: string(st.Who.KioskID), Kiosk: st.Who.Name, Prefix: st.Who.NumberPrefix, Site: siteOf(st),
		Demo: st.Hello.Demo, Waiting: st.Position.QueueDepth, OldestAt: int64(st.Position.OldestMs), AsOf: int64(st.Position.AsOfMs),
		Central: s.central(st, connection), InboxOpen: st.Inbox, ClockOff: clockOff(st), ClockBad: clockBad(st),
		DiskLow: st.Room != nil && !storeBad(st), RetryAt: millis(connection.RetryAt),
	}, nil
}

func siteOf(st desk.Standing) Site {
	return Site{ID: string(st.Who.SiteID), Name: st.Site.Name, Zone: st.Who.Zone}
}

// millis is a moment in ms UTC, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func clockOff(st desk.Standing) int64 {
	if st.Hello.OffsetErrMs == syncproto.OffsetUnknown {
		return 0
	}
	return st.Hello.OffsetMs
}

func clockBad(st desk.Standing) bool {
	off := clockOff(st)
	return max(off, -off) > syncproto.SuspectOffset.Milliseconds()
}

// reasonKeyLost is why a kiosk that has lost its device key must be enrolled again.
const reasonKeyLost = "device_key_lost"

// central is how it stands with central; the red bars say what to do.
func (s *Server) central(st desk.Standing, connection syncer.Status) Central {
	c := Central{State: string(connection.State), Since: millis(connection.Since), URL: s.cfg.Central()}
	if st.Position.Halted != "" {
		c.State = string(syncer.StateDiverged)
	}
	switch syncer.State(c.State) {
	case syncer.StateDiverged:
		if storeBad(st) {
			c.Detail = ptr(card.Say("central.damaged"))
			break
		}
		c.Detail = ptr(card.Say("central.diverged"))
	case syncer.StateRefused:
		c.Detail = ptr(card.Say("central.refused"))
	case syncer.StateUpgrade:
		c.Detail = ptr(card.Say("central.upgrade"))
	case syncer.StateReenrol:
		c.Detail = ptr(card.Say("central.reenrol"))
		if e := connection.LastError; e != nil && e.Reason == reasonKeyLost {
			c.Detail = ptr(card.Say("central.key_lost"))
		}
	case syncer.StateConnecting, syncer.StateReachable, syncer.StateUnreachable, syncer.StateNever:
	}
	return c
}

func ptr[T any](v T) *T { return &v }

func (s *Server) health(ctx context.Context, _ *struct{}) (Health, error) {
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Health{}, err
	}
	connection, _ := s.cfg.Sync.Watch()
	schema, err := s.cfg.Store.SchemaVersion(ctx)
	if err != nil {
		return Health{}, err
	}
	return Health{
		At: s.now(),
		Checks: []Check{
			s.checkDisk(st), checkClock(st), s.checkQueue(st), checkStore(st), s.checkCentral(st, connection), checkCatalogue(st),
			{Name: "scanner", State: "ok", Value: card.Say("check.scanner")},
		},
		Versions: []Named{
			{Name: "kiosk", Value: s.cfg.Version}, {Name: "schema", Value: strconv.Itoa(schema)},
			{Name: "protocol", Value: strconv.Itoa(syncproto.Version)}, {Name: "central", Value: st.Hello.Version},
		},
		Answer: s.stats.latency(), Painted: s.cards.latency(), Misreads: s.stats.misreads(),
	}, nil
}

// gigabytes says a size as people do.
func gigabytes(n int64) string { return fmt.Sprintf("%.1f GB", float64(n)/1e9) }

func (s *Server) checkDisk(st desk.Standing) Check {
	free, err := s.cfg.Store.FreeBytes()
	value := card.Say("check.disk", "free", gigabytes(free), "total", "?")
	if s.cfg.TotalBytes != nil {
		if total, totalErr := s.cfg.TotalBytes(); totalErr == nil {
			value = card.Say("check.disk", "free", gigabytes(free), "total", gigabytes(total))
		}
	}
	if err != nil || st.Room != nil && !storeBad(st) {
		return Check{Name: "disk", State: "bad", Value: value, Hint: ptr(card.Say("check.hint.disk"))}
	}
	return Check{Name: "disk", State: "ok", Value: value}
}

func checkClock(st desk.Standing) Check {
	if st.Hello.OffsetErrMs == syncproto.OffsetUnknown {
		return Check{Name: "clock", State: "warn", Value: card.Say("check.clock_unknown"), Hint: ptr(card.Say("check.hint.queue"))}
	}
	off := time.Duration(st.Hello.OffsetMs) * time.Millisecond
	c := Check{Name: "clock", State: "ok", Value: card.Say("check.clock", "offset", off.String())}
	if clockBad(st) {
		c.State, c.Hint = "bad", ptr(card.Say("check.hint.clock"))
	}
	return c
}

// oldQueue is how long the oldest item may wait before the health page says so: a day without network is a plain day.
const oldQueue = 24 * 60 * 60 * 1000 // ms

func (s *Server) checkQueue(st desk.Standing) Check {
	c := Check{Name: "queue", State: "ok", Value: card.Say("check.queue_empty")}
	if st.Position.QueueDepth > 0 {
		c.Value = card.Say("check.queue").Count("n", st.Position.QueueDepth)
	}
	if oldest := int64(st.Position.OldestMs); oldest > 0 && s.now()-oldest > oldQueue {
		c.State, c.Hint = "warn", ptr(card.Say("check.hint.queue"))
	}
	return c
}

// storeBad reports whether the database itself keeps gestures from being taken.
func storeBad(st desk.Standing) bool { return rental.CodeOf(st.Room) == rental.CodeInternal }

func checkStore(st desk.Standing) Check {
	switch {
	case rental.ReasonOf(st.Room) == store.ReasonDamaged:
		return Check{Name: "store", State: "bad", Value: card.Say("check.store_damaged"), Hint: ptr(card.Say("central.damaged"))}
	case rental.ReasonOf(st.Room) == store.ReasonGone:
		return Check{Name: "store", State: "bad", Value: card.Say("check.store_gone"), Hint: ptr(card.Say("check.hint.store_gone"))}
	case storeBad(st):
		return Check{Name: "store", State: "bad", Value: card.Say("check.store_bad"), Hint: ptr(card.Say("check.hint.store"))}
	}
	return Check{Name: "store", State: "ok", Value: card.Say("check.store")}
}

func (s *Server) checkCentral(st desk.Standing, connection syncer.Status) Check {
	c := s.central(st, connection)
	switch {
	case syncer.State(c.State) == syncer.StateReachable:
		return Check{Name: "central", State: "ok", Value: card.Say("check.central_ok", "url", c.URL)}
	case c.Detail != nil:
		return Check{Name: "central", State: "bad", Value: card.Say("check.central_refused", "url", c.URL), Hint: c.Detail}
	case c.URL == "":
		return Check{Name: "central", State: "warn", Value: card.Say("check.central_never"), Hint: ptr(card.Say("check.hint.central"))}
	}
	return Check{Name: "central", State: "warn", Value: card.Say("check.central_bad", "url", c.URL), Hint: ptr(card.Say("check.hint.central"))}
}

func checkCatalogue(st desk.Standing) Check {
	if st.Position.AsOfMs == 0 {
		return Check{Name: "catalogue", State: "warn", Value: card.Say("check.catalogue_none"), Hint: ptr(card.Say("check.hint.central"))}
	}
	return Check{Name: "catalogue", State: "ok", Value: card.Say("check.catalogue").When("as_of", st.Position.AsOfMs)}
}

// pulse is the life of the page.
type pulse struct {
	mu   sync.Mutex
	last Heartbeat
	at   time.Time
}

func (s *Server) heartbeat(_ context.Context, in Heartbeat) (HeartbeatReply, error) {
	s.beat.mu.Lock()
	defer s.beat.mu.Unlock()
	s.beat.last, s.beat.at = in, s.cfg.Now()
	s.cards.note(in.Cards)
	return HeartbeatReply{Boot: s.boot, Build: frontend.Build("kiosk")}, nil
}

// LastBeat is when the page was last heard of; zero before its first beat.
func (s *Server) LastBeat() time.Time {
	s.beat.mu.Lock()
	defer s.beat.mu.Unlock()
	return s.beat.at
}
