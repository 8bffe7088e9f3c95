package localapi

import (
	"context"

	"rms/kiosk/desk"
	"rms/kiosk/desk/card"
	"rms/kiosk/desk/code"
	"rms/kiosk/store"
	"rms/syncproto/rental"
)

const (
	maxInbox      = 20
	maxExceptions = 50
)

func (s *Server) inbox(ctx context.Context, _ *struct{}) (Inbox, error) {
	entries, open, err := s.cfg.Store.Inbox(ctx, maxInbox)
	if err != nil {
		return Inbox{}, err
	}
	in := Inbox{Entries: []Exception{}, Open: open}
	for _, e := range entries {
		x, err := s.entry(ctx, e)
		if err != nil {
			return Inbox{}, err
		}
		in.Entries = append(in.Entries, x)
	}
	return in, nil
}

// entry is an inbox entry as the page shows it; where it is about an exception that is known here, with its answers.
func (s *Server) entry(ctx context.Context, e store.Entry) (Exception, error) {
	x := Exception{
		ID: e.ID, Severity: "medium", At: int64(e.At), Title: card.Sentence(e.Body.Text, e.Body.Params), Subject: card.Nobody,
		Choices: []Choice{{Value: desk.ChoiceOK, Label: card.Say("choice.ok"), Primary: true}}, State: string(e.State), FactID: string(e.ItemID),
	}
	if e.Body.Message != "" {
		x.Detail = &Text{Key: "detail.rule", Names: map[string]string{"message": e.Body.Message}}
	}
	exception, known, err := store.Get[rental.Exception](ctx, s.cfg.Store.View, string(e.Body.Exc))
	if err != nil {
		return Exception{}, err
	}
	asset := exception.AssetID
	if known {
		x.Number, x.Severity = string(exception.Number), severity(exception.Severity)
		if exception.Status == rental.ExceptionOpen {
			x.Choices = choices(exception.Kind)
		}
	}
	for _, subject := range e.Body.Subjects {
		if asset == "" && subject.Type == rental.TargetAsset {
			asset = rental.AssetID(subject.ID)
		}
	}
	if x.Subject, err = s.about(ctx, asset); err != nil {
		return x, err
	}
	if x.Title.Names["item"] == "" && x.Subject.Tag != "" {
		names := map[string]string{"item": x.Subject.Tag}
		for name, value := range x.Title.Names {
			if value != "" {
				names[name] = value
			}
		}
		x.Title.Names = names
	}
	return x, nil
}

// about is an item as a subject, nobody where none is meant or known.
func (s *Server) about(ctx context.Context, id rental.AssetID) (Subject, error) {
	if id == "" {
		return card.Nobody, nil
	}
	th, err := code.Load(ctx, s.cfg.Store.View, id)
	if err != nil || th == nil {
		return card.Nobody, err
	}
	return th.Subject(), nil
}

func (s *Server) exceptions(ctx context.Context, _ *struct{}) (Exceptions, error) {
	st, err := s.cfg.Desk.Standing(ctx)
	if err != nil {
		return Exceptions{}, err
	}
	rows, err := s.cfg.Store.OpenExceptions(ctx, maxSearched)
	if err != nil {
		return Exceptions{}, err
	}
	all := Exceptions{Exceptions: []Exception{}, Open: int64(len(rows)), AsOf: int64(st.Position.AsOfMs)}
	for _, r := range rows[:min(len(rows), maxExceptions)] {
		x := Exception{
			ID: string(r.ID), Number: string(r.Number), Severity: severity(r.Severity), At: int64(r.CreatedAt),
			Title: card.Sentence("exception."+string(r.Kind), r.Detail), Choices: choices(r.Kind), State: string(store.InboxOpen), FactID: string(r.FactID),
		}
		if x.Subject, err = s.about(ctx, r.AssetID); err != nil {
			return Exceptions{}, err
		}
		all.Exceptions = append(all.Exceptions, x)
	}
	return all, nil
}

// severity is a severity as the page knows it.
func severity(s rental.ExceptionSeverity) string {
	if s == rental.SeverityNormal {
		return "medium"
	}
	return string(s)
}

// choices are the answers that an exception's kind takes, the proposed one first.
func choices(k rental.ExceptionKind) []Choice {
	all := []Choice{}
	rule, ok := rental.ExceptionRuleOf(k)
	if !ok {
		return all
	}
	for i, a := range rule.Answers {
		if key, ok := choiceKeys[a]; ok {
			all = append(all, Choice{Value: string(a), Label: card.Say(key), Primary: i == 0})
		}
	}
	return all
}

// choiceKeys are the words on the buttons; an answer that only the rules give has none.
var choiceKeys = map[rental.Answer]string{
	rental.AnswerNoted:      "choice.ok",
	rental.AnswerKeepFirst:  "choice.keep",
	rental.AnswerGiveSecond: "choice.take_over",
}

func (s *Server) answerInbox(ctx context.Context, entry string, in InboxAnswer) (Answer, error) {
	id, err := gestureID(in.ID)
	if err != nil {
		return Answer{}, err
	}
	return s.cfg.Desk.Settle(ctx, desk.Settle{ID: id, Entry: entry, Choice: in.Choice, Note: in.Note})
}
