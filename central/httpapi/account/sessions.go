package account

import (
	"context"

	"rms/central/auth"
	"rms/central/httpapi/door"
	"rms/syncproto/rental"
)

// Session is an open log-in.
type Session struct {
	ID        string        `json:"id"`
	UserID    rental.UserID `json:"user_id"`
	Login     string        `json:"login"`
	Name      string        `json:"name"`
	Browser   string        `json:"browser,omitempty" doc:"in words: Firefox; absent where nobody knows it"`
	System    string        `json:"system,omitempty" doc:"in words: Windows"`
	Agent     string        `json:"agent,omitempty" doc:"what the program said of itself"`
	Address   string        `json:"address,omitempty" doc:"where the log-in came from"`
	CreatedAt rental.Millis `json:"created_at"`
	UsedAt    rental.Millis `json:"used_at" doc:"to within five minutes"`
	ExpiresAt rental.Millis `json:"expires_at" doc:"if it is not used until then"`
	Current   bool          `json:"current" doc:"it is the one that asks"`
}

// SessionQuery says whose sessions are asked for.
type SessionQuery struct {
	UserID string `query:"user_id" doc:"whose; an admin may ask for anybody's, and sees everybody's without it"`
	Own    bool   `query:"own" doc:"only one's own, for an admin too"`
}

// SessionList is all open sessions that one may see.
type SessionList struct {
	Items []Session `json:"items"`
	More  bool      `json:"more,omitempty" doc:"there are further ones, not used for longer"`
}

// ListSessions shows an admin all open sessions, and everybody else his own.
func (h *Handlers) ListSessions(ctx context.Context, in *SessionQuery) (*struct{ Body SessionList }, error) {
	asks := door.Identity(ctx)
	user := rental.UserID(in.UserID)
	if in.Own || !manages(asks) {
		user = asks.User.ID
	}
	kept, more, err := h.d.People.Sessions(ctx, asks, user)
	if err != nil {
		return nil, err
	}
	out := SessionList{Items: make([]Session, len(kept)), More: more}
	for i, s := range kept {
		out.Items[i] = Session{
			ID: s.ID, UserID: s.UserID, Login: s.Login, Name: s.Name, Browser: s.Browser, System: s.System, Agent: s.Agent, Address: s.Address,
			CreatedAt: s.CreatedAt, UsedAt: s.UsedAt, ExpiresAt: s.ExpiresAt, Current: s.Here,
		}
	}
	return &struct{ Body SessionList }{out}, nil
}

// manages reports whether somebody may look after other people's accounts.
func manages(asks auth.Identity) bool {
	return rental.Allowed(asks.Actor, rental.ActPutAccount, false) == nil
}

// RevokeSession ends one's own session, or as an admin anybody's.
func (h *Handlers) RevokeSession(ctx context.Context, in *door.ByID) (*struct{}, error) {
	asks := door.Identity(ctx)
	if asks.Session == "" && !manages(asks) {
		return nil, needsSession()
	}
	if err := h.d.People.EndSession(ctx, asks, manages(asks), in.ID); err != nil {
		return nil, err
	}
	h.d.Logger.InfoContext(ctx, "a session was ended", "by", asks.User.ID, "session", in.ID)
	return &struct{}{}, nil
}

type othersInput struct {
	Body *struct {
		UserID string `json:"user_id,omitempty" doc:"whose; one's own if it is left out"`
	}
}

// Ended says how many sessions were ended.
type Ended struct {
	Ended int `json:"ended"`
}

// RevokeOthers ends all sessions of an account but the one that asks.
func (h *Handlers) RevokeOthers(ctx context.Context, in *othersInput) (*struct{ Body Ended }, error) {
	asks := door.Identity(ctx)
	user := asks.User.ID
	if in.Body != nil && in.Body.UserID != "" && rental.UserID(in.Body.UserID) != user {
		if err := rental.Allowed(asks.Actor, rental.ActPutAccount, false); err != nil {
			return nil, err
		}
		user = rental.UserID(in.Body.UserID)
		if _, err := door.Find[rental.User](ctx, h.d, string(user)); err != nil {
			return nil, err
		}
	} else if asks.Session == "" {
		return nil, needsSession()
	}
	n, err := h.d.People.EndOthers(ctx, asks, user)
	if err != nil {
		return nil, err
	}
	h.d.Logger.InfoContext(ctx, "sessions were ended", "by", asks.User.ID, "of", user, "count", n)
	return &struct{ Body Ended }{Ended{n}}, nil
}

type sessionsFile struct {
	SessionQuery
	door.Turned
}

// SessionsPage is ListSessions for a file.
func (h *Handlers) SessionsPage(ctx context.Context, in *sessionsFile) (*door.ListReply[Session], error) {
	got, err := h.ListSessions(ctx, &in.SessionQuery)
	if err != nil {
		return nil, err
	}
	if got.Body.More {
		return nil, &rental.Error{
			Code: rental.CodeTooLarge, Reason: "list_too_long", Field: "user_id", Message: "there are more open sessions than one list shows", Hint: "ask for those of one account",
		}
	}
	return door.Whole(got.Body.Items), nil
}
