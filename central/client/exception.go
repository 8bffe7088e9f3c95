package client

import (
	"context"
	"net/http"

	"rms/syncproto/rental"
)

// Resolution answers a question.
type Resolution struct {
	Answer rental.Answer `json:"answer"`
	Reason string        `json:"reason,omitempty"`
}

// Question is a question with the answers that it takes.
type Question struct {
	rental.Exception
	Answers []rental.Answer `json:"answers"`
}

// ExceptionDetail is a question with its facts.
type ExceptionDetail struct {
	Question
	AnsweredName string `json:"answered_name,omitempty"`
	Fact         *Fact  `json:"fact,omitempty"`
	OtherFact    *Fact  `json:"other_fact,omitempty"`
}

const exceptionsPath = "/v1/exceptions"

// ExceptionQuery asks for questions.
type ExceptionQuery struct {
	Listing
	Status   []rental.ExceptionStatus   `query:"status"`
	SiteID   []rental.SiteID            `query:"site_id"`
	Kind     []rental.ExceptionKind     `query:"kind"`
	Severity []rental.ExceptionSeverity `query:"severity"`
	AssetID  rental.AssetID             `query:"asset_id"`
	FactID   rental.ItemID              `query:"fact_id"`
}

// Exceptions are questions that a person must answer.
type Exceptions struct {
	Found[rental.ExceptionID, ExceptionDetail]
	Listed[Question, ExceptionQuery]
	Summed[ExceptionQuery]
	Exported[ExceptionQuery]
}

// Resolve answers a question.
func (x Exceptions) Resolve(ctx context.Context, id rental.ExceptionID, in Resolution, options ...Option) (Tagged[Question], error) {
	return ask[Question](ctx, x.Found.c, newCall(http.MethodPost, x.Found.one(string(id), "resolve"), options...).with(in).once())
}
