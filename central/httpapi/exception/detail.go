package exception

import (
	"context"
	"errors"
	"strings"

	"rms/central/httpapi/activity"
	"rms/central/httpapi/door"
	"rms/central/store"
	"rms/syncproto/rental"
)

// ExceptionDetail is a question with the facts behind it.
type ExceptionDetail struct {
	Exception
	Fact         *activity.Fact `json:"fact,omitempty" doc:"what opened it"`
	OtherFact    *activity.Fact `json:"other_fact,omitempty" doc:"what it stands against"`
	AnsweredName string         `json:"answered_name,omitempty" doc:"who has answered it"`
}

// GetException answers one question.
func (h *Handlers) GetException(ctx context.Context, in *door.ByID) (*door.RowReply[ExceptionDetail], error) {
	out := &door.RowReply[ExceptionDetail]{}
	err := h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		x, err := door.Found[rental.Exception](ctx, tx, in.ID)
		if err != nil {
			return err
		}
		out.ETag, out.Body.Exception = door.ETag(x.Rev), withAnswers(x)
		if out.Body.Fact, err = activity.Recorded(ctx, tx, x.FactID); err != nil {
			return err
		}
		if out.Body.OtherFact, err = activity.Recorded(ctx, tx, x.OtherFactID); err != nil {
			return err
		}
		out.Body.AnsweredName, err = nameOf(ctx, tx, x)
		return err
	})
	return out, err
}

// nameOf is who has answered a question: the name that it bears, else the account's.
func nameOf(ctx context.Context, tx *store.Tx, x rental.Exception) (string, error) {
	if name := x.Detail["answered_by"]; name != "" {
		return name, nil
	}
	id, ok := strings.CutPrefix(x.AnsweredBy, "user:")
	if !ok {
		return "", nil
	}
	user, _, err := store.Get[rental.User](ctx, tx, id)
	return user.Name, err
}

// nameFirst tells whoever answers second who was first, by name.
func (h *Handlers) nameFirst(ctx context.Context, id string, err error) error {
	var late *rental.Error
	if !errors.As(err, &late) || late.Reason != "already_answered" {
		return err
	}
	return errors.Join(h.d.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		x, err := door.Found[rental.Exception](ctx, tx, id)
		if err != nil {
			return err
		}
		name, err := nameOf(ctx, tx, x)
		if err != nil || name == "" {
			return errors.Join(err, late)
		}
		told := *late
		told.Message = "already answered by " + name + ": " + string(x.Answer)
		return &told
	}), err)
}
